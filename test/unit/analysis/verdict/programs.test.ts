/** The verdicts on real runs: of every example, and of small programs that each show one thing. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyEdits } from '../../../../src/analysis/edits.js';
import { placesOf } from '../../../../src/analysis/fixes/table.js';
import { lex } from '../../../../src/analysis/lexer.js';
import { scan } from '../../../../src/analysis/scan.js';
import { criticalPath } from '../../../../src/analysis/verdict/criticalPath.js';
import { predictFix } from '../../../../src/analysis/verdict/fixPrediction.js';
import { placedAt, type Prediction } from '../../../../src/analysis/verdict/prediction.js';
import type { Headline } from '../../../../src/shared/panel.js';
import { ahead } from '../../ahead.js';
import { runAndTell, tellOfExample, type Told } from './running.js';

interface Expected {
  verdict: Headline['verdict'];
  /** What the sentences say. */
  says: RegExp[];
  options?: string[];
}

const AT_A_TIME = 3;
/** Where another process takes the processor away, a short step is a long one: these programs are not about long ones. */
const PATIENT = ['--block-threshold', '2000'];
const PROGRAMS = 'test/fixtures/verdicts/programs.py';

const examples: Record<string, Expected> = {
  '01_coroutine.py': { verdict: 'idle', says: [/`asyncio\.sleep\(1\)` in line 11 \(`my_coroutine`\), reached from line 16/] },
  '02_sequential.py': { verdict: 'sequential', says: [/^Its two awaits ran one after the other, and neither needs the other's result: together they would take about \*\*1\.\d\d s\*\*\.$/] },
  '03_gather.py': { verdict: 'concurrent', says: [/^`say_hello` and `say_world` went on at the same time/, /Each took about 1\./] },
  '04_taskgroup.py': { verdict: 'concurrent', says: [/^`say_hello` and `say_world` went on at the same time/] },
  '05_blocking.py': { verdict: 'blocked', says: [/`time\.sleep\(0\.5\)` in line 20 held the event loop for \*\*0\.5/, /\*\*Task-2 \(heartbeat\)\*\* was ready, and kept waiting/] },
  '06_queue_workers.py': { verdict: 'concurrent', says: [/^3 × `worker` went on/] },
  '07_timeout_cancellation.py': { verdict: 'sequential', says: [/lines 27, 28 and 31/, /The longest is `with_limit\(5, limit=0\.5\)` in line 28/] },
  '08_async_with_for.py': { verdict: 'sequential', says: [/lines 29, 30 and 33/, /The longest is `async for row in connection\.rows\(3\)`/] },
  '09_streams.py': { verdict: 'concurrent', says: [/3 × `ask` and 3 × `answer`/] },
};

const programs: Record<string, Expected> = {
  fan_out_with_semaphore: { verdict: 'concurrent', says: [/^6 × `limited` went on/] },
  one_place_only: { verdict: 'sequential', says: [/4 × `alone` were to run together.*turn at `async with lock`/] },
  queue_workers: { verdict: 'concurrent', says: [/^4 × `consume`/] },
  computes: { verdict: 'computing', says: [/The event loop was computing/] },
  computes_in_tasks: { verdict: 'computing', says: [/The event loop was computing/], options: PATIENT },
  sleeps_the_wrong_way: { verdict: 'blocked', says: [/`time\.sleep\(0\.4\)` in line \d+ held the event loop/] },
  crunchers_starve_a_ticker: { verdict: 'starved', says: [/\*\*Task-1 \(crunchers_starve_a_ticker\)\*\* was ready, and kept waiting/, /3 × `crunch` held the event loop/], options: PATIENT },
  // Before Python 3.12 wait_for() runs it in a task of its own.
  times_out: { verdict: 'idle', says: [/`asyncio\.sleep\(seconds\)`.*reached from line \d+|`asyncio\.wait_for\(fetch\(1, 30\), timeout=0\.4\)` in line \d+/] },
  task_group: { verdict: 'concurrent', says: [/^3 × `fetch`/, /\*\*Task-\d \(fetch\)\*\* took longest/] },
  as_completed: { verdict: 'concurrent', says: [/^4 × `fetch`/] },
  in_threads: { verdict: 'concurrent', says: [/waited for several things at the same time/] },
  one_thread: { verdict: 'idle', says: [/run_in_executor/] },
  subprocess: { verdict: 'idle', says: [/`program\.wait\(\)`/] },
  helper: { verdict: 'sequential', says: [/^Its two awaits .*together they would take about \*\*0\.3\d s/] },
  nested_helpers: { verdict: 'sequential', says: [/^`helper`'s two awaits/] },
  beside_a_heartbeat: { verdict: 'sequential', says: [/has to wait for line \d+: it uses `first`/] },
  started_early: { verdict: 'concurrent', says: [/`started_early` and `fetch`/] },
  in_a_loop: { verdict: 'sequential', says: [/awaited eight times, one after the other/] },
  polls: { verdict: 'idle', says: [/`asyncio\.sleep\(0\.05\)` in line \d+, 10 times/] },
  each_needs_the_last: { verdict: 'sequential', says: [/it uses `number`/] },
  two_gathers: { verdict: 'concurrent', says: [/^4 × `fetch`/, /still ran one after the other/] },
  waits_for_an_event: { verdict: 'idle', says: [/`event\.wait\(\)`/] },
  writes_to_a_pipe: { verdict: 'idle', says: [/`arrived`/] },
  never_gives_up_control: { verdict: null, says: [/None of its awaits gave up control/] },
  before_and_after: { verdict: null, says: [/it waited for .* and ran for/] },
  fails: { verdict: 'idle', says: [/^`ValueError` came from `raise ValueError\("bad"\)` in line \d+/] },
  hangs: { verdict: 'idle', says: [/^It was ended after .* while it waited for `asyncio\.Event\(\)\.wait\(\)`/], options: ['--timeout', '1.5'] },
  more_steps_than_are_traced: { verdict: 'concurrent', says: [/^8 × `many_steps` went on/], options: PATIENT },
};

describe('verdicts', function () {
  this.timeout(30_000);

  it('are asked for of every example', () => {
    assert.deepEqual(Object.keys(examples), readdirSync(join(PROJECT_ROOT, 'examples')).filter((name) => name.endsWith('.py')).sort());
  });

  const runs = [
    ...Object.entries(examples).map(([name, expected]) => ({ name, expected, run: (again: boolean) => tellOfExample(name, again) })),
    ...Object.entries(programs).map(([name, expected]) => ({ name, expected, run: () => runAndTell(PROGRAMS, name, ...(expected.options ?? [])) })),
  ];
  // They mostly sleep: a few at a time leave each other the time that they need.
  const told = ahead(runs.map(({ run }) => run), AT_A_TIME);
  runs.forEach(({ name, expected }, index) => {
    it(`${name}: ${expected.verdict}`, async () => holds(await told(index), expected));
  });
});

/** What was predicted of awaits in turn, and what they then took together. */
const pairs: Record<string, [before: [string, string], after: [string, string]]> = {
  'the examples': [['examples/02_sequential.py', 'main'], ['examples/03_gather.py', 'main']],
  'awaits of different length': [[PROGRAMS, 'helper'], [PROGRAMS, 'helper_together']],
  'awaits that compute as well': [[PROGRAMS, 'mixed_in_turn'], [PROGRAMS, 'mixed_together']],
  'awaits of several tasks': [[PROGRAMS, 'two_gathers'], [PROGRAMS, 'one_gather']],
};

/** The same of what a fix makes of the text. */
const fixed: Record<string, { name: string; id: string }> = {
  'a loop': { name: 'loop_in_turn', id: 'loop.gather' },
  'a loop, ten at a time': { name: 'loop_in_turn', id: 'loop.limited' },
  'two awaits in a loop': { name: 'loop_of_two_in_turn', id: 'together.gather' },
  'awaits that are started early': { name: 'mixed_in_turn', id: 'together.tasks' },
};

/** How often two texts are run at the most, until what they take agrees with the prediction. */
const ROUNDS = 6;

interface Run {
  elapsedNs: number;
  prediction: Pick<Prediction, 'nowNs' | 'togetherNs'> | null;
}

/**
 * Runs both in turn until the prediction of the quickest run before is within 5 % of what the quickest one after saves:
 * what other processes on the machine add to a run is no fault of the prediction, and takes nothing away from any.
 */
async function predicts(before: () => Promise<Run>, after: () => Promise<Run>): Promise<void> {
  let [first, second] = [await before(), await after()];
  for (let round = 1; ; round += 1) {
    assert.ok(first.prediction);
    const predicted = first.prediction.nowNs - first.prediction.togetherNs;
    const measured = first.elapsedNs - second.elapsedNs;
    if (Math.abs(predicted - measured) <= 0.05 * measured) return;
    assert.ok(round < ROUNDS, `${predicted} ns predicted, ${measured} ns measured, in ${ROUNDS} rounds`);
    first = quicker(first, await before());
    second = quicker(second, await after());
  }
}

function quicker(one: Run, other: Run): Run {
  return other.elapsedNs < one.elapsedNs ? other : one;
}

async function runOf(file: string, name: string): Promise<Run> {
  const { report, headline } = await runAndTell(file, name);
  return { elapsedNs: report.elapsed_ns, prediction: headline.prediction };
}

/** The runs of a function, and of the same with a fix applied that it is offered. */
function runsFixed({ name, id }: { name: string; id: string }): [before: () => Promise<Run>, after: () => Promise<Run>] {
  const text = readFileSync(join(PROJECT_ROOT, PROGRAMS), 'utf8');
  const context = { text, lexed: lex(text), scan: scan(text), python: null, reports: [] };
  const fn = context.scan.functions.find(({ qualname }) => qualname === name)!;
  const fix = placesOf(context).filter((place) => place.fn === fn).flatMap(({ fixes }) => fixes).find((each) => each.id === id);
  assert.ok(fix, `${id} is not offered for ${name}`);
  return [
    async () => {
      const { report } = await runAndTell(PROGRAMS, name);
      const prediction = predictFix(fix, fn, context, report, (point) => report.awaits.find((site) => placedAt(report, point, site, text)));
      return { elapsedNs: report.elapsed_ns, prediction };
    },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'await-lens fixed-'));
      try {
        writeFileSync(join(folder, 'programs.py'), applyEdits(text, fix.edits));
        return await runOf(join(folder, 'programs.py'), name);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  ];
}

describe('predictions', function () {
  this.timeout(60_000);

  for (const [name, [before, after]] of Object.entries(pairs)) {
    it(`of ${name} are within 5 % of what gather saves`, () => predicts(() => runOf(...before), () => runOf(...after)));
  }

  for (const [name, fix] of Object.entries(fixed)) {
    it(`of ${name} are within 5 % of what the fix saves`, () => predicts(...runsFixed(fix)));
  }

  it('name the lines of the awaits', async () => {
    const { headline } = await runAndTell('examples/02_sequential.py', 'main');
    const lines = readFileSync(join(PROJECT_ROOT, 'examples/02_sequential.py'), 'utf8').split('\n');
    assert.deepEqual(headline.prediction?.lines.map((line) => lines[line]?.trim()), ['await say_hello()', 'await say_world()']);
  });
});

function holds({ report, headline }: Told, { verdict, says }: Expected): void {
  const told = JSON.stringify(headline);
  assert.equal(headline.verdict, verdict, told);
  assert.equal(headline.label.toLowerCase(), verdict ?? '');
  assert.ok(headline.sentences.length >= 1 && headline.sentences.length <= 2, told);
  for (const pattern of says) assert.ok(headline.sentences.some((sentence) => pattern.test(sentence)), `${pattern} in ${told}`);
  const path = criticalPath(report);
  const [first] = path;
  const { start_ns, end_ns } = report.tasks[0]!;
  assert.equal(first?.startNs, start_ns);
  path.slice(1).forEach((part, index) => assert.equal(part.startNs, path[index]!.endNs));
  if (report.trace.complete && end_ns !== null) assert.equal(path.at(-1)?.endNs, end_ns);
}
