"""Helpers for tasks: find and cancel them by name, and jobs that can be seen on the timeline."""

from __future__ import annotations

import asyncio
import inspect
import re
from asyncio import Task
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from playground.errors import nearest
from playground.values.plain import encode, show, visible

from .journal import Journal, Traced, clock, events, log

__all__ = [
    "Journal", "cancel", "cancel_all", "clock", "events", "job", "log", "task", "tasks", "work",
]  # fmt: skip

P = ParamSpec("P")
R = TypeVar("R")
SHOWN_NAMES = 8  # in an error
SHOWN_ARGUMENT = 40  # characters of one argument in a job's name


def tasks() -> list[Task[Any]]:
    """The tasks that have not ended yet, without the one that asks, sorted by name."""
    from playground.loop.recorder import hidden

    asking = asyncio.current_task()
    seen = [task for task in asyncio.all_tasks() if task is not asking and task not in hidden]
    return sorted(seen, key=lambda task: _natural(task.get_name()))


def task(name: object) -> Task[Any]:
    """The task of that name that has not ended yet.

    >>> task("Task #2").cancel()
    """
    running = tasks()
    for found in running:
        if found.get_name() == str(name):
            return found
    names = [one.get_name() for one in running]
    known = f"Running: {', '.join(map(repr, names[:SHOWN_NAMES]))}" if names else "None is"
    known += f" and {len(names) - SHOWN_NAMES:,} more." if len(names) > SHOWN_NAMES else "."
    raise LookupError(f"No task named {str(name)!r} is running. {known}{nearest(str(name), names)}")


def cancel(name: object, msg: object = None) -> bool:
    """Ask the task of that name to stop; True when it was asked.

    It is a request: CancelledError comes up inside the task at its next turn.
    """
    wanted = name if isinstance(name, Task) else task(name)
    return wanted.cancel(msg)


def cancel_all(msg: object = None) -> int:
    """Ask every task to stop, but the one that asks; how many were asked."""
    return sum(task.cancel(msg) for task in tasks())


def job(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Each run of this async function is seen, by its name, in events() and on the timeline.

    A run is named by the first argument if that is a text, else like the call: fetch(1).

    >>> @job
    ... async def fetch(name, delay):
    ...     await asyncio.sleep(delay)
    """
    if not inspect.iscoroutinefunction(function):
        name = getattr(function, "__name__", repr(function))
        raise TypeError(
            f"@job is for functions that are made with 'async def'; {name!r} is none.\n"
            f"    @job\n    async def {name}(...):"
        )
    named = _namer(function)

    @wraps(function)
    async def traced(*args: P.args, **kwargs: P.kwargs) -> R:
        with Traced(named(args, kwargs)):
            return await function(*args, **kwargs)

    return traced


def _namer(function: Callable[..., object]) -> Callable[[tuple[object, ...], dict[str, object]], str]:
    """Names one run of `function` by the arguments of its call."""
    parameters = list(inspect.signature(function).parameters)
    # A method's own object says nothing about the run.
    skipped = 1 if parameters[:1] in (["self"], ["cls"]) else 0
    first = parameters[skipped] if len(parameters) > skipped else ""

    def named(args: tuple[object, ...], kwargs: dict[str, object]) -> str:
        args = args[skipped:]
        value = args[0] if args else kwargs.get(first)
        if isinstance(value, str) and value:
            return visible(value)
        shown = [show(encode(arg), SHOWN_ARGUMENT) for arg in args]
        shown += [f"{name}={show(encode(arg), SHOWN_ARGUMENT)}" for name, arg in kwargs.items()]
        return f"{function.__name__}({', '.join(shown)})" if shown else function.__name__

    return named


@job
async def work(
    name: str,
    seconds: float,
    result: Any = None,
    fail: BaseException | type[BaseException] | str | None = None,
) -> Any:
    """A job of that name that waits and gives `result`.

    Without a result it gives back its name. With `fail` (an exception, its class, or a text for
    a RuntimeError) it raises that instead.

    >>> await asyncio.gather(work("A", 2), work("B", 1))
    """
    await asyncio.sleep(seconds)
    if fail is not None:
        raise RuntimeError(fail) if isinstance(fail, str) else fail
    return name if result is None else result


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that puts "Task-10" behind "Task-9"."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name)]
