"""The programs behind the pictures at the end of each lesson.

    python -m tests.course.pictures

draws them anew into the lessons, where they stand as blocks of `text` in the outros.
"""

from __future__ import annotations

import asyncio
import re
import textwrap
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

from playground import record
from playground.course.reader import lesson_files, lessons_folder
from playground.preloads.tasks import job, work
from playground.values.text import Language
from playground.views.look import Look
from playground.views.timeline import draw_timeline

__all__ = ["PICTURES", "draw"]

WIDTH = 70  # columns: beside the margin of a block of code it fits a screen of 80

Program = Callable[[], Coroutine[Any, Any, None]]


async def program() -> None:
    slip = work("soup", 2)
    await asyncio.sleep(1)
    await slip


async def in_a_row() -> None:
    for name in "ABC":
        await work(name, 1)


async def together() -> None:
    await asyncio.gather(*[work(name, 1) for name in "ABC"])


async def three_tasks() -> None:
    tasks = [asyncio.create_task(work(name, 2)) for name in "ABC"]
    await asyncio.sleep(1)
    tasks[1].cancel()
    await asyncio.wait(tasks)


async def first() -> None:
    tasks = [asyncio.create_task(work(name, s)) for name, s in {"A": 3, "B": 1, "C": 2}.items()]
    _, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in late:
        task.cancel()
    await asyncio.wait(late)


async def gathered() -> None:
    try:
        await asyncio.gather(work("A", 1, fail=ValueError("boom")), work("B", 2))
    except ValueError:
        await asyncio.sleep(1)


async def grouped() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(work("A", 1, fail=ValueError("boom")))
        group.create_task(work("B", 2))


@job
async def soup() -> None:
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(1)


async def guest() -> None:
    task = asyncio.create_task(soup())
    await asyncio.sleep(2)
    task.cancel()
    await asyncio.wait([task])


async def ticker() -> None:
    for _ in range(4):
        await asyncio.sleep(0.5)


async def block() -> None:
    await asyncio.sleep(0.5)
    time.sleep(1)  # the picture shows the loop held, on the virtual clock


async def held() -> None:
    await asyncio.gather(ticker(), block())


async def with_a_lock() -> None:
    lock = asyncio.Lock()

    @job
    async def add_one(_name: str) -> None:
        async with lock:
            await asyncio.sleep(1)

    await asyncio.gather(*[add_one(name) for name in "ABC"])


async def without() -> None:
    @job
    async def add_one(_name: str) -> None:
        await asyncio.sleep(1)

    await asyncio.gather(*[add_one(name) for name in "ABC"])


async def one_place() -> None:
    q: asyncio.Queue[int] = asyncio.Queue(maxsize=1)

    async def producer() -> None:
        for i in range(3):
            await q.put(i)

    async def consumer() -> None:
        for _ in range(3):
            await asyncio.sleep(1)
            await q.get()

    await asyncio.gather(producer(), consumer())


async def reader() -> None:
    async def ticks() -> AsyncIterator[int]:
        for i in range(3):
            await asyncio.sleep(0.5)
            yield i

    async for i in ticks():
        await work(str(i), 1)


async def mirror() -> None:
    gate = asyncio.Semaphore(2)

    @job
    async def copy(_page: str) -> None:
        async with gate:
            await asyncio.sleep(1)  # gets it
        await asyncio.sleep(1)  # saves it

    await asyncio.gather(*[copy(page) for page in "abc"])


async def closing_time() -> None:
    tasks = [asyncio.create_task(work(name, s)) for name, s in {"A": 1, "B": 2, "C": 60}.items()]
    _, late = await asyncio.wait(tasks, timeout=3)
    for task in late:
        task.cancel()
    await asyncio.wait(late)


PICTURES: dict[str, tuple[Program, ...]] = {
    "coroutines": (program,),
    "event-loop": (in_a_row, together),
    "tasks": (three_tasks,),
    "waiting-for-many": (first,),
    "when-things-fail": (gathered, grouped),
    "cancelling-and-time-limits": (guest,),
    "do-not-hold-the-loop": (held,),
    "sharing-and-limits": (with_a_lock, without),
    "queues": (one_place,),
    "iteration-and-context": (reader,),
    "talking-to-the-world": (mirror,),
    "putting-it-together": (closing_time,),
}  # by the lesson's id


def draw(program: Program, lang: Language) -> str:
    """The timeline of a program, as the prompt would show it."""
    return draw_timeline(record(program(), clock="virtual").trace, Look(WIDTH, lang=lang))


def redraw(file: Path) -> None:
    """Puts the pictures of a lesson into its file: those in English first, then those in Chinese."""
    text = file.read_text("utf-8")
    programs = PICTURES[text.split()[1]]  # a file begins with "id: ..."
    languages: tuple[Language, ...] = ("en", "zh")
    drawn = iter([draw(program, lang) for lang in languages for program in programs])
    outros, exercises = text.split("\nexercises:\n", 1)
    block = re.compile(r"(?<=    ```text\n).*?(?=\n    ```\n)", re.DOTALL)
    outros = block.sub(lambda _: textwrap.indent(next(drawn), "    "), outros)
    file.write_text(f"{outros}\nexercises:\n{exercises}", "utf-8")


if __name__ == "__main__":
    for each in lesson_files(lessons_folder()):
        redraw(each)
