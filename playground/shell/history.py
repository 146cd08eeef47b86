"""The history of what was typed: one file for all shells, also for two at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from prompt_toolkit.history import FileHistory

__all__ = ["KeptHistory"]


class KeptHistory(FileHistory):
    """prompt_toolkit's format. `lost` is told the first reason why something could not be kept or read."""

    def __init__(self, filename: str, lost: Callable[[str], None]) -> None:
        super().__init__(filename)
        self._lost = lost
        self._told = False

    def load_history_strings(self) -> Iterable[str]:
        """The last first; nothing from a file that cannot be read."""
        try:
            return super().load_history_strings()
        except OSError as error:
            self._tell(error)
            return []

    def store_string(self, string: str) -> None:
        """Append it in one write: of two shells at once, neither breaks the other's entry.

        A write that was cut short (a full disk, a killed shell) spoils nothing: each entry begins with
        an end of line of its own.
        """
        lines = "".join(f"+{line}\n" for line in string.split("\n"))
        entry = f"\n# {time.strftime('%Y-%m-%d %H:%M:%S')}\n{lines}".encode("utf-8", "replace")
        try:
            with open(self.filename, "ab", buffering=0) as file:  # noqa: PTH123  # the name may be bytes
                written = file.write(entry)
            if written < len(entry):
                raise OSError("the disk is full")
        except OSError as error:
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            self._lost(error.strerror or str(error))
