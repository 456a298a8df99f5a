/**
 * What the Trace Event Format, and Perfetto's documentation of what it takes of it, ask of a file: the fields of each
 * phase, that the events of a lane nest, and that arrows have two ends which stand on events.
 */
import assert from 'node:assert/strict';

type Event = Record<string, unknown>;
type Slice = { name: string; start: number; end: number };

const METADATA: Record<string, (args: Event) => boolean> = {
  process_name: ({ name }) => typeof name === 'string' && name !== '',
  thread_name: ({ name }) => typeof name === 'string' && name !== '',
  thread_sort_index: ({ sort_index }) => Number.isInteger(sort_index),
};

/** Fields that an event has besides `ph`, `name`, `pid` and `tid`; no others are known to the format. */
const FIELDS: Record<string, { needed: string[]; optional: string[] }> = {
  M: { needed: ['args'], optional: [] },
  X: { needed: ['ts', 'dur', 'cat'], optional: ['args'] },
  b: { needed: ['ts', 'cat', 'id'], optional: ['args'] },
  e: { needed: ['ts', 'cat', 'id'], optional: ['args'] },
  s: { needed: ['ts', 'cat', 'id'], optional: ['args'] },
  f: { needed: ['ts', 'cat', 'id'], optional: ['args', 'bp'] },
};

/** Nanoseconds, as Perfetto reads them: a number of microseconds, times 1,000, cut off. */
const nanoseconds = (value: unknown): number => {
  assert.ok(typeof value === 'number' && Number.isFinite(value) && value >= 0, String(value));
  return Math.trunc(value * 1e3);
};

/** @throws {assert.AssertionError} */
export function assertTraceFormat(text: string): void {
  const trace = JSON.parse(text) as Event;
  assert.deepEqual(Object.keys(trace), ['traceEvents', 'otherData']);
  const events = trace.traceEvents as Event[];
  assert.ok(Array.isArray(events));
  for (const event of events) assertFields(event);
  const lanes = lanesOf(events);
  for (const [tid, slices] of lanes) assertNest(slices, `lane ${tid}`);
  assertAsync(events);
  assertFlows(events, lanes);
}

function assertFields(event: Event): void {
  const told = JSON.stringify(event);
  const { ph, name, pid, tid } = event;
  assert.ok(typeof name === 'string' && name !== '', told);
  // Perfetto reads them as unsigned numbers, and takes 0 for the idle process.
  for (const id of [pid, tid]) assert.ok(Number.isInteger(id) && (id as number) > 0 && (id as number) < 2 ** 32, told);
  const fields = FIELDS[String(ph)];
  assert.ok(fields, `an unknown phase: ${told}`);
  const others = Object.keys(event).filter((field) => !['ph', 'name', 'pid', 'tid'].includes(field));
  for (const field of fields.needed) assert.ok(others.includes(field), `without ${field}: ${told}`);
  for (const field of others) assert.ok([...fields.needed, ...fields.optional].includes(field), `with ${field}: ${told}`);
  if ('args' in event) assert.ok(typeof event.args === 'object' && event.args !== null && !Array.isArray(event.args), told);
  if ('ts' in event) nanoseconds(event.ts);
  if ('dur' in event) nanoseconds(event.dur);
  if ('cat' in event) assert.ok(typeof event.cat === 'string' && event.cat !== '', told);
  if ('id' in event) assert.ok(Number.isSafeInteger(event.id) && (event.id as number) > 0, told);
  if ('bp' in event) assert.equal(event.bp, 'e');
  if (ph === 'M') assert.ok(METADATA[name]?.(event.args as Event), told);
}

/** The complete events of each lane, in the order of the file. */
export function lanesOf(events: readonly Event[]): Map<number, Slice[]> {
  const lanes = new Map<number, Slice[]>();
  for (const { ph, tid, ts, dur, name } of events) {
    if (ph !== 'X') continue;
    const start = nanoseconds(ts);
    const lane = lanes.get(tid as number) ?? [];
    lane.push({ name: String(name), start, end: start + nanoseconds(dur) });
    lanes.set(tid as number, lane);
  }
  const named = new Set(events.filter(({ ph, name }) => ph === 'M' && name === 'thread_name').map(({ tid }) => tid));
  for (const tid of lanes.keys()) assert.ok(named.has(tid), `lane ${tid} has no name`);
  return lanes;
}

/** Each lies within the one that it begins in. The reader sorts by start; of two with one start the first in the file is the outer one. */
function assertNest(slices: readonly Slice[], where: string): void {
  const open: Slice[] = [];
  for (const slice of [...slices].sort((a, b) => a.start - b.start)) {
    while (open.length > 0 && open.at(-1)!.end <= slice.start) open.pop();
    const outer = open.at(-1);
    assert.ok(!outer || slice.end <= outer.end, `${where}: ${JSON.stringify(slice)} is not within ${JSON.stringify(outer)}`);
    open.push(slice);
  }
}

/** Each begin has its end after it, by category and id. */
function assertAsync(events: readonly Event[]): void {
  const begun = new Map<string, Event>();
  for (const event of events) {
    const key = `${event.cat} ${event.id}`;
    if (event.ph === 'b') {
      assert.ok(!begun.has(key), `${key} begins twice`);
      begun.set(key, event);
    } else if (event.ph === 'e') {
      const begin = begun.get(key);
      assert.ok(begin && begin.name === event.name && begin.tid === event.tid && nanoseconds(begin.ts) <= nanoseconds(event.ts), `${key} ends without a beginning`);
      begun.delete(key);
    }
  }
  assert.deepEqual([...begun.keys()], []);
}

/** Each arrow begins and ends once, not before it begins, and both ends stand on complete events of their lanes. */
function assertFlows(events: readonly Event[], lanes: ReadonlyMap<number, readonly Slice[]>): void {
  const flows = new Map<unknown, { s: Event[]; f: Event[] }>();
  for (const event of events) {
    if (event.ph !== 's' && event.ph !== 'f') continue;
    const flow = flows.get(event.id) ?? { s: [], f: [] };
    flow[event.ph].push(event);
    flows.set(event.id, flow);
    const at = nanoseconds(event.ts);
    const on = (lanes.get(event.tid as number) ?? []).filter(({ start, end }) => start <= at && at <= end);
    assert.ok(on.some(({ name }) => name === 'running'), `no step under ${JSON.stringify(event)}`);
  }
  for (const [id, { s: [begin, ...begins], f: [end, ...ends] }] of flows) {
    assert.ok(begin && end && begins.length === 0 && ends.length === 0, `arrow ${String(id)} has not two ends`);
    assert.deepEqual([begin.name, begin.cat], [end.name, end.cat]);
    assert.ok(nanoseconds(begin.ts) <= nanoseconds(end.ts), `arrow ${String(id)} goes back in time`);
    assert.notEqual(begin.tid, end.tid);
  }
}
