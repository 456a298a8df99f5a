/** Fixes as code actions: at the light bulb, on the marks that hint at them, and in the menu. Who asks where none is made is told why. */
import * as vscode from 'vscode';
import { isPreferred, isSafe, offerTitle, refusalText, type Offer } from '../../analysis/fixes/offers.js';
import type { FixHints } from './fixHints.js';
import { canProve, editOf, rangeOf, type FixPlaces } from './fixPlaces.js';
import { applyAndProveCommand } from '../proof/proofCommand.js';
import { toVsRange } from '../scans.js';

const KINDS = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

export class Fixes implements vscode.CodeActionProvider, vscode.HoverProvider, vscode.Disposable {
  private readonly registration = vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider({ language: 'python' }, this, { providedCodeActionKinds: KINDS }),
    vscode.languages.registerHoverProvider({ language: 'python' }, this),
  );

  constructor(private readonly places: FixPlaces, private readonly hints: FixHints) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range, { only }: vscode.CodeActionContext): vscode.CodeAction[] {
    const wanted = (kind: vscode.CodeActionKind): boolean => !only || only.contains(kind) || kind.contains(only) && only.value !== '';
    const offers = this.places.of(document).filter((offer) => isWithin(document, offer, range) && wanted(kindOf(offer)));
    return [...offers.map((offer) => this.action(document, offer)), ...offers.filter((offer) => canProve(document, offer)).map((offer) => this.proof(document, offer))];
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const here = this.places.refused(document).filter(({ marks }) => marks.some((mark) => toVsRange(mark).contains(position)));
    return here.length > 0 ? new vscode.Hover(here.map((place) => new vscode.MarkdownString(refusalText(place)))) : null;
  }

  private action(document: vscode.TextDocument, offer: Offer): vscode.CodeAction {
    const action = new vscode.CodeAction(offerTitle(offer), kindOf(offer));
    action.edit = editOf(document, offer.fix);
    action.isPreferred = isPreferred(offer);
    action.diagnostics = this.hints.of(document, offer.place);
    return action;
  }

  private proof(document: vscode.TextDocument, offer: Offer): vscode.CodeAction {
    const title = `Apply and prove: ${offerTitle(offer)}`;
    const action = new vscode.CodeAction(title, kindOf(offer));
    action.command = applyAndProveCommand(document, title, offer.fix);
    action.diagnostics = this.hints.of(document, offer.place);
    return action;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** What is safe mends what a hint points at; the rest are rewrites that one has to think about. */
const kindOf = (offer: Offer): vscode.CodeActionKind => (isSafe(offer) ? vscode.CodeActionKind.QuickFix : vscode.CodeActionKind.RefactorRewrite);

/** Whether the selection touches a line that is rewritten. */
function isWithin(document: vscode.TextDocument, { fix }: Offer, { start, end }: vscode.Range): boolean {
  const rewritten = rangeOf(document, fix.range.start, fix.range.end);
  return rewritten.start.line <= end.line && start.line <= rewritten.end.line;
}
