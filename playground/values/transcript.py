"""Cells and transcripts: what was typed, and when."""

from __future__ import annotations

from .frozen import frozen

__all__ = ["Cell", "Transcript"]

PUT_TOGETHER = "answer"


@frozen
class Cell:
    """One input at the prompt, as submitted, `at` seconds after the transcript began."""

    source: str
    at: float = 0.0


@frozen
class Transcript:
    """Cells in order. A file is a transcript of one cell at 0 s. An answer is always one.

    `name` is what tracebacks call a transcript of a file; cells of a prompt are ``<cell N>``.
    What was put together from cells is a file too, named ``answer``.
    """

    cells: tuple[Cell, ...] = ()
    name: str = ""

    @classmethod
    def of_file(cls, source: str, name: str = "answer.py") -> Transcript:
        """The transcript that a file is."""
        return cls((Cell(source),), name)

    @classmethod
    def of_definitions(cls, source: str) -> Transcript:
        """The transcript of an answer that was put together from what cells define."""
        return cls.of_file(source, PUT_TOGETHER)

    @property
    def put_together(self) -> bool:
        """Whether cells were put together to this: nobody has seen the numbers of its lines."""
        return self.name == PUT_TOGETHER

    @property
    def source(self) -> str:
        """All that was typed, cell after cell."""
        return "\n".join(cell.source for cell in self.cells)

    def cell_name(self, index: int) -> str:
        """What tracebacks and places call the cell at `index`."""
        return self.name or f"<cell {index + 1}>"
