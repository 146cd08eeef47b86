"""A replay on a terminal: a screen for one moment, or all moments as a list for a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from playground.values.replay import Moment, Replay, Standing
from playground.values.text import Text
from playground.values.trace import Place

from .look import Look
from .moment import clock_words, name_words, standing_words, tell
from .source import source_line
from .text import clip, fill, plain_letters, safe, width, wrap

__all__ = ["draw_moment", "list_replay"]

MOST = 1000  # moments in a list
NAMES = 20  # of the queue; a line has no room for more

TITLE = Text("One waiter, many tables", "一个服务员，许多桌子")
MOMENT = Text("moment {number} of {count}", "第 {number} / {count} 个时刻")
WAITER = Text("The waiter (your event loop)", "服务员（你的事件循环）")
AT_TABLE = Text("is with {who}.", "在 {who} 这里。")
AT_DOOR = Text("is at the door: no table needs anything.", "在门口：没有桌子需要什么。")
FREE = Text("goes to the next table.", "去下一张桌子。")
FROM = Text("goes on", "继续处")
TO = Text("runs up to", "运行到")
STOPPED = Text("stopped at", "停在")
QUEUE = Text("Ready, the next first:", "就绪，按先后：")
NOBODY = Text("nobody", "没有")
OTHERS = Text("{count} more: {states}", "另外 {count} 张：{states}")
PLAYING = Text("playing", "播放中")
KEYS = Text(
    "← → step · Home End · space play, pause · q back", "← → 一步步 · Home End · 空格 播放、暂停 · q 返回"
)
NOTHING = Text("Nothing happened that could be stepped through.", "没有发生可以一步步看的事。")
MORE = Text("… {count} more", "… 还有 {count} 个")
DROPPED = Text("the first {count} events are no longer kept", "最早的 {count} 个事件已不再保留")

STATES = {
    "running": ("▶", Text("running", "运行"), "bold green"),
    "ready": ("○", Text("ready", "就绪"), "yellow"),
    "waiting": ("┄", Text("waiting", "等待"), "cyan"),
    "sleeping": ("─", Text("sleeping", "睡眠"), "cyan"),
    "done": ("●", Text("done", "完成"), "green"),
    "failed": ("✗", Text("failed", "失败"), "bold red"),
    "cancelled": ("✗", Text("cancelled", "被取消"), "magenta"),
}


def draw_moment(replay: Replay, number: int, look: Look, height: int = 24, playing: bool = False) -> str:
    """The screen of that moment, in at most `height` lines."""
    if not len(replay):
        return look.say(NOTHING)
    moment = replay[number]
    lines = _head(replay, moment, look, playing)
    lines += ["", *(look.paint("bold", line) for line in wrap(tell(replay, moment, look), look.width)), ""]
    lines += _waiter(replay, moment, look)
    lines += ["", _queue(replay, moment, look), ""]
    lines += _tables(replay, moment, look, height - len(lines) - 2)
    lines += [""] * (height - len(lines) - 1)
    lines.append(look.paint("dim", clip(look.say(KEYS), look.width, look.dots)))
    return "\n".join(lines)


def _head(replay: Replay, moment: Moment, look: Look, playing: bool) -> list[str]:
    where = look.say(MOMENT, number=f"{moment.number + 1:,}", count=f"{len(replay):,}")
    parts = [look.say(TITLE), where, clock_words(moment.at)]
    if playing:
        parts.append(look.sign("▶ ") + look.say(PLAYING))
    first = clip(f" {look.sign('·')} ".join(parts), look.width, look.dots)
    column = round(moment.number / max(1, len(replay) - 1) * (look.width - 1))
    bar = look.sign("█") * column + look.sign("●") + look.sign("─") * (look.width - 1 - column)
    return [look.paint("bold", first), look.paint("cyan", bar)]


def _waiter(replay: Replay, moment: Moment, look: Look) -> list[str]:
    """Where the waiter is, and the source lines of the step: where it goes on, and up to which line."""
    current = moment.current
    if current is not None:
        doing = look.say(AT_TABLE, who=name_words(replay, current.number, look))
        places = [(FROM, current.place), (TO, moment.stops)]
    else:
        doing = look.say(FREE if moment.ready else AT_DOOR)
        places = [(STOPPED, moment.event.place if moment.kind == "waits" else None), (TO, None)]
    lines = [clip(f"{look.say(WAITER)} {doing}", look.width, look.dots)]
    shown = [_source(look.say(words), place, look) for words, place in places if place is not None]
    return [*lines, *shown, *[""] * (2 - len(shown))]  # the lines below keep their places


def _source(words: str, place: Place, look: Look) -> str:
    code = source_line(place)
    text = f"  {fill(words, 12)}{fill(safe(str(place)), 16)} {look.sign('│')} {code}"
    return clip(text if look.unicode else plain_letters(text), look.width, look.dots)


def _queue(replay: Replay, moment: Moment, look: Look) -> str:
    names = ", ".join(name_words(replay, number, look) for number in moment.ready[:NAMES])
    if len(moment.ready) > NAMES:
        names += f" {look.say(MORE, count=f'{len(moment.ready) - NAMES:,}')}"
    return clip(f"{look.say(QUEUE)} {names or look.say(NOBODY)}", look.width, look.dots)


def _tables(replay: Replay, moment: Moment, look: Look, room: int) -> list[str]:
    """A line a table; where there are too many, those that matter now come first, the rest is counted."""
    tables = list(moment.tasks)
    room = max(room, 1)
    if len(tables) <= room:
        return [_table(replay, moment, one, look) for one in tables]
    tables = list(islice(_by_weight(moment), room - 1))
    tables.sort(key=lambda one: one.number)
    shown = {one.number for one in tables}
    rest = Counter(_state(one) for one in moment.tasks if one.number not in shown)
    states = ", ".join(f"{count:,} {look.say(STATES[state][1])}" for state, count in rest.most_common())
    others = look.say(OTHERS, count=f"{rest.total():,}", states=states)
    return [*(_table(replay, moment, one, look) for one in tables), look.paint("dim", others)]


def _by_weight(moment: Moment) -> Iterator[Standing]:
    """The task it happened to, the one that runs, the queue, then those that wait, then those that ended."""
    first = (moment.event.task, moment.running, moment.event.by)
    given: set[int] = set()
    groups = (
        [one for number in first if (one := moment.task(number)) is not None],
        moment.queue, moment.sleeping, moment.waiting, reversed(moment.ended),
    )  # fmt: skip
    for group in groups:
        for one in group:
            if one.number not in given:
                given.add(one.number)
                yield one


def _state(one: Standing) -> str:
    return "sleeping" if one.sleeping else one.state


def _table(replay: Replay, moment: Moment, one: Standing, look: Look) -> str:
    sign, words, style = STATES[_state(one)]
    wide = max(12, look.width // 4)
    here = one.number == moment.event.task
    name = clip(name_words(replay, one.number, look), wide, look.dots)
    about = standing_words(one, moment.at, look)
    state = fill(look.say(words), 10)
    left = look.width - 2 - wide - 2 - width(state) - 1
    return (
        f"{look.paint(style, look.sign(sign))} {look.paint('bold' if here else '', name)}"
        f"{fill('', wide - width(name))}  {look.paint(style, state)} {clip(about, left, look.dots)}"
    ).rstrip()


def list_replay(replay: Replay, look: Look) -> str:
    """All moments, one below the other: the second, and what happened; of many the first thousand."""
    if not len(replay):
        return look.say(NOTHING)
    lines = [look.say(DROPPED, count=f"{replay.trace.dropped:,}")] if replay.trace.dropped else []
    wide = max(len(clock_words(replay.trace.elapsed)), 7)
    for moment in islice(replay, MOST):
        place = moment.stops if moment.kind in ("started", "resumed") else None
        words = tell(replay, moment, look)
        if place is not None:
            words += f"  {look.sign('→')} {safe(str(place))}: {source_line(place)}"
        first, *rest = wrap(words if look.unicode else plain_letters(words), max(30, look.width - wide - 2))
        lines.append(f"{fill(clock_words(moment.at), wide, right=True)}  {first}")
        lines += [f"{' ' * wide}  {line}" for line in rest]
    if len(replay) > MOST:
        lines.append(look.say(MORE, count=f"{len(replay) - MOST:,}"))
    return "\n".join(lines)
