"""A hundred thousand awaits that each give control to the loop once."""
import asyncio

import measured


async def main():
    for _ in range(100_000):
        await asyncio.sleep(0)


if __name__ == "__main__":
    measured.run(main())
