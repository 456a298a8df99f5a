"""Ten thousand tasks at once, each of which gives control to the loop twenty times."""
import asyncio

import measured


async def one():
    for _ in range(20):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(*[one() for _ in range(10_000)])


if __name__ == "__main__":
    measured.run(main())
