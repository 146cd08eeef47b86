"""The screen of `loop_status(watch=True)`: the table with a row chosen, or the chain of one task."""

from __future__ import annotations

from dataclasses import dataclass

from playground.loop.facts import LoopStatus
from playground.loop.rows import TaskStatus
from playground.loop.status_text import below_of, branch
from playground.values.text import Text

from .look import Look
from .status import ended_lines, facts_lines, table_lines, wait_words
from .text import clip, plain_letters, safe

__all__ = ["Watched", "draw_watch", "room_for_rows"]

KEYS = Text(
    "↑ ↓ choose · Enter chain · c cancel · s sort · f state · / name · q back",
    "↑ ↓ 选择 · Enter 等待链 · c 取消 · s 排序 · f 状态 · / 名字 · q 返回",
)
CHAIN_KEYS = Text("c cancel · Enter back to the table · q back", "c 取消 · Enter 回到表格 · q 返回")
SURE = Text("Cancel {name}? y: yes, any other key: no", "取消 {name}？y：是，其他键：否")
PATTERN = Text(
    "Name (a pattern like Task #*; empty: all): {text}_", "名字（如 Task #*；留空：全部）：{text}_"
)
ASKED = Text("{name} was asked to stop.", "已要求 {name} 停下。")
GONE = Text("{name} has ended.", "{name} 已经结束。")
WAITS = Text("it waits for", "它在等")
ABOVE = Text("those wait for it", "等它的任务")
NOBODY = Text("nobody", "没有")
CREATED = Text("created at {place}", "创建于 {place}")
STANDS = Text("stands at {place}", "停在 {place}")


@dataclass(slots=True)
class Watched:
    """What somebody looks at: the chosen row, a task's chain, a question, a pattern being typed."""

    row: int = 0
    chain: str | None = None
    sure: str | None = None
    pattern: str | None = None
    asked: str | None = None  # the task that was asked to stop last


def room_for_rows(height: int) -> int:
    """How many tasks find room on a screen of so many lines."""
    return max(3, height - 12)


def draw_watch(status: LoopStatus, watched: Watched, look: Look, height: int) -> str:
    """The screen, in `height` lines; the last says what the keys do."""
    lines = facts_lines(status, look)[: max(2, height - room_for_rows(height) - 4)]
    lines.append("")
    if watched.chain is not None:
        lines += _chain(status, watched.chain, look)
    else:
        lines += table_lines(status, look, room_for_rows(height), watched.row)
        if ended := ended_lines(status, look):
            lines += ["", *ended]
    room = height - 1
    lines = [line for part in lines for line in part.split("\n")][:room]
    lines += [""] * (room - len(lines))
    return "\n".join([*lines, _last_line(watched, look)])


def _last_line(watched: Watched, look: Look) -> str:
    if watched.pattern is not None:
        said = look.say(PATTERN, text=safe(watched.pattern))
    elif watched.sure is not None:
        said = look.say(SURE, name=safe(watched.sure))
    elif watched.asked is not None:
        said = look.say(ASKED, name=safe(watched.asked))
    else:
        said = look.say(CHAIN_KEYS if watched.chain is not None else KEYS)
        return look.paint("dim", clip(said, look.width, look.dots))
    return look.paint("bold", clip(said, look.width, look.dots))


def _chain(status: LoopStatus, name: str, look: Look) -> list[str]:
    """Where one task stands, down to what it waits for in the end, and up to who waits for it."""
    task = status.tasks.by_name.get(name)
    if task is None:
        return [look.say(GONE, name=safe(name))]
    below = below_of(status)
    lines = [look.paint("bold", f"{safe(name)} {safe(task.coroutine)}"), *_places(task, look)]
    if task.waits_on is not None:
        lines.append(f"  {wait_words(task.waits_on, status.time, look)}")
    for head, branches in (
        (WAITS, [branch(status, one, below) for one in below.get(name, ())]),
        (ABOVE, [_upwards(below, name)]),
    ):
        found = [line for lines_of in branches for line in lines_of]
        lines += ["", look.paint("bold", look.say(head)), *(f"  {safe(line)}" for line in found)]
        if not found:
            lines.append(f"  {look.say(NOBODY)}")
    shown = [line if look.unicode else plain_letters(line) for line in lines]
    return [line if "\x1b" in line else clip(line, look.width, look.dots) for line in shown]


def _places(task: TaskStatus, look: Look) -> list[str]:
    places = ((STANDS, task.place), (CREATED, task.created))
    return [f"  {look.say(words, place=safe(str(place)))}" for words, place in places if place is not None]


def _upwards(below: dict[str, list[str]], name: str) -> list[str]:
    """Those that wait for the task, each with those that wait for it, a step further in."""
    above: dict[str, list[str]] = {}
    for one, waited in below.items():
        for other in waited:
            above.setdefault(other, []).append(one)
    lines: list[str] = []
    todo = [(one, 0) for one in reversed(above.get(name, ()))]
    seen = {name}
    while todo:
        one, depth = todo.pop()
        again = one in seen
        lines.append("  " * depth + one + (" (cycle)" if again else ""))
        if not again:
            seen.add(one)
            todo += [(up, depth + 1) for up in reversed(above.get(one, ()))]
    return lines
