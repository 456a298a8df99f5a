"""Runs a benchmark's coroutine and says how long that took; starting Python and importing are left out."""
import asyncio
from time import perf_counter_ns


def run(coroutine):
    """Prints the nanoseconds from before `asyncio.run` to after it, as the last line."""
    began = perf_counter_ns()
    asyncio.run(coroutine)
    print(perf_counter_ns() - began)
