"""Where Pythons differ, an answer is judged by the one that runs it, and told about the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from playground.course.judging import Judging
from playground.course.model import Course, Exercise
from playground.course.reader import lessons_folder, read_course
from playground.sandbox import Sandbox
from playground.values.transcript import Transcript
from playground.values.verdict import NotYet, Passed

NEW = sys.version_info >= (3, 13)

ASYNC_FOR = """\
async def arrivals(*coros):
    began = clock()
    out = []
    async for task in asyncio.as_completed(coros):
        out.append((task.result(), clock() - began))
    return out
"""
SHUTDOWN = """\
async def consumer(q):
    while True:
        try:
            item = await q.get()
        except asyncio.QueueShutDown:
            return
        await work(item, 1)

async def main():
    q = asyncio.Queue()
    tasks = [asyncio.create_task(consumer(q)) for _ in range(2)]
    for item in "abcd":
        await q.put(item)
    q.shutdown()
    await asyncio.gather(*tasks)
"""


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(lessons_folder(), cached=False)


@pytest.fixture(scope="module")
def judging() -> Iterator[Judging]:
    with Sandbox() as sandbox:
        yield Judging(sandbox, "en")


def exercise(course: Course, name: str) -> Exercise:
    found = course.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "answer"), [("as-they-come", ASYNC_FOR), ("one-end-mark", SHUTDOWN)])
def test_what_is_new_in_313(course: Course, judging: Judging, name: str, answer: str) -> None:
    """`async for` over `as_completed`, and `Queue.shutdown`: right where they exist, else told of."""
    verdict = judging.check(exercise(course, name), Transcript.of_file(answer))

    if NEW:
        assert isinstance(verdict, Passed)
    else:
        assert isinstance(verdict, NotYet)
        assert verdict.cause == "crashed"
        assert "Python 3.13" in verdict.message


def test_when_a_server_is_closed(course: Course, judging: Judging) -> None:
    """`wait_closed` comes back at once up to 3.11, later it waits; the other answer is told so."""
    asked = exercise(course, "when-is-a-server-closed")
    right, wrong = ("c", "b") if sys.version_info >= (3, 12) else ("b", "c")

    assert isinstance(judging.predict(asked, right), Passed)
    verdict = judging.predict(asked, wrong)
    assert isinstance(verdict, NotYet)
    assert "Up to 3.11" in verdict.message


def test_gather_of_a_generator_breaks_everywhere(course: Course, judging: Judging) -> None:
    """RuntimeError in 3.11, TypeError later: the words do not depend on it."""
    asked = exercise(course, "gather-at-the-prompt")
    wrong = next(answer for answer in asked.wrong if answer.name == "no-star")

    verdict = judging.check(asked, wrong.transcript)
    assert isinstance(verdict, NotYet)
    assert verdict.cause == "crashed"
    assert "A star" in " ".join(verdict.message.split())
