"""An answer's process where the platform cannot fork: a new interpreter, which watches over itself.

What to run comes on its standard input, what it did goes out on its standard output: those are the
only two descriptors that every platform hands to a new process. The answer gets others in their place.
"""

from __future__ import annotations

import _thread
import os
import sys
from time import sleep  # the real one, bound before the clock of an answer takes its place

from playground.values.codec import unpack
from playground.values.report import Request

from .child import Channel, report_and_end, run_answer, settle
from .frames import BEGUN, Seal, read_document
from .running import Answer

__all__ = ["main"]


def main() -> None:
    """Run the request on standard input, and leave the process; never returns."""
    code = 1
    try:
        asked = read_document(0)
        assert isinstance(asked, dict)
        request = unpack(Request, asked["request"])
        channel = Channel(Seal(str(asked["seal"])), os.dup(1))
        outputs = settle(os.getcwd(), keep=(channel.descriptor,))  # noqa: PTH109  # as in `child`
        answer = Answer(request, outputs)
        channel.send(BEGUN)
        _watch(answer, channel, request.limits.real_seconds)
        code = run_answer(answer, channel)
    finally:
        os._exit(code)


def _watch(answer: Answer, channel: Channel, seconds: float) -> None:
    """Report where the answer is when its real seconds are over, and end.

    A thread, as there are no signals; code in C that keeps the interpreter to itself keeps it from
    its turn too: then whoever started this process ends it.
    """
    running = _thread.get_ident()
    stop = report_and_end(answer, channel)

    def watch() -> None:
        sleep(seconds)
        stop(0, sys._current_frames().get(running))  # noqa: SLF001  # the only way to look at a thread

    _thread.start_new_thread(watch, ())  # none that `threading` would tell the answer of
