"""The course at the prompt: what is judged when, and what is handed over."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from playground.course.model import Exercise
from playground.course.replies import Refused, Reply, Said
from playground.shell.commands import Command
from playground.shell.lessons import Job, Lessons, worth_judging
from playground.values.expect import Expect
from playground.values.text import Text
from playground.values.transcript import Cell, Transcript

WRITE = Exercise(
    id="fetch-all",
    number="2.1",
    kind="write",
    title=Text("Fetch all"),
    text=Text("Write main."),
    expect=Expect(),
    given="async def fetch(n):\n    return n\n",
    call="main(delays)",
    solution=Transcript.of_file("async def main(delays):\n    return helper(delays)\n"),
)
PROMPT = replace(WRITE, id="at-the-prompt", kind="prompt", call="")


def cells(*texts: str) -> list[Cell]:
    return [Cell(text, float(at)) for at, text in enumerate(texts)]


class Desk:
    """A session that notes what it is asked."""

    def __init__(self, current: Exercise | None = WRITE) -> None:
        self.current = current
        self.auto = True
        self.judged: list[Transcript] = []
        self.commands: list[tuple[str, str, Transcript]] = []
        self.closed = False
        self.threads: set[str] = set()
        self.notice: Text | None = None

    def command(self, word: str, rest: str, transcript: Transcript) -> Reply:
        self.threads.add(threading.current_thread().name)
        self.commands.append((word, rest, transcript))
        return Said(Text(word))

    def judge(self, transcript: Transcript) -> Reply | None:
        self.judged.append(transcript)
        return Said(Text("judged"))

    def take_notice(self) -> Text | None:
        notice, self.notice = self.notice, None
        return notice

    def ids(self) -> tuple[str, ...]:
        return ("fetch-all",)

    def close(self) -> None:
        self.closed = True


class Course:
    """Lessons with a desk, and jobs that can be waited for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.opened: list[Exercise] = []
        self.lessons = Lessons(lambda: desk, lambda exercise, asked: self.opened.append(exercise))
        self.ended: list[Job] = []
        self._event = threading.Event()

    def finished(self, job: Job) -> None:
        self.ended.append(job)
        self._event.set()

    def command(self, line: str) -> list[Reply]:
        self._event.clear()
        self.lessons.command(Command.of(line), self.finished)
        assert self._event.wait(10)
        self.lessons.settle(asked=True, reset=line == "lesson reset")
        return self.ended[-1].replies

    def type(self, text: str, ran: bool = True) -> list[Reply] | None:
        self._event.clear()
        job = self.lessons.typed(text, time.monotonic(), ran, self.finished)
        if job is None:
            return None
        assert self._event.wait(10)
        return job.replies


@pytest.fixture
def course() -> Any:
    course = Course(Desk())
    yield course
    course.lessons.close(10)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("async def main(delays):\n    pass", True),
        ("main = other", True),
        ("if True:\n    def main(d): pass", True),
        ("await main({})", False),
        ("def fetch(n): pass", False),
        ("delays = {}", False),
        ("def test():\n    main = 1", False),
        ("not python (", False),
    ],
)
def test_a_cell_is_judged_when_it_defines_what_is_asked_for(text: str, asked: bool) -> None:
    """Experiments are not judged, definitions of what the call uses are."""
    assert worth_judging(WRITE, cells(text)) is asked


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        (("async def mian(delays): pass",), True),
        (("class Main: pass",), True),
        (("mains = 3",), False),
        (("async def other(): pass",), False),
        (("async def main(delays): pass", "def mains(): pass"), False),
        (("async def mian(delays): pass", "1 + 1"), False),
    ],
)
def test_a_definition_with_nearly_the_right_name_is_judged_too(typed: tuple[str, ...], judged: bool) -> None:
    """Else a learner with a slip in the name would wait for a verdict. A helper is no slip."""
    assert worth_judging(WRITE, cells(*typed)) is judged


TWO = replace(WRITE, solution=Transcript.of_file("async def worker(q): pass\nasync def main(n): pass\n"))


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        (("async def worker(q): pass",), False),
        (("async def main(n): pass", "async def worker(q): pass"), True),
        (("async def main(n): return LIMIT", "LIMIT = 3"), True),
        (("async def main(n): return await mine(n)", "async def mine(n): pass"), True),
        (("async def main(n): pass", "async def mine(n): pass"), False),
        (("async def main(n): return LIMIT", "LIMIT"), False),
    ],
)
def test_an_answer_in_several_cells_is_judged_again_with_each_part(
    typed: tuple[str, ...], judged: bool
) -> None:
    """The part that the calls do not name may be the one that was wrong."""
    assert worth_judging(TWO, cells(*typed)) is judged


def test_a_program_of_its_own_is_judged_when_it_is_started() -> None:
    """Its parts say nothing yet."""
    script = replace(
        WRITE, script=True, call="", solution=Transcript.of_file("import asyncio\nasyncio.run(f())")
    )

    assert not worth_judging(script, cells("import asyncio"))
    assert not worth_judging(script, cells("async def f(): pass"))
    assert worth_judging(script, cells("async def f(): pass", "asyncio.run(f())"))


def test_a_prompt_exercise_is_looked_at_after_each_cell() -> None:
    """And a predict exercise after none."""
    assert worth_judging(PROMPT, cells("1 + 1"))
    assert not worth_judging(replace(WRITE, kind="predict"), cells("async def main(delays): pass"))


def test_the_transcript_begins_with_the_exercise(course: Course) -> None:
    """Cells before it are not of it; those after it have their times."""
    assert course.type("x = 1") is None
    course.command("lesson next")
    assert course.opened == [WRITE]

    course.type("y = 2")
    course.type("async def main(delays): pass")
    cells = course.desk.judged[-1].cells

    assert [cell.source for cell in cells] == ["y = 2", "async def main(delays): pass"]
    assert 0 <= cells[0].at <= cells[1].at < 10


def test_reset_begins_the_transcript_again(course: Course) -> None:
    """The cells typed so far are forgotten."""
    course.command("lesson next")
    course.type("y = 2")
    course.command("lesson reset")
    course.command("lesson answer")

    assert course.desk.commands[-1][2] == Transcript()
    assert course.opened == [WRITE, WRITE]


def test_commands_run_in_the_worker(course: Course) -> None:
    """Neither the loop nor the typing waits for a lesson to be read."""
    course.command("lesson hint")

    assert course.desk.threads == {"playground-lessons"}


def test_auto_off_judges_nothing(course: Course) -> None:
    """Then only `lesson check` does."""
    course.command("lesson next")
    course.desk.auto = False

    assert course.type("async def main(delays): pass") is None


def test_a_cell_that_was_left_running_is_not_judged(course: Course) -> None:
    """It belongs to the transcript all the same."""
    course.command("lesson next")

    assert course.type("async def main(delays): pass", ran=False) is None
    assert len(course.lessons.transcript.cells) == 1


def test_a_verdict_on_an_exercise_left_behind_is_not_said(course: Course) -> None:
    """The learner went on while it was judged."""
    course.command("lesson next")
    course.desk.current = PROMPT

    assert course.type("async def main(delays): pass") == []


@pytest.mark.parametrize("line", ["lesson nxt", "lesson auto maybe"])
def test_what_cannot_be_used_is_refused_with_what_can(course: Course, line: str) -> None:
    """The session is not even asked."""
    replies = course.command(line)

    assert isinstance(replies[0], Refused)
    assert "next" in replies[0].text.en or "lesson auto on" in replies[0].text.en
    assert course.desk.commands == []


def test_closing_closes_the_desk() -> None:
    """What runs answers ends with the shell."""
    course = Course(Desk())
    course.command("lesson list")
    course.lessons.close(10)

    assert course.desk.closed


def test_what_the_progress_has_to_say_is_said_once(course: Course) -> None:
    """Before the reply to the command in which it came up."""
    course.desk.notice = Text("cannot be saved")

    assert course.command("lesson list") == [Said(Text("cannot be saved")), Said(Text("list"))]
    assert course.command("lesson list") == [Said(Text("list"))]
