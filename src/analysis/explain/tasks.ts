/** Rules for tasks: pausing, running several, limits, threads. */
import { enumerate } from '../markdown.js';
import { code } from '../rich.js';
import type { Awaited, ExplainRule } from './explain.js';
import { MEANWHILE, TASK, FUTURE, argument, awaits, both, calls, callsMethod, entersCall, isAwait, iterates, keyword, positional, seconds, subject } from './matching.js';

const SLEEP = calls(/^(?:asyncio|anyio|trio|curio)\.sleep$/);
const LIMIT = /^(?:asyncio\.(?:timeout|timeout_at)|async_timeout\.(?:timeout|timeout_at))$/;
const GROUP = /^(?:asyncio\.TaskGroup|anyio\.create_task_group|trio\.open_nursery)$/;

/** A variable that was given the result of such a call. */
const isHeldCall = (awaited: Awaited, path: RegExp): boolean => isAwait(awaited) && awaited.callee === null && path.test(awaited.path);

export const TASK_RULES: readonly ExplainRule[] = [
  {
    id: 'sleep-zero',
    matches: (awaited) => (SLEEP(awaited) && /^(?:delay\s*=\s*)?0(?:\.0*)?$/.test(awaited.arguments[0] ?? '')) || calls(/^(?:trio|anyio)\.lowlevel\.checkpoint$|^(?:tasks|asyncio)\.__sleep0$/)(awaited),
    explain: () => 'Gives control back to the event loop once, so that other tasks get a turn, and goes on when its own turn comes. It waits for nothing.',
  },
  {
    id: 'sleep',
    matches: (awaited) => SLEEP(awaited) && awaited.arguments.length > 0,
    explain: ({ arguments: [delay = ''] }) =>
      `Pauses this task for ${seconds(delay.replace(/^(?:delay|seconds)\s*=\s*/, ''))}. The event loop runs other tasks meanwhile, if there are any; a timer wakes this one.`,
  },
  {
    id: 'sleep-forever',
    matches: calls(/^(?:anyio|trio)\.sleep_forever$/),
    explain: () => 'Pauses this task for good: only a cancellation ends it. Other tasks run meanwhile.',
  },
  {
    id: 'sleep-until',
    matches: calls(/^(?:anyio|trio)\.sleep_until$/),
    explain: (awaited) => `Pauses this task until the loop's clock says ${argument(awaited, 0, 'deadline', 'so')}; a timer wakes it. Other tasks run meanwhile.`,
  },
  {
    id: 'gather',
    matches: calls(/^asyncio\.gather$/),
    explain: (awaited) => {
      const given = positional(awaited);
      const starred = given.some((each) => each.startsWith('*'));
      const what = given.length === 0 ? 'what it is given' : `${starred ? 'all of ' : ''}${enumerate(given.map((each) => code(each.replace(/^\*/, ''))))}`;
      const errors = keyword(awaited, 'return_exceptions') === 'True' ? 'an exception counts as a result' : 'the first exception is raised here while the others go on';
      return `Runs ${what} at the same time, each as a task, and goes on when all have ended: it takes as long as the longest. The results come as a list in the same order; ${errors}.`;
    },
  },
  {
    id: 'wait_for',
    matches: (awaited) => calls(/^asyncio\.wait_for$/)(awaited) && awaited.arguments.length > 1,
    explain: (awaited) => {
      const limit = keyword(awaited, 'timeout') ?? positional(awaited)[1] ?? '';
      const what = argument(awaited, 0, 'fut', 'it');
      if (limit === 'None') return `Waits for ${what} with no time limit.`;
      return `Waits for ${what}, at most ${seconds(limit)}. When the time is up, a timer cancels it and \`TimeoutError\` is raised here.`;
    },
  },
  {
    id: 'wait',
    matches: (awaited) => calls(/^asyncio\.wait$/)(awaited) && awaited.arguments.length > 0,
    explain: (awaited) => {
      const when = keyword(awaited, 'return_when') ?? '';
      const tasks = argument(awaited, 0, 'fs', 'the tasks');
      const limit = keyword(awaited, 'timeout');
      const until = when.includes('FIRST_COMPLETED') ? `the first of ${tasks} has ended`
        : when.includes('FIRST_EXCEPTION') ? `one of ${tasks} raises, or all have ended` : `all of ${tasks} have ended`;
      const time = limit && limit !== 'None' ? `, at most ${seconds(limit)}` : '';
      return `Waits until ${until}${time}. It gives back the tasks that are done and those that are pending; it cancels none and raises nothing of theirs.`;
    },
  },
  {
    id: 'shield',
    matches: calls(/^asyncio\.shield$/),
    explain: (awaited) => {
      const inner = argument(awaited, 0, 'arg', 'it');
      return `Waits for ${inner}. If this task is cancelled, ${inner} is not: it goes on in the background.`;
    },
  },
  {
    id: 'as_completed',
    matches: iterates(/^asyncio\.as_completed$/),
    explain: (awaited) => `Each step waits for whichever of ${argument(awaited, 0, 'fs', 'the tasks')} ends next, so results come in the order in which they are ready. The task that ends wakes this one.`,
  },
  {
    id: 'as-completed-item',
    matches: (awaited) => isAwait(awaited) && awaited.callee === null && awaited.path === 'asyncio.as_completed()[*]',
    explain: ({ text }) => `Waits for whichever task of \`as_completed\` ends next, and takes its result: ${code(text)} stands for the next one, not for a certain one.`,
  },
  {
    id: 'to_thread',
    matches: calls(/^(?:asyncio\.to_thread|(?:anyio|trio)\.to_thread\.run_sync|asgiref\.sync\.sync_to_async|(?:starlette|fastapi)\.concurrency\.run_in_threadpool)$/),
    explain: (awaited) => `Runs ${argument(awaited, 0, 'func', 'the function')} in a worker thread and waits for its result, so a call that blocks does not hold the event loop. The thread wakes this task at its end.`,
  },
  {
    id: 'to-process',
    matches: calls(/^anyio\.to_process\.run_sync$/),
    explain: (awaited) => `Runs ${argument(awaited, 0, 'func', 'the function')} in a worker process and waits for its result: even a long computation leaves the event loop free.`,
  },
  {
    id: 'run_in_executor',
    matches: callsMethod('run_in_executor'),
    explain: (awaited) => {
      const [pool = '', called = 'the function'] = awaited.arguments;
      return `Runs ${code(called)} in ${pool === 'None' ? 'a worker thread' : `the executor ${code(pool)}`} and waits for its result; the event loop is free meanwhile. The executor wakes this task at its end.`;
    },
  },
  {
    id: 'wrap_future',
    matches: calls(/^asyncio\.wrap_future$/),
    explain: (awaited) => `Waits for ${argument(awaited, 0, 'future', 'the future')}, which another thread or process works on. ${MEANWHILE}.`,
  },
  {
    id: 'create_task',
    matches: (awaited) => awaited.arguments.length > 0 && awaited.own === null && (calls(/^asyncio\.(?:create_task|ensure_future)$/)(awaited) || callsMethod('create_task')(awaited)),
    explain: ({ arguments: [inner = ''] }) => `Starts ${code(inner)} as a task of its own and waits for it at once. Only other tasks run meanwhile: this function itself does nothing until then.`,
  },
  {
    id: 'nursery-start',
    matches: (awaited) => callsMethod('start')(awaited) && GROUP.test(awaited.ownerPath.replace(/\(\)$/, '')),
    explain: ({ owner, arguments: [started = 'the function'] }) => `Starts ${code(started)} as a task of ${code(owner)} and waits until that says it is ready, by \`task_status.started()\`. The task then goes on beside this one.`,
  },
  {
    id: 'taskgroup',
    matches: entersCall(GROUP),
    explain: both(
      () => 'Opens a task group. This does not wait: tasks are started inside the block.',
      () => 'Waits here until every task that was started in the group has ended; the last one wakes it. If one fails, the others are cancelled and the exception is raised here, in an `ExceptionGroup`.',
    ),
  },
  {
    id: 'timeout',
    matches: (awaited) => entersCall(LIMIT)(awaited),
    explain: both(
      (awaited) => {
        const limit = awaited.arguments[0];
        const until = limit === undefined ? '' : awaited.name === 'timeout' ? `: ${seconds(limit)} from now` : `: the loop's time ${code(limit)}`;
        return `Sets a time limit for the block${until}. This does not wait.`;
      },
      () => 'Takes the time limit away. If the time ran out, the block was cancelled where it waited, and `TimeoutError` is raised here.',
    ),
  },
  {
    id: 'begun',
    matches: (awaited) => isHeldCall(awaited, /^asyncio\.(?:gather|shield)\(\)$/),
    explain: ({ text, path }) => `Waits for ${code(text)}, which ${code(path)} began: its tasks run since that was called, whether or not anyone waits. If all have ended already, this goes straight on.`,
  },
  {
    id: 'to-begin',
    matches: (awaited) => isHeldCall(awaited, /^(?:asyncio|anyio|trio)\.[\w.]+\(\)$/) && !TASK.path.test(awaited.path) && !FUTURE.path.test(awaited.path),
    explain: ({ text, path }) => `Begins only now what ${code(path)} made and ${code(text)} holds: a coroutine runs when it is awaited, inside this task, and not before.`,
  },
  {
    id: 'task',
    matches: awaits(TASK),
    explain: ({ text }) => `Waits until the task ${code(text)} has ended, and takes its result or raises its exception here. It runs whether or not anyone waits for it; if it is done already, this does not give up control.`,
  },
  {
    id: 'future',
    matches: awaits(FUTURE),
    explain: (awaited) => `Waits until somebody sets the result of ${subject(awaited)}: a callback, another task or a thread. Control is with the event loop until then; if the result is there already, this goes straight on.`,
  },
];
