from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from playground.sandbox import Sandbox
from playground.values.plain import encode
from playground.values.report import CaseReport, Limits, Report, Request
from playground.values.transcript import Transcript

Run = Callable[..., Report]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One warm sandbox for all tests: that is how it is used."""
    with Sandbox() as one:
        # Tests that look at the time look at an answer's, not at that of the server's start.
        one.run(Request("call", Transcript.of_file("async def main(): pass"), call="main()"))
        yield one


@pytest.fixture
def run(sandbox: Sandbox) -> Run:
    """Run a file's text: `main()` is called once, or once for each of `cases`."""

    def run(
        source: str,
        call: str = "main()",
        cases: tuple[dict[str, object], ...] = (),
        given: str = "",
        **limits: float,
    ) -> Report:
        return sandbox.run(
            Request(
                mode="call",
                transcript=Transcript.of_file(source),
                given=given,
                call=call,
                cases=tuple(encode(case) for case in cases),
                limits=Limits(**limits),  # type: ignore[arg-type]  # a test may give an int for a float
            )
        )

    return run


@pytest.fixture
def case(run: Run) -> Callable[..., CaseReport]:
    """As `run`, for the one case of its report."""

    def case(source: str, **facts: object) -> CaseReport:
        report = run(source, **facts)
        assert report.broken == ""
        assert len(report.cases) == 1, report
        return report.cases[0]

    return case
