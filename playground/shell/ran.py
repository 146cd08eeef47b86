"""What came of the cells: `cells()`."""

from __future__ import annotations

from dataclasses import dataclass

from playground.views.text import clip, fill

__all__ = ["Cells", "Ran"]

SHOWN = 50  # cells in the table; all of them are in the tuple
WIDE = 40  # columns of an error


@dataclass(frozen=True, slots=True)
class Ran:
    """One cell: its number, its text, when it was submitted (seconds since the shell began).

    `seconds` is how long it ran, None while it runs; `tasks` how many it made; `error` the type of
    what it raised, "" when it raised nothing.
    """

    number: int
    text: str
    at: float
    seconds: float | None = None
    tasks: int = 0
    error: str = ""


class Cells(tuple[Ran, ...]):
    """The cells in order; it shows as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self:
            return "no cells yet"
        rows = [_row(ran) for ran in self[-SHOWN:]]
        head = ("cell", "seconds", "tasks", "error", "text")
        columns = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        lines = [_line(row, columns) for row in (head, *rows)]
        if len(self) > SHOWN:
            lines.insert(1, f"… {len(self) - SHOWN} before these")
        return "\n".join(lines)


def _row(ran: Ran) -> tuple[str, str, str, str, str]:
    seconds = "running" if ran.seconds is None else f"{ran.seconds:.2f}"
    first, _, more = ran.text.strip().partition("\n")
    text = f"{first} …" if more else first
    return str(ran.number), seconds, str(ran.tasks or ""), clip(ran.error, WIDE), text


def _line(row: tuple[str, ...], columns: list[int]) -> str:
    numbers = [fill(word, width, right=True) for word, width in zip(row[:3], columns[:3], strict=True)]
    return "  ".join([*numbers, fill(row[3], columns[3]), row[4]]).rstrip()
