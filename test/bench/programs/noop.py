"""A million awaits that do not suspend."""
import measured


async def nothing():
    pass


async def main():
    for _ in range(1_000_000):
        await nothing()


if __name__ == "__main__":
    measured.run(main())
