/** What to do about an await point, where the run shows that there is something to do. The first rule that matches advises. */
import type { BlockingStep } from '../../shared/evidence.js';
import type { AwaitTimes, Report } from '../../shared/report.js';
import { withoutComment } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { lex } from '../lexer.js';
import { placeText } from '../markdown.js';
import { parseOperand } from '../operand.js';
import { code } from '../rich.js';
import type { Measured, MeasuredAdvice } from './measured.js';

/** A loop of awaits is told from this many passages on, and from this share of the run on. */
const LOOP_COUNT = 3;
const LOOP_SHARE = 0.2;

export const ADVICE_RULES: readonly MeasuredAdvice[] = [
  {
    id: 'blocking-sleep',
    matches: (measured) => /^time\.sleep$/.test(holder(measured)?.innermost ?? ''),
    advise: (measured) => `${code('time.sleep')} holds the whole loop: on ${where(measured)} write ${code(`await ${means(measured).sleep}(${sleepArgument(holder(measured)!)})`)}.`,
  },
  {
    id: 'blocking-call',
    matches: (measured) => (holder(measured)?.source ?? null) !== null,
    advise: (measured) => `Let a thread do what ${where(measured)} does, so that the loop stays free: ${code(`await ${means(measured).thread}(${inThread(holder(measured)!)})`)}.`,
  },
  {
    id: 'never-suspends-in-loop',
    matches: (measured) => warned(measured, 'never-suspends-in-loop'),
    advise: (measured) => `A loop that never gives up control keeps all other tasks waiting: ${code(`await ${means(measured).sleep}(0)`)} in it now and then lets them run, or ${code(means(measured).thread)} takes the work off the loop.`,
  },
  {
    id: 'lock-across-await',
    matches: (measured) => warned(measured, 'lock-across-await'),
    advise: () => 'The lock was held during a long wait: wait before taking it or after letting it go, and keep only the shared data inside.',
  },
  {
    id: 'pending-join',
    matches: ({ times }) => times.pending > 0 && says(times, /^Queue\.join/),
    advise: () => '`join()` ends only when `task_done()` was called once for every item: look for a worker that ended, or that does not call it.',
  },
  {
    id: 'pending-get',
    matches: ({ times }) => times.pending > 0 && says(times, /Queue\.get, empty/),
    advise: () => 'Nobody put another item in. Let whoever fills the queue say that it is done: by a last item such as `None`, or by cancelling this task.',
  },
  {
    id: 'pending-lock',
    matches: ({ times }) => times.pending > 0 && says(times, /^(?:Lock held|Semaphore full)/),
    advise: ({ times }) => `It was never let go (${code(times.awaited.find(({ what }) => /held|full/.test(what))!.what)}): take it by \`async with\`, which lets go whatever happens.`,
  },
  {
    id: 'pending-event',
    matches: ({ times }) => times.pending > 0 && says(times, /^(?:Event$|Condition|Barrier)/),
    advise: () => 'Nobody called what wakes it: look whether the task that should has ended, failed or waits for this one.',
  },
  {
    id: 'pending-limit',
    matches: ({ times }) => times.pending > 0 && times.count === 0 && !says(times, /^sleep/),
    advise: (measured) => `Where a wait may never end, a time limit turns it into an error that you can handle: ${code(means(measured).limit)}.`,
  },
  {
    id: 'one-after-another',
    matches: (measured) => oneAfterAnother(measured),
    advise: (measured) => {
      const { times } = measured;
      return `It was passed ${formatCount(times.count)} times, one after the other. If no pass needs the result of the one before, ${means(measured).together} runs them together: about ${formatDuration(times.elapsed_ns.max)} in place of ${formatDuration(times.elapsed_ns.total)}.`;
    },
  },
];

/** What the run's own library has for it. */
const ASYNCIO = { sleep: 'asyncio.sleep', thread: 'asyncio.to_thread', limit: 'async with asyncio.timeout(10):', together: '`asyncio.gather` or a task group' };
const TRIO = { sleep: 'trio.sleep', thread: 'trio.to_thread.run_sync', limit: 'with trio.fail_after(10):', together: 'a nursery' };
const means = ({ report }: Measured): typeof ASYNCIO => (/^trio\b/.test(report.loop.type ?? '') ? TRIO : ASYNCIO);
const says = ({ awaited }: AwaitTimes, words: RegExp): boolean => awaited.some(({ what }) => words.test(what));
const where = (measured: Measured): string => {
  const { file, line } = holder(measured)!;
  return file === null || line === null ? 'that line' : placeText(file, line, measured.times.file);
};

/** The step that kept this await waiting, or that its own code made. */
function holder({ late, times, report }: Measured): BlockingStep | null {
  return late?.blocking[0] ?? report.blocking.find((step) => ownStep(times, step)) ?? null;
}

/** Whether a step was made by the code that the await ran itself. */
function ownStep({ longest, running_ns }: AwaitTimes, { task, start_ns, duration_ns, source }: BlockingStep): boolean {
  return source !== null && running_ns >= 0.5 * duration_ns && longest.some((passage) =>
    task !== null && passage.task === task.task && passage.running_ns >= 0.5 * duration_ns
    && passage.start_ns < start_ns + duration_ns && start_ns < passage.start_ns + passage.elapsed_ns);
}

function sleepArgument({ source }: BlockingStep): string {
  return /\bsleep\(([^()]*)\)/.exec(source ?? '')?.[1] || '…';
}

/** The call of the line, as a thread is given it: the function and its arguments. Only of one plain call. */
function inThread({ source }: BlockingStep): string {
  const text = withoutComment(source ?? '').replace(/^(?:return|[\w.,\s]+=)\s*(?!=)/, '');
  const { callee, arguments: given } = parseOperand(text);
  return callee === null || lex(text).faults.length > 0 ? 'function, …' : [callee, ...given].join(', ');
}

function warned({ times, report: { warnings } }: Measured, id: string): boolean {
  return warnings.some((warning) => warning.id === id && warning.at?.file === times.file && warning.at.line === times.line);
}

/** An own coroutine that one task awaited again and again, mostly waiting, so that the sum of the passages is the run's time. */
function oneAfterAnother({ times, report, scan }: Measured): boolean {
  const { count, longest, elapsed_ns, waiting_ns, kind, awaited } = times;
  if (kind !== 'await' || count < LOOP_COUNT || longest.length < LOOP_COUNT || times.raised > 0) return false;
  const own = awaited.length === 1 && isOwn(awaited[0]!.what, report) && (scan === null || scan.functions.some(({ qualname }) => qualname === awaited[0]!.what));
  return own && longest.every(({ task }) => task === longest[0]!.task) && waiting_ns >= 0.8 * elapsed_ns.total
    && elapsed_ns.total >= LOOP_SHARE * report.elapsed_ns;
}

/** Whether the words are the name of one of the program's own functions that has await points. */
function isOwn(what: string, { awaits }: Report): boolean {
  return awaits.some((each) => each.function === what);
}
