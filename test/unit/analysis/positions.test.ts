import assert from 'node:assert/strict';
import { toEditorPosition, toReportRange } from '../../../src/analysis/positions.js';

describe('positions', () => {
  const lines = ['x = "😀é", await a()', '\t𝔸𝔹 = await b'];
  const text = (line: number): string => lines[line] ?? '';

  it('turns code points into UTF-16 units and back', () => {
    const report = { line: 1, column: 10, end_line: 2, end_column: 13 };
    const range = { start: { line: 0, column: 11 }, end: { line: 1, column: 15 } };
    assert.deepEqual(toEditorPosition(text(0), report.line, report.column), range.start);
    assert.deepEqual(toEditorPosition(text(1), report.end_line, report.end_column), range.end);
    assert.deepEqual(toReportRange(range, text), report);
  });

  it('keeps a column beyond the end of a line that was cut', () => {
    assert.deepEqual(toEditorPosition('😀', 7, 5), { line: 6, column: 6 });
  });
});
