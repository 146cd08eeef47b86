"""Whether things happened in an expected order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from playground.values.expect import OrderItem

__all__ = ["Slip", "first_slip", "show_order"]


@dataclass(frozen=True, slots=True)
class Slip:
    """The first event that is not as expected.

    "never": `wanted` never happened. "misplaced": it happened, but before `after`, which should come
    first. "unasked" (exact order only): `got` happened where `wanted` (or the end) is expected.
    """

    kind: Literal["never", "misplaced", "unasked"]
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
    for item in expected:
        missing = list(item.any_of)
        reached = position
        while missing:
            if reached == len(got):
                wanted = missing[0]
                seen = wanted in got[:position]
                return Slip("misplaced" if seen else "never", wanted, before)
            if got[reached] in missing:
                missing.remove(got[reached])
            reached += 1
        position, before = reached, item.any_of[-1]
    return None


def _exact(expected: Sequence[OrderItem], got: Sequence[str]) -> Slip | None:
    position, before = 0, ""
    for item in expected:
        missing = list(item.any_of)
        while missing:
            if position == len(got):
                return Slip("misplaced" if missing[0] in got else "never", missing[0], before)
            if got[position] not in missing:
                if missing[0] not in got[position:]:
                    return Slip("misplaced" if missing[0] in got else "never", missing[0], before)
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
        parts.append(texts[0] if len(texts) == 1 else f"({' '.join(texts)})")
    return ", ".join(parts)
