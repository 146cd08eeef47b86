"""A loop's status for a terminal: facts, a table of its tasks, who waits for whom, what ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from playground.locale import choose_language
from playground.loop.status_text import Met, below_of, unknown_of, walk
from playground.values.text import Text

from .axis import seconds_words
from .look import Look
from .text import clip, fill, plain_letters, safe, width

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

    from playground.loop.status import Ended, LoopStatus, TaskStatus
    from playground.values.trace import Wait

__all__ = ["draw_status", "ended_lines", "facts_lines", "rich_status", "table_lines", "wait_words"]

ROWS = 30  # tasks shown; the rest is counted
FEW = 5  # of what ended, of timers, of transports
LONG_STEP = 0.1  # seconds from which on a step is shown as a hold
TREE = 20  # tasks up to which it is shown who waits for whom

WIDE = 110  # columns from which on it is told where a task was created
HEADS = (
    Text("task", "任务"), Text("state", "状态"), Text("age", "年龄"), Text("cell", "单元"),
    Text("created at", "创建于"), Text("at", "位置"), Text("waits on", "等待"),
)  # fmt: skip
STATES = {
    "running": (Text("running", "运行"), "bold green"),
    "ready": (Text("ready", "就绪"), "yellow"),
    "waiting": (Text("waiting", "等待"), "cyan"),
    "new": (Text("new", "未开始"), "yellow"),
}
RUNNING = Text("running", "正在运行")
STOPPED = Text("not running", "没有运行")
SINCE = Text("running for {time}", "已运行 {time}")
CLOCK = {"real": Text("real clock", "真实时钟"), "virtual": Text("virtual clock", "虚拟时钟")}
AT = Text("{clock} at {time:.2f} s", "{clock}读数 {time:.2f} s")
DEBUG = Text("debug mode", "调试模式")
TASKS = (Text("{count} task", "{count} 个任务"), Text("{count} tasks", "{count} 个任务"))
READY = (Text("{count} ready", "{count} 个就绪"),) * 2
TIMERS = (Text("{count} timer", "{count} 个定时器"), Text("{count} timers", "{count} 个定时器"))
NEXT_TIMER = Text("next timer in {time}: {what}", "下一个定时器 {time} 后：{what}")
LAG = Text("lag {last}, worst {worst}", "延迟 {last}，最大 {worst}")
LONGEST = Text("longest step {time} by {task}{place}", "最长的一步 {time}，由 {task} 运行{place}")
AT_PLACE = Text(" at {place}", "，位于 {place}")
THREADS = Text(
    "{count} of at most {size} threads of the executor, waiting for one: {waiting}",
    "执行器线程 {count} 个，最多 {size} 个；{waiting} 项工作在等线程",
)
MORE = Text("… {count} more", "… 还有 {count} 个")
ROUND = "↻"
CYCLE = Text("waits for itself, through others", "绕了一圈在等自己")
SLEEP_MORE = Text("{what}, {time} more", "{what}，还剩 {time}")
HELD_BY = Text("{what}, held by {names}", "{what}，由 {names} 持有")
OF = Text("{what} of {names}", "{what}：{names}")
TURN = Text("its turn", "轮到自己")
WHO = Text("who waits for whom", "谁在等谁")
ENDED = {
    "done": (Text("done", "完成"), "green"), "failed": (Text("failed", "失败"), "bold red"),
    "cancelled": (Text("cancelled", "被取消"), "magenta"), "pending": (Text("pending", "未结束"), ""),
}  # fmt: skip
AGO = Text("{time} ago", "{time} 前")
UNSEEN = Text("nobody looked at this error", "没有人看过这个错误")
HIDDEN = Text("Not shown by this loop: {names}.", "这个循环不显示：{names}。")
ONLY = Text("{asked}: {matching} of {count} tasks", "{asked}：{count} 个任务中的 {matching} 个")
NAMED = Text("name {name}", "名字 {name}")
SORTED = Text("sorted by {sort}", "按{sort}排序")
SORTS = {
    "name": Text("name", "名字"), "age": Text("age", "年龄"), "state": Text("state", "状态"),
    "coroutine": Text("function", "函数"),
}  # fmt: skip
UNKNOWN = Text("Without a recorder not known: {names}.", "没有记录器，无法知道：{names}。")


def rich_status(status: LoopStatus) -> object:
    """What rich shows for a status: as wide as rich's console, and in its colours."""
    return _OnConsole(status)


class _OnConsole:
    def __init__(self, status: LoopStatus) -> None:
        self.status = status

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[object]:
        from rich.text import Text as Shown

        terminal = console.color_system is not None
        color = terminal and not console.no_color
        unicode = "utf" in options.encoding
        look = Look(options.max_width, color, unicode, choose_language(), emphasis=terminal)
        yield Shown.from_ansi(draw_status(self.status, look))


def draw_status(status: LoopStatus, look: Look) -> str:
    """The whole status. Columns that nobody could know are left out and named at the end."""
    lines = facts_lines(status, look)
    if table := table_lines(status, look):
        lines += ["", *table]
    if 0 < len(status.tasks) <= TREE and any(task.awaited_by or _holders(task) for task in status.tasks):
        lines += ["", look.paint("bold", look.say(WHO))]
        lines += ["  " + branch_line(status, met, look) for met in walk(status, below_of(status))]
    ended = ended_lines(status, look)
    lines += ["", *ended] if ended else []
    recorded, hidden = unknown_of(status)
    unknown = [(UNKNOWN, recorded), (HIDDEN, hidden)]
    said = [look.paint("dim", look.say(words, names=", ".join(names))) for words, names in unknown if names]
    lines += ["", *said] if said else []
    return "\n".join(line.rstrip() for line in lines)


def branch_line(status: LoopStatus, met: Met, look: Look) -> str:
    """A task in the tree of who waits for whom."""
    depth, task, again = met
    doing = wait_words(task.waits_on, status.time, look) if task.waits_on else look.say(STATES[task.state][0])
    name = f"{safe(task.name)} ({safe(task.coroutine.rpartition('.')[2])})"
    line = f"{'  ' * depth}{name}: {doing}{' ' + look.sign(ROUND) if again else ''}"
    return clip(_shown(line, look), look.width - 2, look.dots)


def ended_lines(status: LoopStatus, look: Look) -> list[str]:
    """What ended of late."""
    return [_ended(one, look) for one in status.finished[:FEW]]


def _asked(status: LoopStatus, look: Look) -> list[str]:
    """Which tasks these are, where not all were asked for."""
    asked = status.asked
    parts = [look.say(NAMED, name=safe(asked.name))] if asked.name is not None else []
    parts += [look.say(STATES[asked.state][0])] if asked.state in STATES else []
    words = ", ".join(parts)
    lines = []
    if parts:
        words = look.say(ONLY, asked=words, matching=f"{status.matching:,}", count=f"{status.count:,}")
        lines.append(words)
    if asked.sort != "name":
        lines.append(look.say(SORTED, sort=look.say(SORTS[asked.sort])))
    return [look.paint("bold", f" {look.sign('·')} ".join(lines))] if lines else []


def facts_lines(status: LoopStatus, look: Look) -> list[str]:
    """The loop itself: what it is, what it has, what held it."""
    dot = f" {look.sign('·')} "
    state = look.say(RUNNING if status.running else STOPPED)
    if status.running_since is not None:
        state = look.say(SINCE, time=_time(status.running_since, look))
    first = [status.loop, state, look.say(AT, clock=look.say(CLOCK[status.clock]), time=status.time)]
    if status.debug:
        first.append(look.say(DEBUG))
    lines = [look.paint("bold", clip(dot.join(first), look.width, look.dots))]
    numbers = [(TASKS, status.count)]
    numbers += [(READY, status.ready)] if "ready" not in status.unknown else []
    numbers += [(TIMERS, len(status.timers))] if "timers" not in status.unknown else []
    counts = [look.say(words[number != 1], count=f"{number:,}") for words, number in numbers]
    if status.lag is not None:
        last, worst = (_time(lag, look) for lag in status.lag)
        counts.append(look.say(LAG, last=last, worst=worst))
    lines.append(dot.join(counts))
    if status.timers:
        timer = status.timers[0]
        lines.append(look.say(NEXT_TIMER, time=_time(timer.seconds, look), what=safe(timer.what)))
    if (longest := status.longest_step) is not None:
        place = look.say(AT_PLACE, place=safe(str(longest.place))) if longest.place else ""
        time = _time(longest.seconds, look)
        said = clip(look.say(LONGEST, time=time, task=safe(longest.task), place=place), look.width, look.dots)
        lines.append(look.paint("red" if longest.seconds >= LONG_STEP else "", said))
    if status.threads is not None:
        pool = status.threads
        lines.append(look.say(THREADS, count=len(pool.names), size=pool.size, waiting=pool.waiting))
    lines += [f"{one.kind} {safe(one.what)}" for one in status.transports[:FEW]]
    if len(status.transports) > FEW:
        lines.append(look.say(MORE, count=f"{len(status.transports) - FEW:,}"))
    return [
        lines[0],
        *(clip(line, look.width, look.dots) if "\x1b" not in line else line for line in lines[1:]),
    ]


def table_lines(status: LoopStatus, look: Look, rows: int = ROWS, selected: int | None = None) -> list[str]:
    """At most `rows` tasks, a line each below the heads of the columns; the selected one stands out."""
    shown = status.tasks[:rows]
    if not shown:
        return _asked(status, look)
    made = look.width >= WIDE and any(task.created for task in shown)
    known = [True, True, "age" not in status.unknown, any(task.cell for task in shown), made, True, True]
    cells = [_cells(task, status.time, look) for task in shown]
    heads = [look.say(head) for head in HEADS]
    most = (max(16, look.width // 3), 10, 10, 6, 20, 20, look.width)
    wide = [
        min(most[column], max(width(row[column]) for row in [heads, *cells])) if known[column] else 0
        for column in range(len(heads))
    ]
    # What is waited on comes last and gets all that is left.
    left = look.width - sum(columns + 2 for columns in wide[:-1] if columns)
    wide[-1] = max(10, left)
    lines = [*_asked(status, look), _line(heads, wide, ["dim"] * len(heads), look)]
    for place, (task, row) in enumerate(zip(shown, cells, strict=True)):
        if place == selected:
            lines.append(look.paint("reverse", fill(_line(row, wide, [""] * len(row), look), look.width)))
            continue
        style = STATES[task.state][1] if task.state in STATES else ""
        lines.append(
            _line(row, wide, ["bold", style, "", "", "dim", "dim", "bold red" if task.cycle else ""], look)
        )
    if status.matching > len(shown):
        lines.append(look.say(MORE, count=f"{status.matching - len(shown):,}"))
    return lines


def _line(cells: list[str], wide: list[int], styles: list[str], look: Look) -> str:
    parts = []
    for cell, columns, style in zip(cells, wide, styles, strict=True):
        if columns:
            text = clip(cell, columns, look.dots)
            parts.append(look.paint(style, text) + fill("", columns - width(text)))
    return "  ".join(parts)


def _cells(task: TaskStatus, now: float, look: Look) -> list[str]:
    doing = wait_words(task.waits_on, now, look) if task.waits_on else ""
    if task.cycle:
        doing = f"{ROUND} {doing} ({look.say(CYCLE)})"
    if task.awaited_by:
        doing = f"{doing} {look.sign('←')} {', '.join(map(safe, task.awaited_by))}".lstrip()
    state = look.say(STATES[task.state][0]) if task.state in STATES else task.state
    name, function = safe(task.name), safe(task.coroutine.rpartition(".")[2])
    if not name.startswith(f"{function} "):  # "cell 3" is the task of the function `cell`, and says so
        name = f"{name} {function}".rstrip()
    age = _time(task.age, look) if task.age is not None else ""
    place = safe(str(task.place)) if task.place else ""
    created = safe(str(task.created)) if task.created else ""
    cell = str(task.cell) if task.cell is not None else ""
    return [_shown(text, look) for text in (name, state, age, cell, created, place, doing)]


def wait_words(wait: Wait, now: float, look: Look) -> str:
    """What a task waits on, in words."""
    what = safe(wait.what) or wait.kind
    if wait.kind == "turn":
        what = look.say(TURN)
    elif wait.until is not None:
        what = SLEEP_MORE.say(look.lang, what=what, time=_time(max(0.0, wait.until - now), look))
    elif wait.tasks and wait.kind != "task":
        what = OF.say(look.lang, what=what, names=", ".join(map(safe, wait.tasks)))
    if wait.holders:
        what = HELD_BY.say(look.lang, what=what, names=", ".join(map(safe, wait.holders)))
    return what


def _holders(task: TaskStatus) -> tuple[str, ...]:
    return task.waits_on.holders if task.waits_on is not None else ()


def _ended(one: Ended, look: Look) -> str:
    words, style = ENDED[one.how]
    error = f" {safe(one.error)}" if one.error else ""
    ago = look.say(AGO, time=_time(one.ago, look))
    text = clip(_shown(f"{safe(one.name)}{error}", look), look.width - 24, look.dots)
    line = f"{look.paint(style, fill(look.say(words), 10))} {text}  {look.paint('dim', ago)}"
    return line if one.seen else f"{line}\n{' ' * 11}{look.paint('yellow', look.say(UNSEEN))}"


def _shown(text: str, look: Look) -> str:
    return text if look.unicode else plain_letters(text)


def _time(seconds: float, look: Look) -> str:
    return look.sign(seconds_words(round(seconds, 6)))
