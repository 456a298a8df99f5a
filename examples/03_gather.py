"""Two coroutines at the same time, with asyncio.gather: 1 second.

gather() makes a task of each coroutine. While one task waits, the event loop runs the other, so the whole takes
as long as the longest and not as long as the sum.
"""
import asyncio


async def say_hello():
    await asyncio.sleep(1)
    print("Hello!")
    return "hello"


async def say_world():
    await asyncio.sleep(1)
    print("World!")
    return "world"


async def main():
    # The results come in the order of the arguments, whichever was ready first.
    return await asyncio.gather(say_hello(), say_world())


if __name__ == "__main__":
    print(asyncio.run(main()))
