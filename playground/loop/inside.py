"""What a loop has besides tasks: its queue, timers, threads, transports and servers.

Read from asyncio's own attributes, each of which may be missing on a loop of another make.
"""

# ruff: noqa: SLF001 - beside `waits`, the file that reads what asyncio's loops do not show
from __future__ import annotations

import asyncio
from heapq import nsmallest
from typing import Any

from playground.values.frozen import frozen

from .places import short, words_for

__all__ = [
    "ThreadPool", "Timer", "Transport", "ready_count", "thread_pool", "timers_of", "transports_of",
    "unseen_of",
]  # fmt: skip

TIMERS = 100  # that are told; the next to come


@frozen
class Timer:
    """A timer that is due in `seconds` and then calls `what`."""

    seconds: float
    what: str


@frozen
class ThreadPool:
    """The default executor: its threads' names, how many work is waiting for one, how many are idle."""

    names: tuple[str, ...]
    waiting: int
    idle: int
    size: int


@frozen
class Transport:
    """An open connection, pipe, process or listening server."""

    kind: str
    what: str


_SHOWN = {
    "ready": "_ready", "timers": "_scheduled", "threads": "_default_executor", "transports": "_selector",
}  # fmt: skip


def unseen_of(loop: asyncio.AbstractEventLoop) -> tuple[str, ...]:
    """What a loop of another make (uvloop, say) does not show."""
    return tuple(
        what
        for what, attribute in _SHOWN.items()
        if not hasattr(loop, attribute) and not (what == "timers" and hasattr(loop, "timers"))
    )


def ready_count(loop: Any) -> int:
    """How many callbacks are ready to run."""
    return len(getattr(loop, "_ready", ()))


def timers_of(loop: Any, now: float) -> tuple[Timer, ...]:
    """The timers that are set, the next first; of many the first hundred."""
    own = getattr(loop, "timers", None)  # the virtual clock keeps its own
    handles = own() if callable(own) else getattr(loop, "_scheduled", ())
    live = [(handle.when(), index, handle) for index, handle in enumerate(handles) if not handle.cancelled()]
    return tuple(
        Timer(max(0.0, when - now), short(_words(handle))) for when, _, handle in nsmallest(TIMERS, live)
    )


def _words(handle: asyncio.TimerHandle) -> str:
    words = words_for(handle._callback)  # type: ignore[attr-defined]
    if words == "_set_result_unless_cancelled":
        return "sleep"
    return "timeout" if words == "Timeout._on_timeout" else words


def thread_pool(loop: Any) -> ThreadPool | None:
    """The threads of the default executor; None before the first job."""
    executor = getattr(loop, "_default_executor", None)
    threads = getattr(executor, "_threads", None)
    if threads is None:
        return None
    queue, idle = getattr(executor, "_work_queue", None), getattr(executor, "_idle_semaphore", None)
    return ThreadPool(
        names=tuple(sorted(thread.name for thread in list(threads))),
        waiting=queue.qsize() if queue is not None else 0,
        idle=getattr(idle, "_value", 0),
        size=getattr(executor, "_max_workers", 0),
    )


def transports_of(loop: Any) -> tuple[Transport, ...]:
    """The open transports and servers, as the selector knows them."""
    found: dict[int, Transport] = {}
    for transport in list(getattr(loop, "_transports", {}).values()):
        found[id(transport)] = Transport(_kind(transport), _peer(transport))
    selector = getattr(loop, "_selector", None)
    keys = (selector.get_map() or {}) if selector is not None else {}
    for key in list(keys.values()):
        reader = key.data[0] if isinstance(key.data, tuple) else None
        callback = getattr(reader, "_callback", None)
        owner = getattr(callback, "__self__", None)
        name = getattr(callback, "__name__", "")
        if reader is not None and name == "_accept_connection":
            found[id(key)] = Transport("server", _address(reader._args[1]))
        elif isinstance(owner, asyncio.BaseTransport) and id(owner) not in found:
            found[id(owner)] = Transport(_kind(owner), _peer(owner))
    return tuple(sorted(found.values(), key=lambda transport: (transport.kind, transport.what)))


def _kind(transport: asyncio.BaseTransport) -> str:
    name = type(transport).__name__.lstrip("_").lower()
    for kind in ("subprocess", "datagram", "ssl", "pipe"):
        if kind in name:
            return kind
    return "connection"


def _peer(transport: asyncio.BaseTransport) -> str:
    peer = transport.get_extra_info("peername")
    if isinstance(peer, tuple):
        return f"{peer[0]}:{peer[1]}"
    return str(peer or transport.get_extra_info("pipe") or type(transport).__name__.lstrip("_"))


def _address(sock: Any) -> str:
    try:
        name = sock.getsockname()
    except OSError:  # closed meanwhile
        return "closed"
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)
