"""Runs that somebody watches: one makes as many steps as it can, the other sleeps."""
import asyncio
from time import perf_counter


async def busy(seconds):
    await _until(perf_counter() + seconds, [0] * 10)


async def calm(seconds):
    await _until(perf_counter() + seconds, [0.02, 0.03, 0.05, 0.07, 0.11])


async def _until(end, pauses):
    await asyncio.gather(*[_sleeper(end, pause) for pause in pauses])


async def _sleeper(end, pause):
    while perf_counter() < end:
        await asyncio.sleep(pause)
