/** What asyncio's own callbacks are for, and how others are named. */

interface Kind {
  /** Matches the callback's qualified name. */
  matches: RegExp;
  /** In place of its name. */
  name: string;
  /** What it does, rich. */
  does: string;
}

const KINDS: readonly Kind[] = [
  // Of a sleep, and of a connection that has been made.
  { matches: /^_set_result_unless_cancelled$/, name: 'wake-up callback', does: 'ends what a task waits for' },
  { matches: /^_?gather\.<locals>\._done_callback$/, name: 'gather callback', does: 'takes note for `gather` that one of its awaits has ended' },
  { matches: /^TaskGroup\._on_task_done$/, name: 'TaskGroup callback', does: 'takes note for the TaskGroup that one of its tasks has ended' },
  { matches: /^_wait\.<locals>\._on_completion$/, name: 'wait callback', does: 'takes note for `wait` that one task has ended' },
  { matches: /^(as_completed\.<locals>\._on_completion|_AsCompletedIterator\._handle_completion)$/, name: 'as_completed callback', does: 'hands `as_completed` the next task that has ended' },
  { matches: /^(as_completed\.<locals>\._on_timeout|_AsCompletedIterator\._handle_timeout)$/, name: 'as_completed callback', does: 'ends `as_completed`, whose timeout is over' },
  { matches: /^shield\.<locals>\._(inner|outer)_done_callback$/, name: 'shield callback', does: 'hands on how it ended' },
  { matches: /^_release_waiter$/, name: 'wait callback', does: 'ends a wait: its timeout is over, or what it waits for has ended' },
  { matches: /^Timeout\._on_timeout$/, name: 'timeout callback', does: 'cancels a task, because its timeout is over' },
  { matches: /^_run_until_complete_cb$/, name: 'end callback', does: 'stops the loop, because the task it was started for has ended' },
  { matches: /^_chain_future\.<locals>\./, name: 'hand-over callback', does: 'hands on what a thread has done' },
  { matches: /\._read_from_self$/, name: 'alarm callback', does: 'takes note that another thread or a signal has woken the loop' },
  { matches: /\._accept_connection2?$/, name: 'connection callback', does: 'accepts a new connection' },
  { matches: /\._sock_connect_cb$/, name: 'connection callback', does: 'takes note that a connection is open' },
  { matches: /\.connection_made$/, name: 'connection callback', does: 'takes note that a connection is open' },
  { matches: /\.(connection_lost|_call_connection_lost)$/, name: 'connection callback', does: 'takes note that a connection is closed' },
  { matches: /\._add_reader$/, name: 'connection callback', does: 'has the loop tell when data come in' },
  { matches: /\._sock_(write|read)_done$/, name: 'connection callback', does: 'has the loop watch a connection no longer' },
  { matches: /^StreamReaderProtocol\.connection_made\.<locals>\.callback$/, name: 'connection callback', does: 'takes note that the task of a connection has ended' },
  { matches: /\.(_child_watcher_callback|_do_wait|_?process_exited)$/, name: 'subprocess callback', does: 'takes note that a subprocess has ended' },
  { matches: /\._read_ready$/, name: 'read callback', does: 'reads what has come in' },
  { matches: /\._write_ready$/, name: 'write callback', does: 'writes what had to wait' },
];

/** How a callback is called, and what it does, rich; `does` is empty of one that is not asyncio's own. */
export function callbackWords(qualname: string): { name: string; does: string } {
  const kind = KINDS.find(({ matches }) => matches.test(qualname));
  if (kind) return kind;
  const last = qualname.slice(qualname.lastIndexOf('.') + 1);
  return { name: ['', '<lambda>', 'callback'].includes(last) ? 'callback' : `callback ${last}`, does: '' };
}

/** Whether a timer that calls it ends a sleep. */
export function endsSleep(qualname: string): boolean {
  return qualname === '_set_result_unless_cancelled';
}

/** Whether a timer that calls it is a time limit. */
export function endsLimit(qualname: string): boolean {
  return /^(_release_waiter|Timeout\._on_timeout|as_completed\.<locals>\._on_timeout|_AsCompletedIterator\._handle_timeout)$/.test(qualname);
}
