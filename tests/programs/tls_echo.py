"""An echo over TLS on the loopback, with a certificate made on the spot."""

from __future__ import annotations

import asyncio
import ssl

import trustme


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line.swapcase())
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def ask(port: int, context: ssl.SSLContext, words: str) -> str:
    reader, writer = await asyncio.open_connection("localhost", port, ssl=context)
    answers = []
    for word in words.split():
        writer.write(word.encode() + b"\n")
        await writer.drain()
        answers.append((await reader.readline()).decode().strip())
    writer.close()
    await writer.wait_closed()
    return " ".join(answers)


async def main() -> None:
    authority = trustme.CA()
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(ours)
    theirs = ssl.create_default_context()
    authority.configure_trust(theirs)
    server = await asyncio.start_server(echo, "localhost", 0, ssl=ours)
    port = server.sockets[0].getsockname()[1]
    asks = [
        asyncio.create_task(ask(port, theirs, words), name=f"ask-{words[0]}")
        for words in ("One Two", "x Y z")
    ]
    print(await asyncio.gather(*asks))
    server.close()
    await server.wait_closed()


asyncio.run(main())
