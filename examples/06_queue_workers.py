"""A queue with workers: six jobs of 0.2 seconds, three at a time.

The producer puts jobs into the queue; each worker takes one, does it and takes the next. Together they need about
0.4 seconds, where one worker would need 1.2.
"""
import asyncio


async def worker(name, queue, results):
    while True:
        # While the queue is empty, the worker waits here and costs nothing.
        number = await queue.get()
        await asyncio.sleep(0.2)
        results.append(f"{name} squared {number}: {number ** 2}")
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    results = []
    workers = [asyncio.create_task(worker(f"worker {n}", queue, results)) for n in (1, 2, 3)]

    for number in range(6):
        await queue.put(number)
    # Ends when task_done() was called as often as put().
    await queue.join()

    # The workers loop for ever, so they must be told to stop.
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    print(*results, sep="\n")


if __name__ == "__main__":
    asyncio.run(main())
