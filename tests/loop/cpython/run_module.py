"""Runs one module of CPython's own asyncio tests on a loop of ours, or on the stock loop.

    python -m tests.loop.cpython.run_module VirtualClockLoop test_locks

prints, as JSON, for each test how it ended and whether it made the loop.
"""

from __future__ import annotations

import asyncio
import io
import json
import signal
import sys
import unittest
import warnings
from types import FrameType
from typing import Any

from test import support  # type: ignore[import-not-found]  # where the interpreter ships it

import playground.loop

SECONDS = 20  # for one test: one that waits for something is ended here


class Results(unittest.TestResult):
    """Keeps how each test ended and whether it made a loop of the wanted kind."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), descriptions=False, verbosity=0)
        self.found: dict[str, dict[str, Any]] = {}
        self.made = 0

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802 - unittest's names
        super().startTest(test)
        self.found[test.id()] = {"how": "passed", "made": False}
        signal.signal(signal.SIGALRM, _on_alarm)  # the test before may have had one of its own
        # What begins in the background ignores it, and some tests raise it until somebody listens.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.alarm(SECONDS)

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        signal.alarm(0)
        self.found[test.id()]["made"] = self.made > 0
        self.made = 0
        super().stopTest(test)

    def _note(self, test: Any, how: str, error: Any = None) -> None:
        entry = self.found.setdefault(test.id(), {"how": how, "made": True})
        entry["how"] = how
        if error is not None and "error" not in entry:  # the first is the cause of what cleaning up meets
            entry["error"] = self._exc_info_to_string(error, test)[-3000:]  # type: ignore[attr-defined]  # private

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        self._note(test, "failed", err)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self._note(test, "failed", err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        if err is not None:
            self._note(test, "failed", err)

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        self._note(test, "skipped")

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self._note(test, "skipped")


def _on_alarm(number: int, frame: FrameType | None) -> None:
    raise RuntimeError(f"still running after {SECONDS} s")


def install(name: str, results: Results) -> None:
    """Makes the named class the loop that asyncio makes, and counts it in `results`."""
    stock = asyncio.SelectorEventLoop
    base: Any = getattr(playground.loop, name) if name != "stock" else stock

    class Loop(base):  # type: ignore[misc]  # known at run time
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            results.made += 1

    Loop.__name__ = Loop.__qualname__ = base.__name__

    class Policy(asyncio.DefaultEventLoopPolicy):
        _loop_factory = Loop

    vars(asyncio)["SelectorEventLoop"] = Loop
    vars(asyncio)["DefaultEventLoopPolicy"] = Policy
    asyncio.set_event_loop_policy(Policy())


def main() -> None:
    """Run the module named on the command line."""
    name, module = sys.argv[1:3]
    warnings.simplefilter("ignore")
    support.use_resources = []  # no network
    results = Results()
    install(name, results)
    unittest.defaultTestLoader.loadTestsFromName(f"test.test_asyncio.{module}").run(results)
    sys.__stdout__.write("\n" + json.dumps(results.found) + "\n")  # type: ignore[union-attr]  # it is there


if __name__ == "__main__":
    main()
