"""The lesson commands: words in, a Reply out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from playground.course import model
from playground.course.desk import open_session
from playground.course.model import Course, Exercise
from playground.course.progress import Progress
from playground.course.reader import read_course
from playground.course.replies import (
    AnswerShown,
    CauseShown,
    CourseShown,
    ExerciseShown,
    HintShown,
    Refused,
    Reply,
    ReviewShown,
    Said,
    SolutionShown,
    VerdictShown,
)
from playground.course.session import COMMANDS, Session
from playground.values.report import CaseReport, Report
from playground.values.trace import Trace
from playground.values.transcript import Cell, Transcript
from playground.values.verdict import Broken, Facts, NotYet, Passed, Verdict

from .scripted import ScriptedSandbox, returned

MINE = Trace(elapsed=6.0)
THEIRS = Trace(elapsed=3.0)


class Judged:
    """Stands for `Judging`: answers that hold "right" pass; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Transcript | str] = []
        self.step: int | None = None

    def check(self, exercise: Exercise, transcript: Transcript) -> Verdict:
        self.asked.append(transcript)
        return self._verdict(exercise, transcript.source)

    def predict(self, exercise: Exercise, text: str) -> Verdict:
        self.asked.append(text)
        return self._verdict(exercise, text)

    def reference(self, exercise: Exercise, step: int = 1) -> Report:
        return Report(cases=(CaseReport("returned", 3.0, THEIRS),))

    def refuse_other_python(self, exercise: Exercise) -> None:
        pass

    def _verdict(self, exercise: Exercise, source: str) -> Verdict:
        if "broken" in source:
            return Broken(exercise.id, "we failed")
        if "right" in source:
            return Passed(exercise.id)
        return NotYet(exercise.id, "sequential", "one by one", Facts(mine=MINE, step=self.step))


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


def typed(*sources: str) -> Transcript:
    return Transcript(tuple(Cell(source, float(at)) for at, source in enumerate(sources)))


def shown(reply: Reply) -> str:
    assert isinstance(reply, ExerciseShown), reply
    return reply.exercise.number


def test_next_goes_on_and_comes_round(session: Session) -> None:
    """`next` is the first exercise not yet passed after this one, else the first of the course."""
    for number in ("2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "2.1"):
        assert shown(session.command("next")) == number
    session.progress.tried("how-long", None)
    assert shown(session.command("next")) == "2.3"
    for exercise in session.ids():
        session.progress.tried(exercise, None)
    session.command("goto", "3.2")
    assert shown(session.command("next")) == "2.1"


def test_next_passes_over_what_this_python_cannot_do(session: Session) -> None:
    """An exercise for another Python is not offered, and can be visited."""
    lesson = session.course.lessons[0]
    strange = replace(lesson.exercises[0], python=">=3.99")
    session.course = Course((replace(lesson, exercises=(strange, *lesson.exercises[1:])),))

    assert shown(session.command("next")) == "2.2"
    there = session.command("goto", "2.1")
    assert isinstance(there, ExerciseShown)
    assert not there.available
    assert session.judge(typed("def main(): right")) is None


@pytest.mark.parametrize(
    ("python", "version", "there"),
    [
        ("", (3, 11), True),
        (">=3.12", (3, 11), False),
        (">=3.12", (3, 12), True),
        (">=3.9", (3, 11), True),
        ("<3.13", (3, 13), False),
        (">=3.11,<3.13", (3, 12), True),
        ("==3.12", (3, 12), True),
        (">3.12", (3, 12), False),
    ],
)
def test_available(python: str, version: tuple[int, int], there: bool) -> None:
    """Versions are compared as numbers: 3.9 is before 3.11."""
    assert model.available(python, version) is there


def test_back_and_skip_move_by_one(session: Session) -> None:
    """`back` and `skip` go to the neighbours, passed or not, and stop at the ends."""
    assert shown(session.command("goto", "2.2")) == "2.2"
    assert shown(session.command("skip")) == "2.3"
    assert shown(session.command("skip")) == "3.1"
    assert shown(session.command("back")) == "2.3"
    session.command("goto", "3.3")
    assert isinstance(session.command("skip"), Said)
    session.command("goto", "2.1")
    assert isinstance(session.command("back"), Said)
    assert session.current is not None
    assert session.current.number == "2.1"


@pytest.mark.parametrize(
    ("name", "number"), [("how-long", "2.2"), ("2.2", "2.2"), ("3", "3.1"), ("more", "3.1")]
)
def test_goto(session: Session, name: str, number: str) -> None:
    """An exercise is named by id or number; a lesson's name means its first exercise."""
    assert shown(session.command("goto", name)) == number


@pytest.mark.parametrize(
    ("word", "rest", "words"),
    [
        ("goto", "how-lnog", "no exercise 'how-lnog'. Did you mean 'how-long'?"),
        ("goto", "9.9", "no exercise '9.9'."),
        ("goto", "", "Where to?"),
        ("nxet", "", "no `lesson nxet`. Did you mean 'next'?"),
        ("auto", "of", "on or off, not 'of'"),
        ("explain", "sequentail", "Did you mean 'sequential'?"),
        ("check", "nowhere.py", "no file 'nowhere.py'"),
        ("check", "", "There is no answer yet"),
        ("save", "", "Name a file"),
        ("save", "x.yaml", "Nothing was typed"),
        ("answer", "3", "asks for code"),
    ],
)
def test_what_cannot_be_used_is_refused(session: Session, word: str, rest: str, words: str) -> None:
    """What was typed, and the nearest word; in Chinese too."""
    session.command("goto", "2.1")
    reply = session.command(word, rest)

    assert isinstance(reply, Refused)
    assert words in reply.text.en
    assert reply.text.zh


@pytest.mark.parametrize("word", ["check", "answer", "hint", "solution", "reset"])
def test_without_an_open_exercise(session: Session, word: str) -> None:
    """A command that needs an exercise says how to open one."""
    reply = session.command(word, "x" if word == "answer" else "")

    assert isinstance(reply, Refused)
    assert "lesson next" in reply.text.en


def test_where_am_i(session: Session) -> None:
    """`lesson` says what is open, with what was done on it and the last verdict."""
    assert isinstance(session.command(""), Said)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(delays): pass"))
    session.command("hint")

    where = session.command("")

    assert isinstance(where, ExerciseShown)
    assert (where.exercise.id, where.tries, where.hints_shown, where.first) == ("three-at-once", 1, 1, False)
    assert isinstance(where.last, NotYet)


def test_opening_a_lesson(session: Session) -> None:
    """The first exercise of a lesson comes with the lesson's intro."""
    first, second = session.command("next"), session.command("next")

    assert isinstance(first, ExerciseShown)
    assert isinstance(second, ExerciseShown)
    assert (first.first, second.first) == (True, False)


def test_check_judges_what_the_cells_define(session: Session, judged: Judged) -> None:
    """The experiments are no part of an answer; of a prompt exercise all cells are."""
    cells = typed("def main(delays): 'right'", "await main({})")
    session.command("goto", "2.1")
    first = session.command("check", "", cells)
    session.command("goto", "2.3")
    second = session.command("check", "", cells)

    assert isinstance(first, VerdictShown)
    assert isinstance(second, VerdictShown)
    assert isinstance(first.verdict, Passed)
    written, whole = judged.asked
    assert isinstance(written, Transcript)
    assert written.source == "def main(delays): 'right'\n"
    assert whole == cells


def test_check_a_file(session: Session, judged: Judged, tmp_path: Path) -> None:
    """A file is judged as it is, experiments and all, and is the answer so far."""
    (tmp_path / "a.py").write_text("right\r\nprint(1)")
    session.command("goto", "2.1")
    reply = session.command("check", str(tmp_path / "a.py"), typed("def main(): pass"))

    assert isinstance(reply, VerdictShown)
    assert judged.asked == [Transcript.of_file("right\nprint(1)", "a.py")]
    assert session.progress.state.of("three-at-once").answer == judged.asked[0]


def test_the_answer_of_an_earlier_session(session: Session, judged: Judged, tmp_path: Path) -> None:
    """An answer that was judged before is there when the learner comes back."""
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(delays): 'right'"))
    later = Session(session.course, Progress(tmp_path / "progress.json"), session.judging)

    answer = later.command("answer")

    assert isinstance(answer, AnswerShown)
    assert answer.source == "def main(delays): 'right'\n"
    assert isinstance(later.command("check"), VerdictShown)
    assert judged.asked[0] == judged.asked[1]


def test_answer_shows_what_would_be_judged(session: Session) -> None:
    """Without words `lesson answer` shows the answer; of a prompt exercise the transcript."""
    session.command("goto", "2.1")
    assert isinstance(session.command("answer"), Said)
    code = session.command("answer", "", typed("x = 1", "x", "def main(): pass"))
    session.command("goto", "2.3")
    transcript = session.command("answer", "", typed("x = 1"))

    assert code == AnswerShown("x = 1\ndef main(): pass\n")
    assert transcript == AnswerShown('- at: 0.0\n  type: "x = 1"\n')


def test_a_prediction(session: Session, judged: Judged) -> None:
    """A predict exercise is answered with `lesson answer`, in the learner's own words."""
    session.command("goto", "2.2")
    assert isinstance(session.command("check"), Refused)
    assert isinstance(session.command("answer"), Refused)
    wrong = session.command("answer", " 3; A+ B+ ")
    right = session.command("answer", "'right'")

    assert judged.asked == ["3; A+ B+", "'right'"]
    assert isinstance(wrong, VerdictShown)
    assert isinstance(right, VerdictShown)
    assert session.progress.state.of("how-long").tries == 2
    assert session.progress.state.passed == {"how-long"}


def test_a_lesson_is_done_once(session: Session) -> None:
    """The verdict that completes a lesson says so; ★ exercises do not count for it."""
    session.command("goto", "2.1")
    first = session.command("check", "", typed("right = 1"))
    session.command("goto", "2.2")
    last = session.command("answer", "right")
    again = session.command("answer", "right")

    assert [reply.lesson_done for reply in (first, last, again) if isinstance(reply, VerdictShown)] == [
        False, True, False,
    ]  # fmt: skip


def test_a_broken_verdict_is_no_try(session: Session) -> None:
    """What we broke is never counted against the learner."""
    session.command("goto", "2.1")
    reply = session.command("check", "", typed("def main(): broken"))

    assert isinstance(reply, VerdictShown)
    assert session.progress.state.of("three-at-once").tries == 0


def test_a_prompt_exercise_is_judged_quietly(session: Session) -> None:
    """It passes as soon as the transcript meets it; before that, and after, nothing is said."""
    session.command("goto", "2.3")
    assert session.judge(typed("x")) is None
    assert session.progress.state.of("at-the-prompt").tries == 0
    passed = session.judge(typed("x", "right"))
    assert isinstance(passed, VerdictShown)
    assert session.judge(typed("x", "right", "y")) is None
    assert isinstance(session.command("check", "", typed("x")), VerdictShown)


def test_a_write_exercise_is_judged_aloud(session: Session) -> None:
    """A definition that is not right yet is told at once."""
    session.command("goto", "2.1")
    reply = session.judge(typed("def main(): pass"))

    assert isinstance(reply, VerdictShown)
    assert isinstance(reply.verdict, NotYet)


def test_hints_are_a_ladder(session: Session) -> None:
    """Each asks for the next; the last stays; a reset begins again; a hint is no try."""
    session.command("goto", "2.1")
    hints = [session.command("hint") for _ in range(3)]
    assert [(hint.number, hint.of) for hint in hints if isinstance(hint, HintShown)] == [
        (1, 2), (2, 2), (2, 2),
    ]  # fmt: skip
    assert session.progress.state.of("three-at-once").tries == 0
    session.command("reset")
    again = session.command("hint")
    assert isinstance(again, HintShown)
    assert again.number == 1
    session.command("goto", "2.3")
    assert isinstance(session.command("hint"), Said)


def test_hints_of_a_step(session: Session, judged: Judged) -> None:
    """In an exercise with steps the hints are those of the step that does not pass yet."""
    lesson = session.course.lessons[0]
    exercise = lesson.exercises[0]
    one = model.Step(exercise.text, "main()", (), exercise.expect, exercise.hints[:1])
    two = replace(one, hints=exercise.hints[1:])
    stepped = replace(exercise, steps=(one, two), hints=())
    session.course = Course((replace(lesson, exercises=(stepped,)),))
    session.command("next")

    first = session.command("hint")
    judged.step = 2
    session.command("check", "", typed("def main(): pass"))
    second = session.command("hint")

    assert first == HintShown(1, 1, exercise.hints[0])
    assert second == HintShown(1, 1, exercise.hints[1])


def test_solution_beside_mine(session: Session) -> None:
    """The reference solution with its trace, beside the trace of the last try."""
    session.command("goto", "2.1")
    before = session.command("solution")
    session.command("check", "", typed("def main(): pass"))
    after = session.command("solution")

    assert isinstance(before, SolutionShown)
    assert isinstance(after, SolutionShown)
    assert "asyncio.gather" in after.source
    assert (before.mine, after.trace, after.mine) == (None, THEIRS, MINE)
    session.command("goto", "2.2")
    program = session.command("solution")
    assert isinstance(program, SolutionShown)
    assert program.source.endswith("await main()")


def test_save(session: Session, tmp_path: Path, judged: Judged) -> None:
    """What was typed since the exercise began is saved, and `check` reads it."""
    session.command("goto", "2.3")
    cells = typed("t = f()", "await t")
    assert isinstance(session.command("save", str(tmp_path / "t.yaml"), cells), Said)
    session.command("check", str(tmp_path / "t.yaml"))

    assert judged.asked == [cells]


def test_auto(session: Session, tmp_path: Path) -> None:
    """`auto off` stays off in the next session; without a word it says what is set."""
    assert session.auto
    off = session.command("auto", "off")
    assert session.command("auto") == off
    assert not Session(session.course, Progress(tmp_path / "progress.json"), session.judging).auto
    session.command("auto", "on")
    assert session.auto


def test_explain(session: Session) -> None:
    """A cause by name; without a name, the one that was just met."""
    assert session.command("explain", "deadlock") == CauseShown("deadlock")
    assert isinstance(session.command("explain"), Refused)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(): pass"))
    assert session.command("explain") == CauseShown("sequential")


def test_list(session: Session) -> None:
    """The course, what is passed, and where the learner is."""
    session.command("goto", "2.2")
    session.command("answer", "right")

    assert session.command("list") == CourseShown(session.course, frozenset({"how-long"}), "how-long", ())


def test_review(session: Session) -> None:
    """What took a second try or a hint: first what is not passed, then the hardest."""
    assert isinstance(session.command("review"), Said)
    session.command("goto", "2.2")
    for answer in ("3", "4", "right"):
        session.command("answer", answer)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(): pass"))
    session.command("goto", "3.2")
    session.command("answer", "right")

    review = session.command("review")

    assert isinstance(review, ReviewShown)
    assert [(e.exercise.number, e.passed, e.tries, e.causes) for e in review.entries] == [
        ("2.1", False, 1, ("sequential",)),
        ("2.2", True, 3, ("sequential",)),
    ]


def test_all_commands_of_the_design(session: Session) -> None:
    """Every lesson command is there."""
    assert set(COMMANDS) == {
        "", "list", "next", "back", "goto", "skip", "check", "answer", "hint", "solution", "reset",
        "save", "auto", "explain", "review",
    }  # fmt: skip


def test_a_sandbox_is_opened_when_it_is_needed(write_lesson: Callable[..., Path], tmp_path: Path) -> None:
    """Moving about opens none; the first answer does; closing the session closes it."""
    made: list[ScriptedSandbox] = []

    def make() -> ScriptedSandbox:
        made.append(ScriptedSandbox({"": returned(None, 2.0, ["A+ 0", "B+ 0", "B- 1", "A- 2"])}))
        return made[-1]

    session = open_session(write_lesson().parent, "en", make, tmp_path / "progress.json")
    session.command("goto", "2.2")
    assert made == []
    first = session.command("answer", "2; A+ B+ B- A-")
    session.command("answer", "2; A+")
    assert isinstance(first, VerdictShown)
    assert isinstance(first.verdict, Passed)
    assert len(made) == 1
    session.close()
    session.close()
    assert made[0].reports == {}


def test_a_closed_session_breaks_with_words(write_lesson: Callable[..., Path], tmp_path: Path) -> None:
    """A check that comes after the end opens nothing anew."""
    session = open_session(write_lesson().parent, "en", lambda: ScriptedSandbox({}), tmp_path / "p.json")
    session.close()
    session.command("goto", "2.2")
    reply = session.command("answer", "2; A+")

    assert isinstance(reply, VerdictShown)
    assert isinstance(reply.verdict, Broken)
