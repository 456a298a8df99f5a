"""Computing, calls and loops, with an await every few milliseconds."""
import asyncio

import measured


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


async def main():
    total = 0
    for _ in range(200):
        total += fibonacci(19)
        for number in range(60_000):
            total += number & 3
        await asyncio.sleep(0)


if __name__ == "__main__":
    measured.run(main())
