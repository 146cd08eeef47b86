"""What a program that was to be foretold did, once it may be told: the answer, its output, its timeline."""

from __future__ import annotations

from playground.course.model import Exercise
from playground.values.text import Text
from playground.values.trace import Trace

from .glance import anything_ran, summary_line
from .look import Look
from .markdown import draw_markdown
from .text import chop, fill, safe, width
from .timeline import draw_timeline

__all__ = ["draw_foretold", "draw_run"]

ANSWER = Text("answer", "答案")
PRINTED = Text("printed", "输出")
OUTPUT_LINES = 12


def draw_foretold(exercise: Exercise, answer: str, look: Look) -> list[str]:
    """The right prediction; of a choice, its letter with its words."""
    choices = exercise.prediction.choices if exercise.prediction else ()
    words = next((words for letter, words, _ in choices if letter == answer), None)
    label = look.paint("bold", f"  {look.say(ANSWER)}  ")
    room = width(look.say(ANSWER)) + 4
    if words is None:
        return _labelled(label, room, chop(safe(answer), look.width - room)) if answer else []
    said = draw_markdown(words.say(look.lang), look.narrower(room + 3)).split("\n")
    return _labelled(f"{label}{look.paint('bold', answer)}  ", room + 3, said)


def draw_run(trace: Trace, output: str, look: Look) -> list[str]:
    """What it printed, and its timeline, if there is anything to see in it."""
    lines: list[str] = []
    printed = [safe(line) for line in output.rstrip("\n").split("\n")] if output.strip() else []
    if len(printed) > OUTPUT_LINES:
        printed = [*printed[: OUTPUT_LINES - 1], look.dots]
    if printed:
        room = width(look.say(PRINTED)) + 4
        shown = [part for line in printed for part in chop(line, look.width - room)]
        lines += _labelled(look.paint("bold", f"  {look.say(PRINTED)}  "), room, shown)
    if not anything_ran(trace):
        return lines
    return [*lines, "  " + look.paint("dim", summary_line(trace, look)), draw_timeline(trace, look)]


def _labelled(label: str, room: int, lines: list[str]) -> list[str]:
    return [(label if number == 0 else fill("", room)) + line for number, line in enumerate(lines)]
