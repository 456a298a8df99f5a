/** The cases of the repairs: exact texts, compiled and run by every installed CPython that they are for. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../../../../src/analysis/edits.js';
import type { FixContext, FixPlace } from '../../../../src/analysis/fixes/fix.js';
import { BLOCKING } from '../../../../src/analysis/fixes/repairs/blocking.js';
import { FORGOTTEN_AWAIT } from '../../../../src/analysis/fixes/repairs/forgotten.js';
import { KEPT_TASK } from '../../../../src/analysis/fixes/repairs/keptTask.js';
import { LOST_ERRORS } from '../../../../src/analysis/fixes/repairs/lostErrors.js';
import { TIMEOUT } from '../../../../src/analysis/fixes/repairs/timeout.js';
import { lex } from '../../../../src/analysis/lexer.js';
import { scan } from '../../../../src/analysis/scan.js';
import { NOTHING_MEASURED, REPORT_SCHEMA, type Report } from '../../../../src/shared/report.js';
import { casesIn, type Case } from './cases.js';
import { runEverywhere } from './runEverywhere.js';

const RULES = [BLOCKING, FORGOTTEN_AWAIT, KEPT_TASK, LOST_ERRORS, TIMEOUT];
const folder = join(PROJECT_ROOT, 'test/fixtures/fixes/repairs');
const cases = casesIn(folder);
const shapes = readFileSync(join(folder, '../shapes.py'), 'utf8');

function contextOf({ before, python, held }: Pick<Case, 'before' | 'python' | 'held'>): FixContext {
  return { text: before, lexed: lex(before), scan: scan(before), python, reports: held ? [reportOf(before, held)] : [] };
}

/** Of a run of this very text in which one line held the loop. */
function reportOf(text: string, { line, innermost }: NonNullable<Case['held']>): Report {
  const file = '/project/program.py';
  return {
    ...NOTHING_MEASURED, schema: REPORT_SCHEMA, target: { kind: 'function', file, name: 'main' }, outcome: 'returned', phase: 'running', value: 'None',
    python: { version: '3.12.1', implementation: 'CPython', executable: 'python3' }, loop: { type: null, steps: true, note: null }, exception: null, exit_code: null, elapsed_ns: 6e8, notes: [],
    blocking: [{
      start_ns: 0, duration_ns: 5e8, task: { task: 1, name: 'Task-1', function: 'main' }, file, line, function: 'main', source: text.split('\n')[line - 1]!.trim(), innermost,
      samples: { taken: 20, here: 20 }, starved: [], starved_more: 0,
    }],
  };
}

/** The places of the rule that a file of cases is named after. */
function placesOf(each: Case): FixPlace[] {
  const rule = RULES.find(({ id }) => `${id}.cases` === each.file);
  assert.ok(rule, each.file);
  return rule.find(contextOf(each));
}

describe('repairs', () => {
  it('have cases for every rule, refusals and cautions among them', () => {
    for (const { id } of RULES) {
      const own = cases.filter(({ file }) => file === `${id}.cases`);
      assert.ok(own.some(({ after }) => after.length > 0) && own.some(({ refused }) => refused !== null), id);
    }
    const source = join(PROJECT_ROOT, 'src/analysis/fixes/repairs');
    const ids = readdirSync(source).flatMap((name) => [...readFileSync(join(source, name), 'utf8').matchAll(/(?:\{ id: |refused\()'([a-z-]+)',(?= reason| ['`])/g)].map((match) => match[1]!));
    const known = new Set(cases.flatMap(({ refused, caution }) => [refused, caution]));
    assert.deepEqual([ids.length > 25, ids.filter((id) => !known.has(id))], [true, []]);
    assert.ok(cases.length >= 140, `only ${cases.length}`);
    assert.equal(new Set(cases.map(({ file, name }) => file + name)).size, cases.length);
  });

  for (const each of cases) {
    it(`${each.file.replace('.cases', '')}: ${each.name}`, () => {
      const places = placesOf(each);
      if (each.refused === 'none') return assert.deepEqual(places, []);
      const [place] = places;
      assert.ok(place && places.length === 1, `${places.length} places`);
      assert.ok(place.marks.length > 0 && place.hint.endsWith('.'));
      assert.equal(place.refusal?.sure ? place.refusal.id : null, each.refused);
      assert.equal(place.refusal && !place.refusal.sure ? place.refusal.id : null, each.caution);
      assert.deepEqual(place.fixes.map(({ id, edits }) => ({ id, text: applyEdits(each.before, edits) })), each.after);
      for (const fix of place.fixes) {
        assert.ok(fix.explanation.endsWith('.') && !fix.title.endsWith('.'), fix.title);
        if (each.held) assert.match(place.hint + fix.explanation, /held the event loop 0\.50 s/);
      }
      // Line ends and the missing end of the last line are kept.
      for (const [from, to] of [[/\n/g, '\r\n'], [/\n$/, '']] as const) {
        const changed = each.before.replace(from, to);
        const texts = placesOf({ ...each, before: changed }).flatMap(({ fixes }) => fixes.map(({ edits }) => applyEdits(changed, edits)));
        assert.deepEqual(texts, each.after.map(({ text }) => text.replace(from, to)));
      }
    });
  }

  it('leave half-typed text alone', () => {
    for (const { before, after, ...each } of cases) {
      if (after.length === 0) continue;
      const lines = before.trimEnd().split('\n');
      const indent = /^\s*/.exec(lines.at(-1)!)![0];
      for (const typed of ['(', '"""', 'print(x', 'x = ', 'x.', 'if x', 'x y', 'await']) {
        const text = [...lines, indent + typed].join('\n');
        const [offered] = placesOf({ ...each, after, before: text }).filter(({ fn, fixes }) => fixes.length > 0 && fn?.range.end.line === lines.length);
        assert.equal(offered, undefined, text);
      }
    }
  });

  it('compile and run as before on every CPython', async function () {
    this.timeout(120_000);
    // Each offer alone, wherever an expression can stand.
    await runEverywhere(cases, (minor) => {
      const offers = RULES.flatMap((rule) => rule.find(contextOf({ before: shapes, python: minor, held: null }))).flatMap(({ fixes }) => fixes);
      assert.ok(offers.length > 40, `${offers.length} offers`);
      return [{ name: 'shapes', texts: [shapes, ...offers.map(({ edits }) => applyEdits(shapes, edits))] }];
    });
  });
});
