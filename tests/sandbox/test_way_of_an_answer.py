"""What a request becomes: values, times, traces, leftovers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from playground.sandbox import Sandbox
from playground.values.plain import decode, encode
from playground.values.report import CaseReport, Report, Request, Signal
from playground.values.trace import Place
from playground.values.transcript import Cell, Transcript

Run = Callable[..., Report]
Case = Callable[..., CaseReport]


def test_an_hour_of_sleep_is_exact_and_takes_no_time(case: Case) -> None:
    """Seconds are those of the virtual clock, from the call to its return."""
    report = case("async def main():\n    await asyncio.sleep(3599)\n    return 'rested'")
    assert (report.ended, report.seconds) == ("returned", 3599.0)
    assert report.value == encode("rested")


def test_each_case_has_a_fresh_namespace_and_a_fresh_loop(run: Run) -> None:
    """What one case leaves in globals is not there in the next, and time begins at 0."""
    source = (
        "seen = []\nasync def main(n):\n    seen.append(n)\n    await asyncio.sleep(n)\n"
        "    return seen, asyncio.get_running_loop().time()"
    )
    report = run(source, call="main(n)", cases=({"n": 1}, {"n": 2}))
    assert [decode(one.value) for one in report.cases if one.value] == [([1], 1.0), ([2], 2.0)]


def test_values_keep_their_types(case: Case) -> None:
    """A tuple does not become a list on the way."""
    report = case("async def main(): return (1, [2.5, None], {'a': {3}}, b'x')")
    assert report.value == encode((1, [2.5, None], {"a": {3}}, b"x"))


def test_the_time_before_the_call_does_not_count(case: Case) -> None:
    """An experiment at the top of a file runs, and is not part of the case."""
    report = case("await asyncio.sleep(10)\nasync def main():\n    await asyncio.sleep(1)")
    assert report.seconds == 1.0


def test_the_name_is_not_main(case: Case) -> None:
    """A main guard does not run."""
    report = case("async def main(): return __name__\nif __name__ == '__main__': asyncio.run(main())")
    assert report.value == encode("answer")


def test_a_missing_name_is_told_with_those_there_are(run: Run) -> None:
    """The call's names are looked up before it is called."""
    report = run("async def maim(): pass")
    assert (report.missing, report.defined, report.cases) == (("main",), ("maim",), ())


def test_given_code_that_fails_is_not_the_learners_fault(run: Run) -> None:
    """An exercise that is broken says so."""
    assert "ZeroDivisionError" in run("async def main(): pass", given="1 / 0").broken
    assert "does not compile" in run("async def main(): pass", given="1 /").broken


@pytest.mark.parametrize(
    "source", ["async def main(:\n    pass", "def main(): await x", "x = '\0'", "(" * 10_000]
)
def test_text_that_does_not_compile_is_told_with_its_place(run: Run, source: str) -> None:
    """Whatever keeps a text from compiling is a syntax report."""
    report = run(source)
    assert report.syntax is not None
    assert report.syntax.place.file == "answer.py"
    assert report.syntax.text


def test_tasks_left_behind_are_named(case: Case) -> None:
    """A leak is looked at in the moment in which the call returns."""
    report = case(
        "async def main():\n    asyncio.create_task(asyncio.sleep(10), name='left')\n"
        "    late = asyncio.create_task(asyncio.sleep(5), name='cancelled late')\n"
        "    await asyncio.sleep(1)\n    late.cancel()"
    )
    assert [(leak.kind, leak.name) for leak in report.leaks] == [("task", "left"), ("task", "cancelled late")]


def test_a_coroutine_that_never_ran_is_found_held_or_dropped(case: Case) -> None:
    """Both the one that was thrown away and the one in the result, with their lines."""
    report = case("async def main():\n    asyncio.sleep(1)\n    kept = work('A', 1)\n    return kept")
    places = {one.coroutine: one.place for one in report.unawaited}
    assert places == {"sleep": Place("answer.py", 2, "main"), "work": Place("answer.py", 3, "main")}


def test_a_failure_that_nobody_looked_at_is_kept(case: Case) -> None:
    """Whether or not the task is still held."""
    held = (
        "async def bad(): 1 / 0\n"
        "async def main():\n    {}asyncio.create_task(bad())\n    await asyncio.sleep(1)"
    )
    for source in (held.format("t = "), held.format("")):
        assert [error.type for error in case(source).lost] == ["ZeroDivisionError"]
    looked = held.format("t = ") + "\n    t.exception()"
    assert case(looked).lost == ()


def test_an_exception_comes_with_the_learners_frames(case: Case) -> None:
    """The frames are those of the answer, with their source."""
    report = case("def deep():\n    return 1 / 0\nasync def main():\n    return deep()")
    assert report.error is not None
    assert report.error.words == "ZeroDivisionError: division by zero"
    assert [frame.source for frame in report.error.frames] == ["return deep()", "return 1 / 0"]
    assert all(frame.own for frame in report.error.frames)
    assert "ArithmeticError" in report.error.bases


def test_output_is_kept_up_to_the_limit(case: Case) -> None:
    """Output beyond the limit is cut, and the report says so."""
    report = case("async def main():\n    for _ in range(10): print('x' * 100)", output_bytes=250)
    assert (len(report.output), report.output_cut) == (250, True)
    assert case("import os\nasync def main(): os.write(1, b'raw')").output == "raw"


def test_a_transcript_is_replayed_at_its_times(sandbox: Sandbox) -> None:
    """Background tasks live on between two cells; the last cell's value and seconds are told."""
    cells = (
        Cell("t = asyncio.create_task(work('T', 3))"),
        Cell("early = t.done()", at=1.0),
        Cell("await asyncio.sleep(1)\nlate = t.done(); early, late", at=4.0),
    )
    report = sandbox.run(Request(mode="transcript", transcript=Transcript(cells)))
    last = report.cases[0]
    assert last.value == encode((False, True))
    assert last.seconds == 1.0
    assert last.trace.order == ("T+", "T-")


def test_a_transcript_goes_on_after_an_error(sandbox: Sandbox) -> None:
    """As at a prompt; errors of earlier cells are kept."""
    cells = (Cell("1 / 0"), Cell("_ = 3"), Cell("_ + 1"))
    last = sandbox.run(Request(mode="transcript", transcript=Transcript(cells))).cases[0]
    assert last.value == encode(4)
    assert [error.type for error in last.cell_errors] == ["ZeroDivisionError"]


def script(sandbox: Sandbox, source: str, **facts: Any) -> CaseReport:
    request = Request(mode="script", transcript=Transcript.of_file(source), clock="real", **facts)
    return sandbox.run(request).cases[0]


def test_a_script_runs_as_a_program(sandbox: Sandbox) -> None:
    """With its own asyncio.run, in real time; output and exit code are those of the program."""
    source = (
        "async def main():\n    await simple_coroutine(1)\nif __name__ == '__main__': asyncio.run(main())"
    )
    report = script(sandbox, source)
    assert "Coroutine 1 has finished executing." in report.output
    assert report.exit_code == 0
    assert 1.0 <= report.seconds < 4.0


def test_a_script_says_how_it_left(sandbox: Sandbox) -> None:
    """Exit codes as Python's own."""
    assert script(sandbox, "import sys; sys.exit(4)").exit_code == 4
    failed = script(sandbox, "raise ValueError('boom')")
    assert (failed.exit_code, failed.error and failed.error.words) == (1, "ValueError: boom")
    assert "ValueError: boom" in failed.output


def test_a_script_gets_its_signals(sandbox: Sandbox) -> None:
    """SIGINT reaches the program as Ctrl-C would."""
    source = (
        "async def main():\n    try:\n        await asyncio.sleep(60)\n"
        "    except asyncio.CancelledError:\n        print('cleaned up'); raise\nasyncio.run(main())"
    )
    report = script(sandbox, source, signals=(Signal(0.3, "SIGINT"),))
    assert "cleaned up" in report.output
    assert report.exit_code == 130


@pytest.mark.parametrize(
    ("line", "near"),
    [("t.canceled()", "cancelled"), ("simple_corutine(1)", "simple_coroutine"), ("t.nothing_like_it", "")],
)
def test_a_missing_name_comes_with_the_nearest_there_is(case: Case, line: str, near: str) -> None:
    """As Python's own traceback asks: did you mean?"""
    report = case(f"async def main():\n    t = asyncio.current_task()\n    {line}")

    assert report.error is not None
    assert report.error.near == near


COMPUTES = "end = time.process_time() + 0.2\nwhile time.process_time() < end: pass\n"


def test_a_hold_in_the_last_step_is_seen(case: Case) -> None:
    """The step in which the call returns counts too, with its line and the processor time it used."""
    body = "".join(f"    {line}\n" for line in COMPUTES.splitlines())
    report = case(f"async def main():\n    await asyncio.sleep(1)\n{body}    return 1")

    (hold,) = report.holds
    assert hold.place is not None
    assert (hold.place.function, hold.place.line) == ("main", 4)
    assert hold.cpu is not None
    assert 0.1 < hold.cpu <= hold.seconds


def test_waiting_without_computing_uses_no_processor(case: Case) -> None:
    """A blocking call holds the loop, and its processor time says that it computed nothing."""
    report = case("import select\nasync def main():\n    select.select([], [], [], 0.3)")

    (hold,) = report.holds
    assert hold.seconds >= 0.3
    assert hold.cpu is not None
    assert hold.cpu < 0.15


def test_what_the_definitions_take_is_not_the_calls(case: Case) -> None:
    """A slow import at the top of an answer holds nobody up."""
    report = case(f"{COMPUTES}async def main():\n    await asyncio.sleep(1)")

    assert report.holds == ()


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ("async def inner(): return 1\ndef main(): return inner()", True),
        ("def main(): return work('A', 1)", False),
    ],
)
def test_whose_coroutine_a_plain_function_hands_on(case: Case, source: str, own: bool) -> None:
    """A coroutine that the answer wrote is told from one that it was given."""
    function = case(source).function

    assert function is not None
    assert (function.kind, function.result, function.own) == ("plain", "coroutine", own)
