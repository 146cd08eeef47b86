"""One moment of a replay in words that a beginner knows: one waiter, the loop, and many tables, the tasks."""

from __future__ import annotations

from playground.values.replay import Moment, Replay, Standing
from playground.values.text import Text
from playground.values.trace import Event, Wait

from .axis import seconds_words
from .look import Look
from .text import safe

__all__ = ["MOMENT_WORDS", "clock_words", "event_text", "name_words", "standing_words", "tell"]

MOMENT_WORDS = {
    "idle": Text("For {seconds} no table needed anything. ", "{seconds} 里没有桌子需要什么。"),
    "created": Text(
        "{by} opens a table for {who}. It is ready, and waits for the waiter.",
        "{by} 给 {who} 开了一张桌子。它就绪了，等服务员来。",
    ),
    "began": Text(
        "{who} takes a table. It is ready, and waits for the waiter.", "{who} 入座。它就绪了，等服务员来。"
    ),
    "started": Text(
        "The waiter comes to {who} for the first time: its code begins to run.",
        "服务员第一次来到 {who}：它的代码开始运行。",
    ),
    "resumed": Text(
        "The waiter comes back to {who}: it goes on where it stopped.",
        "服务员回到 {who}：它从停下的地方继续。",
    ),
    "sleeps": Text(
        "“Come back at {at}”, says {who}. The waiter is free for others.",
        "{who} 说：“{at} 再来。”服务员可以去别的桌子。",
    ),
    "waits": Text(
        "{who} must wait on {what}. The waiter is free for others.",
        "{who} 要等 {what}。服务员可以去别的桌子。",
    ),
    "turn": Text(
        "{who} lets the others go first, and is ready again at the end of the queue.",
        "{who} 让别人先来，自己重新排到队尾。",
    ),
    "woken": Text(
        "What {who} waited for has come: it is ready, and waits for the waiter.",
        "{who} 等的东西来了：它就绪了，等服务员来。",
    ),
    "woken_by": Text(
        "{by} brought what {who} waited for: {who} is ready, and waits for the waiter.",
        "{by} 带来了 {who} 等的东西：{who} 就绪了，等服务员来。",
    ),
    "done": Text("{who} is done and leaves its table.", "{who} 完成了，离开桌子。"),
    "failed": Text("{who} fails: {text}", "{who} 失败了：{text}"),
    "cancelled": Text("{who} is cancelled and leaves its table.", "{who} 被取消，离开桌子。"),
    "cancel": Text("{by} asks {who} to stop.", "{by} 要求 {who} 停下。"),
    "cancel_limit": Text("A time limit asks {who} to stop.", "时间限制要求 {who} 停下。"),
    "held": Text(
        "{who} keeps the waiter for {seconds}: meanwhile every other table waits.",
        "{who} 占住服务员 {seconds}：这期间其他桌子都得等。",
    ),
    "timer": Text("A timer goes off: {text}", "定时器响了：{text}"),
    "output": Text("{who} prints: {text}", "{who} 打印：{text}"),
    "log": Text("{who} notes: {text}", "{who} 记录：{text}"),
    "job": Text("{who}: job {text}", "{who}：作业 {text}"),
    "somebody": Text("The outside", "外部"),
}
CELL = Text("cell {number}", "单元 {number}")
HELD_BY = Text("{what}, held by {who}", "{what}，由 {who} 持有")
OF = Text("{what} of {who}", "{what}：{who}")
LEFT = Text("until {at}, {left} more", "直到 {at}，还有 {left}")
TIMERS = {
    "_set_result_unless_cancelled": Text("a sleep is over.", "一次睡眠到点了。"),
    "Timeout._on_timeout": Text("a time limit is reached.", "一个时间限制到了。"),
}
JOBS = {
    "+": Text("{name} begins", "{name} 开始"),
    "-": Text("{name} ends", "{name} 结束"),
    "!": Text("{name} fails", "{name} 失败"),
    "x": Text("{name} is cancelled", "{name} 被取消"),
}


def tell(replay: Replay, moment: Moment, look: Look) -> str:
    """What happened at this moment: one sentence, or two where the loop had nothing to do before."""
    event = moment.event
    facts = {
        "who": name_words(replay, event.task, look),
        "by": _doer(replay, moment, look),
        "at": _until(event.wait),
        "what": _what(event.wait, look) if event.wait is not None else "",
        "text": event_text(event, look),
        "seconds": look.sign(seconds_words(event.seconds)),
    }
    said = look.say(MOMENT_WORDS[_which(moment)], **facts)
    if moment.idle < 0.001:
        return said
    return look.say(MOMENT_WORDS["idle"], seconds=look.sign(seconds_words(moment.idle))) + said


def _which(moment: Moment) -> str:
    """The name of the sentence."""
    event = moment.event
    match moment.kind:
        case "created" if event.by is None:
            return "began"
        case "waits" if event.wait is not None and event.wait.kind in ("turn", "sleep"):
            return "turn" if event.wait.kind == "turn" else "sleeps"
        case "woken" if event.by is not None and event.by != event.task:
            return "woken_by"
        case "cancel" if event.text == "timeout":
            return "cancel_limit"
        case kind:
            return kind


def event_text(event: Event, look: Look) -> str:
    """The text of an event as it is told: a job's in words, a timer's by what it stands for."""
    text = event.text
    if event.kind == "job" and text[-1:] in JOBS:
        return look.say(JOBS[text[-1]], name=safe(text[:-1]))
    if event.kind == "timer" and text in TIMERS:
        return look.say(TIMERS[text])
    return safe(text.rstrip("\n"))


def _doer(replay: Replay, moment: Moment, look: Look) -> str:
    """Who did it. The trace of a cell has the tasks that the cell made, and not the cell's own."""
    event = moment.event
    made = replay.record(event.task)
    if moment.kind == "created" and replay.record(event.by) is None and made is not None and made.cell:
        return look.say(CELL, number=made.cell)
    return name_words(replay, event.by, look)


def name_words(replay: Replay, number: int | None, look: Look) -> str:
    """What a task is called: "cell 3" for the task that is the cell itself."""
    if number is None:
        return look.say(MOMENT_WORDS["somebody"])
    record = replay.record(number)
    if record is not None and record.root and record.cell is not None:
        return look.say(CELL, number=record.cell)
    return safe(replay.name(number))


def standing_words(standing: Standing, at: float, look: Look) -> str:
    """What a waiting task waits on, or how a failed one failed; "" for the others."""
    wait = standing.wait
    if standing.state == "failed":
        return safe(standing.error)
    if wait is None:
        return ""
    if wait.kind == "sleep" and wait.until is not None:
        left = look.sign(seconds_words(max(0.0, wait.until - at)))
        return look.say(LEFT, at=clock_words(wait.until), left=left)
    return _what(wait, look)


def clock_words(at: float) -> str:
    """A second of the trace."""
    return f"{at:.3f} s" if at < 1000 else f"{at:,.1f} s"


def _until(wait: Wait | None) -> str:
    return clock_words(wait.until) if wait is not None and wait.until is not None else "?"


def _what(wait: Wait, look: Look) -> str:
    what = safe(wait.what) or wait.kind
    if wait.holders:
        return look.say(HELD_BY, what=what, who=safe(", ".join(wait.holders)))
    if wait.tasks and wait.kind != "task":
        return look.say(OF, what=what, who=safe(", ".join(wait.tasks)))
    return look.sign(what)
