"""Two coroutines, one after the other: 2 seconds.

The second await begins only when the first has ended, though neither needs the other's result.
03_gather.py runs the same two together.
"""
import asyncio


async def say_hello():
    await asyncio.sleep(1)
    print("Hello!")


async def say_world():
    await asyncio.sleep(1)
    print("World!")


async def main():
    await say_hello()
    await say_world()


asyncio.run(main())
