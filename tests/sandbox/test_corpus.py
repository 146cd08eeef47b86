"""Odd and hostile answers, on the whole way from their text to a verdict and its picture.

None passes that does not deserve it, none is called broken, none outlives its limit by a second,
and nothing of any is left. The answers stand in `tests/corpus`.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from playground.course.judging import Judging
from playground.course.model import Course, Exercise
from playground.course.reader import lesson_files, lessons_folder, read_lessons
from playground.course.replies import VerdictShown
from playground.sandbox import Sandbox
from playground.sandbox.tree import descendants
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, NotYet, Verdict, verdict_json
from playground.views.look import Look
from playground.views.reply import draw_reply
from tests.corpus import endings, forging, oddities
from tests.corpus.odd import Odd

from .load import within

HEADS = {"countdown": "async def countdown(n):", "three-calls-no-commas": "async def main(n=3):"}
SECONDS = 0.4  # of real time, for an answer that does not end by itself
# What is ours, and no learner's business: modules, classes, files of the sandbox.
INTERNAL = re.compile(
    r"playground[./]|\b(Seal|Channel|Outputs|Recorder|Observer)\b|(child|running|server|frames)\.py|answer-\w{8}"
)
CORPUS = [
    *endings.ENDLESS, *endings.GREEDY, *endings.LEAVING,
    *forging.FORGED, *forging.CHEATING, *forging.PATCHED, *forging.PEEPING,
    *oddities.TEXTS, *oddities.WORDS,
]  # fmt: skip


@pytest.fixture(scope="module")
def course() -> Course:
    """The first two lessons, whose exercises the corpus answers."""
    reads = read_lessons(lesson_files(lessons_folder())[:2])
    return Course(tuple(read.lesson for read in reads if read.lesson))


@pytest.fixture(scope="module")
def judging(course: Course) -> Iterator[Judging]:
    """One warm sandbox for the whole corpus; the solutions are judged before it and after it."""
    with Sandbox() as sandbox:
        judging = Judging(sandbox, "en")
        exercises = [found for name in HEADS if (found := course.find(name))]
        assert len(exercises) == len(HEADS)
        for exercise in exercises:
            judging.reference(exercise)
        yield judging
        for exercise in exercises:
            assert got(judging.check(exercise, exercise.solution)) == "passed"
        folder = sandbox.folder
        assert folder is not None
        assert list(Path(folder).iterdir()) == []
    assert not Path(folder).exists()


def got(verdict: Verdict) -> str:
    """ "passed", the cause, or what is broken."""
    if isinstance(verdict, Broken):
        return f"broken: {verdict.message}"
    return verdict.cause if isinstance(verdict, NotYet) else "passed"


def hurried(exercise: Exercise, answer: Odd) -> Exercise:
    """The exercise with limits that an endless answer reaches soon."""
    if not answer.endless:
        return exercise
    small = replace(
        exercise.limits,
        real_seconds=SECONDS, virtual_seconds=100, steps=5_000, memory=150 * 2**20, processes=24,
    )  # fmt: skip
    return replace(exercise, limits=small)


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("answer", CORPUS, ids=[one.name for one in CORPUS])
def test_an_odd_answer(judging: Judging, course: Course, name: str, answer: Odd) -> None:
    """It gets one of the verdicts that it may get, in time, in words that can be shown."""
    found = course.find(name)
    assert found is not None
    exercise = hurried(found, answer)
    transcript = Transcript.of_file(answer.source(HEADS[name]))
    verdict, seconds = timed(judging, exercise, transcript)
    if seconds > exercise.limits.real_seconds + 1:  # once may be the machine, twice is us
        verdict, seconds = timed(judging, exercise, transcript)

    assert got(verdict) in answer.may, verdict
    assert within(seconds, exercise.limits.real_seconds + 1)
    assert nothing_runs()
    words = json.dumps(verdict_json(verdict), ensure_ascii=False, allow_nan=False)
    words.encode()  # no lone surrogate is in it
    shown = draw_reply(
        VerdictShown(verdict, course.lesson_of(found), exercise),
        Look(80, color=False, unicode=True, lang="en"),
    )
    shown.encode()
    assert [c for c in shown if not c.isprintable() and c != "\n"] == []
    told = verdict.message if isinstance(verdict, NotYet) else ""
    assert all(c.isprintable() or c == "\n" for c in told)
    # A line of the learner's own may name anything: it is quoted, between backticks.
    assert not INTERNAL.search(re.sub(r"`[^`]*`", "", told)), told


def timed(judging: Judging, exercise: Exercise, transcript: Transcript) -> tuple[Verdict, float]:
    """The verdict, and how many real seconds it took."""
    began = time.monotonic()
    verdict = judging.check(exercise, transcript)
    return verdict, time.monotonic() - began


def nothing_runs() -> bool:
    """Whether there is no process below any server of this process."""
    return not [pid for server in descendants(os.getpid()) for pid in descendants(server)]
