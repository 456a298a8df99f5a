"""A blocking call holds the whole event loop.

heartbeat() wants to beat every 0.1 seconds. blocking() sleeps with time.sleep(), which does not give control back:
for half a second nothing else can run, and the heartbeat is late. friendly() moves the same call to a thread.
"""
import asyncio
import time


async def heartbeat(beats):
    for _ in range(beats):
        before = time.perf_counter()
        await asyncio.sleep(0.1)
        late = time.perf_counter() - before - 0.1
        print(f"beat, {late:.2f} s late")


async def blocking():
    await asyncio.sleep(0.15)
    time.sleep(0.5)  # wrong: the event loop stands still


async def friendly():
    await asyncio.sleep(0.15)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, time.sleep, 0.5)


async def main():
    print("With a blocking call:")
    await asyncio.gather(heartbeat(5), blocking())
    print("With the call in a thread:")
    await asyncio.gather(heartbeat(5), friendly())


if __name__ == "__main__":
    asyncio.run(main())
