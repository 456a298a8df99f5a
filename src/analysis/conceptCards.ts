/** The table of concepts, in the order in which a beginner meets them. */
import type { ConceptCard, ConceptPlace, Subject } from './concepts.js';
import type { AwaitPoint } from './model.js';

const TASKS = 'library/asyncio-task.html';

export const CONCEPTS: readonly ConceptCard[] = [
  {
    id: 'coroutine',
    title: 'Coroutine',
    text: 'Calling an `async def` function runs nothing yet: it gives a **coroutine**, which runs when it is awaited or made a task. It can pause at each `await` and go on later from there.',
    link: `${TASKS}#coroutines`,
    basic: true,
    here: ({ fn }) => ({ at: fn.nameRange.start, source: `async def ${fn.name}` }),
  },
  {
    id: 'await',
    title: '`async` and `await`',
    text: '`await` runs what stands behind it and takes its result. If that has to wait, this function pauses here and others may run; if not, it goes straight on. What comes after it in the function waits in any case.',
    link: 'reference/expressions.html#await-expression',
    basic: true,
    here: (subject) => point(subject, ({ kind }) => kind === 'await'),
  },
  {
    id: 'event-loop',
    title: 'Event loop',
    text: 'The event loop runs one task at a time, up to its next pause. Then it takes another that is ready; when none is, it sleeps until a timer is due or data arrives.',
    link: 'library/asyncio-eventloop.html',
    basic: true,
    here: ({ fn, calls }) => found(calls, /^(?:asyncio\.)?(?:get_running_loop|get_event_loop)$/) ?? firstOf(fn.awaitPoints),
  },
  {
    id: 'task',
    title: 'Task',
    text: 'A task is a coroutine that the event loop runs by itself, beside the others. It starts at the next pause of the one that made it, and `await task` waits for its end. Keep a reference to it: a task that nobody holds may vanish.',
    link: `${TASKS}#creating-tasks`,
    basic: true,
    here: ({ calls }) => found(calls, /(?:^|\.)(?:create_task|ensure_future|start_soon)$/),
  },
  {
    id: 'gather',
    title: '`gather`',
    text: '`asyncio.gather` runs several coroutines at the same time, each as a task, and waits for all of them. It takes as long as the longest, not as long as their sum; the results come in the order of the arguments.',
    link: `${TASKS}#running-tasks-concurrently`,
    basic: false,
    here: ({ calls }) => found(calls, /^(?:asyncio\.)?gather$/),
  },
  {
    id: 'task-group',
    title: 'TaskGroup',
    text: 'A task group waits at the end of its block for all tasks started in it. If one fails, it cancels the others, so that no task is left behind.',
    link: `${TASKS}#task-groups`,
    basic: false,
    here: ({ calls }) => found(calls, /(?:^|\.)(?:TaskGroup|create_task_group|open_nursery)$/),
  },
  {
    id: 'blocking',
    title: 'Blocking',
    text: 'Code without `await` holds the event loop until it is done: while `time.sleep`, a long computation or a blocking request runs, no other task can. `asyncio.to_thread` lets a thread do it.',
    link: 'library/asyncio-dev.html#running-blocking-code',
    basic: true,
    here: ({ calls }) => found(calls, /^(?:time\.sleep|requests\.\w+|subprocess\.(?:run|call|check_\w+)|urllib\.request\.urlopen|input|open)$/)
      ?? found(calls, /(?:^|\.)(?:to_thread|run_in_executor|run_sync)$/),
  },
  {
    id: 'cancellation',
    title: 'Cancellation',
    text: '`task.cancel()` raises `CancelledError` inside the task, at the await where it waits. The task can clean up in `finally` and should let the error go on. A time limit, a failing task group and Ctrl+C cancel in the same way.',
    link: `${TASKS}#task-cancellation`,
    basic: true,
    here: ({ calls }) => found(calls, /\.cancel$/),
  },
  {
    id: 'timeout',
    title: 'Time limit',
    text: 'A time limit cancels what it covers when its time is up, and raises `TimeoutError` in its place. What ran meanwhile is undone only as far as the cancelled code cleans up.',
    link: `${TASKS}#timeouts`,
    basic: false,
    here: ({ calls }) => found(calls, /^(?:asyncio\.(?:timeout|timeout_at|wait_for)|wait_for|(?:anyio|trio)\.(?:move_on|fail)_(?:after|at))$/),
  },
  {
    id: 'async-with',
    title: '`async with`',
    text: '`async with` waits twice, where its block begins and where it ends: to connect and to close, to take a lock and to let it go. Both are await points, and leaving happens after an error, too.',
    link: 'reference/compound_stmts.html#the-async-with-statement',
    basic: false,
    here: (subject) => point(subject, ({ kind }) => kind === 'async with enter'),
  },
  {
    id: 'async-for',
    title: '`async for`',
    text: '`async for` awaits each next item, one after the other: the body runs between two items and not beside them.',
    link: 'reference/compound_stmts.html#the-async-for-statement',
    basic: false,
    here: (subject) => point(subject, ({ kind }) => kind === 'async for' || kind === 'async comprehension'),
  },
  {
    id: 'queue',
    title: 'Queue',
    text: 'A queue hands items from tasks that make them to tasks that use them. `get` waits while it is empty, `put` while it is full, and `join` until each item was reported done.',
    link: 'library/asyncio-queue.html',
    basic: false,
    here: ({ calls }) => found(calls, /(?:^|\.)(?:Queue|PriorityQueue|LifoQueue)$/) ?? found(calls, /queue(?:\(\))?\.(?:get|put|join)$/i),
  },
  {
    id: 'lock',
    title: 'Locks and semaphores',
    text: 'Tasks switch only at await points. Where several await points belong together, a lock lets one task at a time through, and a semaphore so many.',
    link: 'library/asyncio-sync.html',
    basic: false,
    here: (subject) => found(subject.calls, /(?:^|\.)(?:Lock|Semaphore|BoundedSemaphore|Condition)$/)
      ?? point(subject, ({ kind, operand }) => kind === 'async with enter' && /(?:lock|mutex|sem(?:aphore)?|limit(?:er)?)$/i.test(operand)),
  },
];

function point({ fn }: Subject, wanted: (point: AwaitPoint) => boolean): ConceptPlace | null {
  return firstOf(fn.awaitPoints.filter(wanted));
}

function firstOf([first]: readonly AwaitPoint[]): ConceptPlace | null {
  return first ? { at: first.range.start, source: first.source } : null;
}

function found(calls: Subject['calls'], from: RegExp): ConceptPlace | null {
  const call = calls.find(({ path }) => path !== '' && from.test(path));
  return call ? { at: call.at, source: call.source } : null;
}
