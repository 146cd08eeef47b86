"""An event loop whose clock moves only when nothing else can happen, and then straight to the next timer.

Ten sleeps of 0.1 s end at 1.0 s, and timers of one moment run in the order in which they were set
(`timers`); what else may happen is looked at before the clock moves (`rest`); executor threads
take turns (`threads`); sets of tasks are walked in the order of creation (`ordered`).
"""

# ruff: noqa: SLF001 - handles and tasks are asyncio's, and this is a loop of asyncio

from __future__ import annotations

import asyncio
import math
import selectors
import sys
import warnings
from collections.abc import Callable, Mapping
from contextvars import Context
from functools import partial
from itertools import count
from threading import get_ident
from typing import TYPE_CHECKING, Any

from .deadlock import Deadlock, LoopLimit, describe
from .handles import WRITTEN_OUT, report
from .ordered import NumberedFuture, NumberedTask
from .rest import PATIENCE, RestingSelector
from .timers import TimedLoop

if TYPE_CHECKING:
    from .threads import Jobs

__all__ = ["Deadlock", "LoopLimit", "VirtualClockLoop"]

_OWN_NAMES = ("localhost", "127.0.0.1", "::1", "ip6-localhost")
_NO_PROCESSES = (
    "a process pool does not run on the virtual clock: its processes have a time of their own. "
    "Use a ThreadPoolExecutor or asyncio.to_thread, or run this on the real clock."
)
_tasks_module = vars(asyncio.tasks)
_futures_module, _base_events = vars(asyncio.futures), vars(asyncio.base_events)
_eager_task_factory = getattr(asyncio, "eager_task_factory", None)  # 3.12


class _NoJobs:
    """What a loop has in place of `threads.Jobs` until its first job: half of what importing it costs."""

    unfinished = 0
    in_real_time = False
    by_thread: Mapping[int, Any] = {}

    def knows(self, thread: object) -> bool:
        return False

    def sleep(self, ns: int) -> bool:
        return False

    def go_on(self) -> None: ...
    def close(self) -> None: ...


class VirtualClockLoop(TimedLoop):
    """asyncio's loop on a virtual clock. Changes nothing outside itself.

    `max_seconds` is the virtual second beyond which LoopLimit is raised, `max_steps` the number
    of steps (only a loop that records counts them). `visitors` says whether somebody from outside
    may come to its servers: without, one that waits for nothing else is a deadlock. `exact`
    becomes False when real time came in: a subprocess, a thread of one's own, another machine.
    """

    max_steps: int | None = None
    visitors = True

    def __init__(self, selector: selectors.BaseSelector | None = None) -> None:
        self.woken = False  # by call_soon_threadsafe, since the loop began to rest
        self.jobs: Jobs | _NoJobs = _NoJobs()
        self._task_numbers = count(1)
        self._future_numbers = count(2**40)  # behind any task
        self.children: list[asyncio.SubprocessTransport] = []
        self.starting_children = 0
        self._rest = RestingSelector(self, selector or selectors.DefaultSelector())
        super().__init__(self._rest)
        self._rest.signals = getattr(self, "_signal_handlers", {})

    # -- running

    def run_forever(self) -> None:
        self._rest.begin()
        super().run_forever()

    def _run_once(self) -> None:
        """One iteration, as asyncio's, without its work on timers, which are not where it looks.

        That work is a third of the cost of a program that mostly sleeps.
        """
        if self._debug or not WRITTEN_OUT:
            super()._run_once()
            return
        ready, rest = self._ready, self._rest
        if ready and not rest.others and not rest.signals and (rest.busy + 1) % PATIENCE:
            rest.busy += 1  # what `select` does then, without the calls
            if self._moments and self._moments[0] <= self.now_ns:
                self.take_due()
        elif ready or self._stopping or not rest.jump():
            events: Any = rest.select(0 if ready or self._stopping else None)
            if events:
                self._process_events(events)
            events = None  # what an exception's traceback holds must not be kept
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                try:
                    handle._context.run(handle._callback, *handle._args)
                except (SystemExit, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    report(self, handle, error)
        handle = None

    # -- tasks and futures that sets keep in order

    def create_task(  # type: ignore[override]  # later versions take more
        self,
        coro: Any,
        *,
        name: str | None = None,
        context: Context | None = None,
        **options: Any,
    ) -> asyncio.Task[Any]:
        if self._closed:
            self._check_closed()
        if self._task_factory is not None:
            if self._task_factory is not _eager_task_factory:
                return super().create_task(coro, name=name, context=context, **options)
            options.setdefault("eager_start", True)
        task: Any = NumberedTask.__new__(NumberedTask)
        task.number = number = next(self._task_numbers)  # before __init__, which needs the hash
        if name is None:
            name = f"Task-{number}"
        if options:
            task.__init__(coro, loop=self, name=name, context=context, **options)
        else:
            task.__init__(coro, loop=self, name=name, context=context)
        if task._source_traceback:
            del task._source_traceback[-1]
        return task  # type: ignore[no-any-return]  # see above

    def create_future(self) -> asyncio.Future[Any]:
        caller = sys._getframe(1).f_globals
        if caller is _tasks_module or (
            caller.get("__package__") == "asyncio" and caller is not _futures_module
        ):
            return asyncio.Future(loop=self)  # of a sleep, a lock, a queue: in nobody's set
        future = NumberedFuture.__new__(NumberedFuture)
        future.number = next(self._future_numbers)
        future.__init__(loop=self)  # type: ignore[misc]  # as for tasks
        return future

    # -- threads

    def run_in_executor(  # type: ignore[override]  # typeshed has no return type that two methods could share
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        self._check_closed()
        if self._debug:
            self._check_callback(func, "run_in_executor")
        from concurrent.futures import ThreadPoolExecutor

        from .threads import POOL_SIZE, Jobs

        if isinstance(self.jobs, _NoJobs):
            self.jobs = Jobs(self)
        if executor is None:
            self._check_default_executor()
            if self._default_executor is None:
                self._default_executor = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="asyncio")
            executor = self._default_executor
        if not isinstance(executor, ThreadPoolExecutor):
            # Its class is in a module that is imported for nothing else, so by its name.
            if any(cls.__name__ == "ProcessPoolExecutor" for cls in type(executor).__mro__):
                raise RuntimeError(_NO_PROCESSES)
            return super().run_in_executor(executor, func, *args)
        return asyncio.wrap_future(self.jobs.submit(executor, partial(func, *args)), loop=self)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  asyncio's own
        """Waits, on this clock, until the default executor's jobs are over."""
        self._executor_shutdown_called = True
        executor = self._default_executor
        if executor is None:
            return
        try:
            async with asyncio.timeout(timeout):
                if not isinstance(self.jobs, _NoJobs):
                    await asyncio.wrap_future(self.jobs.drained(executor), loop=self)
        except TimeoutError:
            words = f"The executor did not finishing joining its threads within {timeout} seconds."
            warnings.warn(words, RuntimeWarning, stacklevel=2)
            executor.shutdown(wait=False)
        else:
            executor.shutdown(wait=True)

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        """Names of this machine are known without asking anybody: no thread, no time."""
        if host in _OWN_NAMES and not self._debug:
            return _base_events["socket"].getaddrinfo(host, port, **options)  # as asyncio itself calls it
        return await super().getaddrinfo(host, port, **options)

    def _process_events(self, event_list: Any) -> None:
        """What the selector found, then the timers that are due: asyncio's own order."""
        super()._process_events(event_list)
        if event_list:  # else the selector has taken them
            self.take_due()

    def _write_to_self(self) -> None:
        """From any thread: something is ready."""
        self.woken = True
        self._rest.nudge()

    def nudge(self) -> None:
        """From any thread: something changed, though nothing is ready."""
        self._rest.nudge()

    def write_to_pipe(self) -> None:
        super()._write_to_self()

    def empty_pipe(self) -> None:
        self._read_from_self()

    # -- what the resting selector asks

    def is_due(self) -> bool:
        deadline = self.next_deadline()
        return deadline is not None and deadline <= self.now_ns

    def in_own_thread(self) -> bool:
        """Whether the current thread is the one in which the loop runs."""
        return self._thread_id == get_ident()

    def has_ready(self) -> bool:
        return bool(self._ready)

    @property
    def has_children(self) -> bool:
        """Whether a process that the loop started lives, or its exit is on its way to the loop."""
        self.children = [child for child in self.children if child.get_returncode() is None]
        return bool(self.starting_children or self.children)

    async def _make_subprocess_transport(self, *args: Any, **options: Any) -> Any:
        self.starting_children += 1
        try:
            child = await super()._make_subprocess_transport(*args, **options)
        finally:
            self.starting_children -= 1
        self.children.append(child)
        return child

    def deadlock(self) -> Deadlock:
        """The error that says who waits for what."""
        return describe(sorted(asyncio.all_tasks(self), key=lambda task: getattr(task, "number", math.inf)))

    def close(self) -> None:
        if not self.is_running() and not self._closed:
            self.jobs.close()
        super().close()
