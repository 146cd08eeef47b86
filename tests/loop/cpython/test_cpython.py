"""CPython's own asyncio tests pass on our loops: here the quick modules, in `suite` all."""

from __future__ import annotations

import pytest

from .exclusions import EXCLUDED
from .suite import compare, modules

# Those of a second or less; all of their tests, or most, make the loop.
QUICK = [
    "test_context",
    "test_eager_task_factory",
    "test_futures2",
    "test_locks",
    "test_queues",
    "test_server",
    "test_streams",
    "test_threads",
    "test_timeouts",
    "test_unix_events",
    "test_waitfor",
]
ships = pytest.mark.skipif(not modules(), reason="this interpreter ships without CPython's tests")


@ships
@pytest.mark.parametrize("module", [module for module in QUICK if module in modules()])
def test_module(module: str) -> None:
    """What passes on the stock loop passes on ours, but for the exclusions; and those are needed."""
    for outcome in compare(module, "VirtualClockLoop", "RecordingLoop", "VirtualRecordingLoop"):
        assert outcome.worse == {}, outcome.loop
        assert outcome.needless == ()
        assert outcome.made > 0


@ships
def test_exclusions_have_their_reasons() -> None:
    """Each test that is left out has a sentence that says why, and there are few."""
    for loop, excluded in EXCLUDED.items():
        assert all(len(reason.split()) > 3 for reason in excluded.values()), loop
        assert len(excluded) < 10
