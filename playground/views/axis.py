"""The time axis: which column a second has, and the numbers above the columns."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

__all__ = ["Axis", "seconds_words"]

APART = 9  # columns between two numbers, at least
UNITS = ((3600.0, 7200.0, "h"), (60.0, 600.0, "min"), (1.0, 1.0, "s"), (1e-3, 1e-3, "ms"), (1e-6, 0.0, "µs"))


@dataclass(frozen=True, slots=True)
class Axis:
    """`columns` columns for the seconds from 0 to `elapsed`; `turns` when they are no seconds at all."""

    elapsed: float
    columns: int
    turns: bool = False

    def column(self, at: float) -> int:
        """The column of that second."""
        if self.elapsed <= 0:
            return 0
        column = int(at / self.elapsed * (self.columns - 1) + 0.5)
        return min(max(column, 0), self.columns - 1)

    def numbers(self) -> str:
        """The line of numbers; the last of them says the unit and stands at the end."""
        if self.turns:
            return ""
        unit, name = next((size, name) for size, above, name in UNITS if self.elapsed >= above)
        last = f"{_number(self.elapsed / unit)} {name}"
        row = list("0".ljust(self.columns))
        row[self.columns - len(last) :] = last
        step = _step(self.elapsed / unit, self.columns)
        free = 3
        tick = 1
        while step and tick * step * unit < self.elapsed:
            words = _number(tick * step)
            begin = self.column(tick * step * unit) - len(words) // 2
            if begin >= free and begin + len(words) + 2 <= self.columns - len(last):
                row[begin : begin + len(words)] = words
                free = begin + len(words) + 2
            tick += 1
        return "".join(row)


def _step(span: float, columns: int) -> float:
    """A round number of units between two ticks."""
    if span <= 0 or columns < 2 * APART:
        return 0.0
    least = span * APART / columns
    power = 10.0 ** floor(log10(least))
    return next(power * round_number for round_number in (1, 2, 5, 10) if power * round_number >= least)


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def seconds_words(seconds: float) -> str:
    """A duration as people say it: 1.5 s, 20 ms, 2 min 5 s, 3 h 4 min."""
    if seconds >= 3600:
        return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60)} min"
    if seconds >= 120:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    if seconds >= 1 or seconds == 0:
        return f"{round(seconds, 2):g} s"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds * 1e6:.0f} µs"
