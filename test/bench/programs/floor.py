"""What an await that does not suspend costs, and what each thing that can be noted about it adds.

Every variant is `await nothing()` in a loop, with other plain functions around the awaited expression: the least that
any timing by rewritten source can cost: `floor.py ROUNDS elapsed_ns|cpu_ns`. Prints a JSON list of `{variant, ns}`:
nanoseconds per await by round, as elapsed or as processor time.
"""
import asyncio
import itertools
import json
import sys
from collections import deque
from time import perf_counter_ns, process_time_ns

AWAITS = 100_000

#: What every variant's functions may use: one await point's own cells, as a generated pair of closures has them.
POINT = """
def point(clock):
    count = total = most = began = 0
    least = 1 << 62
    starts = []
    start, started = starts.append, starts.pop
    note, tick = deque(maxlen=4096).append, itertools.count().__next__
    kind = type(nothing())
%s
    async def loop():
        for _ in range(%d):
            %s
    return loop
"""

IDENTITY = ("def begin(x): return x", "def end(x): return x")
VARIANTS = [
    ("bare", (), "await nothing()"),
    ("one identity call", IDENTITY, "end(await nothing())"),
    ("two identity calls", IDENTITY, "end(await begin(nothing()))"),
    ("two, with the number of the await point", ("def begin(n, x): return x", "def end(n, x): return x"),
     "end(7, await begin(7, nothing()))"),
    ("counted", (IDENTITY[0], "def end(x):\n nonlocal count\n count += 1\n return x"), "end(await begin(nothing()))"),
    ("counted by a C function alone", (), "(await nothing(), tick())[0]"),
    ("both clocks, noted in a ring by C functions alone", (), "(note(clock()), await nothing(), note(clock()))[1]"),
    ("one clock, kept on the value stack; the awaited is not seen", ("def end(t, x): return x",),
     "end(clock(), await nothing())"),
    ("counted, every 16th timed", (
        "def begin(x):\n nonlocal count, began\n count += 1\n if not count & 15: began = clock()\n return x",
        "def end(x):\n nonlocal total\n if not count & 15: total += clock() - began\n return x"),
     "end(await begin(nothing()))"),
    ("one clock, kept in a list", ("def begin(x):\n start(clock())\n return x", "def end(x):\n started()\n return x"),
     "end(await begin(nothing()))"),
    ("both clocks, total", (
        "def begin(x):\n start(clock())\n return x",
        "def end(x):\n nonlocal total\n total += clock() - started()\n return x"),
     "end(await begin(nothing()))"),
    ("both clocks, count, total, least, most", (
        "def begin(x):\n start(clock())\n return x",
        "def end(x):\n nonlocal count, total, least, most\n elapsed = clock() - started()\n count += 1\n total += elapsed\n"
        " if elapsed < least: least = elapsed\n if elapsed > most: most = elapsed\n return x"),
     "end(await begin(nothing()))"),
    ("the same, and what is awaited looked at", (
        "def begin(x):\n if type(x) is not kind: raise TypeError\n start(clock())\n return x",
        "def end(x):\n nonlocal count, total, least, most\n elapsed = clock() - started()\n count += 1\n total += elapsed\n"
        " if elapsed < least: least = elapsed\n if elapsed > most: most = elapsed\n return x"),
     "end(await begin(nothing()))"),
]


async def nothing():
    pass


def loop_of(functions, expression):
    """The variant's loop, as a coroutine function."""
    lines = "\n".join("    " + line.replace("\n", "\n    ") for line in functions)
    namespace = {"nothing": nothing, "deque": deque, "itertools": itertools}
    exec(POINT % (lines, AWAITS, expression), namespace)
    return namespace["point"](perf_counter_ns)


async def main(rounds, clock):
    loops = [(name, loop_of(functions, expression), []) for name, functions, expression in VARIANTS]
    for _ in range(rounds):
        for _, loop, samples in loops:
            began = clock()
            await loop()
            samples.append((clock() - began) / AWAITS)
    print(json.dumps([{"variant": name, "ns": samples} for name, _, samples in loops]))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), {"elapsed_ns": perf_counter_ns, "cpu_ns": process_time_ns}[sys.argv[2]]))
