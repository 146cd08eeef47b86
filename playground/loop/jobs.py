"""One function in an executor's thread, and an executor with its functions; `threads` gives the turns."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from .blocked import Blocked, Footprint

if TYPE_CHECKING:
    import asyncio

    from .threads import Jobs

__all__ = ["Job", "Pool", "State"]


class State(Enum):
    SUBMITTED = auto()
    READY = auto()
    RUNNING = auto()
    PARKING = auto()
    PARKED = auto()
    OVER = auto()


class Job:
    """One function in one executor, and the thread that runs it."""

    def __init__(self, jobs: Jobs, number: int, pool: Pool, call: Callable[[], Any]) -> None:
        self.jobs, self.number, self.pool, self.call = jobs, number, pool, call
        self.state = State.SUBMITTED
        self.gate = threading.Lock()
        self.gate.acquire()
        self.thread: threading.Thread | None = None
        self.source: Future[Any] | None = None  # what the executor gave
        self.result: Future[Any] = Future()  # what the loop looks at: gets its state at delivery
        self.sleep_ns = self.wakes_ns = 0
        self.alarm: asyncio.TimerHandle | None = None  # wakes it from its sleep
        self.lent = Blocked.NO  # why, while another one may go on
        self.footprint: Footprint | None = None  # when it lent its turn

    def __call__(self) -> Any:
        """Runs in the executor's thread."""
        self.thread = threading.current_thread()
        self.jobs.by_thread[threading.get_ident()] = self
        self.stop(State.READY)
        try:
            return self.call()
        finally:
            del self.jobs.by_thread[threading.get_ident()]

    def stop(self, state: State) -> None:
        """Says, from the job's thread, that it waits for its turn; back when it has it."""
        self.jobs.note(self, state)
        if not self.jobs.closed:
            self.gate.acquire()

    def over(self, _source: Future[Any]) -> None:
        self.jobs.note(self, State.OVER)

    def cancel(self, result: Future[Any]) -> None:
        if result.cancelled() and self.source is not None:
            self.source.cancel()

    def deliver(self) -> None:
        """Gives the loop's future what the executor's has."""
        source, result = self.source, self.result
        if source is None or result.cancelled():
            return
        if source.cancelled():
            result.cancel()
            return
        result.set_running_or_notify_cancel()
        error = source.exception()
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(source.result())


class Pool:
    """An executor's jobs: those that its threads have, and those that wait for a thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.active: list[Job] = []
        self.queue: deque[Job] = deque()
        self.awaited: list[Future[None]] = []  # done when no job is left
        self.busy = False  # with work of which nobody told the loop: its threads do not come

    def add(self, job: Job) -> None:
        (self.active if len(self.active) < self.size else self.queue).append(job)

    def remove(self, job: Job) -> None:
        if job not in self.active:
            self.queue.remove(job)
            return
        self.active.remove(job)
        if self.queue:
            self.active.append(self.queue.popleft())
