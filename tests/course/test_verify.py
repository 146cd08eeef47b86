"""`verify`: what is said of lessons that are not sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.course.verify import Checked, Verified, verify
from playground.errors import BadInput
from playground.values.report import Report

from .scripted import Answer, ScriptedSandbox, returned

Write = Callable[..., Path]
ORDER = ["A+ 0", "B+ 0", "B- 1", "A- 2"]


def one_by_one() -> Report:
    return returned([1], 3.0, ["A+ 0", "A- 2", "B+ 2", "B- 3"], cases=2)


def reports(**other: Answer) -> dict[str, Answer]:
    """What the answers of the example lesson do, when all is well, but for `other`."""
    return {
        "gather": returned([1], 2.0, ORDER, cases=2),
        "TaskGroup": returned([1], 2.0, ORDER, cases=2),
        "return [await fetch": one_by_one(),
        "await t": returned("T", 0.0),
        "get_name": returned(None, 0.0),
        "": returned(None, 2.0, ORDER),
        **other,
    }


def run(path: Path, jobs: int = 1, **other: Answer) -> Verified:
    return verify([path], make_sandbox=lambda: ScriptedSandbox(reports(**other)), jobs=jobs)


def told(verified: Verified) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in verified.problems]


def test_a_sound_lesson(write_lesson: Write) -> None:
    """The results of all answers, as the document of `verify --json` has them."""
    verified = run(write_lesson())

    assert told(verified) == []
    assert verified.json() == {
        "version": 1,
        "sound": True,
        "exercises": [
            {
                "id": "three-at-once",
                "solution": "passed",
                "right": {"task-group": "passed"},
                "wrong": {"one-by-one": {"wanted": "sequential", "got": "sequential"}},
                "starter": "sequential",
            },
            {
                "id": "how-long",
                "solution": "passed",
                "right": {},
                "wrong": {
                    "sum": {"wanted": "wrong-prediction", "got": "wrong-prediction"},
                    "one-after-the-other": {"wanted": "wrong-prediction", "got": "wrong-prediction"},
                },
                "starter": None,
            },
            {
                "id": "at-the-prompt",
                "solution": "passed",
                "right": {},
                "wrong": {"nothing": {"wanted": "wrong-result", "got": "wrong-result"}},
                "starter": None,
            },
        ],
        "problems": [],
    }


def test_a_right_answer_that_is_refused(write_lesson: Write) -> None:
    """It is told at the answer's name, with the verdict that it got."""
    (problem,) = told(run(write_lesson(), TaskGroup=one_by_one()))

    assert problem.startswith(
        "30: exercise 'three-at-once': the right answer 'task-group' does not pass: seq"
    )


def test_a_starter_that_passes(write_lesson: Write) -> None:
    """A starter that passes leaves the learner nothing to do."""
    path = write_lesson("    start: |\n", "    start: |\n      # TaskGroup\n")

    assert told(run(path)) == [
        "15: exercise 'three-at-once': the starter already passes. A learner would have nothing to do",
    ]


def test_a_wrong_answer_with_another_cause(write_lesson: Write) -> None:
    """It is told at its `gets`, with what was wanted and what came."""
    (problem,) = told(run(write_lesson("gets: sequential", "gets: too-slow")))

    assert problem.startswith(
        "37: exercise 'three-at-once': the wrong answer 'one-by-one' should get too-slow: got sequential ("
    )


def test_a_solution_that_fails(write_lesson: Write) -> None:
    """When the solution does not pass, that is said once, and nothing is judged beside it."""
    verified = run(write_lesson("returns: same, time", "returns: 7, time"))

    (problem,) = told(verified)
    assert problem.startswith("26: exercise 'three-at-once': the solution does not pass. broken (")
    assert verified.exercises[0] == Checked("three-at-once", "broken")


def test_no_hints(write_lesson: Write) -> None:
    """An exercise has hints, or says with an empty list that none is needed."""
    verified = run(write_lesson("    hints: [{en: Draw bars, zh: 画条形}]\n", ""))

    assert told(verified) == [
        "41: exercise 'how-long': no hint. Write one, or `hints: []` to say that none is needed"
    ]


def test_a_wrong_prediction_that_is_right(write_lesson: Write) -> None:
    """A prediction listed as wrong is what happens."""
    (problem,) = told(run(write_lesson("answer: {time: 3}", "answer: {time: 2}")))

    assert "the wrong prediction 'sum' should be wrong: passed" in problem


def test_a_wrong_prediction_hidden_by_another(write_lesson: Write) -> None:
    """Two mistakes that the judge cannot tell apart: the second never gets its own words."""
    (problem,) = told(run(write_lesson("answer: {order: A+ A- B+ B-}", "answer: {time: 3}")))

    assert "'one-after-the-other' gets other words than its own: They overlap." in problem


def test_choices(write_lesson: Write) -> None:
    """One of the choices is what happens; a wrong answer names a letter."""
    new = """of: time
    choices:
      a: {text: two, is: 2}
      b: {text: three, is: 3}
    hints: []
    wrong: {sum: {answer: b, say: They overlap.}}
    # """
    path = write_lesson("of: [time, order]\n", "of: [time, order]\n")
    text = path.read_text("utf-8")
    begin, end = text.index("of: [time, order]"), text.index("  - id: at-the-prompt")
    path.write_text(text[:begin] + new + "\n" + text[end:], "utf-8")
    sound = run(path)
    path.write_text(path.read_text("utf-8").replace("is: 2", "is: 9"), "utf-8")
    broken = run(path)

    assert told(sound) == []
    assert sound.exercises[1].wrong == {"sum": ("wrong-prediction", "wrong-prediction")}
    assert "what really happens does not pass as an answer" in told(broken)[0]


def test_another_python(write_lesson: Write) -> None:
    """An exercise for another Python is not judged, and is no problem."""
    verified = run(write_lesson("    call: main(delays)", "    python: '>=3.99'\n    call: main(delays)"))

    assert verified.sound
    assert verified.exercises[0] == Checked("three-at-once", available=False)


def test_problems_of_the_file(write_lesson: Write) -> None:
    """A file that cannot be read has its problems told; the other files are verified."""
    bad = write_lesson("kind: write", "kind: wirte", name="01-bad.yaml")
    write_lesson()

    verified = run(bad.parent)

    assert [problem.file for problem in verified.problems] == [str(bad)]
    assert len(verified.exercises) == 3
    assert not verified.sound


def test_no_such_path(tmp_path: Path) -> None:
    """A path that is not there is bad input, as is a folder without lessons."""
    with pytest.raises(BadInput, match="no file or folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="no lessons"):
        run(tmp_path)


def test_a_sandbox_a_job(write_lesson: Write) -> None:
    """Several jobs have a sandbox each, give what one job gives, and let go of all of them."""
    path = write_lesson()
    made: list[ScriptedSandbox] = []
    meet = threading.Barrier(2, timeout=60)

    class Meeting(ScriptedSandbox):
        def run(self, request: object) -> Report:
            if not self.requests:
                meet.wait()  # passes only when two sandboxes run at once
            return super().run(request)  # type: ignore[arg-type]  # a Request, as verify gives it

    def make() -> ScriptedSandbox:
        made.append(Meeting(reports()))
        return made[-1]

    heard: list[tuple[str, int, int]] = []
    both = verify(
        [path], make_sandbox=make, jobs=2, told=lambda one, done, of: heard.append((one.id, done, of))
    )

    assert both == run(path)
    assert heard == [("three-at-once", 1, 3), ("how-long", 2, 3), ("at-the-prompt", 3, 3)]
    assert len(made) == 2
    assert [sandbox.reports for sandbox in made] == [{}, {}]


def test_transcripts_of_the_example(write_lesson: Write) -> None:
    """The prompt exercise is judged with its pauses."""
    sandbox = ScriptedSandbox(reports())
    verify([write_lesson()], make_sandbox=lambda: sandbox)
    asked = [request.transcript for request in sandbox.requests if request.mode == "transcript"]

    assert [[cell.at for cell in transcript.cells] for transcript in asked] == [[0.0, 2.0]] * 3
