import assert from 'node:assert/strict';
import { parseReport, UnreadableReport } from '../../../src/analysis/savedReport.js';
import { reportOfExample } from '../realReports.js';
import { reportOf } from '../reports.js';

function problemWith(text: string): string {
  try {
    parseReport(text, 'run.json');
  } catch (error) {
    assert.ok(error instanceof UnreadableReport);
    return error.message;
  }
  return '';
}

describe('parseReport', () => {
  it('reads what the command line has written', async function () {
    this.timeout(20_000);
    const report = await reportOfExample('03_gather.py');
    assert.deepEqual(parseReport(JSON.stringify(report), 'run.json'), report);
    assert.deepEqual(parseReport(`\n${JSON.stringify(report, null, 2)}\n`, 'run.json'), report);
  });

  it('tells a file that is cut off, wherever that is', () => {
    const text = JSON.stringify(reportOf({ notes: ['"quoted" é \u2028 \\', 'null'], elapsed_ns: -1.5e-7 }), null, 1);
    for (let end = 1; end < text.length; end += 1) assert.match(problemWith(text.slice(0, end)), /^run\.json is cut off: .*Save it again\.$/, text.slice(0, end).slice(-20));
  });

  it('tells what is no JSON, and an empty file', () => {
    assert.match(problemWith('hello'), /^run\.json is not JSON: .+\.$/);
    assert.match(problemWith('{"schema": 3,, "target": {}}'), /^run\.json is not JSON: .+\.$/);
    assert.equal(problemWith(' \n'), 'run.json is empty.');
  });

  it('tells JSON that is no report', () => {
    for (const value of [null, 3, 'report', [], {}, { schema: 3 }, { schema: '3', target: { name: 'main' }, python: {} }, { traceEvents: [] }]) {
      assert.match(problemWith(JSON.stringify(value)), /^run\.json is no report of Await Lens\. .*--json/, JSON.stringify(value));
    }
  });

  it('tells a report of another version, and what to do', () => {
    assert.equal(problemWith(JSON.stringify({ ...reportOf(), schema: 2, trace: undefined })), 'run.json was made by an older Await Lens: it is a report of version 2, and this one reads version 3. Run main again for a new one.');
    assert.match(problemWith(JSON.stringify({ ...reportOf(), schema: 4 })), /made by a newer Await Lens.*version 4.*Update the extension\.$/);
  });

  it('tells a report with parts missing', () => {
    assert.match(problemWith(JSON.stringify({ ...reportOf(), tasks: [{ id: 1 }] })), /^run\.json is damaged or was changed: .*Run main again/);
  });
});
