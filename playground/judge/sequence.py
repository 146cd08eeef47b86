"""Whether things happened in an expected order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from playground.values.expect import OrderItem
from playground.values.frozen import frozen

__all__ = ["Slip", "first_slip", "show_order"]


@frozen
class Slip:
    """The first event that is not as expected.

    "never": `wanted` never happened; "again": not as often as asked; "misplaced": before `after`, which
    should come first; "unasked" (exact order only): `got` happened where `wanted`, or nothing, is asked.
    """

    kind: Literal["never", "again", "misplaced", "unasked"]
    wanted: str = ""
    after: str = ""
    got: str = ""


def first_slip(expected: Sequence[OrderItem], got: Sequence[str], *, exact: bool = False) -> Slip | None:
    """None when the events came as expected; `exact` allows no others between or around them.

    An item with several texts stands for that many events, in any order.
    """
    return _exact(expected, got) if exact else _between(expected, got)


def _between(expected: Sequence[OrderItem], got: Sequence[str]) -> Slip | None:
    # Each item is taken as early as it can be had: that leaves the most for those after it.
    position, before = 0, ""
    taken: list[str] = []
    for item in expected:
        missing = list(item.any_of)
        reached = position
        while missing:
            if reached == len(got):
                return _absent(missing[0], before, got, taken)
            if got[reached] in missing:
                taken.append(got[reached])
                missing.remove(got[reached])
            reached += 1
        position, before = reached, item.any_of[-1]
    return None


def _absent(wanted: str, before: str, got: Sequence[str], taken: Sequence[str]) -> Slip:
    """It is not among what is left: it never came, or stands where it does not belong."""
    if got.count(wanted) > taken.count(wanted):
        return Slip("misplaced", wanted, before)
    return Slip("again" if wanted in taken else "never", wanted, before)


def _exact(expected: Sequence[OrderItem], got: Sequence[str]) -> Slip | None:
    position, before = 0, ""
    for item in expected:
        missing = list(item.any_of)
        while missing:
            rest = got[position:]
            if missing[0] not in rest and not (rest and rest[0] in missing):
                return _absent(missing[0], before, got, got[:position])
            if got[position] not in missing:
                return Slip("unasked", missing[0], before, got[position])
            missing.remove(got[position])
            before = got[position]
            position += 1
    if position < len(got):
        return Slip("unasked", "", before, got[position])
    return None


def show_order(expected: Sequence[OrderItem | str]) -> str:
    """Events in one line: "A+, B+, (A- B-), C"; in brackets those whose order is free."""
    parts = []
    for item in expected:
        texts = (item,) if isinstance(item, str) else item.any_of
        between = ", " if any(" " in text for text in texts) else " "
        parts.append(texts[0] if len(texts) == 1 else f"({between.join(texts)})")
    return ", ".join(parts)
