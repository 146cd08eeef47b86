"""A websocket server that echoes, and three clients that talk to it at once."""

from __future__ import annotations

import asyncio

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(str(message).upper())


async def talk(port: int, words: list[str]) -> list[str]:
    answers = []
    async with connect(f"ws://127.0.0.1:{port}") as connection:
        for word in words:
            await connection.send(word)
            answers.append(str(await connection.recv()))
    return answers


async def main() -> None:
    async with serve(echo, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        talks = [["a", "b"], ["hello"], ["x", "y", "z"]]
        tasks = [asyncio.create_task(talk(port, words), name=f"talk-{words[0]}") for words in talks]
        for answers in await asyncio.gather(*tasks):
            print(answers)


asyncio.run(main())
