/** The cases of awaits and loops that run together: exact texts, compiled and run by every installed CPython that they are for. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { applyEdits, type TextEdit } from '../../../../src/analysis/edits.js';
import type { FixPlace } from '../../../../src/analysis/fixes/fix.js';
import { LOOP_RULES } from '../../../../src/analysis/fixes/loop/rules.js';
import { LOOP } from '../../../../src/analysis/fixes/loop/loop.js';
import { SHAPES } from '../../../../src/analysis/fixes/loop/loops.js';
import { TOGETHER } from '../../../../src/analysis/fixes/together/together.js';
import { ALONE } from '../../../../src/analysis/independence/alone.js';
import { GONE_THROUGH, LEFT_AND_FOUND } from '../../../../src/analysis/independence/pairs.js';
import { lex } from '../../../../src/analysis/lexer.js';
import { scan } from '../../../../src/analysis/scan.js';
import { casesIn, type Case } from './cases.js';
import { runEverywhere } from './runEverywhere.js';

const RULES = [TOGETHER, LOOP];
const cases = casesIn(join(PROJECT_ROOT, 'test/fixtures/fixes/concurrency'));
const ruleOf = (each: Case) => RULES.find(({ id }) => each.file.startsWith(id))!;

function placesOf(each: Case, text = each.before): FixPlace[] {
  return ruleOf(each).find({ text, lexed: lex(text), scan: scan(text), python: each.python, reports: [] });
}

describe('awaits and loops that could run together', () => {
  it('have cases for every reason to leave them alone', () => {
    const known = [...ALONE, ...LEFT_AND_FOUND, ...GONE_THROUGH, ...LOOP_RULES].map(({ id, sure }) => ({ id, sure }));
    for (const { id, sure } of [...known, ...SHAPES.map((shape) => ({ id: shape.id, sure: true }))]) {
      // What is no plain statement is no place.
      if (id === 'not-plain') continue;
      assert.ok(cases.some(({ refused, caution }) => (sure ? refused : caution) === id), id);
    }
    assert.ok(cases.length >= 160, `only ${cases.length}`);
    assert.ok(cases.filter(({ after }) => after.length > 0).length >= 70 && cases.filter(({ refused }) => refused !== null).length >= 80);
    assert.equal(new Set(cases.map(({ file, name }) => file + name)).size, cases.length);
  });

  for (const each of cases) {
    it(`${each.file.replace('.cases', '')}: ${each.name}`, () => {
      const all = placesOf(each);
      const offered = all.filter(({ fixes }) => fixes.length > 0);
      const [place] = offered.length > 0 ? offered : all;
      assert.ok(offered.length <= 1 && all.every(({ fixes, refusal }) => (fixes.length === 0) === (refusal?.sure ?? false)));
      if (each.refused === 'none') return assert.deepEqual(all, []);
      assert.ok(place && place.marks.length > 0 && place.hint.endsWith('.') && place.fn);
      const lines = each.before.split('\n');
      if (place.fixes.length > 0) for (const { start, end } of place.marks) assert.equal(lines[start.line]!.slice(start.column, end.column), 'await');
      assert.equal(place.refusal?.sure ? place.refusal.id : null, each.refused, place.refusal?.reason);
      assert.equal(place.refusal && !place.refusal.sure ? place.refusal.id : null, each.caution, place.refusal?.reason);
      assert.deepEqual(place.fixes.map(({ id, edits }) => ({ id, text: applyEdits(each.before, edits) })), each.after);
      for (const { explanation, title, caution, saves, range, edits } of place.fixes) {
        assert.ok(explanation.endsWith('.') && !title.endsWith('.'), title);
        assert.ok(each.caution === null || caution === place.refusal?.reason, title);
        assert.ok(saves && saves.points.length === (saves.loop ? 1 : place.marks.length));
        assert.ok(edits.every(({ start, end, text }) => (start >= range.start && end <= range.end) || /^(?:\s*(?:import|from) .*)+\s*$/.test(text)), title);
      }
    });
  }

  it('keep line ends and a missing end of the last line, and are undone byte for byte', function () {
    this.timeout(20_000);
    for (const each of cases) {
      for (const [from, to] of [[/\n/g, '\r\n'], [/\n$/, ''], [/(?!)/, '']] as const) {
        const text = each.before.replace(from, to);
        const fixes = placesOf(each, text).flatMap((place) => place.fixes);
        assert.deepEqual(fixes.map(({ edits }) => applyEdits(text, edits)), each.after.map((after) => after.text.replace(from, to)), each.name);
        for (const { edits } of fixes) assert.equal(applyEdits(applyEdits(text, edits), undoing(text, edits)), text);
      }
    }
  });

  it('are left alone while the function is half typed', function () {
    this.timeout(20_000);
    for (const each of cases.filter(({ after }) => after.length > 0)) {
      const [place] = placesOf(each).filter(({ fixes }) => fixes.length > 0);
      const lines = each.before.split('\n');
      const at = place!.fn!.range.end.line + 1;
      const indent = /^\s*/.exec(lines[at - 1]!)![0];
      for (const typed of ['(', '"""', 'print(x', 'x = ', 'x.', 'if x', 'x y', 'await', 'for x in', 'return [', 'f"{x', 'x = = 1', 'def f(:', '    x']) {
        const text = [...lines.slice(0, at), indent + typed, ...lines.slice(at)].join('\n');
        const offers = placesOf(each, text).filter(({ fn, fixes }) => fixes.length > 0 && fn!.qualname === place!.fn!.qualname);
        assert.deepEqual(offers, [], `${each.name}: ${typed}`);
      }
    }
  });

  it('compile and run as before on every CPython', async function () {
    this.timeout(120_000);
    await runEverywhere(cases);
  });
});

/** The edits that take back others, in the text after those. */
function undoing(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let moved = 0;
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end).map(({ start, end, text: made }) => {
    const edit = { start: start + moved, end: start + moved + made.length, text: text.slice(start, end) };
    moved += made.length - (end - start);
    return edit;
  });
}
