"""The bottom line: what the loop does, and where the course stands."""

from __future__ import annotations

from dataclasses import dataclass

from playground.values.text import Language, Text
from playground.values.trace import Place, Wait
from playground.views.text import wrap

from .pulse import Held, Snapshot

__all__ = ["TASK_NAMED", "Busy", "bottom_line", "held_words", "spoken", "wrapped"]

LEFT = Text("{seconds} s left", "还剩 {seconds} 秒")
WAITS = Text("waits on {what}", "等待 {what}")
SECONDS = Text("{seconds} s", "{seconds} 秒")
BAR = 10  # columns of a bar
TASKS = Text("{n} tasks", "{n} 个任务")
TASK = Text("1 task", "1 个任务")
TIMERS = Text("{n} timers", "{n} 个定时器")
TIMER = Text("1 timer", "1 个定时器")
LAG = Text("lag {ms} ms", "延迟 {ms} 毫秒")
HELD = Text("HELD {seconds:.1f}s", "被占住 HELD {seconds:.1f}s")
BY = Text(" by {who}", "，占用者 {who}")
TASK_NAMED = Text("task '{name}'", "任务 '{name}'")
AT = Text(" at {place}", "，位于 {place}")


@dataclass(frozen=True, slots=True)
class Busy:
    """What the prompt waits for: a cell or a command, since when (`time.monotonic`), and what it waits on."""

    what: str
    since: float
    wait: Wait | None = None


def progress(busy: Busy, now: float, lang: Language, unicode: bool) -> list[str]:
    """How long it takes already, what it waits on; where the end is known, how much is left."""
    parts = [busy.what, SECONDS.say(lang, seconds=_short(now - busy.since))]
    wait = busy.wait
    if wait is None:
        return parts
    if wait.until is None or wait.until <= busy.since:
        return [*parts, WAITS.say(lang, what=wait.what or wait.kind)]
    full = min(BAR, max(0, int(BAR * (now - busy.since) / (wait.until - busy.since))))
    done, open_ = ("█", "░") if unicode else ("#", ".")
    left = LEFT.say(lang, seconds=_short(max(0.0, wait.until - now)))
    return [*parts, f"{wait.what or wait.kind} {done * full}{open_ * (BAR - full)} {left}"]


def _short(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


def held_words(held: Held, lang: Language) -> str:
    """``HELD 1.3s by task 'x' at cell 4 line 2``."""
    words = HELD.say(lang, seconds=held.seconds)
    if held.task is not None:
        words += BY.say(lang, who=TASK_NAMED.say(lang, name=held.task))
    if held.place is not None:
        words += AT.say(lang, place=spoken(held.place, lang))
    return words


def spoken(place: Place, lang: Language) -> str:
    """``cell 4 line 2``."""
    cell, _, line = str(place).rpartition(":")
    return f"{cell} 第 {line} 行" if lang == "zh" else f"{cell} line {line}"


def bottom_line(
    snapshot: Snapshot,
    lesson: str,
    lang: Language,
    unicode: bool = True,
    busy: Busy | None = None,
    now: float = 0.0,
) -> str:
    """The line, without colour, as long as it gets: whoever shows it clips it.

    `busy` is what the prompt waits for, at `now` (`time.monotonic`).
    """
    if snapshot.held is not None:
        parts = [held_words(snapshot.held, lang), "Ctrl-C"]
    else:
        parts = progress(busy, now, lang, unicode) if busy is not None else []
        parts += [
            TASK.say(lang) if snapshot.tasks == 1 else TASKS.say(lang, n=snapshot.tasks),
            TIMER.say(lang) if snapshot.timers == 1 else TIMERS.say(lang, n=snapshot.timers),
            LAG.say(lang, ms=round(snapshot.lag * 1000)),
        ]
        if lesson:
            parts.append(lesson)
    return " " + (" · " if unicode else " | ").join(parts)


def wrapped(text: str, width: int) -> str:
    """`text` in lines of at most `width` columns.

    Two blanks mark what is to be typed, up to the next two: it stays in one piece.
    """
    parts = text.split("  ")
    for number in range(1, len(parts), 2):
        parts[number] = UNBROKEN + parts[number].replace(" ", UNBROKEN)
    return "\n".join(wrap(" ".join(parts), width)).replace(UNBROKEN, " ")


UNBROKEN = "\ue000"  # for private use, one column wide; a no-break space counts as a gap there
