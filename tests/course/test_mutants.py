"""Mutants of a solution, and what `verify --mutate` says of those that pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from playground.course.mutants import mutants
from playground.course.mutating import MutationReport, mutate
from playground.values.report import Report

from .scripted import ScriptedSandbox, returned

Write = Callable[..., Path]
GATHER = "asyncio.gather(*[fetch(n, d) for n, d in delays.items()])"
ORDER = ["A+ 0", "B+ 0", "B- 1", "A- 2"]

FAULTS = {
    "dropped await": ("await f()", "f()"),
    "time.sleep for asyncio.sleep": ("await asyncio.sleep(n)", "time.sleep(n)"),
    "sequential gather": ("await asyncio.gather(f(), g())", "[await f(), await g()]"),
    "sequential gather, a list": ("await asyncio.gather(*fs)", "[await c for c in fs]"),
    "task awaited at once": (
        "t = group.create_task(f())",
        "t = (await asyncio.wait([one := group.create_task(f())]), one)[1]",
    ),
    "removed lock": ("async with lock: f()", "if True: f()"),
    "removed time limit": ("await asyncio.wait_for(t, 2)", "await t"),
    "removed shield": ("await asyncio.shield(t)", "await t"),
    "swapped arguments": ("f(a, b)", "f(b, a)"),
    "swapped items": ("x = [a, b]", "x = [b, a]"),
    "reversed order": ("for x in xs: f()", "for x in list(xs)[::-1]: f()"),
    "wrong bound": ("x = a < b", "x = a <= b"),
    "changed number": ("await asyncio.sleep(1)", "await asyncio.sleep(2)"),
    "changed number, a float": ("x = 0.1", "x = 1.1"),
    "changed constant": ("x = True", "x = False"),
    "changed text": ("x = 'a'", "x = 'ax'"),
    "changed operator": ("x = a - b", "x = (a + b)"),
    "turned condition": ("if a: f()", "if not (a): f()"),
    "dropped timeout": ("await asyncio.wait(ts, timeout=2)", "await asyncio.wait(ts)"),
    "removed cancel()": ("t.cancel()", "pass"),
    "removed statement": ("x.y = 2", "pass"),
}


@pytest.mark.parametrize(("before", "after"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_each_kind(before: str, after: str) -> None:
    """The one line is changed, and nothing else of the text, its comments and its characters."""
    head, tail = "# 先等\nasync def main():\n    y = '等'  # 一\n    ", "\n    # 完\n"
    made = {one.source: one for one in mutants(head + before + tail)}

    mutant = made[head + after + tail]
    assert (mutant.line, mutant.before, mutant.after) == (4, before, after)


def test_returns_and_handlers() -> None:
    """A forgotten `return` and an `except` that is too wide are faults as well."""
    source = "async def main():\n    try:\n        return f()\n    except ValueError:\n        raise\n"

    changes = [one.change for one in mutants(source)]

    assert "return f() => f()" in changes
    assert "return f() => return None" in changes
    assert "except ValueError: => except BaseException:" in changes
    assert "except ValueError: => except ():" in changes


def test_all_of_them_compile_and_differ() -> None:
    """An `await` outside of `async def` is no mutant, and no text is judged twice."""
    source = "def start():\n    t = asyncio.create_task(f())\n    return t\n"

    texts = [one.source for one in mutants(source)]

    assert len(texts) == len(set(texts))
    assert source not in texts
    assert not [text for text in texts if "await" in text]


def run(path: Path, dropped: Report) -> MutationReport:
    """Judges mutants in a world in which only one that lost its `await` does something else."""
    reports = {
        "main(delays):\n    return asyncio.gather": dropped,
        "": returned([1], 2.0, ORDER, cases=2),
    }
    return mutate([path], make_sandbox=lambda: ScriptedSandbox(reports))


def test_survivors_are_located(write_lesson: Write) -> None:
    """A mutant that passes is told at its place in the lesson file, with its one changed line."""
    report = run(write_lesson(), returned([2], 2.0, ORDER, cases=2))

    assert (report.mutants, report.killed, report.equivalent) == (7, 1, 0)
    assert report.share == pytest.approx(1 / 7)
    assert report.problems == ()
    shown = str(report.survivors[0]).splitlines()
    assert shown[0].endswith("02-gather.yaml:28:11: exercise 'three-at-once': dropped return passes")
    assert shown[1:] == [
        f"  - return await {GATHER}",
        f"  + await {GATHER}",
    ]


def test_equivalent_changes_do_not_count(write_lesson: Write) -> None:
    """What a lesson lists is neither killed nor a survivor, and the share is of the others."""
    change = f"return await {GATHER} => await {GATHER}"
    path = write_lesson("    right:\n", f"    equivalent:\n      - '{change}'\n    right:\n")

    report = run(path, returned([2], 2.0, ORDER, cases=2))

    assert (report.mutants, report.killed, report.equivalent) == (7, 1, 1)
    assert report.share == pytest.approx(1 / 6)
    assert len(report.survivors) == 5
    assert report.json()["share"] == 0.1667


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("a => b", "no mutant has it"),
        (
            f"return await {GATHER} => return {GATHER}",
            "it does not pass",
        ),
    ],
)
def test_a_list_that_is_out_of_date(write_lesson: Write, change: str, words: str) -> None:
    """A listed change that no mutant has, or that does not pass, is a problem at its line."""
    path = write_lesson("    right:\n", f"    equivalent:\n      - '{change}'\n    right:\n")

    (problem,) = run(path, returned([2], 2.0, ORDER, cases=2)).problems

    assert problem.line == 30
    assert problem.message.endswith(words)


def test_a_solution_that_fails(write_lesson: Write) -> None:
    """Nothing is judged beside a solution that does not pass: that is said once."""
    path = write_lesson("returns: same, time", "returns: 7, time")

    report = run(path, returned([2], 2.0, ORDER, cases=2))

    assert report.mutants == 0
    assert [problem.line for problem in report.problems] == [26]
