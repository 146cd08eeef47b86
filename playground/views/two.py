"""Two timelines, the learner's and the solution's, and the first moment at which they part."""

from __future__ import annotations

from itertools import zip_longest

from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.trace import EPSILON, Trace

from .axis import seconds_words
from .glance import summary_line
from .look import Look, shown_width
from .text import clip, fill, safe, width, wrap
from .timeline import SMALL, Scale, draw_timeline

__all__ = ["Difference", "draw_two", "first_difference"]

BESIDE = 110  # columns from which on the two stand beside each other
BETWEEN = 3  # columns
REAL_CLOCK = 0.05  # seconds by which real times differ from run to run
MINE = Text("yours", "你的")
REFERENCE = Text("the solution", "参考答案")
FIRST = Text(
    "First difference at {at}: yours {mine}, the solution {reference}.",
    "{at} 时第一次不同。你的：{mine}；参考答案：{reference}。",
)
LASTS = Text("They part at {at}: there one of them ends.", "{at} 时两者分开：其中一个在此结束。")
NO_MORE = Text("nothing more", "再没有别的")
LATER = Text("{what} (at {at})", "{what}（{at} 时）")
LIFE = {
    "created": Text("makes a task", "创建一个任务"),
    "done": Text("has a task done", "有任务完成"),
    "failed": Text("has a task fail", "有任务失败"),
    "cancelled": Text("has a task cancelled", "有任务被取消"),
}


@frozen
class Difference:
    """The first events that are not the same, each with its second; None: nothing more happened."""

    at: float
    mine: tuple[float, str] | None
    reference: tuple[float, str] | None


def first_difference(mine: Trace, reference: Trace) -> Difference | None:
    """The first event at which the traces part, or None when they tell the same.

    Compared are the events of jobs and logs; where neither trace has any, the lives of tasks.
    """
    kinds = ("job", "log") if mine.order or reference.order else tuple(LIFE)
    told = [
        [(event.at, event.text if event.kind in ("job", "log") else event.kind) for event in trace.events
         if event.kind in kinds and (event.kind in ("job", "log") or event.task not in _roots(trace))]
        for trace in (mine, reference)
    ]  # fmt: skip
    near = 1e-6 if mine.clock == reference.clock == "virtual" else REAL_CLOCK
    for one, other in zip_longest(*told):
        if one is None or other is None or one[1] != other[1] or abs(one[0] - other[0]) > near:
            return Difference(min(event[0] for event in (one, other) if event), one, other)
    if abs(mine.elapsed - reference.elapsed) > near:
        return Difference(min(mine.elapsed, reference.elapsed), None, None)
    return None


def _roots(trace: Trace) -> frozenset[int]:
    return frozenset(task.number for task in trace.tasks if task.root)


def draw_two(mine: Trace, reference: Trace, look: Look, lines: int = SMALL) -> str:
    """The two on one time scale, beside each other where there is room, else one above the other."""
    apart = first_difference(mine, reference)
    until = max(mine.elapsed, reference.elapsed)
    beside = look.width >= BESIDE
    panel = Look(
        (look.width - BETWEEN) // 2 if beside else look.width,
        look.color, look.unicode, look.lang, look.emphasis,
    )  # fmt: skip
    panels = []
    marks: set[str] = set()
    for trace, title in ((mine, MINE), (reference, REFERENCE)):
        scale = Scale(until, apart.at if apart else None, legend=not beside and trace is reference)
        head = f"{look.paint('bold', look.say(title))}  {look.paint('dim', summary_line(trace, look))}"
        size = width(f"{look.say(title)}  {summary_line(trace, look)}")
        drawn = draw_timeline(trace, panel, lines, scale, marks).split("\n")
        panels.append([head + fill("", panel.width - size), *drawn])
    text = _beside(panels, panel.width) if beside else "\n".join("\n".join(one) for one in panels)
    if apart:
        text += "\n" + "\n".join(look.paint("yellow", line) for line in wrap(_words(apart, look), look.width))
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _beside(panels: list[list[str]], columns: int) -> str:
    left, right = panels
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    pairs = zip(left, right, strict=True)
    return "\n".join(one + " " * (columns + BETWEEN - shown_width(one)) + other for one, other in pairs)


def _words(apart: Difference, look: Look) -> str:
    def said(event: tuple[float, str] | None) -> str:
        if event is None:
            return look.say(NO_MORE)
        at, text = event
        what = look.say(LIFE[text]) if text in LIFE else clip(safe(text), 40, look.dots)
        return what if at - apart.at < EPSILON else look.say(LATER, what=what, at=_at(at, look))

    at = _at(apart.at, look)
    if apart.mine is apart.reference is None:
        return look.say(LASTS, at=at)
    return look.say(FIRST, at=at, mine=said(apart.mine), reference=said(apart.reference))


def _at(seconds: float, look: Look) -> str:
    return look.sign(seconds_words(seconds))
