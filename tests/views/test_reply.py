from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from playground.course.model import Course, Exercise, Lesson, Step
from playground.course.replies import (
    AnswerShown,
    CauseShown,
    CourseShown,
    ExerciseShown,
    HintShown,
    Refused,
    Reply,
    ReviewEntry,
    ReviewShown,
    Said,
    SolutionShown,
    VerdictShown,
)
from playground.values.expect import Expect, Prediction
from playground.values.plain import Plain, encode
from playground.values.text import Text
from playground.values.trace import Trace
from playground.values.transcript import Transcript
from playground.values.verdict import CAUSES, Broken, Facts, NotYet, Passed, Verdict
from playground.views.look import Look
from playground.views.terminal import draw_reply

from .golden import LOOKS, check, plain, widest
from .traces import Builder, gathered, one_by_one, sleep


def an_exercise(number: str = "2.1", **facts: Any) -> Exercise:
    fields: dict[str, Any] = {
        "id": f"exercise-{number}",
        "kind": "write",
        "title": Text("Three at once", "三个一起"),
        "text": Text(
            "`fetch(name, delay)` waits `delay` seconds and returns the name in capitals.\n"
            "Complete `main(delays)` so that all fetches wait **at the same time**:\n\n"
            "- start all of them;\n- wait for all of them.\n\n    x = 1\n\n1. first\n2. second\n",
            "`fetch(name, delay)` 等待 `delay` 秒，返回大写的名字。请补全 `main(delays)`，让所有 fetch "
            "**同时**等待，并按给出的顺序返回结果（一个列表）。",
        ),
        "given": "@job\nasync def fetch(name, delay):\n    await asyncio.sleep(delay)\n",
        "start": "async def main(delays):\n    return [await fetch(n, d) for n, d in delays.items()]\n",
        "call": "main(delays)",
        "expect": Expect(),
        "hints": (Text("Look at the `timeline`.", "看看时间线。"),),
        "solution": Transcript.of_file("async def main(delays):\n    ...\n"),
    }
    return Exercise(number=number, **(fields | facts))


PREDICT = an_exercise(
    "2.2", kind="predict", given="async def program():\n    return 1", call="program()", start="",
    ask=Text("How long?", "多久？"), prediction=Prediction(("time", "order")),
)  # fmt: skip
LETTERS = (("a", Text("one second", "一秒"), encode(1)), ("b", Text("`3`"), encode(3)))
CHOICES = replace(PREDICT, prediction=Prediction(("returns",), LETTERS))
PROMPT = an_exercise("2.3", kind="prompt", given="", start="", optional=True, python=">=3.99")
STEP = Step(Text("Start *it*.", "启动它。"), "main()", (Plain("dict"),), Expect())
STEPS = an_exercise("2.4", steps=(STEP, replace(STEP, text=Text("Stop it.", "停止它。"))))
LESSON = Lesson(
    "gather", 2, Text("Doing things at once", "同时做几件事"), Text("Welcome.", "欢迎。"),
    (an_exercise(), PREDICT, PROMPT, STEPS), Text("Well done.", "做得好。"),
)  # fmt: skip
COURSE = Course((LESSON, replace(LESSON, id="other", number=3, exercises=(an_exercise("3.1"),))))
FACTS = Facts(
    case="delays = {'a': 1}", expected="['A',  'B']", got="['A']", mine=one_by_one(1, 2, 1),
    reference=gathered(1, 2, 1), seconds=4.0, reference_seconds=2.0, output="one\n\x1b[2Jtwo\n",
)  # fmt: skip
CHOSEN = Facts(mine=one_by_one(1), expected="b", output="1\n\x1b[2J2\n")
WORDS = "It took 4.00 s: each `await` waits for its own.\n  line 2"
SEQUENTIAL = NotYet("exercise-2.1", "sequential", WORDS, FACTS)
OUTPUT = NotYet("exercise-2.1", "wrong-output", "It printed something else.", FACTS, hint="A hint.")
HARD = (ReviewEntry(PREDICT, False, 3, 2, ("sequential", "too-slow")), ReviewEntry(STEPS, True, 2, 0))
DONE = frozenset({"exercise-2.1", "exercise-2.3"})


def said(verdict: Verdict, exercise: Exercise | None = None, done: bool = False) -> VerdictShown:
    return VerdictShown(verdict, LESSON, exercise or LESSON.exercises[0], done)


REPLIES: dict[str, Reply] = {
    "exercise": ExerciseShown(LESSON, LESSON.exercises[0], first=True, tries=1, last=SEQUENTIAL),
    "predict": ExerciseShown(LESSON, PREDICT, passed=True, tries=2),
    "choices": ExerciseShown(LESSON, CHOICES),
    "unavailable": ExerciseShown(LESSON, PROMPT, available=False),
    "steps": ExerciseShown(LESSON, STEPS, tries=3),
    "steps-begun": ExerciseShown(LESSON, STEPS, last=replace(SEQUENTIAL, facts=replace(FACTS, step=2))),
    "course": CourseShown(COURSE, DONE, "exercise-2.2", ("lessons/9.yaml:1:1: no",)),
    "passed": said(Passed("exercise-2.1", Facts(mine=gathered(1, 2, 1))), done=True),
    "predicted": said(Passed("exercise-2.2", Facts(reference=one_by_one(1, 1))), PREDICT),
    "chosen": said(Passed("exercise-2.2", CHOSEN), CHOICES),
    "typed": said(Passed("exercise-2.3", Facts(mine=gathered(1, 2, 1))), PROMPT),
    "not-yet": said(SEQUENTIAL),
    "not-yet-typed": said(SEQUENTIAL, PROMPT),
    "not-yet-step-2": said(replace(SEQUENTIAL, facts=replace(FACTS, step=2)), STEPS),
    "not-yet-step-3": said(replace(OUTPUT, facts=replace(FACTS, step=3)), STEPS),
    "not-yet-step-4": said(replace(OUTPUT, facts=replace(FACTS, step=4)), STEPS),
    "output": said(OUTPUT),
    "broken": said(Broken("exercise-2.1", "the sandbox went away")),
    "hint": HintShown(1, 3, Text("Look at the `timeline`.", "看看`时间线`。")),
    "hint-of-step": HintShown(2, 3, Text("Look at the `timeline`.", "看看`时间线`。"), step=4),
    "solution": SolutionShown(LESSON.exercises[0], "x = 1", gathered(1, 2, 1), one_by_one(1, 2, 1)),
    "solution-alone": SolutionShown(LESSON.exercises[0], "x = 1", gathered(1, 2, 1)),
    "solution-predict": SolutionShown(PREDICT, "await main()", one_by_one(1), answer="1", output="x"),
    "answer": AnswerShown("async def main():\n    pass\n"),
    "review": ReviewShown(HARD),
    "said": Said(Text("Answers are judged as you type.", "输入时自动评判。")),
    "refused": Refused(Text("There is no `lesson nxt`.", "没有 `lesson nxt`。")),
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", REPLIES)
def test_a_reply(name: str, look: str) -> None:
    """Every reply, at 80 and 120 columns, with and without colour and Unicode, in both languages."""
    text = draw_reply(REPLIES[name], LOOKS[look])
    assert widest(text) <= LOOKS[look].width
    assert "\x1b" not in plain(text)
    this = "Python {}.{}".format(*sys.version_info)
    check(f"reply-{name}-{look}", text.replace(this, "Python HERE"))


def test_what_has_nothing_to_show_is_not_drawn() -> None:
    """One task in no time; beside the solution also a script, whose loop is its own: no picture."""
    nothing = Builder()
    nothing.task("main", root=True, end=0.0)
    write, script = LESSON.exercises[0], replace(LESSON.exercises[0], script=True)
    waited = one_by_one(1)

    def drawn(exercise: Exercise, trace: Trace) -> list[bool]:
        passed = said(Passed(exercise.id, Facts(mine=trace)), exercise)
        alone, beside = SolutionShown(exercise, "x", trace), SolutionShown(exercise, "x", trace, trace)
        return [" peak " in draw_reply(reply, Look(80)) for reply in (passed, alone, beside)]

    assert drawn(write, nothing.trace(0.0)) == [False, False, False]
    assert drawn(script, waited)[1:] == [False, False]
    assert drawn(write, waited) == [True, True, True]


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("look", [Look(80), Look(80, lang="zh"), Look(80, unicode=False)])
def test_every_cause_is_explained(cause: Any, look: Look) -> None:
    """`lesson explain CAUSE`: the code of the cause, words, and two examples that fit the screen."""
    text = draw_reply(CauseShown(cause), look)
    assert text.startswith(f"{cause}  ")
    assert len(text.split("\n\n")) >= 3
    if not look.unicode:
        assert text.isascii()


@pytest.mark.parametrize("cause", CAUSES)
def test_the_first_line_of_a_verdict_is_fixed(cause: Any) -> None:
    """✓ passed, ✗ not yet · CAUSE; in Chinese too; without Unicode ok and x; the code is never translated."""

    def first(verdict: Verdict, **look: Any) -> str:
        return draw_reply(said(verdict), Look(80, **look)).split("\n")[0]

    not_yet = NotYet("exercise-2.1", cause, "Words.", FACTS)
    assert first(Passed("exercise-2.1")).startswith("✓ passed")
    assert first(Passed("exercise-2.1"), lang="zh").startswith("✓ 通过")
    assert first(Passed("exercise-2.1"), unicode=False).startswith("ok passed")
    assert first(not_yet).startswith(f"✗ not yet · {cause}")
    assert first(not_yet, lang="zh").startswith(f"✗ 还没有 · {cause}")
    assert first(not_yet, unicode=False).startswith(f"x not yet - {cause}")
    assert plain(first(not_yet, color=True, emphasis=True)) == first(not_yet)


def test_code_can_be_copied() -> None:
    """Code stands at the left edge, line by line as it is in the lesson."""
    exercise = LESSON.exercises[0]
    text = draw_reply(ExerciseShown(LESSON, exercise), Look(80))
    assert f"\n{exercise.start}" in text
    assert f"\n{exercise.given}" in text


def test_the_blanks_of_a_value_stay() -> None:
    """Expected and got are shown to the last blank, and cut only when they are very long."""
    text = draw_reply(said(SEQUENTIAL), Look(80))
    assert "expected  ['A',  'B']" in text
    long = replace(SEQUENTIAL, facts=replace(FACTS, got="x" * 5000))
    assert len(draw_reply(said(long), Look(80)).split("\n")) < 40


@pytest.mark.parametrize("field", ["case", "expected", "got", "output"])
def test_facts_cannot_send_escape_sequences(field: str) -> None:
    """What an answer printed or returned is shown, never obeyed."""
    facts = replace(Facts(mine=gathered(1)), **{field: "\x1b]0;x\x07"})  # type: ignore[arg-type]  # each is a str
    text = draw_reply(said(NotYet("e", "wrong-output", "\x1b[2J", facts)), Look(80))
    assert "\x1b" not in text
    assert "\\x1b]0;x\\x07" in text


def test_of_a_run_without_tasks_only_the_seconds_are_told() -> None:
    """A script's own loop may leave no task behind to count; that there was none would be wrong."""
    build = Builder()
    build.task(waits=((0, sleep(0.3), 0.3),), end=0.3, root=True, coroutine="main")
    passed = Passed("exercise-2.1", Facts(mine=build.trace(0.3)))
    assert plain(draw_reply(said(passed), Look(80))).split("\n")[:2] == [
        "✓ passed  2.1 Three at once",
        "  0.30 s",
    ]


def test_a_prediction_is_what_one_said() -> None:
    """No program gave it: it is not labelled as what came out."""
    verdict = NotYet("exercise-2.2", "wrong-prediction", "Who runs now?", Facts(got="3"))

    assert "\n  you said  3" in draw_reply(said(verdict, PREDICT), Look(80))
    assert "\n  你答的是  3" in draw_reply(said(verdict, PREDICT), Look(80, lang="zh"))


def test_a_given_coroutine_function_is_shown_awaited() -> None:
    """The program of a predict exercise ends with the call as one would type it."""
    assert "\nawait program()\n" in draw_reply(ExerciseShown(LESSON, PREDICT), Look(80))
    calls = replace(PREDICT, given="def program():\n    pass")
    assert "\nprogram()\n" in draw_reply(ExerciseShown(LESSON, calls), Look(80))


def test_a_long_title_stays_in_one_piece() -> None:
    """The id goes below it where both do not fit, and no word is broken."""
    long = replace(LESSON.exercises[0], title=Text("Cancelling a gather and cancelling a child of it"))
    lines = draw_reply(ExerciseShown(LESSON, replace(long, id="cancel-a-gather-or-a-child")), Look(60)).split(
        "\n"
    )

    assert lines[0] == "2.1 Cancelling a gather and cancelling a child of it"
    assert lines[1] == "cancel-a-gather-or-a-child"
