"""`async with` and `async for`: await points that are easily overlooked.

`async with` awaits on entering and on leaving its block. `async for` awaits before each of its steps. In all these
places control may go back to the event loop.
"""
import asyncio


class Connection:
    """Something that needs time to open and to close."""

    async def __aenter__(self):
        await asyncio.sleep(0.2)
        print("connected")
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0.1)
        print("disconnected")

    async def rows(self, count):
        """An async generator: it can await before each value that it yields."""
        for number in range(count):
            await asyncio.sleep(0.1)
            yield f"row {number}"


async def main():
    async with Connection() as connection:
        async for row in connection.rows(3):
            print(row)
        # An asynchronous comprehension awaits at each step, too.
        return [row.upper() async for row in connection.rows(2)]


if __name__ == "__main__":
    print(asyncio.run(main()))
