import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { otlp } from '../../../src/analysis/export/otlp.js';
import type { AnyValue, KeyValue, Span } from '../../../src/analysis/export/otlpValues.js';
import type { Report } from '../../../src/shared/report.js';
import { reportOfExample, reportOfProgram } from '../realReports.js';
import { blockingOf, reportOf, warningOf } from '../reports.js';
import { assertOtlp } from './otlpMessages.js';
import { reportedTimes } from './times.js';

const START = 1_700_000_000_000_000_000n;
const TRACE = '0123456789abcdef00000000000000a0';

/** The spans of a report, after a look at their format. */
const spansOf = (report: Report, traceId = TRACE): Span[] => assertOtlp(JSON.stringify(otlp(report, { startUnixNs: START, traceId })));

function valueOf(attributes: readonly KeyValue[], key: string): AnyValue[keyof AnyValue] | undefined {
  const value = attributes.find((each) => each.key === key)?.value;
  return value && Object.values(value)[0];
}

const fromStart = (unixNano: string): number => Number(BigInt(unixNano) - START);

describe('otlp', () => {
  for (const name of ['03_gather.py', '05_blocking.py', '06_queue_workers.py', '07_timeout_cancellation.py']) {
    it(`of ${name} is what the published messages are, with every task and every passage`, async function () {
      this.timeout(20_000);
      const report = await reportOfExample(name);
      const spans = spansOf(report);
      const passages = report.awaits.flatMap(({ longest }) => longest);
      assert.equal(spans.length, 1 + report.tasks.length + passages.length);
      const [root, ...others] = spans;
      assert.equal(fromStart(root!.endTimeUnixNano), report.elapsed_ns);
      for (const task of report.tasks) {
        const span = others.find(({ attributes }) => valueOf(attributes, 'await_lens.task.id') === String(task.id))!;
        assert.equal(fromStart(span.startTimeUnixNano), task.start_ns);
        assert.equal(fromStart(span.endTimeUnixNano), task.end_ns);
        const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)!;
        assert.equal(valueOf(parent.attributes, 'await_lens.task.id'), task.parent === null ? undefined : String(task.parent));
      }
      const events = spans.flatMap((span) => span.events.filter((event) => event.name === 'event loop blocked').map((event) => [span, event] as const));
      assert.equal(events.length, report.blocking.length);
      for (const [span, { timeUnixNano, attributes }] of events) {
        const step = report.blocking.find(({ start_ns }) => start_ns === fromStart(timeUnixNano))!;
        assert.equal(valueOf(span.attributes, 'await_lens.task.id'), step.task ? String(step.task.task) : undefined);
        assert.equal(valueOf(attributes, 'code.line.number'), String(step.line));
      }
    });
  }

  it('hangs the await points below their tasks, with their place, their three times and who woke them', async function () {
    this.timeout(20_000);
    const report = await reportOfExample('03_gather.py');
    const spans = spansOf(report);
    const gather = spans.find(({ name }) => name.startsWith('await asyncio.gather'))!;
    const sleeps = spans.filter(({ name }) => name === 'await asyncio.sleep(1)');
    assert.equal(sleeps.length, 2);
    const times = ['waiting', 'ready', 'running'].map((kind) => Number(valueOf(gather.attributes, `await_lens.${kind}_ns`)));
    assert.ok(Math.abs(times.reduce((sum, ns) => sum + ns, 0) - (fromStart(gather.endTimeUnixNano) - fromStart(gather.startTimeUnixNano))) <= 2, times.join());
    assert.equal(valueOf(gather.attributes, 'code.function.name'), 'main');
    assert.match(String(valueOf(gather.attributes, 'code.file.path')), /03_gather\.py$/);
    assert.deepEqual(gather.links.map(({ attributes }) => valueOf(attributes, 'await_lens.relation')), ['woken by']);
    // The child that ended last.
    assert.equal(gather.links[0]!.spanId, sleeps.at(-1)!.parentSpanId);
    assert.deepEqual(sleeps.map(({ links }) => links), [[], []]);
    assert.equal(valueOf(sleeps[0]!.attributes, 'await_lens.woken_by'), 'timer');
  });

  it('says what ran, and where', () => {
    const report = reportOf({ target: { kind: 'function', file: 'C:\\code\\shop.py', name: 'Client.fetch' } });
    const { resource, scopeSpans: [scope] } = otlp(report, { startUnixNs: START, traceId: TRACE }).resourceSpans[0]!;
    assert.deepEqual(resource.attributes.map(({ key, value }) => [key, Object.values(value)[0]]), [
      ['service.name', 'shop'], ['process.runtime.name', 'cpython'], ['process.runtime.version', '3.12.1'], ['process.executable.path', '/usr/bin/python3'],
    ]);
    assert.equal(scope!.scope.name, 'await-lens');
    assert.equal(scope!.spans[0]!.name, 'Client.fetch');
  });

  it('marks a run that failed, with its exception, and one that did not', async function () {
    this.timeout(20_000);
    const failed = spansOf(await reportOfProgram('import asyncio\n\nasync def fails():\n    await asyncio.sleep(0)\n    raise ValueError("bad | worse")\n\nasync def main():\n    await asyncio.gather(fails())\n'));
    assert.deepEqual(failed[0]!.status, { code: 2, message: 'bad | worse' });
    assert.equal(valueOf(failed[0]!.events[0]!.attributes, 'exception.type'), 'ValueError');
    assert.match(String(valueOf(failed[0]!.events[0]!.attributes, 'exception.stacktrace')), /Traceback[^]*bad \| worse/);
    assert.equal(failed.find(({ name }) => name === 'fails')!.status.code, 2);
    for (const changes of [{}, { outcome: 'cancelled' }, { outcome: 'exited', exit_code: 0 }] as const) assert.deepEqual(spansOf(reportOf(changes))[0]!.status, {});
    for (const changes of [{ outcome: 'timeout' }, { outcome: 'exited', exit_code: 3 }, { outcome: 'crashed' }] as const) assert.equal(spansOf(reportOf(changes))[0]!.status.code, 2);
  });

  it('tells on the root what belongs to no task that it has, and warnings', () => {
    const [root] = spansOf(reportOf({ blocking: [blockingOf(), blockingOf({ task: null, starved_more: 4 })], warnings: [warningOf({ evidence: ['one', 'two'] })] }));
    assert.deepEqual(root!.events.map(({ name }) => name), ['event loop blocked', 'event loop blocked', 'warning: never-awaited']);
    assert.equal(valueOf(root!.events[1]!.attributes, 'await_lens.starved.count'), '5');
    assert.equal(valueOf(root!.events[2]!.attributes, 'await_lens.evidence'), 'one\ntwo');
  });

  it('leaves out the three times where the loop does not tell its steps', () => {
    const passage = { task: null, start_ns: 1, elapsed_ns: 2, waiting_ns: 0, ready_ns: 0, running_ns: 0, suspensions: 0, woken_by: null };
    const [, span] = spansOf(reportOf({ loop: { type: null, steps: false, note: 'totals only' }, awaits: [reportedTimes({ longest: [passage] })] }));
    assert.equal(valueOf(span!.attributes, 'await_lens.waiting_ns'), undefined);
    assert.equal(valueOf(span!.attributes, 'code.line.number'), '1');
  });

  it('has ids of its own for every span, also where they run over', () => {
    const passage = { task: null, start_ns: 1, elapsed_ns: 2, waiting_ns: 0, ready_ns: 0, running_ns: 0, suspensions: 0, woken_by: null };
    const spans = spansOf(reportOf({ awaits: [reportedTimes({ longest: [passage, passage, passage] })] }), '0123456789abcdeffffffffffffffffe');
    assert.deepEqual(spans.map(({ spanId }) => spanId), ['fffffffffffffffe', 'ffffffffffffffff', '0000000000000001', '0000000000000002']);
  });

  it('has no attribute that docs/exports.md does not tell', async function () {
    this.timeout(20_000);
    const documented = readFileSync(join(PROJECT_ROOT, 'docs/exports.md'), 'utf8');
    const exception = { type: 'ValueError', message: 'bad', traceback: 'Traceback', frames: [] };
    const spans = [
      ...spansOf(await reportOfExample('05_blocking.py')), ...spansOf(await reportOfExample('07_timeout_cancellation.py')),
      ...spansOf(reportOf({ outcome: 'exited', exit_code: 1, exception, warnings: [warningOf({ evidence: ['a fact'] })] })),
    ];
    const keys = new Set(spans.flatMap(({ attributes, events, links }) => [attributes, ...events.map((event) => event.attributes), ...links.map((link) => link.attributes)].flat().map(({ key }) => key)));
    assert.ok(keys.size > 30, [...keys].join());
    for (const key of keys) {
      const [, ...rest] = key.split('.');
      // `a.b.c`, or `.c` after another that begins in the same way.
      const ways = [key, `.${rest.join('.')}`, `.${rest.at(-1)}`];
      assert.ok(ways.some((way) => documented.includes(`\`${way}\``)), key);
    }
  });
});
