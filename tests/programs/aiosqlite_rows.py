"""aiosqlite: a database in a thread of its own, and two tasks that use it."""

from __future__ import annotations

import asyncio

import aiosqlite


async def fill(database: aiosqlite.Connection, letter: str) -> None:
    for number in range(3):
        await database.execute("insert into word values (?, ?)", (letter, number))
        await asyncio.sleep(0)


async def main() -> None:
    async with aiosqlite.connect(":memory:") as database:
        await database.execute("create table word (letter text, number integer)")
        async with asyncio.TaskGroup() as group:
            for letter in "ab":
                group.create_task(fill(database, letter), name=f"fill-{letter}")
        async with database.execute("select letter, number from word order by 1, 2") as rows:
            print([tuple(row) async for row in rows])


asyncio.run(main())
