/** The general rules: they fit whatever no other rule knows, and say no more than is sure. */
import { code } from '../rich.js';
import type { ExplainRule } from './explain.js';
import { both, isAwait, isStep, isWith, subject } from './matching.js';

export const GENERAL_RULES: readonly ExplainRule[] = [
  {
    id: 'variable',
    general: true,
    matches: (awaited) => isAwait(awaited) && /^[\w.]+$/.test(awaited.text),
    explain: ({ text }) => `Waits for the result of ${code(text)}. A coroutine would run here, inside this task; a task or future would run on its own.`,
  },
  {
    id: 'call',
    general: true,
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null,
    explain: (awaited) => `Calls ${subject(awaited)} and waits for its result. While that is not there, control is with the event loop.`,
  },
  { id: 'await', general: true, matches: isAwait, explain: () => 'Waits for the result. While that is not there, control is with the event loop.' },
  {
    id: 'with',
    general: true,
    matches: isWith,
    explain: both(
      (awaited) => `Waits until ${subject(awaited)} is ready to be used: it may give up control here.`,
      (awaited) => `Waits until ${subject(awaited)} has cleaned up after the block: it may give up control here, too.`,
    ),
  },
  { id: 'steps', general: true, matches: isStep, explain: (awaited) => `Each step waits for the next item of ${subject(awaited)}.` },
];
