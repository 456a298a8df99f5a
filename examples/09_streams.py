"""A server and a client that talk over the loopback interface, both on one event loop.

The server answers each line in capital letters, after thinking for 0.2 seconds. Three clients ask at the same time:
each connection has a task of its own, so all three are answered after about 0.2 seconds.
"""
import asyncio


async def answer(reader, writer):
    line = await reader.readline()
    await asyncio.sleep(0.2)
    writer.write(line.upper())
    await writer.drain()
    writer.close()


async def ask(port, word):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{word}\n".encode())
    await writer.drain()
    reply = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return reply.decode().strip()


async def main():
    # Port 0: the system picks a free one.
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        replies = await asyncio.gather(*(ask(port, word) for word in ("hello", "async", "world")))
    print(*replies)
    return replies


if __name__ == "__main__":
    asyncio.run(main())
