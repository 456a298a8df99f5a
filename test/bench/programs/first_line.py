"""Prints `perf_counter_ns` at its first line that runs; its clock is the one that Node measures with."""
import asyncio
from time import perf_counter_ns


async def first_line():
    print(perf_counter_ns(), flush=True)


if __name__ == "__main__":
    asyncio.run(first_line())
