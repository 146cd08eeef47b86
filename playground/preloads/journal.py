"""The journal of an exercise: what its jobs and `log` told, and its clock."""

from __future__ import annotations

import asyncio
import weakref
from asyncio import AbstractEventLoop, CancelledError
from collections import deque
from types import TracebackType
from typing import ClassVar, Literal

__all__ = ["Journal", "Traced", "clock", "events", "log", "tell"]

KEPT = 100_000  # entries; a prompt may stay open for weeks
DIGITS = 9  # of a second: what is beyond is the noise of subtracting two floats


class Journal:
    """What was told since an exercise began, and the loop's clock since then.

    There is one at a time, `Journal.current`. `began` is the loop time at which the exercise
    began; while it is None, the first loop that is seen sets it.
    """

    current: ClassVar[Journal]

    def __init__(self, began: float | None = None) -> None:
        self.began = began
        self.entries: deque[tuple[float, str]] = deque(maxlen=KEPT)  # (seconds since `began`, text)
        self._loop: weakref.ref[AbstractEventLoop] | None = None

    @classmethod
    def restart(cls, began: float | None = None) -> Journal:
        """An empty journal takes the place of the current one.

        The clock starts at the loop time `began`; left out, at the running loop's time now.
        """
        cls.current = cls(began)
        cls.current.seconds()  # looks at the running loop
        return cls.current

    def seconds(self) -> float:
        """Seconds of loop time since the exercise began; outside any loop that was ever seen, 0."""
        self._look_for_a_loop()
        # A thread that a coroutine started has no running loop, but the clock of its loop counts.
        loop = self._loop() if self._loop else None
        return 0.0 if loop is None or self.began is None else round(loop.time() - self.began, DIGITS)

    def add(self, text: str) -> None:
        """Keep `text` with the second at which it came."""
        self.entries.append((self.seconds(), text))

    def _look_for_a_loop(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._loop is None or self._loop() is not loop:
            self._loop = weakref.ref(loop)
        if self.began is None:
            self.began = loop.time()


Journal.current = Journal()


def log(text: object) -> None:
    """Add a line of your own to what events() and the timeline tell.

    >>> log("turn")
    """
    tell("log", str(text))


def events() -> list[str]:
    """What happened since this exercise began, in order.

    A job A gives 'A+' when it begins, then 'A-' (it ended), 'A!' (it failed) or 'Ax' (it was
    cancelled); log(text) and the lines of LOGGER give their text.
    """
    return [text for _, text in Journal.current.entries]


def clock() -> float:
    """Seconds on the loop's clock since this exercise began."""
    return Journal.current.seconds()


def tell(kind: Literal["job", "log"], text: str) -> None:
    """Tell the journal, and the recorder of the running loop if it has one."""
    from playground.loop.recorder import note  # late: without a loop that records nobody needs it

    Journal.current.add(text)
    note(kind, text)


class Traced:
    """``with Traced("A"):`` is one run of the job A: it tells A+, then A-, A! or Ax.

    A class, not a generator with `contextmanager`: so it adds no lines to a learner's traceback.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        tell("job", f"{self.name}+")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if isinstance(error, GeneratorExit):
            return  # thrown away while it waited: it did not end, it is not there any more
        sign = "-" if error is None else "x" if isinstance(error, CancelledError) else "!"
        tell("job", f"{self.name}{sign}")
