"""Runs a benchmark's coroutine and says how long that took; starting Python and importing are left out."""
import asyncio
import json
from time import perf_counter_ns, process_time_ns


def run(coroutine):
    """Prints the nanoseconds from before `asyncio.run` to after it: elapsed, and of all threads on a processor."""
    began, began_cpu = perf_counter_ns(), process_time_ns()
    asyncio.run(coroutine)
    elapsed, cpu = perf_counter_ns() - began, process_time_ns() - began_cpu
    print(json.dumps({"elapsed_ns": elapsed, "cpu_ns": cpu}))
