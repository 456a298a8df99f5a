"""Two coroutines at the same time, with asyncio.TaskGroup: 1 second. Needs Python 3.11 or newer.

The group waits for its tasks where its block ends. If one of them fails, the others are cancelled, so no task is
left behind: that is what it does better than gather().
"""
import asyncio


async def say_hello():
    await asyncio.sleep(1)
    return "Hello!"


async def say_world():
    await asyncio.sleep(1)
    return "World!"


async def main():
    async with asyncio.TaskGroup() as group:
        hello = group.create_task(say_hello())
        world = group.create_task(say_world())
    # Behind the block both tasks have ended.
    print(hello.result(), world.result())


if __name__ == "__main__":
    asyncio.run(main())
