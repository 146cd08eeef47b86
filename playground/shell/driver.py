"""The learner's loop, turned by the main thread whenever the shell has nothing to do but wait.

The shell is no task: `asyncio.all_tasks()` holds the learner's alone, and `loop.stop()`, SystemExit
or KeyboardInterrupt in one of them end a turn of `spin`, never the shell.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Aside", "Driver"]

T = TypeVar("T")


class Aside(Generic[T]):
    """A function that runs in a thread of its own while the loop goes on."""

    def __init__(self, work: Callable[[], T], finished: Callable[[], None], name: str) -> None:
        self.done = False
        self.error: BaseException | None = None
        self._value: list[T] = []
        self._work = work
        self._finished = finished
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        try:
            self._value.append(self._work())
        except BaseException as error:
            self.error = error
        finally:
            self.done = True
            self._finished()

    def value(self) -> T:
        """What the function gave back; raises what it raised. Only when `done`."""
        if self.error is not None:
            raise self.error
        return self._value[0]


class Driver:
    """Turns `loop` until something is so."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    def spin(self, until: Callable[[], bool]) -> None:
        """Turn the loop until `until()`; whoever makes it so calls `wake`."""
        while not until():
            try:
                self.loop.run_forever()
            except (KeyboardInterrupt, SystemExit):
                # A task raised it. It holds the error, and is shown as a failed task.
                continue

    def wake(self) -> None:
        """Make `spin` look again; from any thread."""
        try:
            self.loop.call_soon_threadsafe(self.loop.stop)
        except RuntimeError:
            pass  # the loop is closed: nobody spins any more

    def aside(self, work: Callable[[], T], name: str = "playground") -> T:
        """Run `work` in a thread while the loop goes on, and give back what it gave."""
        aside = Aside(work, self.wake, name)
        self.spin(lambda: aside.done)
        return aside.value()
