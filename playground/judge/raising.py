"""What exception a case may end with, and whether the one it ended with is that."""

from __future__ import annotations

from playground.values.expect import Same
from playground.values.plain import Plain, decode
from playground.values.report import ErrorReport

from .rule import Case

__all__ = ["expected_error", "is_expected", "matches"]


def expected_error(case: Case) -> str | None:
    """The exception that the case should end with: "ValueError", or "ValueError: its words"; None for none.

    `same` asks for the type alone: texts differ from Python to Python.
    """
    raises = case.asked.expect.raises
    if isinstance(raises, Same):
        return case.ref.error.type if case.ref.ended == "raised" and case.ref.error else None
    if isinstance(raises, Plain) and raises.kind != "NoneType":
        return str(decode(raises))
    return None


def matches(wanted: str, error: ErrorReport) -> bool:
    """Whether the error is of the wanted type, or one below it, and has the wanted words if any are asked."""
    kind, colon, words = wanted.partition(":")
    kind = kind.strip().rpartition(".")[2]
    types = (name.rpartition(".")[2] for name in (error.type, *error.bases))
    return kind in types and (not colon or words.strip() in ("", error.text.strip()))


def is_expected(case: Case) -> bool:
    """Whether the case ended with the exception that the exercise expects."""
    wanted, error = expected_error(case), case.mine.error
    return wanted is not None and error is not None and matches(wanted, error)
