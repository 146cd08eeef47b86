"""From an exercise and an answer to a verdict, with a sandbox whose reports are written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from playground import errors
from playground.course.judging import Judging, prediction_text, request_for
from playground.course.model import Exercise, Step
from playground.course.reader import read_lesson
from playground.values.expect import Expect, Same
from playground.values.plain import encode
from playground.values.report import Report, Request, Signal
from playground.values.text import Text
from playground.values.transcript import Cell, Transcript
from playground.values.verdict import Broken, NotYet, Passed

from .scripted import ScriptedSandbox, returned


@pytest.fixture
def exercises(write_lesson: Callable[..., Path]) -> tuple[Exercise, ...]:
    lesson = read_lesson(write_lesson()).lesson
    assert lesson is not None
    return lesson.exercises


def answer(source: str) -> Transcript:
    return Transcript.of_file(source)


def test_right_and_wrong(exercises: tuple[Exercise, ...]) -> None:
    """An answer is judged beside the solution, which runs once for all answers."""
    write = exercises[0]
    sandbox = ScriptedSandbox(
        {
            "gather": returned([1], 3.0, cases=2),
            "TaskGroup": returned([1], 3.0, cases=2),
            "pass": returned(None, 0.0, cases=2),
        }
    )
    judging = Judging(sandbox, "en")

    right = judging.check(write, write.right[0][1])
    wrong = judging.check(write, answer("async def main(delays): pass"))

    assert isinstance(right, Passed)
    assert isinstance(wrong, NotYet)
    assert wrong.cause == "wrong-result"
    assert len(sandbox.requests) == 3


def test_the_hint_is_the_first_and_never_the_last(exercises: tuple[Exercise, ...]) -> None:
    """A verdict may say the first hint; the last hint, which may be the answer, it never says."""
    write = exercises[0]
    reports = {"gather": returned([1], 3.0, cases=2), "pass": returned(None, 0.0, cases=2)}

    def verdict(hints: int) -> str | None:
        judging = Judging(ScriptedSandbox(reports), "zh")
        found = judging.check(replace(write, hints=write.hints[:hints]), answer("pass"))
        assert isinstance(found, NotYet)
        return found.hint

    assert (verdict(2), verdict(1), verdict(0)) == ("看时间线", None, None)


def test_a_solution_that_does_not_pass(exercises: tuple[Exercise, ...]) -> None:
    """Then the exercise is broken, whatever the answer; on the real clock it is run again first."""
    write = replace(exercises[0], expect=Expect(returns=encode(5)))
    report = returned([1], 3.0, cases=2)
    for clock, runs in (("virtual", 1), ("real", 3)):
        sandbox = ScriptedSandbox({"": report})
        exercise = replace(write, clock=clock)  # type: ignore[arg-type]  # one of the two clocks
        verdict = Judging(sandbox, "en").check(exercise, answer("pass"))
        assert isinstance(verdict, Broken)
        assert "solution of three-at-once" in verdict.message
        assert len(sandbox.requests) == runs


def test_a_sandbox_that_fails(exercises: tuple[Exercise, ...]) -> None:
    """What breaks on our side is a broken verdict, not an exception."""

    class Failing:
        def run(self, request: Request) -> Report:
            raise errors.Broken("no more processes")

    for exercise in exercises:
        verdict = Judging(Failing(), "en").check(exercise, answer("3; A+ B+ B- A-"))
        assert isinstance(verdict, Broken)
        assert "no more processes" in verdict.message


def test_a_prediction(exercises: tuple[Exercise, ...]) -> None:
    """A prediction is compared with a run of the program; a typical mistake gets its own words."""
    predict = exercises[1]
    sandbox = ScriptedSandbox({"": returned(None, 2.0, order=["A+ 0", "B+ 0", "B- 1", "A- 2"])})
    judging = Judging(sandbox, "en")

    right = judging.predict(predict, "2; A+ B+ B- A-")
    wrong = judging.predict(predict, "3; A+ B+ B- A-")
    as_file = judging.check(predict, answer("# I think\n\n2; A+ B+ B- A-\n"))

    assert isinstance(right, Passed)
    assert isinstance(as_file, Passed)
    assert isinstance(wrong, NotYet)
    assert wrong.message == "They overlap."
    assert len(sandbox.requests) == 1
    with pytest.raises(errors.BadInput):
        judging.predict(predict, "soon")


def test_steps(exercises: tuple[Exercise, ...]) -> None:
    """Each step is judged after all earlier ones; the verdict says which does not pass, and its hint."""
    hints = (Text("first", "先"), Text("last", "后"))
    steps = tuple(
        Step(Text(call), call, (), Expect(returns=Same()), hints) for call in ("one()", "two()", "three()")
    )
    write = replace(exercises[0], steps=steps, call="", cases=(), expect=Expect())
    sandbox = ScriptedSandbox(
        {
            "gather": returned(1, 0.0),
            "all": returned(1, 0.0),
            "half": lambda request: returned(1 if request.call == "one()" else 2, 0.0),
        }
    )
    judging = Judging(sandbox, "en")

    half = judging.check(write, answer("half"))
    whole = judging.check(write, answer("all"))

    assert isinstance(half, NotYet)
    assert half.message.startswith("Step 2 of 3: ")
    assert half.facts.step == 2
    assert half.hint == "first"
    assert isinstance(whole, Passed)
    assert [request.call for request in sandbox.requests if "half" in request.transcript.source] == [
        "one()", "two()",
    ]  # fmt: skip


def test_another_python(exercises: tuple[Exercise, ...]) -> None:
    """An exercise that this Python cannot do is not judged; nothing is run."""
    sandbox = ScriptedSandbox({})
    judging = Judging(sandbox, "en")
    for exercise in exercises:
        with pytest.raises(errors.BadInput, match=r"needs Python >=3\.99"):
            judging.check(replace(exercise, python=">=3.99"), answer("1"))
    assert sandbox.requests == []


def test_what_the_sandbox_is_asked(exercises: tuple[Exercise, ...]) -> None:
    """A write exercise is a call, a prompt exercise a transcript, a script a program in real time."""
    write, predict, prompt = exercises
    cells = Transcript((Cell("x"), Cell("y", 2.0)))
    script = replace(write, script=True, signals=(Signal(0.3, "SIGINT"),), call="", cases=())

    assert request_for(write, cells) == Request("call", cells, write.given, "main(delays)", write.cases)
    assert request_for(predict, cells).call == "main()"
    assert request_for(prompt, cells) == Request("transcript", cells)
    asked = request_for(script, cells)
    assert (asked.mode, asked.clock, asked.signals) == ("script", "real", script.signals)


def test_a_prediction_in_a_file() -> None:
    """Comments and blank lines are no part of it."""
    assert prediction_text("# mine\n\n  3 \n# end") == "3"
