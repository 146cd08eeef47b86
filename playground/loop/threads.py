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
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue
from time import monotonic_ns
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet, ref

from .blocked import Blocked, Footprint
from .jobs import Job, Pool, State

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


class Jobs:
    """All executor jobs of one loop."""

    def __init__(self, clock: VirtualClockLoop) -> None:
        self.clock = clock
        self.closed = False
        self.by_thread: dict[int, Job] = {}
        self._pools: WeakKeyDictionary[ThreadPoolExecutor, Pool] = WeakKeyDictionary()
        self._numbers = count()
        self.unfinished = 0  # jobs
        self._moved: deque[tuple[Job, State]] = deque()  # what the loop has not dealt with
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._listening = False
        _all.add(self)

    # -- from the loop's side

    def submit(self, executor: ThreadPoolExecutor, call: Callable[[], Any]) -> Future[Any]:
        """Gives `call` to the executor; its turn comes when the loop rests."""
        pool = self._pools.get(executor)
        if pool is None:
            pool = self._pools[executor] = Pool(executor._max_workers)  # noqa: SLF001  nothing public tells it
            # On the executor itself: `with ThreadPoolExecutor() as pool:` ends with it.
            executor.shutdown = partial(self._shut_down, ref(executor))  # type: ignore[method-assign]
        job = Job(self, next(self._numbers), pool, call)
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
            if job.state is State.SUBMITTED:
                self._await_thread(job)
            else:
                if job.state is State.READY:
                    job.state = State.RUNNING
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
        job.stop(State.PARKING)
        return True

    def note(self, job: Job, state: State) -> None:
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
            if state is State.READY:
                job.pool.busy = False
            elif state is State.PARKING:
                job.state = State.PARKED
                job.wakes_ns = self.clock.now_ns + job.sleep_ns
                job.alarm = self.clock.set_timer(job.wakes_ns, self._unpark, job)
            elif state is State.OVER:
                self._forget(job)
                job.deliver()

    def _unpark(self, job: Job) -> None:
        job.state, job.alarm = State.READY, None

    def _shut_down(
        self, executor: ref[ThreadPoolExecutor], wait: bool = True, *, cancel_futures: bool = False
    ) -> None:
        """The executor's `shutdown`. In the loop's thread it holds the loop until the jobs are over."""
        pool = executor()
        if pool is None:
            return
        if wait and not cancel_futures and self.clock.in_own_thread():
            self._run_out(self._pools[pool])
        ThreadPoolExecutor.shutdown(pool, wait, cancel_futures=cancel_futures)

    def _run_out(self, pool: Pool) -> None:
        """Moves the clock from sleep to sleep until the pool has no job left, or none that sleeps."""
        while pool.active:
            self.clock.woken = False
            self.go_on()
            if self.clock.woken:
                continue  # a job is over: its result is the loop's, later
            asleep = [job for other in self._pools.values() for job in other.active if job.alarm is not None]
            first = min(asleep, key=lambda job: (job.wakes_ns, job.number), default=None)
            if first is None or first.alarm is None:
                return
            self.clock.hold(first.wakes_ns - self.clock.now_ns, None)
            first.alarm.cancel()
            self._unpark(first)

    def _forget(self, job: Job) -> None:
        pool = job.pool
        pool.remove(job)
        self.unfinished -= 1
        while pool.awaited and not pool.active:
            pool.awaited.pop().set_result(None)

    def _next(self) -> Job | None:
        """The job whose turn it is; first one that had lent its turn and has begun to move."""
        able: list[Job] = []
        for pool in list(self._pools.values()):
            for job in pool.active:
                if job.state is State.READY or (job.state is State.SUBMITTED and not pool.busy):
                    able.append(job)
                elif (
                    job.state is State.RUNNING
                    and job.lent is Blocked.BY_THREAD
                    and job.thread is not None
                    and Footprint.of(job.thread) != job.footprint
                ):
                    job.lent = Blocked.NO
                    return job
        return min(able, key=lambda job: job.number, default=None)

    def _await_thread(self, job: Job) -> None:
        """Waits until a thread of the pool has come for the job."""
        for _ in range(_PATIENCE):
            if self._listen(0.01, job, State.SUBMITTED) or self.clock.woken:
                return
        job.pool.busy = True

    def _await_turn(self, job: Job) -> None:
        """Waits until the job gives its turn back, or is found to wait for something else."""
        assert job.thread is not None  # it came, or it would not run
        seen: list[Footprint] = []
        begun = monotonic_ns()
        pause = 0.001
        while job.state is State.RUNNING:
            if self._listen(pause, job, State.RUNNING):
                continue
            seen.append(Footprint.of(job.thread))
            job.footprint = seen[-1]
            job.lent = Blocked.of(seen)
            if job.lent is Blocked.OUTSIDE:
                self.clock.follow(monotonic_ns() - begun)
            if job.lent is not Blocked.NO:
                return
            pause = min(pause * 1.5, 0.02)

    def _listen(self, seconds: float, job: Job, state: State) -> bool:
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
