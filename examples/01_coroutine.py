"""One coroutine.

`async def` makes a coroutine function. Calling it runs nothing yet: it gives a coroutine, and `await` runs that.
Click "Run & time" above a function to see how long each of its awaits takes.
"""
import asyncio


async def my_coroutine():
    # Here the coroutine pauses. The event loop is free to run something else for one second.
    await asyncio.sleep(1)
    print("Coroutine executed!")


async def main():
    await my_coroutine()


if __name__ == "__main__":
    # Starts an event loop, runs main() on it and closes the loop.
    asyncio.run(main())
