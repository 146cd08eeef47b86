"""What an answer writes: `print` and the descriptors 1 and 2, kept up to the limit."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

__all__ = ["Outputs"]


class Outputs:
    """Collects output. What goes through `sys.stdout` is also told to `tell`, as it happens.

    Programs that the answer starts write to the descriptor: `take` adds that at the end of a case.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._read = 0
        self._parts: list[str] = []
        self._size = 0
        self.limit = 256 * 2**10
        self.cut = False
        self.tell: Callable[[str], None] = lambda text: None
        for name in ("stdout", "__stdout__", "stderr", "__stderr__"):
            setattr(sys, name, _Writer(self, descriptor))

    def add(self, text: str) -> None:
        """Keep `text`, as far as the limit allows."""
        room = self.limit - self._size
        kept = text[:room]
        self.cut = self.cut or len(kept) < len(text)
        if kept:
            self._parts.append(kept)
            self._size += len(kept)
            self.tell(kept)

    def take(self) -> tuple[str, bool]:
        """All output since the last call, and whether some of it was cut off."""
        end = os.lseek(self._descriptor, 0, os.SEEK_END)
        written = _read_at(self._descriptor, max(0, min(end - self._read, self.limit)), self._read)
        self._read = end
        if written:
            self.add(written.decode("utf-8", "backslashreplace"))
        taken = "".join(self._parts), self.cut
        self._parts, self._size, self.cut = [], 0, False
        return taken


def _read_at(descriptor: int, size: int, position: int) -> bytes:
    """So many bytes of a file from `position` on; what is written next goes to the end as before."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, position)
    os.lseek(descriptor, position, os.SEEK_SET)  # Windows
    try:
        return os.read(descriptor, size)
    finally:
        os.lseek(descriptor, 0, os.SEEK_END)


class _Writer(io.TextIOBase):
    """`sys.stdout` of an answer: a text stream whose descriptor is the real one."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, descriptor: int) -> None:
        self._outputs = outputs
        self._descriptor = descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.add(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    @property
    def buffer(self) -> _Bytes:
        return _Bytes(self)


class _Bytes(io.RawIOBase):
    """`sys.stdout.buffer` of an answer."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raw = bytes(data)  # type: ignore[call-overload]  # whatever the answer passes: bytes() says what is wrong
        self._writer.write(raw.decode("utf-8", "backslashreplace"))
        return len(raw)
