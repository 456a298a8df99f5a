import assert from 'node:assert/strict';
import { toEditorPosition, toEditorRange, toReportRange } from '../../../src/analysis/positions.js';

describe('positions', () => {
  const lines = ['x = "😀é", await a()', '\t𝔸𝔹 = await b'];
  const text = (line: number): string => lines[line] ?? '';

  it('turns code points into UTF-16 units and back', () => {
    const report = { line: 1, column: 10, end_line: 2, end_column: 13 };
    const range = { start: { line: 0, column: 11 }, end: { line: 1, column: 15 } };
    assert.deepEqual(toEditorRange(report, text), range);
    assert.deepEqual(toReportRange(range, text), report);
    assert.deepEqual(toEditorPosition(text(1), 2, 3), { line: 1, column: 5 });
  });

  it('keeps a column beyond the end of a line that was cut', () => {
    assert.deepEqual(toEditorPosition('😀', 7, 5), { line: 6, column: 6 });
  });
});
