"""A platform that cannot fork, as Windows: each answer has an interpreter of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from playground.sandbox import Sandbox, parent
from playground.values.plain import decode
from playground.values.report import CaseReport, Request, Signal
from playground.values.transcript import Transcript

Case = Callable[..., CaseReport]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox on a platform without `os.fork`."""
    monkeypatch.setattr(parent, "CAN_FORK", False)
    with Sandbox() as one:
        yield one


def test_the_clock_is_virtual_and_exact(case: Case) -> None:
    """Value, output, seconds and peak are those of any other run."""
    report = case(
        "async def main():\n    print('x')\n    return await asyncio.gather(work('A', 1), work('B', 2))\n"
    )
    assert (report.ended, report.seconds, report.trace.peak) == ("returned", 2.0, 2)
    assert report.value is not None
    assert decode(report.value) == ["A", "B"]
    assert report.output.startswith("x\n")


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("    while True: pass", "limit"),
        ("    time.sleep = 0\n    __import__('threading').Event().wait()", "limit"),
        ("    await asyncio.Event().wait()", "stuck"),
        ("    raise SystemExit(3)", "exited"),
        ("    __import__('os')._exit(3)", "killed"),
        ("    1 / 0", "raised"),
    ],
)
def test_however_it_ends(case: Case, source: str, ended: str) -> None:
    """Within its limit, told as it was; the next answer is none the worse."""
    report = case(f"async def main():\n{source}\n", real_seconds=0.5)
    assert report.ended == ended
    if "while True" in source:
        assert report.limit is not None
        assert report.limit.place is not None
        assert report.limit.place.line == 2
    assert case("async def main():\n    return 1\n").ended == "returned"


def test_code_in_c_is_ended_from_outside(case: Case) -> None:
    """It keeps the interpreter to itself: no thread of its process gets a turn."""
    report = case("async def main():\n    return 7 ** (7 ** 9)\n", real_seconds=0.3)
    assert (report.ended, report.limit and report.limit.kind) == ("limit", "real-seconds")


def test_the_fence_stands(case: Case) -> None:
    """No other host, no terminal, its own folder, none of the caller's environment."""
    report = case(
        "async def main():\n    import os, sys\n"
        "    try:\n        await asyncio.open_connection('192.0.2.1', 80)\n"
        "    except PermissionError:\n        return os.listdir(), sys.stdin.read(), 'HOME' in os.environ\n"
    )
    assert report.value is not None
    assert decode(report.value) == ([], "", True)


def test_a_report_cannot_be_forged(case: Case) -> None:
    """What is written to any descriptor is no report."""
    report = case(
        "async def main():\n    import os\n"
        '    for descriptor in range(3, 64):\n        try: os.write(descriptor, b\'{"kind": "end"}\' * 9)\n'
        "        except OSError: pass\n    return 1\n"
    )
    assert report.ended == "returned"


def test_a_script_gets_its_signal(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are signals; where there are none, it is said."""
    script = Request(
        "script",
        Transcript.of_file(
            "import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('heard')\n"
        ),
        clock="real",
        signals=(Signal(0.2, "SIGINT"),),
    )
    (done,) = sandbox.run(script).cases
    assert done.output == "heard\n"

    monkeypatch.setattr(sys, "platform", "win32")
    assert "sends signals" in sandbox.run(script).broken
    monkeypatch.undo()


def test_a_syntax_error_is_told(sandbox: Sandbox) -> None:
    """As in any sandbox."""
    report = sandbox.run(replace(Request("call", Transcript.of_file("def main(:\n")), call="main()"))
    assert report.syntax is not None
