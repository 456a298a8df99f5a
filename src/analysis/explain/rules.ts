/**
 * The table of explanations. A rule speaks only where the text leaves little doubt: a name from asyncio, or a
 * method together with the name of what it belongs to. Everything else is left to the general rules at the end.
 */
import type { Awaited, ExplainRule } from './explain.js';

const from = (awaited: Awaited, ...names: string[]): boolean =>
  names.includes(awaited.name) && (awaited.owner === '' || awaited.owner === 'asyncio') && awaited.own === null;
/** A method of something whose own name says what it is: `self.queue.get()`. */
const method = (awaited: Awaited, owner: RegExp, ...names: string[]): boolean =>
  names.includes(awaited.name) && owner.test(awaited.owner.split('.').at(-1) ?? '');
const isAwait = ({ point }: Awaited): boolean => point.kind === 'await';
const isStep = ({ point }: Awaited): boolean => point.kind === 'async for' || point.kind === 'async comprehension';
const isWith = ({ point }: Awaited): boolean => point.kind.startsWith('async with');
const enters = ({ point }: Awaited): boolean => point.kind === 'async with enter';

const keyword = (awaited: Awaited, name: string): string | null => {
  const found = awaited.arguments.find((argument) => new RegExp(`^${name}\\s*=(?!=)`).test(argument));
  return found === undefined ? null : found.slice(found.indexOf('=') + 1).trim();
};
const positional = ({ arguments: given }: Awaited): string[] => given.filter((argument) => !/^\w+\s*=(?!=)/.test(argument));
const seconds = (text: string): string => (text === '1' ? '1 second' : `${text} seconds`);
const list = (texts: string[]): string => (texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`);
const line = (awaited: Awaited): number => (awaited.own?.headerLine ?? 0) + 1;
/** A Task or a coroutine object is most often kept under a name that says so. */
const TASK = /(?:^|_)(?:tasks?|fut(?:ure)?s?|jobs?|pending)\d*$|^t\d*$/i;
const QUEUE = /queue|^q$/i;
const LOCK = /lock|mutex/i;
const SEMAPHORE = /sem(?:aphore)?$|limit(?:er)?$/i;
const CONDITION = /cond(?:ition)?$/i;
const EVENT = /event|^(?:ready|done|stop|stopped|started|finished)$/i;
const READER = /reader|^stdout$|^stderr$/i;
const WRITER = /writer|^stdin$/i;
const PROCESS = /proc(?:ess)?$/i;

export const RULES: readonly ExplainRule[] = [
  {
    id: 'sleep-zero',
    matches: (awaited) => isAwait(awaited) && sleeps(awaited) && /^0(?:\.0*)?$/.test(awaited.arguments[0] ?? ''),
    explain: () => 'Gives control back to the event loop once, so that other tasks get a turn, and goes on when its own turn comes.',
  },
  {
    id: 'sleep',
    matches: (awaited) => isAwait(awaited) && sleeps(awaited) && awaited.arguments.length > 0,
    explain: ({ arguments: [delay = ''] }) =>
      `Pauses this task for ${seconds(delay.replace(/^(?:delay|seconds)\s*=\s*/, ''))}. The event loop runs other tasks meanwhile, if there are any; a timer wakes this one.`,
  },
  {
    id: 'gather',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'gather'),
    explain: (awaited) => {
      const given = positional(awaited);
      const what = given.length === 0 ? 'what it is given' : given.some((each) => each.startsWith('*')) ? `all of ${list(given.map((each) => each.replace(/^\*/, '')))}` : list(given);
      const errors = keyword(awaited, 'return_exceptions') === 'True' ? 'an exception counts as a result' : 'the first exception is raised here while the others go on';
      return `Runs ${what} at the same time, each as a task, and goes on when all have ended: it takes as long as the longest. The results come as a list in the same order; ${errors}.`;
    },
  },
  {
    id: 'wait_for',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'wait_for') && awaited.arguments.length > 1,
    explain: (awaited) => {
      const limit = keyword(awaited, 'timeout') ?? positional(awaited)[1] ?? '';
      if (limit === 'None') return `Waits for ${awaited.arguments[0]} with no time limit.`;
      return `Waits for ${awaited.arguments[0]}, at most ${seconds(limit)}. When the time is up, it is cancelled and TimeoutError is raised here.`;
    },
  },
  {
    id: 'wait',
    matches: (awaited) => isAwait(awaited) && awaited.name === 'wait' && (awaited.owner === 'asyncio' || (awaited.owner === '' && awaited.own === null && awaited.arguments.length > 0)),
    explain: (awaited) => {
      const when = keyword(awaited, 'return_when') ?? '';
      const tasks = positional(awaited)[0] ?? 'the tasks';
      const limit = keyword(awaited, 'timeout');
      const until = when.includes('FIRST_COMPLETED') ? `the first of ${tasks} has ended`
        : when.includes('FIRST_EXCEPTION') ? `one of ${tasks} raises, or all have ended` : `all of ${tasks} have ended`;
      const time = limit && limit !== 'None' ? `, at most ${seconds(limit)}` : '';
      return `Waits until ${until}${time}. It gives back the tasks that are done and those that are pending; it cancels none and raises nothing of theirs.`;
    },
  },
  {
    id: 'shield',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'shield'),
    explain: ({ arguments: [inner = 'it'] }) => `Waits for ${inner}. If this task is cancelled, ${inner} is not: it goes on in the background.`,
  },
  {
    id: 'to_thread',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'to_thread'),
    explain: ({ arguments: [called = 'the function'] }) => `Runs ${called} in a worker thread and waits for its result, so a call that blocks does not hold the event loop.`,
  },
  {
    id: 'run_in_executor',
    matches: (awaited) => isAwait(awaited) && awaited.name === 'run_in_executor',
    explain: ({ arguments: [pool = '', called = 'the function'] }) =>
      `Runs ${called} in ${pool === 'None' ? 'a worker thread' : `the executor ${pool}`} and waits for its result; the event loop is free meanwhile.`,
  },
  {
    id: 'create_task',
    matches: (awaited) => isAwait(awaited) && awaited.arguments.length > 0 && (from(awaited, 'create_task', 'ensure_future') || /^(?:tg|group|loop)$/.test(awaited.owner) && awaited.name === 'create_task'),
    explain: ({ arguments: [inner = ''] }) => `Starts ${inner} as a task of its own and waits for it at once. Only other tasks run meanwhile: this function itself does nothing until then.`,
  },
  {
    id: 'open_connection',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'open_connection', 'open_unix_connection'),
    explain: () => 'Connects to a server and waits until the connection stands. It gives back a reader and a writer.',
  },
  {
    id: 'start_server',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'start_server', 'start_unix_server'),
    explain: ({ arguments: [handler = 'the handler'] }) => `Opens a server socket. Each connection will run ${handler} in a task of its own.`,
  },
  {
    id: 'serve_forever',
    matches: (awaited) => isAwait(awaited) && awaited.name === 'serve_forever',
    explain: () => 'Accepts connections until this task is cancelled or the server is closed: it does not end by itself.',
  },
  {
    id: 'subprocess',
    matches: (awaited) => isAwait(awaited) && from(awaited, 'create_subprocess_exec', 'create_subprocess_shell'),
    explain: () => 'Starts a program and waits until it has been started, not until it has ended.',
  },
  {
    id: 'process-communicate',
    matches: (awaited) => isAwait(awaited) && method(awaited, PROCESS, 'communicate'),
    explain: ({ owner }) => `Waits until the program ${owner} has ended, and collects what it wrote.`,
  },
  {
    id: 'process-wait',
    matches: (awaited) => isAwait(awaited) && method(awaited, PROCESS, 'wait'),
    explain: ({ owner }) => `Waits until the program ${owner} has ended. It gives back its exit status.`,
  },
  {
    id: 'stream-read',
    matches: (awaited) => isAwait(awaited) && method(awaited, READER, 'read', 'readline', 'readexactly', 'readuntil'),
    explain: ({ name, owner }) => `Waits until ${READS[name]} from ${owner}. If that has already arrived, it goes on without giving up control.`,
  },
  {
    id: 'stream-drain',
    matches: (awaited) => isAwait(awaited) && awaited.name === 'drain' && WRITER.test(awaited.owner.split('.').at(-1) ?? ''),
    explain: ({ owner }) => `Waits only while too much that was written to ${owner} is still unsent, so that the program does not write faster than the other side reads.`,
  },
  {
    id: 'wait_closed',
    matches: (awaited) => isAwait(awaited) && awaited.name === 'wait_closed',
    explain: ({ owner }) => `Waits until ${owner} is closed.`,
  },
  {
    id: 'queue-get',
    matches: (awaited) => isAwait(awaited) && method(awaited, QUEUE, 'get'),
    explain: ({ owner }) => `Takes the next item from ${owner}. While the queue is empty, it waits until another task puts one in.`,
  },
  {
    id: 'queue-put',
    matches: (awaited) => isAwait(awaited) && method(awaited, QUEUE, 'put'),
    explain: ({ owner, arguments: [item = 'an item'] }) => `Puts ${item} into ${owner}. It waits only while the queue is full; a queue without maxsize never is.`,
  },
  {
    id: 'queue-join',
    matches: (awaited) => isAwait(awaited) && method(awaited, QUEUE, 'join'),
    explain: ({ owner }) => `Waits until task_done() has been called for every item that was put into ${owner}.`,
  },
  {
    id: 'condition-wait',
    matches: (awaited) => isAwait(awaited) && method(awaited, CONDITION, 'wait', 'wait_for'),
    explain: ({ owner }) => `Lets go of ${owner} and waits until another task notifies it; then takes it again.`,
  },
  {
    id: 'event-wait',
    matches: (awaited) => isAwait(awaited) && method(awaited, EVENT, 'wait') && awaited.arguments.length === 0,
    explain: ({ owner }) => `Waits until another task sets ${owner}. If it is set already, it goes on without giving up control.`,
  },
  {
    id: 'semaphore-acquire',
    matches: (awaited) => isAwait(awaited) && method(awaited, SEMAPHORE, 'acquire'),
    explain: ({ owner }) => `Takes one of the places of ${owner}. While all are taken, it waits until another task gives one back.`,
  },
  {
    id: 'lock-acquire',
    matches: (awaited) => isAwait(awaited) && (method(awaited, LOCK, 'acquire') || method(awaited, CONDITION, 'acquire')),
    explain: ({ owner }) => `Takes ${owner}. While another task holds it, it waits until that one lets go.`,
  },
  {
    id: 'taskgroup',
    matches: (awaited) => isWith(awaited) && (from(awaited, 'TaskGroup') || ['anyio.create_task_group', 'trio.open_nursery'].includes(awaited.callee ?? '')),
    explain: (awaited) => enters(awaited)
      ? 'Opens a task group. This does not wait: tasks are started inside the block.'
      : 'Waits here until every task that was started in the group has ended. If one fails, the others are cancelled and the exception is raised here, in an ExceptionGroup.',
  },
  {
    id: 'timeout',
    matches: (awaited) => isWith(awaited) && from(awaited, 'timeout', 'timeout_at') && awaited.arguments.length > 0,
    explain: (awaited) => {
      const limit = awaited.name === 'timeout' ? `${seconds(awaited.arguments[0] ?? '')} from now` : `the loop's time ${awaited.arguments[0]}`;
      return enters(awaited)
        ? `Sets a time limit for the block: ${limit}. This does not wait.`
        : 'Takes the time limit away. If the time ran out, the block was cancelled where it waited, and TimeoutError is raised here.';
    },
  },
  {
    id: 'semaphore-with',
    matches: (awaited) => isWith(awaited) && SEMAPHORE.test(lastName(awaited)),
    explain: (awaited) => enters(awaited)
      ? `Takes one of the places of ${awaited.text}. While all are taken, it waits until another task gives one back.`
      : `Gives its place in ${awaited.text} back. This does not wait.`,
  },
  {
    id: 'lock-with',
    matches: (awaited) => isWith(awaited) && (LOCK.test(lastName(awaited)) || CONDITION.test(lastName(awaited))),
    explain: (awaited) => enters(awaited)
      ? `Takes ${awaited.text}. While another task holds it, it waits until that one lets go.`
      : `Lets go of ${awaited.text}. This does not wait.`,
  },
  {
    id: 'as_completed',
    matches: (awaited) => isStep(awaited) && from(awaited, 'as_completed'),
    explain: ({ arguments: [tasks = 'the tasks'] }) => `Each step waits for whichever of ${tasks} ends next.`,
  },
  {
    id: 'own-steps',
    matches: (awaited) => isStep(awaited) && awaited.own !== null,
    explain: (awaited) => `Each step runs ${awaited.own?.qualname}, defined on line ${line(awaited)}, up to its next yield, inside this task.`,
  },
  {
    id: 'own-with',
    matches: (awaited) => isWith(awaited) && awaited.own !== null,
    explain: (awaited) => enters(awaited)
      ? `Runs ${awaited.own?.qualname}, defined on line ${line(awaited)}, up to its yield.`
      : `Runs the rest of ${awaited.own?.qualname}, after its yield.`,
  },
  {
    id: 'own-coroutine',
    matches: (awaited) => isAwait(awaited) && awaited.own !== null && !awaited.own.generator,
    explain: (awaited) => `Runs ${awaited.own?.qualname}, defined on line ${line(awaited)}, inside this task, and goes on when it has returned. Control goes back to the event loop only where ${awaited.own?.name} itself has to wait.`,
  },
  {
    id: 'stream-lines',
    matches: (awaited) => isStep(awaited) && READER.test(lastName(awaited)),
    explain: ({ text }) => `Each step waits for the next line from ${text}. The loop ends when the other side closes.`,
  },
  {
    id: 'task-variable',
    matches: (awaited) => isAwait(awaited) && /^[\w.]+$/.test(awaited.text) && TASK.test(lastName(awaited)),
    explain: ({ text }) => `Waits until ${text} has ended, and takes its result. If it is a task, it runs whether or not anyone waits for it; if it is done already, this does not give up control.`,
  },
  {
    id: 'variable',
    matches: (awaited) => isAwait(awaited) && /^[\w.]+$/.test(awaited.text),
    explain: ({ text }) => `Waits for the result of ${text}. A coroutine would run here, inside this task; a task or future would run on its own.`,
  },
  {
    id: 'call',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null,
    explain: ({ callee }) => `Calls ${callee}() and waits for its result. While that is not there, control is with the event loop.`,
  },
  { id: 'await', matches: isAwait, explain: () => 'Waits for the result. While that is not there, control is with the event loop.' },
  {
    id: 'with',
    matches: isWith,
    explain: (awaited) => enters(awaited)
      ? `Waits until ${subject(awaited)} is ready to be used: it may give up control here.`
      : `Waits until ${subject(awaited)} has cleaned up after the block: it may give up control here, too.`,
  },
  { id: 'steps', matches: isStep, explain: (awaited) => `Each step waits for the next item of ${subject(awaited)}.` },
];

const READS: Record<string, string> = {
  read: 'some bytes arrive', readline: 'a whole line has arrived', readexactly: 'that many bytes have arrived', readuntil: 'the separator has arrived',
};

function sleeps(awaited: Awaited): boolean {
  return from(awaited, 'sleep') || awaited.callee === 'anyio.sleep' || awaited.callee === 'trio.sleep';
}

/** The last name of a plain dotted name; empty for anything else. */
function lastName({ text }: Awaited): string {
  return /^[\w.]+$/.test(text) ? (text.split('.').at(-1) ?? '') : '';
}

function subject({ callee, text }: Awaited): string {
  if (callee !== null) return `${callee}()`;
  return text.length <= 60 ? text : 'it';
}
