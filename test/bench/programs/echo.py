"""Twenty thousand lines to an echo server and back, one after the other, over a loopback connection."""
import asyncio

import measured


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port)
    for _ in range(20_000):
        writer.write(b"hello world\n")
        await writer.drain()
        await reader.readline()
    writer.close()
    server.close()
    await asyncio.sleep(0.01)


if __name__ == "__main__":
    measured.run(main())
