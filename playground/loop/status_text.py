"""A loop's status as plain text that fits 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.values.trace import Wait

    from .facts import LoopStatus

__all__ = [
    "asked_words",
    "below_of",
    "branch",
    "reached",
    "seconds",
    "table",
    "tree",
    "unknown_of",
    "wait_words",
]

WIDTH = 80
ROWS = 40  # shown; the rest is counted


def seconds(value: float | None) -> str:
    """A duration in few characters: ``1.2s``, ``35ms``, ``-`` when it is not known."""
    if value is None:
        return "-"
    if value < 0.0995:
        return f"{value * 1000:.0f}ms"
    if value < 600:
        return f"{value:.1f}s"
    return f"{value / 60:.0f}min" if value < 36_000 else f"{value / 3600:.0f}h"


def cut(text: str, width: int) -> str:
    """`text` in at most `width` characters."""
    return text if len(text) <= width else text[: width - 1] + "…"


def wait_words(wait: Wait | None, now: float) -> str:
    """What a task waits on, in words: ``lock 'a' held by Task-2``, ``sleep 0.8s more``."""
    if wait is None:
        return ""
    if wait.kind == "sleep" and wait.until is not None:
        return f"{wait.what}, {seconds(max(0.0, wait.until - now))} more"
    words = wait.what or wait.kind
    if wait.kind == "wait_for":
        words = f"{words}, at most {seconds(max(0.0, wait.until - now))}" if wait.until is not None else words
    elif wait.kind == "turn":
        words = "its turn"
    elif wait.kind in ("gather", "wait", "as_completed", "group", "shield") and wait.tasks:
        words += " of " + ", ".join(wait.tasks)
    if wait.holders:
        words += " held by " + ", ".join(wait.holders)
    return words


def table(status: LoopStatus) -> str:
    """The whole status, one fact a line, then one task a line."""
    lines = [*_head(status), ""]
    if status.matching != status.count:
        lines.insert(-1, f"{asked_words(status)}: {status.matching:,} of {_many(status.count, 'task')}")
    shown = status.tasks[:ROWS]
    lines.append(_row("TASK", "STATE", "AGE", "AT", "WAITS ON"))
    for task in shown:
        name = f"{task.name} ({task.coroutine})"
        doing = wait_words(task.waits_on, status.time)
        if task.cycle:
            doing = f"(cycle) {doing}"
        if task.awaited_by:
            doing = (
                f"{doing} <- {', '.join(task.awaited_by)}" if doing else f"<- {', '.join(task.awaited_by)}"
            )
        place = str(task.place) if task.place is not None else ""
        lines.append(_row(name, task.state, seconds(task.age), place, doing))
    if status.matching > len(shown):
        lines.append(f"… and {status.matching - len(shown):,} more")
    for ended in status.finished[:5]:
        unseen = "" if ended.seen else ", and nobody looked at the error"
        error = f" {ended.error}" if ended.error else ""
        lines.append(cut(f"{ended.how} {seconds(ended.ago)} ago: {ended.name}{error}{unseen}", WIDTH))
    recorded, hidden = unknown_of(status)
    if recorded:
        lines.append("Without a recorder not known: " + ", ".join(recorded) + ".")
    if hidden:
        lines.append("Not shown by this loop: " + ", ".join(hidden) + ".")
    return "\n".join(line.rstrip() for line in lines)


def unknown_of(status: LoopStatus) -> tuple[list[str], list[str]]:
    """What only a recorder could know, and what the loop itself does not show."""
    from .facts import RECORDED

    hidden = [what for what in status.unknown if what not in RECORDED]
    return [what for what in status.unknown if what in RECORDED], hidden


def _head(status: LoopStatus) -> list[str]:
    facts = [status.loop, f"{status.clock} clock at {status.time:.2f} s"]
    facts.append("running" if status.running else "not running")
    if status.running_since is not None:
        facts[-1] += f" for {seconds(status.running_since)}"
    if status.debug:
        facts.append("debug mode")
    lines = [", ".join(facts)]
    counts = [_many(status.count, "task")]
    counts += [f"{status.ready} ready"] if "ready" not in status.unknown else []
    counts += [_many(len(status.timers), "timer")] if "timers" not in status.unknown else []
    if status.timers:
        counts[-1] += f" (next {status.timers[0].what} in {seconds(status.timers[0].seconds)})"
    if status.lag is not None:
        counts.append(f"lag {seconds(status.lag[0])}, worst {seconds(status.lag[1])}")
    lines.append(", ".join(counts))
    longest = status.longest_step
    if longest is not None:
        at = f" at {longest.place}" if longest.place is not None else ""
        lines.append(f"longest step {seconds(longest.seconds)} by {longest.task}{at}")
    if status.threads is not None:
        pool = status.threads
        lines.append(
            f"{_many(len(pool.names), 'thread')} of at most {pool.size}, {pool.waiting} jobs waiting"
        )
    lines += [f"{transport.kind} {transport.what}" for transport in status.transports[:10]]
    if len(status.transports) > 10:
        lines.append(f"… and {len(status.transports) - 10:,} more transports")
    return [cut(line, WIDTH) for line in lines]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + "s" * (count != 1)


def _row(name: str, state: str, age: str, place: str, doing: str) -> str:
    columns = f"{cut(name, 22):22} {state:7} {age:>5} {cut(place, 16):16} "
    return columns + cut(doing, WIDTH - len(columns))


def asked_words(status: LoopStatus) -> str:
    """What was asked for: ``name 'Task #*', waiting``."""
    asked = status.asked
    parts = [f"name {asked.name!r}"] if asked.name is not None else []
    return ", ".join([*parts, asked.state] if asked.state is not None else parts)


def below_of(status: LoopStatus) -> dict[str, list[str]]:
    """For each task that waits for others: their names; those too that hold what it waits for."""
    below: dict[str, list[str]] = {}
    for task in status.tasks:
        for awaiter in task.awaited_by:
            below.setdefault(awaiter, []).append(task.name)
    for task in status.tasks:
        for holder in task.waits_on.holders if task.waits_on is not None else ():
            if holder not in below.setdefault(task.name, []):
                below[task.name].append(holder)
    return below


def tree(status: LoopStatus) -> str:
    """Under each task those that it waits for; a task that is met again on its own path is marked."""
    below = below_of(status)
    waited = {name for names in below.values() for name in names}
    lines: list[str] = []
    shown: set[str] = set()

    def show(name: str) -> None:
        shown.update(reached(name, below))
        lines.extend(cut(line, WIDTH) for line in branch(status, name, below))

    for task in status.tasks:
        if task.name not in waited:
            show(task.name)
    for task in status.tasks:  # those that only wait for one another
        if task.name not in shown:
            show(task.name)
    return "\n".join(lines)


def branch(status: LoopStatus, name: str, below: dict[str, list[str]]) -> list[str]:
    """The lines of one task and of all those that it waits for, each a step further in."""
    by_name = status.tasks.by_name
    lines: list[str] = []
    todo: list[tuple[str, tuple[str, ...]]] = [(name, ())]
    while todo:
        one, path = todo.pop()
        task = by_name.get(one)
        if task is None:
            continue
        again = " (cycle)" if one in path else ""
        doing = wait_words(task.waits_on, status.time) or task.state
        lines.append(f"{'  ' * len(path)}{one} ({task.coroutine}): {doing}{again}")
        if not again:
            todo += [(name, (*path, one)) for name in reversed(below.get(one, ()))]
    return lines


def reached(name: str, below: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo.extend(below.get(one, ()))
    return seen
