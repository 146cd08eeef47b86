"""Random programs do the same, in the same order and at the same times, on a real loop and on ours.

`PLAYGROUND_PROGRAMS=2000` compares more of them with the real loop than the usual 30.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from .programs import Busy, Program, Tie, difference, random_program, virtual


@st.composite
def programs(draw: st.DrawFn) -> Program:
    return random_program(lambda low, high: draw(st.integers(low, high)))


@settings(
    max_examples=int(os.environ.get("PLAYGROUND_PROGRAMS", "30")),
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink, each try would take real time again
    suppress_health_check=list(HealthCheck),
)
@given(programs())
def test_as_on_a_real_loop(program: Program) -> None:
    """Sleeps, locks, queues, timeouts, cancellations, groups, threads: no program tells the loops apart."""
    try:
        found = difference(program)
    except (Tie, Busy):
        reject()
    assert found == ""


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(programs())
def test_twice_the_same(program: Program) -> None:
    """The same program gives the same events at the same times again."""
    try:
        first = virtual(program)
    except Tie:
        reject()
    assert virtual(program) == first
