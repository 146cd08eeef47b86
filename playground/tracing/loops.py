"""The loops of a traced program: asyncio's own class under its own name, which records.

The names that asyncio gives its selector loop (`SelectorEventLoop`, the policy's factory, 3.13's
`EventLoop`) are bound to a subclass that shows the same name. So `asyncio.run`, a `Runner`, a policy,
a class of the program's own and a plain call all get it, and no policy, factory or method of the
program's is replaced. Loops of another make (uvloop) are only noticed.
"""

# ruff: noqa: SLF001 - puts itself where asyncio looks for its loop
from __future__ import annotations

import asyncio
import sys
import threading
from itertools import count
from typing import Any

# These are built on asyncio's class: on the real one, so they must be there before it is replaced.
from playground.loop.recorder import Recorder
from playground.loop.running import RecordingLoop, RecordingMixin
from playground.loop.virtual import VirtualRecordingLoop

from .clock import ProgramClock

__all__ = ["Loops", "Made"]

RING = 200_000  # events kept of one loop


class Made:
    """A loop that the program made: its recorder, its thread, and the loop time at which it was closed."""

    def __init__(self, recorder: Recorder, loop: Any) -> None:
        self.recorder = recorder
        self.thread = threading.current_thread().name
        self.kind = type(loop).__name__.lstrip("_")
        self.ended: float | None = None

    def end(self) -> None:
        """The recording ends here, once."""
        if self.ended is None:
            self.ended = self.recorder.now()
            self.recorder.freeze()


class Loops:
    """Every loop that the program makes after `install`."""

    def __init__(self, clock: ProgramClock | None = None) -> None:
        self.made: list[Made] = []
        self.foreign: dict[str, str] = {}  # class of a loop that is not asyncio's: the module it comes from
        self.clock = clock

    def install(self) -> None:
        """From here on the program's loops record."""
        plain = asyncio.SelectorEventLoop
        base = RecordingLoop if self.clock is None else _virtual(self.clock)
        _rebind(plain, _recorded(self, base, plain))
        if sys.platform == "win32":  # its default loop is another one
            other = asyncio.ProactorEventLoop
            if self.clock is None:
                base = type("Proactor", (RecordingMixin, other), {})
            _rebind(other, _recorded(self, base, other))
        self._notice_others()

    def _notice_others(self) -> None:
        """Loops of other makes tell asyncio that they run, as they must; that is where we hear of them."""
        events: Any = asyncio.events
        tell = events._set_running_loop

        def _set_running_loop(loop: asyncio.AbstractEventLoop | None) -> None:
            tell(loop)
            if loop is not None and not hasattr(loop, "recorder"):
                kind = type(loop)
                self.foreign[kind.__qualname__] = kind.__module__.partition(".")[0]

        for module in (vars(asyncio), vars(events)):
            module["_set_running_loop"] = _set_running_loop

    def end(self) -> None:
        """The program is over: what is still open is as it is now."""
        for one in self.made:
            one.end()


def _recorded(loops: Loops, base: Any, shown: type) -> Any:
    """A subclass of `base`, a loop that records, under the name of `shown`."""

    class Recorded(base):  # type: ignore[misc]  # the class is only known here
        def __init__(self, *args: Any, **options: Any) -> None:
            recorder = Recorder(RING)
            super().__init__(*args, recorder=recorder, **options)
            self._made = Made(recorder, self)
            loops.made.append(self._made)

        def close(self) -> None:
            if not self.is_running() and not self.is_closed():
                self._made.end()
            super().close()

    Recorded.__name__, Recorded.__qualname__ = shown.__name__, shown.__qualname__
    Recorded.__module__, Recorded.__doc__ = shown.__module__, shown.__doc__
    return Recorded


def _virtual(clock: ProgramClock) -> type:
    numbers = count(1)

    class Virtual(VirtualRecordingLoop):
        numbered = False

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.move_to(clock.now_ns)

        def create_task(self, coro: Any, *, name: Any = None, **options: Any) -> Any:
            if name is None:  # asyncio counts through the whole program, and counts only these
                name = f"Task-{next(numbers)}"
            return super().create_task(coro, name=name, **options)

        def run_forever(self) -> None:
            with clock.following(self):
                super().run_forever()

    return Virtual


def _rebind(plain: Any, shown: Any) -> None:
    """Every name in asyncio, and every policy's factory, that means `plain` means `shown`."""
    for title, module in list(sys.modules.items()):
        if title == "asyncio" or title.startswith("asyncio."):
            for name, value in list(vars(module).items()):
                if value is plain:
                    setattr(module, name, shown)
                elif isinstance(value, type) and vars(value).get("_loop_factory") is plain:
                    value._loop_factory = shown  # type: ignore[attr-defined]  # a policy's
