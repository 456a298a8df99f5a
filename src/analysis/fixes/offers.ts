/** How fixes are offered: in which words, and which of them where. */
import { formatDuration } from '../format.js';
import type { AsyncFunction } from '../model.js';
import { splitLines } from '../placement.js';
import { saving, type Prediction } from '../verdict/prediction.js';
import type { Headline, PanelOffer } from '../../shared/panel.js';
import type { Fix, FixPlace } from './fix.js';

/** One way to change a place, with what a run foretells of it. */
export interface Offer {
  place: FixPlace;
  fix: Fix;
  /** null where no run of this text tells. */
  prediction: Prediction | null;
}

/** `Run together with gather (2.00 s → about 1.00 s)`. */
export function offerTitle({ fix, prediction }: Offer): string {
  const title = prediction ? `${fix.title} (${formatDuration(prediction.nowNs)} → about ${formatDuration(prediction.togetherNs)})` : fix.title;
  return fix.caution === null ? title : `${title} — may change behaviour: ${fix.caution}`;
}

/** Rules of what is right as it stands, and can be written in another way: offered to who asks, without a mark. */
const OTHER_WAYS = new Set(['timeout']);

/** Whether it mends something, and nothing speaks against it. */
export const isSafe = ({ place, fix }: Offer): boolean => fix.caution === null && !OTHER_WAYS.has(place.rule);

/** The best of its place, if nothing speaks against it: what an editor does when it is told to mend without a question. */
export const isPreferred = (offer: Offer): boolean => isSafe(offer) && offer.place.fixes[0] === offer.fix;

/** What the marks of a place say: its hint, and what the best of its fixes would save. */
export function hintText(offers: readonly Offer[]): string {
  const [best] = offers;
  if (!best) return '';
  const { place: { hint }, prediction } = best;
  return prediction ? `${hint} Together they would take about ${formatDuration(prediction.togetherNs)} instead of ${formatDuration(prediction.nowNs)}.` : hint;
}

/** Why a place is left alone: `These awaits stay one after the other, because it uses \`first\`.` */
export const refusalText = ({ hint, refusal }: FixPlace): string => `${hint.replace(/\.$/, '')}, because ${refusal?.reason ?? ''}.`;

/** The safe offers by their places, in the order of the text. */
export function safePlaces(offers: readonly Offer[]): { place: FixPlace; offers: Offer[] }[] {
  const places = new Map<FixPlace, Offer[]>();
  for (const offer of offers.filter(isSafe)) places.set(offer.place, [...(places.get(offer.place) ?? []), offer]);
  return [...places].map(([place, own]) => ({ place, offers: own }));
}

/** What the headline is about. */
export interface Told {
  headline: Pick<Headline, 'verdict' | 'prediction'>;
  /** The function that is shown, in the text as it is now. */
  fn: AsyncFunction;
  text: string;
  /** The line that held the event loop longest, as it stands in the text that ran; null for none. */
  guilty: string | null;
}

/**
 * What stands in the sentence of the headline: the best fix of what it tells of, the awaits or the line that held the
 * loop; else that of the function's own which saves most. What speaks against a fix has no room there.
 */
export function headlineOffer(offers: readonly Offer[], { headline: { verdict, prediction: told }, fn, text, guilty }: Told, canProve: (offer: Offer) => boolean): PanelOffer | null {
  const best = safePlaces(offers).map(({ offers: [first] }) => first!);
  const lines = splitLines(text);
  const holds = ({ place: { rule, marks: [mark] } }: Offer): boolean => rule === 'blocking' && guilty !== null && lines[mark?.start.line ?? -1]?.trim() === guilty.trim();
  const predicted = best.filter(({ prediction }) => prediction !== null);
  const awaits = ({ prediction }: Offer): string => String(prediction!.points.map(({ range }) => range.start.line));
  const meant = verdict === 'blocked' ? best.find(holds) : told && predicted.find((offer) => awaits(offer) === String(told.lines));
  const own = predicted.filter(({ place }) => place.fn === fn).sort((a, b) => saving(b.prediction!) - saving(a.prediction!));
  const offer = meant ?? own[0];
  if (!offer) return null;
  const { fix } = offer;
  return { id: fix.id, start: fix.range.start, title: meant ? fix.title : offerTitle(offer), explanation: fix.explanation, proves: canProve(offer) };
}
