"""The whole way of an answer: a lesson file, cells, the sandbox, the judge, a reply."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.cli import main
from playground.course.desk import open_session
from playground.course.replies import SolutionShown, VerdictShown
from playground.course.verify import verify
from playground.sandbox import Sandbox
from playground.values.transcript import Cell, Transcript
from playground.values.verdict import NotYet, Passed, Verdict

pytest.importorskip("playground.loop.clock")

Write = Callable[..., Path]

STEPS = """\
id: stepwise
title: Stepwise
intro: One step, then another.
exercises:
  - id: two-steps
    kind: write
    title: Two steps
    text: First `one()`, then `both()`.
    steps:
      - text: "`one()` gives 1 after 1 s"
        call: one()
        expect: {returns: 1, time: 1}
        hints: [Sleep, "`await asyncio.sleep(1); return 1`"]
      - text: "`both()` gives two of them after 1 s"
        call: both()
        expect: {returns: same, time: {at_most: same}}
        hints: [Together, "`asyncio.gather`"]
    solution: |
      async def one():
          await asyncio.sleep(1)
          return 1

      async def both():
          return await asyncio.gather(one(), one())
    wrong:
      only-the-first:
        gets: missing-name
        code: |
          async def one():
              await asyncio.sleep(1)
              return 1
      in-turn:
        gets: sequential
        code: |
          async def one():
              await asyncio.sleep(1)
              return 1

          async def both():
              return [await one(), await one()]
      early:
        gets: too-fast
        code: |
          async def one():
              return 1
"""


def typed(*sources: str) -> Transcript:
    return Transcript(tuple(Cell(source, float(at)) for at, source in enumerate(sources)))


def test_the_example_is_sound(write_lesson: Write) -> None:
    """The example lesson, verified as an author would."""
    verified = verify([write_lesson()], make_sandbox=Sandbox)

    assert [str(problem) for problem in verified.problems] == []
    assert [one.solution for one in verified.exercises] == ["passed"] * 3


def test_steps_are_sound(tmp_path: Path) -> None:
    """A larger exercise: each wrong answer gets the cause of the first step that it does not pass."""
    path = tmp_path / "01-steps.yaml"
    path.write_text(STEPS, "utf-8")

    verified = verify([path], make_sandbox=Sandbox)

    assert [str(problem) for problem in verified.problems] == []
    got = [got for _, got in verified.exercises[0].wrong.values()]
    assert got == ["missing-name", "sequential", "too-fast"]


def test_a_learner_goes_through(write_lesson: Write, tmp_path: Path) -> None:
    """Wrong, then right, in each kind of exercise, in Chinese."""
    session = open_session(write_lesson().parent, "zh", Sandbox, tmp_path / "progress.json")
    verdicts: list[Verdict] = []

    def said(word: str, rest: str = "", transcript: Transcript | None = None) -> None:
        reply = session.command(word, rest, transcript)
        assert isinstance(reply, VerdictShown), reply
        verdicts.append(reply.verdict)

    try:
        session.command("next")
        one = "async def main(delays):\n    return [await fetch(n, d) for n, d in delays.items()]"
        said("check", "", typed(one, "await main({'a': 1})"))
        all_at_once = (
            "async def main(delays):\n    return await asyncio.gather(*map(fetch, delays, delays.values()))"
        )
        said("check", "", typed(one, "await main({'a': 1})", all_at_once))
        shown = session.command("solution")
        session.command("next")
        said("answer", "3; A+ B+ B- A-")
        said("answer", "2; A+ B+ B- A-")
        session.command("next")
        said("check", "", typed('t = asyncio.create_task(work("T", 1))', "t"))
        said("check", "", typed('t = asyncio.create_task(work("T", 1))', "t", "await t"))
    finally:
        session.close()

    assert [type(verdict) for verdict in verdicts] == [NotYet, Passed] * 3
    assert [verdict.cause for verdict in verdicts if isinstance(verdict, NotYet)] == [
        "sequential", "wrong-prediction", "wrong-result",
    ]  # fmt: skip
    assert isinstance(shown, SolutionShown)
    assert shown.trace is not None
    assert shown.mine is not None
    assert (shown.trace.elapsed, shown.mine.elapsed) == (3.0, 3.0)
    assert session.progress.state.passed == {"three-at-once", "how-long", "at-the-prompt"}


def test_mutants_of_the_example_lesson(write_lesson: Write, capsys: pytest.CaptureFixture[str]) -> None:
    """`verify --mutate --json`: the example would notice every fault in its solution."""
    assert main(["verify", "--mutate", "--json", "--jobs", "1", str(write_lesson())]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["mutants"], told["killed"], told["share"]) == (1, 7, 7, 1.0)
    assert told["survivors"] == told["problems"] == []
