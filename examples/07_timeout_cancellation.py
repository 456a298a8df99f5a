"""A time limit, and what cancelling does.

When its time is up, wait_for() cancels what it waits for: CancelledError is raised inside of it, at the await where
it stands. There it can clean up. The caller gets TimeoutError.
"""
import asyncio


async def download(seconds):
    try:
        await asyncio.sleep(seconds)
        return f"downloaded in {seconds} s"
    except asyncio.CancelledError:
        # Clean up, then let the cancellation go on: who swallows it cannot be stopped.
        print("cancelled: closing the half-written file")
        raise


async def with_limit(seconds, limit):
    try:
        return await asyncio.wait_for(download(seconds), timeout=limit)
    except asyncio.TimeoutError:
        return f"gave up after {limit} s"


async def main():
    print(await with_limit(0.2, limit=0.5))
    print(await with_limit(5, limit=0.5))

    task = asyncio.create_task(download(5))
    await asyncio.sleep(0.1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("the task was cancelled by hand")


if __name__ == "__main__":
    asyncio.run(main())
