"""Very many awaits, steps or tasks: `memory.py KIND HOW_MANY`.

Prints, as JSON, `elapsed_ns` of the run, and resident bytes: `before` it, `after` it, and the `most` there ever was,
read at the very end of the process, when a report has been written. 0 where the system does not tell.
"""
import asyncio
import atexit
import json
import sys
from time import perf_counter_ns


async def nothing():
    pass


async def awaits(count):
    for _ in range(count):
        await nothing()


async def steps(count):
    for _ in range(count):
        await asyncio.sleep(0)


async def one():
    await asyncio.sleep(0)


async def tasks(count):
    await asyncio.gather(*[one() for _ in range(count)])


def resident(field):
    """Bytes of a field of this process's status. Not `ru_maxrss`: that counts what its parent had at the fork."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))
    except OSError:
        return 0


def tell():
    print(json.dumps(dict(told, most=resident("VmHWM"))))


if __name__ == "__main__":
    told = {"before": resident("VmRSS")}
    atexit.register(tell)
    began = perf_counter_ns()
    asyncio.run(globals()[sys.argv[1]](int(sys.argv[2])))
    told["elapsed_ns"] = perf_counter_ns() - began
    told["after"] = resident("VmRSS")
