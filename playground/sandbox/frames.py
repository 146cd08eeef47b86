"""How documents travel between the processes of the sandbox.

Between us and the server: a length and JSON. From the answer's process to the server: sealed. The
answer can write to any descriptor of its process, so a document counts only behind a mark and a
keyed digest that were drawn before the answer's first line ran; other bytes are passed over.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import struct
from collections.abc import Iterator

from playground.values.codec import Json

__all__ = ["BEGUN", "END", "Seal", "read_document", "write_all", "write_document"]

# The first document of a process that was not forked: the answer's time begins. And the last of any:
# nothing of interest comes after it.
BEGUN: dict[str, Json] = {"kind": "begun"}
END: dict[str, Json] = {"kind": "end"}
_LENGTH = struct.Struct(">Q")
_DIGEST = 32
MOST_BYTES = 256 * 2**20  # of one document: more is no report of ours


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, however many calls it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def write_document(descriptor: int, document: Json) -> None:
    """Send one JSON document."""
    body = json.dumps(document).encode()
    write_all(descriptor, _LENGTH.pack(len(body)) + body)


def read_document(descriptor: int) -> Json:
    """The next JSON document.

    Raises EOFError when the other side has gone.
    """
    (length,) = _LENGTH.unpack(_read_exactly(descriptor, _LENGTH.size))
    return json.loads(_read_exactly(descriptor, length))


def _read_exactly(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, min(size, 2**20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class Seal:
    """Seals documents on one side and opens them on the other; made before the fork.

    Where there is none, the other side makes its own from `secret`.
    """

    def __init__(self, secret: str = "") -> None:
        self.secret = secret or os.urandom(48).hex()
        drawn = bytes.fromhex(self.secret)
        self._mark, self._key = drawn[:16], drawn[16:]
        self._buffer = bytearray()

    def close(self, document: Json) -> bytes:
        """`document` as sealed bytes."""
        body = json.dumps(document).encode()
        return self._mark + _LENGTH.pack(len(body)) + self._digest(body) + body

    def open(self, received: bytes) -> Iterator[str]:
        """The documents, as JSON, that are complete with these bytes; what is not sealed is dropped."""
        self._buffer += received
        head = len(self._mark) + _LENGTH.size + _DIGEST
        while True:
            start = self._buffer.find(self._mark)
            if start < 0:
                del self._buffer[: -len(self._mark)]
                return
            del self._buffer[:start]
            if len(self._buffer) < head:
                return
            (length,) = _LENGTH.unpack_from(self._buffer, len(self._mark))
            if length > MOST_BYTES:
                del self._buffer[: len(self._mark)]
                continue
            if len(self._buffer) < head + length:
                return
            body = bytes(self._buffer[head : head + length])
            digest = bytes(self._buffer[head - _DIGEST : head])
            if hmac.compare_digest(digest, self._digest(body)):
                del self._buffer[: head + length]
                yield body.decode("ascii", "replace")
            else:
                del self._buffer[: len(self._mark)]

    def _digest(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)
