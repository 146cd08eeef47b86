"""One lane drawn into the columns of an axis."""

from __future__ import annotations

from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.trace import Wait, WaitKind

from .axis import Axis
from .lanes import Lane, Stretch
from .look import Look
from .text import clip, plain_letters, safe, width

__all__ = [
    "CANCELLED_BY",
    "FAMILY",
    "LEGEND",
    "PATH",
    "PLAIN",
    "Mark",
    "Row",
    "draw_row",
    "legend",
    "mark_of",
    "row_key",
]

Mark = str  # what a column shows: a state, "sleeping", "step", "begin", or how a task ended

# Told apart by shape, and by colour where there is one.
UNICODE = {
    "sleeping": "─", "waiting": "┄", "lock": "═", "queue": "≡", "outside": "≈",
    "ready": "░", "running": "█", "held": "▓", "step": "┼", "begin": "├",
    "done": "●", "failed": "!", "cancelled": "x", "pending": "▸",
}  # fmt: skip
ASCII = {
    "sleeping": "-", "waiting": ".", "lock": ":", "queue": "_", "outside": "~",
    "ready": "=", "running": "#", "held": "H", "step": "+", "begin": "|",
    "done": "o", "failed": "!", "cancelled": "x", "pending": ">",
}  # fmt: skip
PLAIN = str.maketrans({UNICODE[mark]: ASCII[mark] for mark in UNICODE})  # for what is drawn already
STYLE = {
    "sleeping": "dim cyan", "waiting": "dim blue", "lock": "magenta", "queue": "dim yellow",
    "outside": "dim green", "ready": "yellow", "running": "green", "held": "bold red",
    "step": "green", "begin": "green", "done": "bold green", "failed": "bold red",
    "cancelled": "bold magenta", "pending": "cyan",
}  # fmt: skip
FAMILY: dict[WaitKind, Mark] = {
    "sleep": "sleeping",
    "lock": "lock", "semaphore": "lock", "event": "lock", "condition": "lock", "barrier": "lock",
    "queue-get": "queue", "queue-put": "queue", "queue-join": "queue",
    "thread": "outside", "socket": "outside", "stream": "outside", "subprocess": "outside",
}  # fmt: skip
WAITS = frozenset({"sleeping", "waiting", "lock", "queue", "outside"})
LEGEND: dict[Mark, Text] = {
    "step": Text("a step", "走一步"),
    "running": Text("runs", "运行"),
    "held": Text("holds the loop", "占住循环"),
    "ready": Text("ready, must wait for its turn", "就绪，等轮到它"),
    "sleeping": Text("sleeps", "睡眠"),
    "waiting": Text("waits", "等待"),
    "lock": Text("waits for a lock or a signal", "等待锁或信号"),
    "queue": Text("waits at a queue", "在队列处等待"),
    "outside": Text("waits for the world outside", "等待外部"),
    "done": Text("done", "完成"),
    "failed": Text("failed", "失败"),
    "cancelled": Text("cancelled", "被取消"),
    "pending": Text("still going", "还在进行"),
}
CANCELLED_BY = Text("cancelled by {who}", "被 {who} 取消")
PATH = Text("made the run this long", "决定了总时长")
OF_MANY = Text("{what} of {count}", "{what} {count} 个")
HELD_BY = Text("{what}, held by {who}", "{what}，由 {who} 持有")
SHORTEST_WORDS = 4  # columns; a wait that is shorter than this has no room to say what it waits on


@frozen
class Row:
    """A drawn lane: `key` is equal for lanes that look the same, `marks` what can be seen in it."""

    text: str
    key: object
    marks: frozenset[Mark]


def row_key(lane: Lane, axis: Axis) -> tuple[object, ...]:
    """Equal for lanes that are drawn alike. Written to be cheap: there may be ten thousand."""
    scale = (axis.columns - 1) / axis.elapsed if axis.elapsed > 0 else 0.0
    # A stretch begins where the one before it ends.
    parts = [(one.state, int(one.end * scale + 0.5), one.wait and one.wait.what) for one in lane.stretches]
    begin, end = int(lane.begin * scale + 0.5), int(lane.end * scale + 0.5)
    return lane.how, lane.root, lane.depth, lane.error, begin, end, tuple(parts)


@frozen
class Others:
    """What a lane has to do with others: who made and who cancelled it, and where the run's length lay."""

    maker: str = ""
    canceller: str = ""
    path: tuple[tuple[float, float], ...] = ()  # (begin, end), seconds


ALONE = Others()


def draw_row(lane: Lane, axis: Axis, look: Look, others: Others = ALONE) -> Row:
    """The lane in the columns of the axis, without its label."""
    begin, end = axis.column(lane.begin), axis.column(lane.end)
    cells: list[Mark] = [""] * axis.columns
    for column, state in _states(lane, axis):
        cells[column] = state
    _put_steps(cells, lane, axis)
    if lane.stretches and cells[begin] in WAITS | {"step"} and begin != end:
        cells[begin] = "begin"
    cells[end] = lane.how
    words = _wait_words(cells, lane, axis, look)
    behind = _put_names(cells, words, others, begin, end, look)
    if lane.error:
        behind = ("red", safe(lane.error))
    path = frozenset(
        column for since, until in others.path for column in range(axis.column(since), axis.column(until))
    )
    text = _paint(cells, words, behind, end, path, look)
    return Row(text, row_key(lane, axis), frozenset(cells) - {"", "begin"})


def _put_names(
    cells: list[Mark], words: dict[int, str], others: Others, begin: int, end: int, look: Look
) -> tuple[str, str]:
    """Arrows from who made and who cancelled the task; what finds no room before the end stands behind it."""
    arrow = look.sign("→")
    made = f"{others.maker} {arrow}"
    if others.maker and width(made) < begin:
        words[begin - width(made)] = made
    if not others.canceller:
        return ("", "")
    behind = f"{look.sign('←')} {others.canceller}"
    if width(behind) + 1 < len(cells) - end:
        return ("magenta", behind)
    before = f" {others.canceller} {arrow}"
    first = end - width(before)
    if first > begin and all(cells[column] in WAITS for column in range(first, end)):
        for column in [column for column, said in words.items() if column + width(said) > first]:
            del words[column]
        words[first] = before
    return ("", "")


def mark_of(stretch: Stretch) -> Mark:
    """How the stretch is drawn: each family of waits unlike the others."""
    if stretch.state == "waiting" and stretch.wait is not None:
        return FAMILY.get(stretch.wait.kind, "waiting")
    return stretch.state


def _states(lane: Lane, axis: Axis) -> list[tuple[int, Mark]]:
    """For each column the state that took most of it."""
    found: list[tuple[int, Mark]] = []
    shares: dict[int, dict[Mark, float]] = {}
    wide = axis.elapsed / max(1, axis.columns - 1)
    for stretch in lane.stretches:
        if stretch.end <= stretch.begin:
            continue
        mark = mark_of(stretch)
        first, last = axis.column(stretch.begin), axis.column(stretch.end)
        found += [(column, mark) for column in range(first + 1, last)]
        for column in {first, last}:
            middle = column * wide
            share = min(stretch.end, middle + wide / 2) - max(stretch.begin, middle - wide / 2)
            by_mark = shares.setdefault(column, {})
            by_mark[mark] = by_mark.get(mark, 0.0) + share
    found += [(column, max(by_mark, key=lambda mark: by_mark[mark])) for column, by_mark in shares.items()]
    return found


def _put_steps(cells: list[Mark], lane: Lane, axis: Axis) -> None:
    """Steps that took next to no time, and every hold however short its column."""
    for stretch in lane.stretches:
        if stretch.state == "held":
            for column in range(axis.column(stretch.begin), axis.column(stretch.end) + 1):
                cells[column] = "held"
        elif stretch.state == "running":
            column = axis.column(stretch.begin)
            if cells[column] not in ("running", "held"):
                cells[column] = "step"


def _wait_words(cells: list[Mark], lane: Lane, axis: Axis, look: Look) -> dict[int, str]:
    """What is waited on, in the middle of each wait that is long enough; by its first column."""
    words: dict[int, str] = {}
    for stretch in lane.stretches:
        if stretch.state != "waiting" or stretch.wait is None:
            continue
        first, last = axis.column(stretch.begin), axis.column(stretch.end)
        while first < last and cells[first] not in WAITS:
            first += 1
        while last > first and cells[last] not in WAITS:
            last -= 1
        room = last - first + 1 - 4  # a stroke and a blank on either side
        if room < SHORTEST_WORDS or any(cells[c] not in WAITS for c in range(first, last)):
            continue
        said = _what(stretch.wait, room, look)
        words[first + (last - first + 1 - width(said) - 2) // 2] = f" {said} "
    return words


def _what(wait: Wait, room: int, look: Look) -> str:
    """What is waited on in at most `room` columns."""
    what = safe(wait.what) or wait.kind
    if look.lang == "zh":  # what has no name of its own is told by an English noun
        what = what.removeprefix("a ")
    if len(wait.tasks) > 1 and wait.kind in ("gather", "wait", "group", "as_completed"):
        what = (
            f"{wait.kind} of {len(wait.tasks):,}"
            if look.lang == "en"
            else f"{wait.kind} {len(wait.tasks):,} 个"
        )
    if wait.kind.startswith("queue-"):  # on which side of it
        side = wait.kind.removeprefix("queue-")
        choices = [f"{side}: {what}", side]
    else:
        choices = [what, wait.kind]
    if wait.holders:
        choices.insert(0, HELD_BY.say(look.lang, what=what, who=safe(", ".join(wait.holders))))
    if not look.unicode:
        choices = [plain_letters(choice) for choice in choices]
    return next((choice for choice in choices if width(choice) <= room), clip(choices[-1], room, look.dots))


def _paint(
    cells: list[Mark],
    words: dict[int, str],
    behind: tuple[str, str],
    end: int,
    path: frozenset[int],
    look: Look,
) -> str:
    """The columns as text: one escape a run of equal marks; `behind` is what stands after the end."""
    shapes = UNICODE if look.unicode else ASCII
    parts: list[str] = []
    run, style = "", ""
    column = 0
    while column < len(cells):
        if column in words:
            shown, wanted, step = words[column], "", width(words[column])
        else:
            mark = cells[column]
            shown, wanted, step = (shapes[mark], STYLE[mark], 1) if mark else (" ", "", 1)
        if column in path:
            wanted = f"{wanted} underline".strip()
        if wanted != style:
            parts.append(look.paint(style, run))
            run, style = "", wanted
        run += shown
        column += step
        if column == end + 1 and behind[1] and len(cells) - column > SHORTEST_WORDS:
            color, text = behind
            text = clip(text, len(cells) - column - 1, look.dots)
            parts += [look.paint(style, run), " ", look.paint(color, text)]
            return "".join(parts)
    parts.append(look.paint(style, run.rstrip() if not style else run))
    return "".join(parts)


def legend(marks: frozenset[Mark], look: Look) -> list[Mark]:
    """The marks that need a word, in the order of the legend."""
    return [mark for mark in LEGEND if mark in marks]
