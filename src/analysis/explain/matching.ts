/** What rules are made of: questions about an await point, and pieces of sentences. */
import { code } from '../rich.js';
import type { Awaited } from './explain.js';

type Matches = (awaited: Awaited) => boolean;

export const isAwait: Matches = ({ point }) => point.kind === 'await';
export const isStep: Matches = ({ point }) => point.kind === 'async for' || point.kind === 'async comprehension';
export const isWith: Matches = ({ point }) => point.kind.startsWith('async with');
export const enters: Matches = ({ point }) => point.kind === 'async with enter';
const isCall: Matches = ({ callee }) => callee !== null;

/** Something that is told by where it comes from, and where that is not known by what it is called. */
export interface Kind {
  path: RegExp;
  name: RegExp;
}

export const QUEUE: Kind = { path: /^asyncio\.(?:Lifo|Priority)?Queue\(\)$/, name: /queue|^q$/i };
export const LOCK: Kind = { path: /^(?:asyncio|anyio|trio)\.(?:Strict(?:FIFO))?Lock\(\)$/, name: /lock|mutex/i };
export const SEMAPHORE: Kind = {
  path: /^(?:asyncio|anyio|trio)\.(?:(?:Bounded)?Semaphore|CapacityLimiter)\(\)$/, name: /sem(?:aphore)?$|limit(?:er)?$/i,
};
export const CONDITION: Kind = { path: /^(?:asyncio|anyio|trio)\.Condition\(\)$/, name: /cond(?:ition)?$/i };
export const EVENT: Kind = { path: /^(?:asyncio|anyio|trio)\.Event\(\)$/, name: /event|^(?:ready|done|stop|stopped|started|finished)$/i };
export const BARRIER: Kind = { path: /^asyncio\.Barrier\(\)$/, name: /barrier/i };
export const READER: Kind = {
  path: /^asyncio\.(?:StreamReader\(\)|open_(?:unix_)?connection\(\)!\[0\]|create_subprocess_(?:exec|shell)\(\)!\.std(?:out|err))$/, name: /reader|^stdout$|^stderr$/i,
};
export const WRITER: Kind = {
  path: /^asyncio\.(?:StreamWriter\(\)|open_(?:unix_)?connection\(\)!\[1\]|create_subprocess_(?:exec|shell)\(\)!\.stdin)$/, name: /writer|^stdin$/i,
};
export const PROCESS: Kind = { path: /^(?:asyncio\.create_subprocess_(?:exec|shell)|(?:anyio\.)?open_process)\(\)!$|^asyncio\.subprocess\.Process\(\)$/, name: /proc(?:ess)?$/i };
export const SERVER: Kind = { path: /(?:^asyncio\.start_(?:unix_)?server|\.create_(?:unix_)?server)\(\)!$|^asyncio\.(?:Abstract)?Server\(\)$/, name: /^(?:server|srv)$/i };
/** A Task is most often kept under a name that says so. */
export const TASK: Kind = {
  path: /(?:^asyncio\.(?:create_task|ensure_future|run_coroutine_threadsafe)|(?:^|\.)create_task)\(\)$|^asyncio\.Task\(\)$|^asyncio\.wait\(\)!\[\d\]\[\*?\]$/, name: /(?:^|_)(?:tasks?|jobs?)\d*$|^t\d*$/i,
};
export const FUTURE: Kind = { path: /(?:^|\.)create_future\(\)$|^asyncio\.Future\(\)$|\.run_in_executor\(\)$/, name: /(?:^|_)(?:fut(?:ure)?s?|waiter|pending)\d*$/i };

/** `text`: how it is written. */
function isA(kind: Kind, path: string, text: string): boolean {
  return path.startsWith('?') ? kind.name.test(lastName(text)) : kind.path.test(path);
}

/** Awaits the call of something. */
export const calls = (path: RegExp): Matches => (awaited) => isAwait(awaited) && isCall(awaited) && path.test(awaited.path);
/** Awaits the call of a method of something of that kind. */
export const callsOf = (kind: Kind, ...methods: string[]): Matches => (awaited) =>
  isAwait(awaited) && isCall(awaited) && awaited.own === null && methods.includes(awaited.name) && awaited.owner !== '' && isA(kind, awaited.ownerPath, awaited.owner);
/** Awaits the call of a method whose name leaves no doubt, of anything that the file does not define. */
export const callsMethod = (...methods: string[]): Matches => (awaited) =>
  isAwait(awaited) && isCall(awaited) && awaited.own === null && awaited.owner !== '' && methods.includes(awaited.name);
/** Awaits something of that kind that it holds. */
export const awaits = (kind: Kind): Matches => (awaited) => isAwait(awaited) && (isCall(awaited) ? kind.path.test(`${awaited.path}()`) : isHeld(kind, awaited));
export const entersCall = (path: RegExp): Matches => (awaited) => isWith(awaited) && (isCall(awaited) ? path.test(awaited.path) : path.test(awaited.path.replace(/\(\)!?$/, '')) && /\(\)!?$/.test(awaited.path));
/** `async with` of something of that kind, held or made right there. */
export const entersA = (kind: Kind): Matches => (awaited) => isWith(awaited) && (isCall(awaited) ? kind.path.test(`${awaited.path}()`) : isHeld(kind, awaited));
export const iterates = (path: RegExp): Matches => (awaited) => isStep(awaited) && path.test(awaited.path.replace(/\(\)$/, ''));
export const iteratesA = (kind: Kind): Matches => (awaited) => isStep(awaited) && !isCall(awaited) && isHeld(kind, awaited);

function isHeld(kind: Kind, { path, text }: Awaited): boolean {
  return /^[\w.]+$/.test(text) || !path.startsWith('?') ? isA(kind, path, text) : false;
}

/** Whether the file imports a package. */
export const uses = ({ names }: Awaited, ...packages: string[]): boolean =>
  [...names.imports.values()].some((full) => packages.some((name) => full === name || full.startsWith(`${name}.`)));
/** `explain` for both ends of `async with`. */
export const both = (entering: (awaited: Awaited) => string, leaving: (awaited: Awaited) => string) => (awaited: Awaited): string =>
  (enters(awaited) ? entering(awaited) : leaving(awaited));

export const keyword = (awaited: Awaited, name: string): string | null => {
  const found = awaited.arguments.find((argument) => new RegExp(`^${name}\\s*=(?!=)`).test(argument));
  return found === undefined ? null : found.slice(found.indexOf('=') + 1).trim();
};
export const positional = ({ arguments: given }: Awaited): string[] => given.filter((argument) => !/^\w+\s*=(?!=)/.test(argument));
/** The argument of that name or at that place, as code; `otherwise` when it is not given. */
export const argument = (awaited: Awaited, index: number, name: string, otherwise: string): string => {
  const given = keyword(awaited, name) ?? positional(awaited)[index];
  return given === undefined ? otherwise : code(given);
};
/** A number of seconds, or the text of one; `seconds` says its unit by itself. */
export const seconds = (text: string): string =>
  (text === '1' ? '1 second' : /^[\d.]+$/.test(text) ? `${text} seconds` : /seconds?$/i.test(text) ? code(text) : `${code(text)} seconds`);
export const lastName = (text: string): string => /(\w+)\W*$/.exec(text)?.[1] ?? '';
export const owner = ({ owner: text }: Awaited): string => code(text);
/** What is entered, awaited or iterated, as it is written, without its arguments. */
export const subject = ({ callee, text }: Awaited): string => code(callee !== null ? `${callee}()` : text);
export const MEANWHILE = 'Meanwhile the event loop runs other tasks';
