import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/analysis/edits.js';
import type { FixContext } from '../../../../src/analysis/fixes/fix.js';
import { placesOf } from '../../../../src/analysis/fixes/table.js';
import { lex } from '../../../../src/analysis/lexer.js';
import { scan } from '../../../../src/analysis/scan.js';

const contextOf = (text: string, python: number | null = 12): FixContext => ({ text, lexed: lex(text), scan: scan(text), python, reports: [] });

describe('awaits that could run together', () => {
  it('are gathered', () => {
    const text = 'import asyncio as aio\n\nasync def f(n):\n\tawait aio.sleep(n)\n\nasync def main():\n\ta = await f(1)\n\tawait f(2)\n\tb, c = await f(3)';
    const [place, ...more] = placesOf(contextOf(text));
    assert.equal(more.length, 0);
    assert.equal(place?.hint, "None of these three awaits needs another's result.");
    assert.deepEqual(place.marks.map(({ start, end }) => [start.line, start.column, end.column]), [[6, 5, 10], [7, 1, 6], [8, 8, 13]]);
    const [fix] = place.fixes;
    assert.equal(fix?.title, 'Run together with gather');
    assert.equal(applyEdits(text, fix.edits), `${text.slice(0, text.indexOf('\ta ='))}\ta, _, (b, c) = await aio.gather(f(1), f(2), f(3))`);
  });
});
