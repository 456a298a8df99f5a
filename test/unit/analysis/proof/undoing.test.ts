import assert from 'node:assert/strict';
import { applyEdits, type TextEdit } from '../../../../src/analysis/edits.js';
import { moved, regionsOf, undoing, withLineEnds } from '../../../../src/analysis/proof/undoing.js';

const BEFORE = 'import a\n\nasync def main():\n    x = await f()\n    y = await g()\n    return x, y';
const at = (text: string, from = BEFORE): { start: number; end: number } => ({ start: from.indexOf(text), end: from.indexOf(text) + text.length });
/** A missing import, and two statements made into one. */
const EDITS: TextEdit[] = [
  { ...at('x = await f()\n    y = await g()'), text: 'x, y = await asyncio.gather(f(), g())' },
  { start: 9, end: 9, text: 'import asyncio\n' },
];
const AFTER = applyEdits(BEFORE, EDITS);

describe('Taking a change back', () => {
  it('gives the text before it', () => {
    assert.equal(applyEdits(AFTER, undoing(regionsOf(BEFORE, EDITS, AFTER))), BEFORE);
  });

  it('does so where the editor made something else of the edits, too', () => {
    const formatted = AFTER.replace('gather(f(), g())', 'gather(\n        f(), g(),\n    )');
    assert.equal(applyEdits(formatted, undoing(regionsOf(BEFORE, EDITS, formatted))), BEFORE);
    assert.equal(applyEdits('', undoing(regionsOf(BEFORE, [], ''))), BEFORE);
  });

  it('leaves alone what was edited around it', () => {
    // Each a text that is inserted before another one, or in its place.
    const further: [string, string, string][] = [['import a', '# mine\nimport b', ''], ['async def main', '# mine\n', 'before'], ['return x, y', 'return y, x', ''], ['    return', 'print()\n', 'before']];
    let text = AFTER;
    let regions = regionsOf(BEFORE, EDITS, AFTER);
    let expected = BEFORE;
    for (const [where, insert, how] of further) {
      const end = how === 'before' ? 0 : where.length;
      const offset = text.indexOf(where);
      const now = moved(regions, [{ offset, length: end, inserted: insert.length }]);
      assert.ok(now, where);
      regions = now;
      text = text.slice(0, offset) + insert + text.slice(offset + end);
      const there = expected.indexOf(where);
      expected = expected.slice(0, there) + insert + expected.slice(there + end);
    }
    assert.equal(applyEdits(text, undoing(regions)), expected);
    assert.ok(expected.includes('# mine'));
  });

  it('knows several edits at once, by their places before them', () => {
    const first = AFTER.indexOf('import a');
    const last = AFTER.indexOf('return');
    const text = `${AFTER.slice(0, last)}# two\n    ${AFTER.slice(last)}`.replace('import a', '# one\nimport a');
    const regions = moved(regionsOf(BEFORE, EDITS, AFTER), [{ offset: last, length: 0, inserted: 10 }, { offset: first, length: 0, inserted: 6 }])!;
    assert.equal(applyEdits(text, undoing(regions)), BEFORE.replace('return', '# two\n    return').replace('import a', '# one\nimport a'));
  });

  it('is given up where its own lines were edited', () => {
    const regions = regionsOf(BEFORE, EDITS, AFTER);
    const { start, end } = at('gather', AFTER);
    for (const [offset, length] of [[start, 0], [start, end - start], [0, AFTER.length], [10, 1]] as const) assert.equal(moved(regions, [{ offset, length, inserted: 1 }]), null);
  });

  it('writes line ends as the text has them', () => {
    assert.deepEqual(withLineEnds([{ start: 0, end: 0, text: 'a\nb\r\nc\r' }], '\r\n'), [{ start: 0, end: 0, text: 'a\r\nb\r\nc\r\n' }]);
    assert.deepEqual(withLineEnds([{ start: 0, end: 0, text: 'a\nb\r\nc' }], '\n'), [{ start: 0, end: 0, text: 'a\nb\nc' }]);
  });
});
