"""The time axis: which column a second has, and the numbers above the columns."""

from __future__ import annotations

from math import floor, log10

from playground.values.frozen import frozen

__all__ = ["Axis", "seconds_words"]

APART = 10  # columns between two numbers, at least
UNITS = ((3600.0, 7200.0, "h"), (60.0, 600.0, "min"), (1.0, 1.0, "s"), (1e-3, 1e-3, "ms"), (1e-6, 0.0, "µs"))


@frozen
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

    def ticks(self, apart: int = 60) -> list[tuple[float, str]]:
        """Round seconds with their words, at least `apart` columns from each other; the end is the last."""
        if self.turns or self.elapsed <= 0:
            return []
        unit, name = next((size, name) for size, above, name in UNITS if self.elapsed >= above)
        step = _step(self.elapsed / unit, self.columns, apart)
        found = [(0.0, "0")]
        while step and (at := len(found) * step * unit) < self.elapsed:
            if self.columns - self.column(at) < apart:
                break
            found.append((at, _number(len(found) * step)))
        return [*found, (self.elapsed, f"{_number(self.elapsed / unit)} {name}")]

    def numbers(self) -> str:
        """The line of numbers above the columns; the last of them, at the end, says the unit."""
        ticks = self.ticks(APART)
        if not ticks:
            return ""
        row = list(" " * self.columns)
        for at, words in ticks[:-1]:
            begin = max(0, self.column(at) - len(words) // 2)
            row[begin : begin + len(words)] = words
        last = ticks[-1][1]
        row[self.columns - len(last) :] = last
        return "".join(row)


def _step(span: float, columns: int, apart: int) -> float:
    """A round number of units between two ticks; 0 where there is room for none."""
    if columns < 2 * apart:
        return 0.0
    least = span * apart / columns
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
    if seconds >= 0.9995 or seconds == 0:
        return f"{round(seconds, 2):g} s"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds * 1e6:.0f} µs"
