"""Executor threads on the virtual clock: one at a time, and only while the loop rests.

A job given to an executor goes through these states. The loop's thread makes every change but
those marked *, which the job's own thread makes before it rings the loop.

    SUBMITTED -> READY*   its thread has come, and waits for its turn
    READY -> RUNNING      it has the turn; the loop waits for it
    RUNNING -> PARKING*   it sleeps: the loop sets a timer and calls it PARKED; then READY again
    RUNNING -> OVER*      it has a result, which the loop then delivers

A running job that is found to wait for another thread, or for the world, has lent its turn: the
next one may go on meanwhile. A turn comes back only here, in the loop's thread, and what threads
did is dealt with in the order of the jobs: so one program gives one trace.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum, auto
from itertools import count
from queue import Empty, SimpleQueue
from time import monotonic_ns
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

from .blocked import Blocked, Footprint

if TYPE_CHECKING:
    from .clock import VirtualClockLoop

__all__ = ["POOL_SIZE", "Jobs"]

# asyncio's own default is min(32, cores + 4): a program's time must not depend on the machine.
POOL_SIZE = 32
_PATIENCE = 5  # hundredths of a second in which a pool's thread should come for its job
_all: WeakSet[Jobs] = WeakSet()  # of all loops: none may hold its threads when the interpreter ends


def _release_all() -> None:
    for jobs in list(_all):
        jobs.close()


# Before concurrent.futures waits for its threads, which registered itself when it was imported.
threading._register_atexit(_release_all)  # type: ignore[attr-defined]  # noqa: SLF001  atexit would be too late


class _State(Enum):
    SUBMITTED = auto()
    READY = auto()
    RUNNING = auto()
    PARKING = auto()
    PARKED = auto()
    OVER = auto()


class _Job:
    """One function in one executor, and the thread that runs it."""

    def __init__(self, jobs: Jobs, number: int, pool: _Pool, call: Callable[[], Any]) -> None:
        self.jobs, self.number, self.pool, self.call = jobs, number, pool, call
        self.state = _State.SUBMITTED
        self.gate = threading.Lock()
        self.gate.acquire()
        self.thread: threading.Thread | None = None
        self.source: Future[Any] | None = None  # what the executor gave
        self.result: Future[Any] = Future()  # what the loop looks at: gets its state at delivery
        self.sleep_ns = 0
        self.lent = Blocked.NO  # why, while another one may go on
        self.footprint: Footprint | None = None  # when it lent its turn

    def __call__(self) -> Any:
        """Runs in the executor's thread."""
        self.thread = threading.current_thread()
        self.jobs.by_thread[threading.get_ident()] = self
        self.stop(_State.READY)
        try:
            return self.call()
        finally:
            del self.jobs.by_thread[threading.get_ident()]

    def stop(self, state: _State) -> None:
        """Says, from the job's thread, that it waits for its turn; back when it has it."""
        self.jobs.note(self, state)
        if not self.jobs.closed:
            self.gate.acquire()

    def over(self, _source: Future[Any]) -> None:
        self.jobs.note(self, _State.OVER)

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


class _Pool:
    """An executor's jobs: those that its threads have, and those that wait for a thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.active: list[_Job] = []
        self.queue: deque[_Job] = deque()
        self.awaited: list[Future[None]] = []  # done when no job is left
        self.busy = False  # with work of which nobody told the loop: its threads do not come

    def add(self, job: _Job) -> None:
        (self.active if len(self.active) < self.size else self.queue).append(job)

    def remove(self, job: _Job) -> None:
        if job not in self.active:
            self.queue.remove(job)
            return
        self.active.remove(job)
        if self.queue:
            self.active.append(self.queue.popleft())


class Jobs:
    """All executor jobs of one loop."""

    def __init__(self, clock: VirtualClockLoop) -> None:
        self.clock = clock
        self.closed = False
        self.by_thread: dict[int, _Job] = {}
        self._pools: WeakKeyDictionary[ThreadPoolExecutor, _Pool] = WeakKeyDictionary()
        self._numbers = count()
        self.unfinished = 0  # jobs
        self._moved: deque[tuple[_Job, _State]] = (
            deque()
        )  # what the threads noted and the loop has not dealt with
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._listening = False
        _all.add(self)

    # -- from the loop's side

    def submit(self, executor: ThreadPoolExecutor, call: Callable[[], Any]) -> Future[Any]:
        """Gives `call` to the executor; its turn comes when the loop rests."""
        pool = self._pools.get(executor)
        if pool is None:
            pool = self._pools[executor] = _Pool(executor._max_workers)  # noqa: SLF001  nothing public tells it
        job = _Job(self, next(self._numbers), pool, call)
        pool.add(job)
        self.unfinished += 1
        try:
            job.source = executor.submit(job)
        except BaseException:
            self._forget(job)
            raise
        job.source.add_done_callback(job.over)
        job.result.add_done_callback(job.cancel)
        return job.result

    def drained(self, executor: ThreadPoolExecutor) -> Future[None]:
        """A future that is done when all jobs of the executor are over, cancelled ones too."""
        done: Future[None] = Future()
        pool = self._pools.get(executor)
        if pool is None or not pool.active:
            done.set_result(None)
        else:
            pool.awaited.append(done)
        return done

    def go_on(self) -> None:
        """Lets threads go on, one after the other, until each waits or the loop has something to do."""
        self._settle()
        while not self.clock.woken and (job := self._next()) is not None:
            if job.state is _State.SUBMITTED:
                self._await_thread(job)
            else:
                if job.state is _State.READY:
                    job.state = _State.RUNNING
                    job.gate.release()
                self._await_turn(job)
            self._settle()

    @property
    def in_real_time(self) -> bool:
        """Some thread waits for the world, or for a length of real time."""
        return any(
            pool.busy or any(job.lent is Blocked.OUTSIDE for job in pool.active)
            for pool in self._pools.values()
        )

    def knows(self, thread: threading.Thread) -> bool:
        """Whether the thread belongs to an executor that the loop uses."""
        return any(thread in executor._threads for executor in self._pools)  # noqa: SLF001  nothing public tells it

    def close(self) -> None:
        """Lets every thread go on by itself: the loop will not come back to it."""
        self.closed = True
        for pool in self._pools.values():
            for job in (*pool.active, *pool.queue):
                if job.gate.locked():
                    job.gate.release()

    # -- from a job's thread

    def sleep(self, ns: int) -> bool:
        """Sleeps on the virtual clock if the current thread is a job's; else gives back False."""
        job = self.by_thread.get(threading.get_ident())
        if job is None or self.closed:
            return False
        job.sleep_ns = ns
        job.stop(_State.PARKING)
        return True

    def note(self, job: _Job, state: _State) -> None:
        """A job has come to that state: wakes the loop from either of its two ways to wait."""
        job.state = state
        self._moved.append((job, state))
        if self._listening:
            self._bell.put(None)
        else:
            self.clock.nudge()

    # -- one turn

    def _settle(self) -> None:
        """Deals with what threads have noted, in the order of the jobs."""
        moved = [self._moved.popleft() for _ in range(len(self._moved))]
        for job, state in sorted(moved, key=lambda entry: entry[0].number):
            job.lent = Blocked.NO
            if state is _State.READY:
                job.pool.busy = False
            elif state is _State.PARKING:
                job.state = _State.PARKED
                self.clock.set_timer(self.clock.now_ns + job.sleep_ns, self._unpark, job)
            elif state is _State.OVER:
                self._forget(job)
                job.deliver()

    def _unpark(self, job: _Job) -> None:
        job.state = _State.READY

    def _forget(self, job: _Job) -> None:
        pool = job.pool
        pool.remove(job)
        self.unfinished -= 1
        while pool.awaited and not pool.active:
            pool.awaited.pop().set_result(None)

    def _next(self) -> _Job | None:
        """The job whose turn it is; first one that had lent its turn and has begun to move."""
        able: list[_Job] = []
        for pool in list(self._pools.values()):
            for job in pool.active:
                if job.state is _State.READY or (job.state is _State.SUBMITTED and not pool.busy):
                    able.append(job)
                elif (
                    job.state is _State.RUNNING
                    and job.lent is Blocked.BY_THREAD
                    and job.thread is not None
                    and Footprint.of(job.thread) != job.footprint
                ):
                    job.lent = Blocked.NO
                    return job
        return min(able, key=lambda job: job.number, default=None)

    def _await_thread(self, job: _Job) -> None:
        """Waits until a thread of the pool has come for the job."""
        for _ in range(_PATIENCE):
            if self._listen(0.01, job, _State.SUBMITTED) or self.clock.woken:
                return
        job.pool.busy = True

    def _await_turn(self, job: _Job) -> None:
        """Waits until the job gives its turn back, or is found to wait for something else."""
        assert job.thread is not None  # it came, or it would not run
        seen: list[Footprint] = []
        begun = monotonic_ns()
        pause = 0.001
        while job.state is _State.RUNNING:
            if self._listen(pause, job, _State.RUNNING):
                continue
            seen.append(Footprint.of(job.thread))
            job.footprint = seen[-1]
            job.lent = Blocked.of(seen)
            if job.lent is Blocked.OUTSIDE:
                self.clock.follow(monotonic_ns() - begun)
            if job.lent is not Blocked.NO:
                return
            pause = min(pause * 1.5, 0.02)

    def _listen(self, seconds: float, job: _Job, state: _State) -> bool:
        """Waits for the bell, while the job is in that state. True when something was heard."""
        self._listening = True
        try:
            if job.state is not state:
                return True
            self._bell.get(timeout=seconds)
        except Empty:
            return False
        finally:
            self._listening = False
        return True
