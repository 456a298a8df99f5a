"""Awaits whose true times are known: by the program's own clock, read right around them, or by how they are made.

Prints, as JSON, the nanoseconds that the report is to tell: `{function: {"elapsed": ns, "waiting": ns, ...}}`.
"""
import asyncio
import json
import sys
import time
from time import perf_counter_ns as clock

SECOND = 1_000_000_000
true = {}


async def one_second():
    began = clock()
    await asyncio.sleep(1)
    true["one_second"] = {"elapsed": clock() - began}


async def many_milliseconds():
    elapsed = 0
    for _ in range(500):
        began = clock()
        await asyncio.sleep(0.001)
        elapsed += clock() - began
    true["many_milliseconds"] = {"elapsed": elapsed}


async def together():
    sleeps = asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.2), asyncio.sleep(0.3))
    began = clock()
    await sleeps
    true["together"] = {"elapsed": clock() - began}


async def starved():
    began = clock()
    await asyncio.sleep(0.1)
    elapsed = clock() - began
    true["starved"] = {"elapsed": elapsed, "waiting": SECOND // 10, "ready": elapsed - SECOND // 10}


async def blocking():
    began = clock()
    time.sleep(0.4)
    true["blocking"] = {"blocked": clock() - began}


def busy(turns):
    total = 0
    for number in range(turns):
        total += number & 3
    return total


async def short(turns):
    busy(turns)


async def short_awaits(coroutines):
    for coroutine in coroutines:
        await coroutine


async def shorter_awaits(coroutines):
    for coroutine in coroutines:
        await coroutine


# Compiled from text, so that the lens does not rewrite them: the loop as it is, and what of it is not the await.
plain = {}
exec("async def bare(coroutines):\n for coroutine in coroutines:\n  await coroutine", plain)
exec("def turns(coroutines):\n for coroutine in coroutines:\n  pass", plain)


async def mean(loop, turns, awaits):
    """The lens's loop and the plain one by turns, a thousand awaits each; the elapsed of `awaits` plain ones."""
    elapsed = 0
    for _ in range(awaits // 1000):
        await loop([short(turns) for _ in range(1000)])
        coroutines = [short(turns) for _ in range(1000)]
        began = clock()
        await plain["bare"](coroutines)
        between = clock()
        plain["turns"](coroutines)
        elapsed += between - began - (clock() - between)
    true[loop.__name__] = {"elapsed": elapsed}


async def main(awaits):
    await one_second()
    await many_milliseconds()
    await together()
    sleeper = asyncio.ensure_future(starved())
    await asyncio.sleep(0)  # it sleeps before the other blocks
    await asyncio.gather(sleeper, blocking())
    await mean(short_awaits, 700, awaits)  # about 20 µs each
    await mean(shorter_awaits, 80, awaits)  # about 2 µs each


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
    print(json.dumps(true))
