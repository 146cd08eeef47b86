"""Lessons for tests: the example of a lesson, and files that differ from it in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from playground.course.model import Course
from playground.course.progress import Progress
from playground.course.reader import read_course
from playground.course.session import Session

from .sessions import Judged

LESSON = """\
id: gather
title: {en: Doing things at once, zh: 同时做几件事}
intro: {en: Hello, zh: 你好}
outro: {en: Well done, zh: 做得好}
exercises:
  - id: three-at-once
    kind: write
    title: {en: Three at once, zh: 三个一起}
    text: {en: Complete `main(delays)`., zh: 完成 `main(delays)`。}
    given: |
      @job
      async def fetch(name, delay):
          await asyncio.sleep(delay)
          return name.upper()
    start: |
      async def main(delays):
          return [await fetch(n, d) for n, d in delays.items()]
    call: main(delays)
    cases:
      - delays: {a: 1, b: 2, c: 3}
      - delays: {x: 5, y: 1}
    expect: {returns: same, time: {at_most: same}, peak: same}
    hints:
      - {en: Look at the timeline, zh: 看时间线}
      - {en: "`asyncio.gather`", zh: "`asyncio.gather`"}
    solution: |
      async def main(delays):
          return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
    right:
      task-group: |
        async def main(delays):
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(fetch(n, d)) for n, d in delays.items()]
            return [task.result() for task in tasks]
    wrong:
      one-by-one:
        gets: sequential
        code: |
          async def main(delays):
              return [await fetch(n, d) for n, d in delays.items()]
  - id: how-long
    kind: predict
    title: {en: How long, zh: 多久}
    ask: {en: "How many seconds, and in which order?", zh: 几秒？什么顺序？}
    given: |
      async def main():
          await asyncio.gather(work("A", 2), work("B", 1))
    call: main()
    of: [time, order]
    hints: [{en: Draw bars, zh: 画条形}]
    wrong:
      sum:
        answer: {time: 3}
        say: {en: They overlap., zh: 它们重叠。}
      one-after-the-other:
        answer: {order: A+ A- B+ B-}
        say: {en: Both start first., zh: 两个先开始。}
  - id: at-the-prompt
    kind: prompt
    title: {en: At the prompt, zh: 在提示符下}
    text: {en: Wait for a task, zh: 等一个任务}
    expect: {returns: T, time: 0}
    optional: true
    hints: []
    solution:
      - type: t = asyncio.create_task(work("T", 1))
      - {wait: 2, type: await t}
    wrong:
      nothing:
        gets: wrong-result
        code: [{type: 't = asyncio.create_task(work("T", 1))'}, {wait: 2, type: t.get_name()}]
"""


@pytest.fixture
def lesson_text() -> str:
    return LESSON


@pytest.fixture
def write_lesson(tmp_path: Path) -> Callable[..., Path]:
    """Writes the example lesson with one text replaced by another; gives its path."""

    def write(old: str = "", new: str = "", name: str = "02-gather.yaml") -> Path:
        assert old in LESSON
        folder = tmp_path / "lessons"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(LESSON.replace(old, new, 1) if old else LESSON, "utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the progress or the cache of the person who runs it."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))


@pytest.fixture
def judged() -> Judged:
    return Judged()


@pytest.fixture
def session(write_lesson: Callable[..., Path], tmp_path: Path, judged: Judged) -> Session:
    """Two lessons of three exercises: 2.1 write, 2.2 predict, 2.3 prompt (★), and 3.1 to 3.3."""
    course = read_course(write_lesson().parent)
    (second,) = course.lessons
    later = tuple(replace(e, id=f"{e.id}-again", number=f"3{e.number[1:]}") for e in second.exercises)
    third = replace(second, id="more", number=3, exercises=later)
    both = Course((second, third))
    return Session(both, Progress(tmp_path / "progress.json"), judged)  # type: ignore[arg-type]  # Judged has what a session uses of Judging
