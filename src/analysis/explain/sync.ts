/** Rules for what tasks hand to each other and take turns at: queues, locks, semaphores, events. */
import type { ExplainRule } from './explain.js';
import { BARRIER, CONDITION, EVENT, LOCK, QUEUE, SEMAPHORE, argument, both, calls, callsOf, entersA, isWith, owner, subject, uses } from './matching.js';

export const SYNC_RULES: readonly ExplainRule[] = [
  {
    id: 'queue-get',
    matches: callsOf(QUEUE, 'get'),
    explain: (awaited) => `Takes the next item from ${owner(awaited)}. While the queue is empty, it waits until another task puts one in, which wakes it.`,
  },
  {
    id: 'queue-put',
    matches: callsOf(QUEUE, 'put'),
    explain: (awaited) => `Puts ${argument(awaited, 0, 'item', 'an item')} into ${owner(awaited)}. It waits only while the queue is full; a queue without \`maxsize\` never is.`,
  },
  {
    id: 'queue-join',
    matches: callsOf(QUEUE, 'join'),
    explain: (awaited) => `Waits until \`task_done()\` has been called for every item that was put into ${owner(awaited)}. The last of those calls wakes it.`,
  },
  {
    id: 'condition-wait',
    matches: callsOf(CONDITION, 'wait'),
    explain: (awaited) => `Lets go of ${owner(awaited)} and waits until another task notifies it; then takes it again.`,
  },
  {
    id: 'condition-wait-for',
    matches: callsOf(CONDITION, 'wait_for'),
    explain: (awaited) => `Waits until ${argument(awaited, 0, 'predicate', 'the condition')} gives true. It lets go of ${owner(awaited)} meanwhile and looks again each time that another task notifies it.`,
  },
  {
    id: 'event-wait',
    matches: callsOf(EVENT, 'wait'),
    explain: (awaited) => `Waits until another task sets ${owner(awaited)}. If it is set already, it goes on without giving up control.`,
  },
  {
    id: 'barrier-wait',
    matches: callsOf(BARRIER, 'wait'),
    explain: (awaited) => `Waits at ${owner(awaited)} until as many tasks have come as it is made for; the last one wakes all others.`,
  },
  {
    id: 'barrier-reset',
    matches: callsOf(BARRIER, 'reset', 'abort'),
    explain: (awaited) => awaited.name === 'abort'
      ? `Breaks ${owner(awaited)}: tasks that wait there, and those that come later, get \`BrokenBarrierError\`.`
      : `Empties ${owner(awaited)}: tasks that wait there get \`BrokenBarrierError\`. It waits only while others are just leaving.`,
  },
  {
    id: 'barrier-with',
    matches: entersA(BARRIER),
    explain: both(
      (awaited) => `Waits at ${subject(awaited)} until as many tasks have come as it is made for, and then all go into their blocks; the last one wakes the others.`,
      (awaited) => `Leaves ${subject(awaited)}. This does not wait.`,
    ),
  },
  {
    id: 'semaphore-acquire',
    matches: callsOf(SEMAPHORE, 'acquire'),
    explain: (awaited) => `Takes one of the places of ${owner(awaited)}. While all are taken, it waits until another task gives one back.`,
  },
  {
    id: 'condition-acquire',
    matches: callsOf(CONDITION, 'acquire'),
    explain: (awaited) => `Takes the lock of ${owner(awaited)}. While another task holds it, it waits until that one lets go.`,
  },
  {
    id: 'lock-acquire',
    matches: callsOf(LOCK, 'acquire'),
    explain: (awaited) => `Takes ${owner(awaited)}. While another task holds it, it waits until that one lets go, which wakes it.`,
  },
  {
    id: 'redis-lock',
    matches: (awaited) => isWith(awaited) && awaited.name === 'lock' && awaited.own === null && uses(awaited, 'redis', 'aioredis'),
    explain: both(
      (awaited) => `Takes the lock ${argument(awaited, 0, 'name', 'of that name')} on the Redis server, and asks again and again while somebody else holds it.`,
      () => 'Gives the lock on the Redis server back: one round trip.',
    ),
  },
  {
    id: 'semaphore-with',
    matches: entersA(SEMAPHORE),
    explain: both(
      (awaited) => `Takes one of the places of ${subject(awaited)}. While all are taken, it waits until another task gives one back.`,
      (awaited) => `Gives its place in ${subject(awaited)} back. This does not wait.`,
    ),
  },
  {
    id: 'condition-with',
    matches: entersA(CONDITION),
    explain: both(
      (awaited) => `Takes the lock of ${subject(awaited)}. While another task holds it, it waits until that one lets go.`,
      (awaited) => `Lets go of ${subject(awaited)}. This does not wait.`,
    ),
  },
  {
    id: 'lock-with',
    matches: entersA(LOCK),
    explain: both(
      (awaited) => `Takes ${subject(awaited)}. While another task holds it, it waits until that one lets go, which wakes it.`,
      (awaited) => `Lets go of ${subject(awaited)}. This does not wait.`,
    ),
  },
  {
    id: 'channel-send',
    matches: calls(/^(?:anyio\.create_memory_object_stream|trio\.open_memory_channel)\(\)\[0\]\.send$/),
    explain: (awaited) => `Hands ${argument(awaited, 0, 'item', 'an item')} to the other end of ${owner(awaited)}. It waits only while the buffer is full, until another task receives.`,
  },
  {
    id: 'channel-receive',
    matches: calls(/^(?:anyio\.create_memory_object_stream|trio\.open_memory_channel)\(\)\[1\]\.receive$/),
    explain: (awaited) => `Takes the next item from ${owner(awaited)}. While there is none, it waits until another task sends one.`,
  },
];
