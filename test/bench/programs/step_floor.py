"""What an await that suspends costs, and what each thing that can be noted about it and about its step adds.

Every variant is `await asyncio.sleep(0)` in a loop, with notes where the lens has its own: around the await, in the
loop's `_call_soon`, and around the callback in `Handle._run`. `step_floor.py ROUNDS elapsed_ns|cpu_ns` prints a JSON
list of `{variant, ns}`: nanoseconds per await by round, as elapsed or as processor time.
"""
import asyncio
import json
import sys
from asyncio import base_events, events
from time import perf_counter, perf_counter_ns, process_time_ns

AWAITS = 20_000

NOTHING = """
def begin(x): return x
def end(x): return x
def scheduled(callback): pass
def enter(callback): return None
def leave(before): pass
"""
CLOCKS = """
def begin(x):
    start(clock())
    return x
def end(x):
    started(), clock()
    return x
def scheduled(callback): pass
def enter(callback): return clock()
def leave(before): clock()
"""
LOOKED_UP = "def enter(callback): return of_task(id(getattr(callback, '__self__', None))), clock()"
TASKS = CLOCKS.replace("def enter(callback): return clock()", LOOKED_UP)
SPLIT = """
def begin(x):
    start((clock(), state.away, state.ready))
    return x
def end(x):
    now = clock()
    began, away, ready = started()
    state.elapsed += now - began
    state.waited += state.away - away
    state.late += state.ready - ready
    state.count += 1
    return x
def scheduled(callback):
    state.ready_at = state.entered
def enter(callback):
    of_task(id(getattr(callback, "__self__", None)))
    state.entered = now = clock()
    left = state.left
    ready_at = state.ready_at
    if ready_at < left: ready_at = left
    state.away += now - left
    state.ready += now - ready_at
def leave(before):
    state.left = now = clock()
    state.steps += (state.entered, now)
"""
VARIANTS = [
    ("bare", None),
    ("five notes that do nothing", NOTHING),
    ("four clocks", CLOCKS),
    ("and the task looked up by its id", TASKS),
    ("and the three kinds of time, summed, and the steps kept", SPLIT),
]


class State:
    away = ready = waited = late = elapsed = left = entered = ready_at = 0.0
    count = 0


def installed(notes):
    """The loop over the await, with the loop's functions changed for it; what to call to undo that."""
    starts = []
    state = State()
    state.steps = []
    space = {
        "clock": perf_counter, "start": starts.append, "started": starts.pop, "of_task": {}.get, "state": state,
        "asyncio": asyncio, "events": events,
    }
    if notes is None:
        exec("async def loop():\n for _ in range(%d): await asyncio.sleep(0)" % AWAITS, space)
        return space["loop"], lambda: None
    exec(notes + """
async def loop():
    for _ in range(%d): end(await begin(asyncio.sleep(0)))
def run(self):
    before = enter(self._callback)
    try:
        self._context.run(self._callback, *self._args)
    finally:
        leave(before)
def call_soon(self, callback, args, context):
    handle = events.Handle(callback, args, self, context)
    scheduled(callback)
    self._ready.append(handle)
    return handle
""" % AWAITS, space)
    owners = (events.Handle, "_run", "run"), (base_events.BaseEventLoop, "_call_soon", "call_soon")
    before = [getattr(owner, name) for owner, name, _ in owners]
    for owner, name, new in owners:
        setattr(owner, name, space[new])

    def undo():
        for (owner, name, _), old in zip(owners, before):
            setattr(owner, name, old)

    return space["loop"], undo


def main(rounds, clock):
    results = [{"variant": name, "ns": []} for name, _ in VARIANTS]
    for _ in range(rounds):
        for (_, notes), result in zip(VARIANTS, results):
            loop, undo = installed(notes)
            try:
                began = clock()
                asyncio.run(loop())
                result["ns"].append((clock() - began) / AWAITS)
            finally:
                undo()
    print(json.dumps(results))


if __name__ == "__main__":
    main(int(sys.argv[1]), {"elapsed_ns": perf_counter_ns, "cpu_ns": process_time_ns}[sys.argv[2]])
