"""The summary of a traced run as text: the timeline, then what stands out."""

from __future__ import annotations

from playground.values.summary import Part, Summary, Waited, task_label
from playground.values.text import Text
from playground.values.trace import TaskRecord

from .glance import summary_line
from .look import Look
from .text import clip, fill, safe, width
from .timeline import draw_timeline

__all__ = ["draw_summary", "seconds_words"]

ROWS = 8  # of each list; the rest is counted
NAMES = 30  # columns of a name
PATH = Text("critical path", "关键路径")
HOLDS = Text("longest holds of the loop", "占住循环最久的几步")
LEFT = Text("left running (nobody waited for them)", "留下没有结束的任务（没有人等它们）")
LOST = Text("errors nobody looked at", "没有人看过的错误")
WAITED = Text("what each task waited on, in sum", "每个任务总共等了什么")
MANY = Text("many small parts: {doing}", "许多小段：{doing}")
MORE = Text("… and {count} more", "… 还有 {count} 个")
AT = Text("{what} at {place}", "{what}，在 {place}")
MADE = Text("created at {place}", "创建于 {place}")
RAN = Text("ran {ran}", "运行 {ran}")
READY = Text("ready {ready}", "就绪 {ready}")
NOTHING = Text("nothing", "没有")
DOING = {
    "runs": Text("runs", "运行"),
    "held": Text("holds the loop", "占住循环"),
    "ready": Text("ready, must wait for its turn", "就绪，等轮到它"),
    "": Text("waits, on what is no longer kept", "等待，等什么已不再保留"),
    "sleep": Text("sleeps", "睡眠"),
}


def seconds_words(seconds: float) -> str:
    """A length of time in few columns: ``1.25 s``, ``42 ms``, ``90 µs``."""
    if seconds >= 0.9995:
        return f"{seconds:,.2f} s"
    if seconds >= 0.000_999_5:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds * 1e6:.0f} µs"


def draw_summary(summary: Summary, look: Look, lines: int) -> str:
    """The run in one line, its timeline in at most `lines` lines, then one list after another."""
    trace = summary.trace
    held = max((hold.seconds for hold in summary.holds), default=0.0)
    parts = [look.paint("bold", summary_line(trace, look, held)), draw_timeline(trace, look, lines)]
    parts += _list(PATH, [_part(part, look) for part in summary.path], look)
    holds = [
        (seconds_words(hold.seconds), _at(hold.task, str(hold.place) if hold.place else "", look))
        for hold in summary.holds
    ]
    parts += _list(HOLDS, holds, look)
    parts += _list(LEFT, [_task(task, "", look) for task in summary.leaked], look)
    parts += _list(LOST, [_task(task, task.error, look) for task in summary.lost], look)
    order = sorted(summary.waited, key=lambda one: -sum(seconds for _, seconds, _ in one.on))
    parts += _list(WAITED, [_waited(one, look) for one in order], look)
    return "\n".join(parts)


Row = tuple[str, str]


def _list(title: Text, rows: list[Row], look: Look) -> list[str]:
    """A heading and its rows; nothing where there is none."""
    if not rows:
        return []
    left = max(width(first) for first, _ in rows[:ROWS])
    lines = ["", look.paint("bold", look.say(title))]
    for first, second in rows[:ROWS]:
        line = f"  {fill(first, left)}  {second}"
        line = line if look.unicode else look.sign(line)
        lines.append(clip(line.rstrip(), look.width, look.dots))
    if len(rows) > ROWS:
        lines.append("  " + look.say(MORE, count=f"{len(rows) - ROWS:,}"))
    return lines


def _part(part: Part, look: Look) -> Row:
    if not part.task:
        return seconds_words(part.seconds), look.say(MANY, doing=_doing(part.doing, look))
    return seconds_words(part.seconds), f"{_name(part.task, look)}  {_doing(part.doing, look)}"


def _doing(doing: str, look: Look) -> str:
    return look.say(DOING[doing]) if doing in DOING else safe(doing)


def _at(what: str, place: str, look: Look) -> str:
    return look.say(AT, what=safe(what), place=safe(place)) if place else safe(what)


def _task(task: TaskRecord, error: str, look: Look) -> Row:
    made = look.say(MADE, place=safe(str(task.place))) if task.place is not None else ""
    return _name(task_label(task), look), "  ".join(filter(None, [safe(error), made]))


def _waited(one: Waited, look: Look) -> Row:
    name = _name(one.task, look)
    if one.count > 1:
        name = f"{one.count:,}{look.sign('×')} {name}"
    on = [
        f"{_doing(what, look)} {seconds_words(seconds)}"
        + (f" ({times:,}{look.sign('×')})" if times > 1 else "")
        for what, seconds, times in one.on[:3]
    ]
    own = [look.say(RAN, ran=seconds_words(one.ran))]
    if one.ready >= 0.001:
        own.append(look.say(READY, ready=seconds_words(one.ready)))
    return name, f" {look.sign('·')} ".join([", ".join(on) or look.say(NOTHING), *own])


def _name(name: str, look: Look) -> str:
    return clip(safe(name), NAMES, look.dots)
