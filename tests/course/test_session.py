"""The lesson commands about an answer: words in, a Reply out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playground.course import model
from playground.course.desk import open_session
from playground.course.model import Course
from playground.course.progress import Progress
from playground.course.replies import (
    AnswerShown,
    HintShown,
    Refused,
    Said,
    SolutionShown,
    VerdictShown,
)
from playground.course.session import Session
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, NotYet, Passed

from .scripted import ScriptedSandbox, returned
from .sessions import MINE, THEIRS, Judged, typed


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


def test_after_a_reset_a_prompt_exercise_passes_aloud_again(session: Session) -> None:
    """Who does it once more is told so; it is no second try."""
    session.command("goto", "2.3")
    session.judge(typed("x", "right"))
    session.command("reset")

    assert isinstance(session.judge(typed("x", "right")), VerdictShown)
    assert session.progress.state.of("at-the-prompt").tries == 1
    assert session.judge(typed("x", "right", "y")) is None


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
    """With steps the hints are those of the step that does not pass yet, in the end of the last."""
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

    assert first == HintShown(1, 1, exercise.hints[0], step=1)
    assert second == HintShown(1, 1, exercise.hints[1], step=2)
    session.command("check", "", typed("right = 1"))
    assert session.command("hint") == second


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
    assert (program.answer, program.mine) == ("3.0; []", None)


def test_save(session: Session, tmp_path: Path, judged: Judged) -> None:
    """What was typed since the exercise began is saved, and `check` reads it."""
    session.command("goto", "2.3")
    cells = typed("t = f()", "await t")
    assert isinstance(session.command("save", str(tmp_path / "t.yaml"), cells), Said)
    session.command("check", str(tmp_path / "t.yaml"))

    assert judged.asked == [cells]


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
