import assert from 'node:assert/strict';
import { explainMeasured, pointOf, sentences } from '../../../src/analysis/explain/measured.js';
import { ADVICE_RULES } from '../../../src/analysis/explain/measuredAdvice.js';
import { MEASURED_RULES } from '../../../src/analysis/explain/measuredRules.js';
import { isReport, type AwaitTimes, type Occurrence, type Report, type TaskTimes } from '../../../src/shared/report.js';
import { reportOfExample } from '../realReports.js';
import { blockingOf, reportOf, starvationOf, warningOf } from '../reports.js';
import { reportedTimes } from './times.js';
import { plainText } from './plainText.js';

type Changes = Parameters<typeof reportedTimes>[0];

const task = (id: number, fn: string, changes: Partial<TaskTimes> = {}): TaskTimes => ({
  id, name: `Task-${id}`, function: fn, parent: null, created_at: null, thread: 1, start_ns: 0, end_ns: 2e9, outcome: 'returned', cancelled_by: null,
  running_ns: 0, waiting_ns: 0, ready_ns: 0, steps: 1, timeline: [], ...changes,
});
const passage = (changes: Partial<Occurrence> = {}): Occurrence =>
  ({ task: 1, start_ns: 0, elapsed_ns: 1e9, waiting_ns: 0.9e9, ready_ns: 0, running_ns: 0, suspensions: 1, woken_by: null, ...changes });
const waker = (by: AwaitTimes['woken_by'][number]['by'], what: string, id: number | null = null, count = 1): AwaitTimes['woken_by'][number] => ({ by, task: id, what, count });
const awaited = (...words: string[]): AwaitTimes['awaited'] => words.map((what) => ({ what, count: 1 }));
const meanwhile = (...tasks: [number, string, number][]): AwaitTimes['meanwhile'] =>
  ({ of: 1, rest_ns: 0, tasks: tasks.map(([id, fn, running_ns]) => ({ task: id, name: `Task-${id}`, function: fn, running_ns })) });

/** An await point, and what its report says besides. */
interface Case {
  rule: string;
  words: RegExp;
  times: Changes;
  others?: Changes[];
  report?: Partial<Report>;
}

function measure({ times, others = [], report = {} }: Omit<Case, 'rule' | 'words'>) {
  const awaits = [times, ...others].map((each) => reportedTimes({ file: '/a.py', ...each }));
  const whole = reportOf({ awaits, tasks: [task(1, 'main'), task(2, 'heartbeat')], ...report });
  assert.ok(isReport(whole));
  return { point: pointOf(awaits[0]!), times: awaits[0]!, report: whole, scan: null, site: 0 };
}

const LATE = { ready_ns: 0.45e9, waiting_ns: 0.1e9, longest: [passage({ task: 2, elapsed_ns: 0.55e9, start_ns: 0.1e9, ready_ns: 0.45e9 })], awaited: awaited('sleep 0.1 s') };
const HELD = { count: 0, pending: 1, pending_ns: 2e9, suspensions: 1 };

const told: Case[] = [
  {
    rule: 'ran-inside', words: /Ran say_hello inside this task; it waited 0\.90 s at await asyncio\.sleep\(1\) on line 9\./,
    times: { awaited: awaited('say_hello'), longest: [passage()] }, others: [{ function: 'say_hello', source: 'await asyncio.sleep(1)', line: 9, longest: [passage({ start_ns: 10, elapsed_ns: 0.99e9 })] }],
  },
  { rule: 'awaited', words: /What it awaited: Queue\.get, empty\./, times: { source: 'await jobs()', awaited: awaited('Queue.get, empty') } },
  { rule: 'awaited', words: /What it awaited: stream drain 3 times\./, times: { awaited: awaited('stream drain to 1.1.1.1:1', 'stream drain to 1.1.1.1:2', 'stream drain to 1.1.1.1:3') } },
  { rule: 'not-ended', words: /had not ended when the run did, after 2\.00 s/, times: HELD },
  { rule: 'some-not-ended', words: /ended 3 times; 1 more had not ended/, times: { ...HELD, count: 3 } },
  { rule: 'went-on', words: /went on at once, without giving up control/, times: { suspensions: 0, each: 9e3, running_ns: 9e3 } },
  { rule: 'never-suspended', words: /never gave up control: nothing else could run for 1\.00 s/, times: { suspensions: 0 } },
  { rule: 'control-meanwhile', words: /handed control to the event loop once; meanwhile say_world ran for 0\.50 s\./, times: { meanwhile: meanwhile([2, 'say_world', 0.5e9]) } },
  { rule: 'control-meanwhile', words: /meanwhile \(in the longest passage\) worker \(2 tasks\) ran for 3\.00 ms/, times: { count: 5, meanwhile: meanwhile([2, 'worker', 1e6], [3, 'worker', 2e6]) } },
  { rule: 'control-alone', words: /once; no other task was there to run/, times: {}, report: { tasks: [task(1, 'main')] } },
  { rule: 'control-alone', words: /twice; no other task was ready to run/, times: { suspensions: 2 } },
  {
    rule: 'cancelled', words: /It was cancelled here in 1 of 2 passages, by Task-1 \(main\)\./,
    times: { count: 2, raised: 1, longest: [passage({ task: 2 })] }, report: { tasks: [task(1, 'main'), task(2, 'get', { outcome: 'cancelled', end_ns: 1e9 + 1000, cancelled_by: waker('task', 'Task-1 (main)', 1) })] },
  },
  {
    rule: 'awaited-task-ended-badly', words: /an exception, because Task-2 \(get\) raised it\./,
    times: { raised: 1, source: 'await x', awaited: awaited('Task-2 (get)') }, report: { tasks: [task(1, 'main'), task(2, 'get', { outcome: 'raised' })] },
  },
  {
    rule: 'raised', words: /ended by an exception: ValueError: bad\./,
    times: { raised: 1 }, report: { outcome: 'raised', exception: { type: 'ValueError', message: 'bad', traceback: '', frames: [{ file: '/a.py', line: 1, function: 'main', source: '' }] } },
  },
  { rule: 'raised', words: /in 1 of 2 passages, most likely because its time limit ran out/, times: { count: 2, raised: 1, awaited: awaited('wait_for of get, timeout 1 s') } },
  { rule: 'late-blocked', words: /0\.45 s late: its result was there, but time\.sleep\(0\.5\) on line 4 in blocking held the event loop for 0\.50 s/, times: LATE, report: { blocking: [blockingOf()] } },
  { rule: 'late-busy', words: /busy with many short steps of crunch and log/, times: LATE, report: { starvation: [starvationOf()] } },
  { rule: 'late-busy', words: /busy with other tasks/, times: LATE },
  { rule: 'woken-itself', words: /ready again at once/, times: { woken_by: [waker('task', 'itself')] } },
  { rule: 'woken-timer', words: /A timer woke it, 1\.00 ms after it was due\./, times: { ready_ns: 1e6, woken_by: [waker('timer', 'timer')] } },
  { rule: 'woken-io', words: /socket was ready \(I\/O\)\./, times: { woken_by: [waker('io', 'I/O')] } },
  { rule: 'woken-thread', words: /Another thread handed its result over/, times: { woken_by: [waker('thread', 'thread')] } },
  { rule: 'woken-task', words: /^Task-2 \(heartbeat\) woke it, and it went on 2\.00 ms later\./, times: { ready_ns: 2e6, woken_by: [waker('task', 'Task-2 (heartbeat)', 2)] } },
  { rule: 'woken-callback', words: /A callback of the event loop woke it/, times: { woken_by: [waker('callback', 'callback')] } },
  { rule: 'woken-several', words: /woken by a timer \(twice\) and Task-2 \(heartbeat\) \(once\)/, times: { woken_by: [waker('timer', 'timer', null, 2), waker('task', 'Task-2 (heartbeat)', 2)] } },
  { rule: 'below-resolution', words: /lens's own cost/, times: { below_resolution: true, each: 900 } },
  { rule: 'spread', words: /10 passages took from 0\.10 s to 0\.55 s\./, times: { count: 10, elapsed_ns: { total: 2e9, min: 0.1e9, max: 0.55e9 } } },
  { rule: 'repeated', words: /passed 4 times, 1\.00 s each on average, estimated from 3 that were timed/, times: { count: 4, sampled: 1 } },
];

const warned = (id: string): Partial<Report> => ({ warnings: [warningOf({ id, at: { file: '/a.py', line: 1, function: 'main', source: '' } })] });
const OWN_LOOP = { count: 5, awaited: awaited('fetch'), longest: [passage(), passage({ start_ns: 1e9 }), passage({ start_ns: 2e9 })] };

const advised: Case[] = [
  { rule: 'blocking-sleep', words: /on line 4 write await asyncio\.sleep\(0\.5\)/, times: LATE, report: { blocking: [blockingOf()] } },
  {
    rule: 'blocking-call', words: /await asyncio\.to_thread\(requests\.get, url\)/, times: LATE,
    report: { blocking: [blockingOf({ source: 'page = requests.get(url)  # slow', innermost: 'socket.recv' })] },
  },
  {
    rule: 'blocking-call', words: /await asyncio\.to_thread\(function, …\)/, times: { running_ns: 0.6e9, longest: [passage({ task: 3, start_ns: 0, running_ns: 0.6e9 })] },
    report: { blocking: [blockingOf({ source: 'total += sum(x) + 1', innermost: null })] },
  },
  { rule: 'never-suspends-in-loop', words: /asyncio\.sleep\(0\)/, times: { suspensions: 0 }, report: warned('never-suspends-in-loop') },
  { rule: 'lock-across-await', words: /wait before taking it/, times: {}, report: warned('lock-across-await') },
  { rule: 'pending-join', words: /task_done\(\)/, times: { ...HELD, awaited: awaited('Queue.join, 3 unfinished') } },
  { rule: 'pending-get', words: /another item/, times: { ...HELD, awaited: awaited('Queue.get, empty') } },
  { rule: 'pending-lock', words: /never let go \(Lock held by Task-2 \(worker\)\)/, times: { ...HELD, awaited: awaited('Lock held by Task-2 (worker)') } },
  { rule: 'pending-event', words: /Nobody called what wakes it/, times: { ...HELD, awaited: awaited('Event') } },
  { rule: 'pending-limit', words: /asyncio\.timeout\(10\)/, times: { ...HELD, awaited: awaited('Future') } },
  { rule: 'one-after-another', words: /asyncio\.gather or a task group runs them together: about 1\.00 s in place of 5\.00 s/, times: OWN_LOOP, others: [{ function: 'fetch' }], report: { elapsed_ns: 5e9 } },
];

describe('explainMeasured', () => {
  it('has a test for every rule', () => {
    const ids = (rules: readonly { id: string }[]): string[] => rules.map(({ id }) => id);
    assert.deepEqual(ids(MEASURED_RULES).filter((id) => !told.some(({ rule }) => rule === id)), []);
    assert.deepEqual(ids(ADVICE_RULES).filter((id) => !advised.some(({ rule }) => rule === id)), []);
  });

  for (const { rule, words, ...rest } of told) {
    it(`tells ${rule}: ${words.source.slice(0, 50)}`, () => {
      const input = measure(rest);
      const matching = MEASURED_RULES.find(({ id }) => id === rule)!;
      const measured = { ...input, late: rule.startsWith('late') ? { blocking: input.report.blocking, starvation: input.report.starvation } : null };
      assert.ok(sentences(measured).includes(matching), sentences(measured).map(({ id }) => id).join());
      const { explanation } = explainMeasured(input);
      assert.ok(explanation.length <= 3);
      assert.ok(explanation.some((sentence) => words.test(plainText(sentence))), explanation.join('\n'));
      for (const sentence of explanation) assert.match(plainText(sentence), /^\S.*\.$/);
    });
  }

  for (const { rule, words, ...rest } of advised) {
    it(`advises ${rule}: ${words.source.slice(0, 50)}`, () => {
      assert.match(plainText(explainMeasured(measure(rest)).advice ?? 'nothing'), words);
    });
  }

  it('advises nothing where nothing is to be done, nor in place of a loop whose tasks differ', () => {
    assert.equal(explainMeasured(measure({ times: {} })).advice, null);
    assert.equal(explainMeasured(measure({ times: { suspensions: 0, each: 9e3 } })).advice, null);
    const longest = [passage(), passage({ task: 2 }), passage({ task: 3 })];
    assert.equal(explainMeasured(measure({ times: { ...OWN_LOOP, longest }, others: [{ function: 'fetch' }] })).advice, null);
    assert.equal(explainMeasured(measure({ times: { ...HELD, awaited: awaited('sleep 1 h') } })).advice, null);
  });

  it('advises a program on trio in the words of trio', () => {
    const loop = { type: 'trio', steps: true, note: null };
    assert.match(explainMeasured(measure({ times: LATE, report: { loop, blocking: [blockingOf()] } })).advice ?? '', /`await trio\.sleep\(0\.5\)`/);
    assert.match(explainMeasured(measure({ times: HELD, report: { loop } })).advice ?? '', /trio\.fail_after/);
  });

  it('claims nothing about control where the loop did not tell its steps', () => {
    const { report } = measure({ times: {} });
    const { explanation } = explainMeasured(measure({ times: { suspensions: 0 }, report: { loop: { ...report.loop, steps: false } } }));
    assert.doesNotMatch(explanation.join(), /control/);
  });
});

describe('explainMeasured on real runs', () => {
  /** What is told of each await point of an example's main(), by line. */
  async function explained(example: string): Promise<Map<number, { text: string; advice: string | null }>> {
    const report = await reportOfExample(example);
    return new Map(report.awaits.map((times, site) => {
      const { explanation, advice } = explainMeasured({ point: pointOf(times), times, report, scan: null, site });
      return [times.line, { text: plainText(explanation.join(' ')), advice }];
    }));
  }

  it('a sequential main ran its coroutines inside, alone, and timers woke it', async () => {
    const { text } = (await explained('02_sequential.py')).get(20)!;
    assert.match(text, /^Ran say_hello inside this task; it waited (?:1|0\.99)\S* s at await asyncio\.sleep\(1\) on line 10\. await handed control to the event loop once; no other task was there to run\. A timer woke it/);
  });

  it('a late heartbeat names the line that held the loop, and what to write there', async () => {
    const { text, advice } = (await explained('05_blocking.py')).get(13)!;
    assert.match(text, /late: its result was there, but time\.sleep\(0\.5\) on line 20 in blocking held the event loop/);
    assert.match(advice ?? '', /on line 20 write `await asyncio\.sleep\(0\.5\)`/);
  });

  it('queue workers are cancelled by main, and join is woken by a worker', async () => {
    const lines = await explained('06_queue_workers.py');
    assert.match(lines.get(12)!.text, /cancelled here in 3 of 9 passages, by Task-1 \(main\)/);
    assert.match(lines.get(26)!.text, /meanwhile worker \(3 tasks\) ran for .*Task-\d \(worker\) woke it/);
  });
});
