import assert from 'node:assert/strict';
import { markdown } from '../../../src/analysis/export/markdownReport.js';
import type { Headline } from '../../../src/shared/panel.js';
import { reportOfExample } from '../realReports.js';
import { blockingOf, reportOf, starvationOf, warningOf } from '../reports.js';
import { reportedTimes } from './times.js';

const NOTHING: Headline = { verdict: null, label: '', sentences: [], prediction: null, overlap: null };
const SEQUENTIAL: Headline = {
  ...NOTHING, verdict: 'sequential', label: 'Sequential',
  sentences: ['Its two awaits ran one after the other: `await a()`, then **say_world**.', 'Together they would take about **1.00 s**.'],
};

describe('markdown', () => {
  it('says what ran, how long it took, the verdict, and the await points in the order of the source', () => {
    const text = markdown(reportOf({
      target: { kind: 'function', file: '/home/me/shop.py', name: 'main' },
      awaits: [
        reportedTimes({ file: '/home/me/shop.py', line: 8, source: 'await b()', count: 3, raised: 1, waiting_ns: 2.9e9, ready_ns: 0.04e9, running_ns: 0.06e9 }),
        reportedTimes({ file: '/home/me/other.py', line: 2, source: 'await c()' }),
        reportedTimes({ file: '/home/me/shop.py', line: 5, source: 'await a()' }),
      ],
    }), SEQUENTIAL);
    assert.equal(text, [
      '### `main()`: 2.00 s, Sequential', '',
      '`shop.py` · Python 3.12.1 · `_UnixSelectorEventLoop` · `Returned None`', '',
      'Its two awaits ran one after the other: `await a()`, then **say_world**. Together they would take about **1.00 s**.', '',
      '| line | await point | count | elapsed | waiting | ready | running |',
      '| ---: | --- | ---: | ---: | ---: | ---: | ---: |',
      '| 5 | `await a()` | 1 | 1.00 s | 0.98 s | 0 ns | 20.0 ms |',
      '| 8 | `await b()` | 3, 1 raised | 3.00 s | 2.90 s | 40.0 ms | 60.0 ms |',
      '| other.py, line 2 | `await c()` | 1 | 1.00 s | 0.98 s | 0 ns | 20.0 ms |', '',
    ].join('\n'));
  });

  it('says who held the event loop, what looks wrong, and the notes', () => {
    const text = markdown(reportOf({ blocking: [blockingOf()], starvation: [starvationOf()], warnings: [warningOf(), warningOf({ at: null, message: 'A <b>task</b> *failed*.' })], notes: ['Skipped `asyncio.run(main())`.'] }), NOTHING);
    assert.match(text, /^### `main\(\)`: 2\.00 s\n/);
    assert.match(text, /\n\*\*Held the event loop\*\*\n\n- line 4, `time\.sleep\(0\.5\)`: Held the event loop 0\.50 s, starved Task-2 \(heartbeat\)\n- From 0\.10 s on, many short steps/);
    assert.match(text, /\n\*\*Looks wrong\*\*\n\n- line 3, `fetch\(\)`: The coroutine fetch\(\) was never awaited\.\n- A \\<b\\>task\\<\/b\\> \\\*failed\\\*\.\n/);
    assert.match(text, /\n\*\*Notes\*\*\n\n- Skipped \\`asyncio\.run\(main\(\)\)\\`\.\n$/);
    assert.match(text, /No await point was reached\./);
  });

  it('keeps the user\'s text from being read as Markdown: bars, backticks, line ends', () => {
    const text = markdown(reportOf({
      value: "'``|'", awaits: [reportedTimes({ source: 'await f(a | b, r"\\|", "\\\\|", `x`)' })],
    }), { ...NOTHING, label: 'Concurrent, 1.99 × overlapped', sentences: ['`a_b` and _c_ of x_y & z &amp; | <i>'] });
    assert.match(text, /· ```Returned '``\|'```\n/);
    const row = text.split('\n').find((line) => line.includes('await f'))!;
    assert.ok(row.includes('``await f(a \\| b, r"\\|", "\\\\\\|", `x`)``'), row);
    // As GitHub splits a row: at each bar that no backslash escapes.
    assert.equal(row.match(/(?:\\.|[^|\\])+/g)!.filter((cell) => cell.trim() !== '').length, 7);
    assert.ok(text.includes('`a_b` and \\_c\\_ of x_y & z \\&amp; \\| \\<i\\>'), text);
  });

  it('leaves out what is not known, and counts what is not told', () => {
    const many = Array.from({ length: 60 }, (_, index) => reportedTimes({ line: 60 - index, each: (index + 1) * 1e6 }));
    const text = markdown(reportOf({ loop: { type: null, steps: false, note: 'no steps' }, target: { kind: 'module', file: null, name: 'pkg.tool' }, value: null, awaits: many }), NOTHING);
    assert.match(text, /^### `pkg\.tool`: 2\.00 s\n\nPython 3\.12\.1 · `Ended`\n/);
    assert.match(text, /\| line \| await point \| count \| elapsed \|\n/);
    assert.equal(text.match(/^\| a\.py, line \d+ \|/gm)!.length, 50);
    assert.match(text, /\| a\.py, line 1 \|[^]*\| a\.py, line 50 \|[^]*\n10 more await points took less\.\n/);
    assert.doesNotMatch(text, /line 51 /);
  });

  it('tells what has not ended, and what is too short to be told', () => {
    const text = markdown(reportOf({
      outcome: 'timeout', value: null,
      awaits: [
        reportedTimes({ file: '/a.py', count: 0, pending: 2, pending_ns: 5e9 }), reportedTimes({ file: '/a.py', line: 2, count: 4, pending: 1, pending_ns: 1e9 }),
        reportedTimes({ file: '/a.py', line: 3, count: 1000, each: 1e3, below_resolution: true }),
      ],
    }), NOTHING);
    assert.match(text, /· `Timed out`\n/);
    assert.match(text, /\| 1 \| `await a\(\)` \| 0, 2 not ended \| 5\.00 s so far \|/);
    assert.match(text, /\| 2 \| `await a\(\)` \| 4, 1 not ended \| 4\.00 s, 1\.00 s so far \|/);
    assert.match(text, /\| 3 \| `await a\(\)` \| 1,000 \| < 5 µs each \|/);
  });

  it('of a real run has a row for each await point', async function () {
    this.timeout(20_000);
    const report = await reportOfExample('07_timeout_cancellation.py');
    const rows = markdown(report, NOTHING).split('\n').filter((line) => line.startsWith('| ')).slice(2);
    assert.equal(rows.length, report.awaits.length);
    for (const { source } of report.awaits) assert.ok(rows.some((row) => row.includes(source)), source);
  });
});
