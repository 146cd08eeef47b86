"""One traced program, from its first line to the summary after its last."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .clock import ProgramClock
from .loops import Loops
from .script import Ended, Script
from .watching import Watch

if TYPE_CHECKING:
    from playground.values.text import Language

__all__ = ["Options", "trace_program"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to trace: on the virtual clock, a file for the picture, holds told as they happen."""

    virtual: bool = False
    out: Path | None = None
    follow: bool = False
    language: Language = "en"


class _Traced:
    """What happens when the program is over: after its threads and its own `atexit` functions."""

    def __init__(self, name: str, loops: Loops, options: Options) -> None:
        self._name = name
        self._watch = Watch(loops, options.follow, options.language)
        self._watch.start()
        self._loops = loops
        self._options = options
        self._process = os.getpid()
        self._path = list(sys.path)
        self.ended = Ended()

    def finish(self) -> None:
        """The last of the functions that run at the end."""
        if os.getpid() != self._process:
            return  # a child that the program forked: its own end is none of ours
        self._watch.stop()
        if gc.isenabled():
            gc.collect()  # as Python itself does next: what nobody looked at is said, and known to us
        self._loops.end()
        sys.path[:] = self._path  # what we load now is ours, whatever the program's folder has
        try:
            from .ending import tell

            tell(self._loops, self._name, self._options.out, self._options.language)
        except Exception as error:  # the program's end and its code must not depend on ours
            print(f"playground: no summary: {type(error).__name__}: {error}", file=sys.stderr)
        if self.ended.interrupted:
            _die_of_interrupt()


def trace_program(script: Script, options: Options) -> NoReturn:
    """Run the program, and leave as it left. Raises BadInput before it runs; then only SystemExit."""
    script.check()
    clock = None
    if options.virtual:
        from playground.loop.timepatch import EPOCH, on_clock

        clock = ProgramClock(EPOCH)
        kept = ExitStack()  # to the end of the process, the program's own `atexit` functions included
        kept.enter_context(on_clock(clock))
        atexit.register(kept.close)
    loops = Loops(clock)
    loops.install()
    traced = _Traced(script.name, loops, options)
    atexit.register(traced.finish)  # the first to be registered is the last to run
    traced.ended = script.run()
    raise SystemExit(traced.ended.exit)


def _die_of_interrupt() -> None:
    """End as Python does after Ctrl-C: by the signal itself, which a shell sees as 130."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # closed, or nobody reads any more
    if sys.platform != "win32":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
