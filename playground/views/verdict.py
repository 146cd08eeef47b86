"""A verdict: its fixed first line, what happened and why, and the two timelines.

What pictures and texts are drawn with is loaded where there is one to draw: most of the time that
it takes to draw a verdict in a new process is that of loading.
"""

from __future__ import annotations

from playground.course.judged import VerdictShown
from playground.course.model import Exercise
from playground.values.text import Text
from playground.values.verdict import Broken, Cause, Facts, NotYet, Passed, Verdict

from .glance import anything_ran, one_line, summary_line
from .look import Look
from .text import chop, clip, fill, safe, width
from .words import draw_words

__all__ = ["draw_verdict", "head"]

# The first words of these lines are fixed: people and programs rely on them.
PASSED = Text("✓ passed", "✓ 通过")
NOT_YET = Text("✗ not yet · {cause}", "✗ 还没有 · {cause}")
BROKEN = Text("! broken", "! 出了故障")
OUR_FAULT = Text(
    "The exercise, or the playground itself, failed here. It is not your answer.",
    "这里是练习或者 playground 自己出了故障，不是你的答案有问题。",
)
# How the two are compared: beside each other, where the difference is one of time and order.
COMPARED: frozenset[Cause] = frozenset(
    {
        "sequential",
        "too-many-at-once",
        "too-few-at-once",
        "wrong-order",
        "wrong-task",
        "too-slow",
        "too-fast",
        "starving",
    }
)
# Only the learner's own picture: what the solution does would not help to see it.
ALONE: frozenset[Cause] = frozenset(
    {"deadlock", "blocked-loop", "leaked-task", "swallowed-cancel", "lost-exception", "endless"}
)
CASE = Text("case", "情况")
EXPECTED = Text("expected", "期望")
GOT = Text("got", "得到")
FORETOLD = Text("you said", "你答的是")  # of a prediction: nothing that a program gave
PRINTED = Text("printed", "输出")
HINT = Text(
    "`lesson hint` gives a hint, `lesson explain {cause}` says more.",
    "`lesson hint` 给出提示，`lesson explain {cause}` 说明更多。",
)
NO_HINT = Text("`lesson explain {cause}` says more.", "`lesson explain {cause}` 说明更多。")
LESSON_DONE = Text("Lesson {number} is done: {title}", "第 {number} 课完成：{title}")
GO_ON = Text("`lesson next` goes on.", "`lesson next` 继续。")
STEP = Text("step {number}", "第 {number} 步")
STEP_HOLDS = Text("✓ Step 1 is done.", "✓ 第 1 步已经做到。")
TWO_HOLD = Text("✓ Steps 1 and 2 are done.", "✓ 第 1、2 步已经做到。")
STEPS_HOLD = Text("✓ Steps 1 to {last} are done.", "✓ 第 1 步到第 {last} 步已经做到。")
FACT_LINES = 6
OUTPUT_LINES = 8


def head(verdict: Verdict, look: Look) -> str:
    """The line with which a verdict begins: ``✓ passed`` or ``✗ not yet · CAUSE``."""
    match verdict:
        case Passed():
            return look.paint("bold green", look.say(PASSED))
        case NotYet(cause=cause):
            return look.paint("bold red", look.say(NOT_YET, cause=cause))
        case Broken():
            return look.paint("bold magenta", look.say(BROKEN))


def draw_verdict(shown: VerdictShown, look: Look) -> str:
    """The verdict on an answer, with what a learner needs to see why."""
    verdict, exercise = shown.verdict, shown.exercise
    first = head(verdict, look)
    name = f"{exercise.number} {exercise.title.say(look.lang)}"
    if verdict.facts.step is not None and not isinstance(verdict, Passed):
        name += f" {look.sign('·')} {look.say(STEP, number=verdict.facts.step)}"
    blocks = [f"{first}  {look.paint('dim', look.sign(name))}"]
    match verdict:
        case Passed(facts=facts):
            blocks += _ran_well(facts, exercise, look)
            if shown.lesson_done:
                from .markdown import draw_markdown

                lesson = shown.lesson
                title = look.say(LESSON_DONE, number=lesson.number, title=lesson.title.say(look.lang))
                blocks += [
                    "",
                    look.paint("bold reverse", f" {title} "),
                    "",
                    draw_markdown(lesson.outro.say(look.lang), look),
                ]
            blocks += ["", draw_words(GO_ON.say(look.lang), look)]
        case NotYet(message=message, facts=facts, cause=cause):
            if (before := (facts.step or 1) - 1) > 0:  # a step that is new is no failure of what was done
                words = {1: STEP_HOLDS, 2: TWO_HOLD}.get(before, STEPS_HOLD)
                holds = look.say(words, last=before)
                blocks.append("  " + look.paint("green", holds))
            blocks.append(draw_words(message, look, "  "))
            blocks += _facts(facts, cause, look)
            blocks += _pictures(facts, cause, exercise.kind == "prompt", look)
            offer = HINT if exercise.hints or exercise.steps else NO_HINT
            # The hint itself stays where it is until it is asked for.
            blocks += ["", draw_words(offer.say(look.lang, cause=cause), look)]
        case Broken(message=message):
            blocks += [draw_words(OUR_FAULT.say(look.lang), look, "  "), draw_words(message, look, "  ")]
    return "\n".join(blocks).rstrip("\n")


def _ran_well(facts: Facts, exercise: Exercise, look: Look) -> list[str]:
    """What ran: of a prediction, the program whose run was foretold."""
    trace = facts.mine or facts.reference
    if trace is None or exercise.kind == "prompt":  # what was typed has just been seen running
        return []
    if exercise.kind == "predict":
        from .ran import draw_foretold, draw_run

        choices = exercise.prediction.choices if exercise.prediction else ()
        answer = draw_foretold(exercise, facts.expected or "", look) if choices else []
        return [*answer, *draw_run(trace, facts.output, look)]
    if not anything_ran(trace):
        return []
    if one_line(trace):  # no task but the program itself, and no job: there is only how long it took
        return ["  " + look.paint("dim", f"{trace.elapsed:.2f} s")]
    from .timeline import draw_timeline

    return ["  " + look.paint("dim", summary_line(trace, look)), draw_timeline(trace, look)]


def _facts(facts: Facts, cause: Cause, look: Look) -> list[str]:
    """Case, expected and got, one below the other, so that their beginnings stand in one column."""
    got = FORETOLD if cause == "wrong-prediction" else GOT
    rows = [(CASE, facts.case), (EXPECTED, facts.expected), (got, facts.got)]
    if cause == "wrong-output" and facts.output.strip() not in ("", (facts.got or "").strip()):
        kept = facts.output.rstrip("\n").split("\n")[-OUTPUT_LINES:]
        rows.append((PRINTED, "\n".join(map(safe, kept))))
    rows = [(title, text) for title, text in rows if text]
    if not rows:
        return []
    room = max(width(title.say(look.lang)) for title, _ in rows) + 4
    lines = [""]
    for title, text in rows:
        inside = [line for part in (text or "").split("\n") for line in chop(safe(part), look.width - room)]
        if len(inside) > FACT_LINES and title is not PRINTED:
            inside = [
                *inside[: FACT_LINES - 1],
                clip(inside[FACT_LINES - 1], look.width - room - 3) + look.dots,
            ]
        label = look.paint("bold", fill(f"  {title.say(look.lang)}", room))
        lines += [(label if number == 0 else " " * room) + line for number, line in enumerate(inside)]
    return lines


def _pictures(facts: Facts, cause: Cause, typed: bool, look: Look) -> list[str]:
    """What ran. What was `typed` line by line has the typist's own pauses: it is compared with nothing."""
    mine, reference = facts.mine, None if typed else facts.reference
    if mine is None or not mine.tasks:
        return []
    if not any(anything_ran(trace) for trace in (mine, reference) if trace is not None):
        return []  # pictures of nothing
    if cause in COMPARED and reference is not None:
        from .two import draw_two

        return ["", draw_two(mine, reference, look)]
    if cause in ALONE or cause in COMPARED:
        from .timeline import draw_timeline

        return ["", summary_line(mine, look), draw_timeline(mine, look)]
    return []
