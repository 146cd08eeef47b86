"""Small real servers on the loopback, for lessons about talking to the world.

echo   what `asyncio.start_server` calls for a client that wants its lines back
site   a web site of a few pages, which tells who asked for what

Both are seen on the timeline: each connection to `echo` is a run of the job "echo", each request
to a site is a run of a job that has the name of its page.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractServer, StreamReader, StreamWriter, Task
from collections import Counter
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeAlias

from playground.values.frozen import frozen

from .journal import Traced

__all__ = ["Site", "echo", "site"]

HOST = "127.0.0.1"
HELLO = {"/": "hello"}  # what a site shows that was given no pages

Answer: TypeAlias = "str | int | tuple[int, str] | tuple[int, str, float]"
Page: TypeAlias = "Answer | list[Answer]"


async def echo(reader: StreamReader, writer: StreamWriter) -> None:
    """Sends each line back, until the client closes.

    A line that has not ended yet is not sent back; one of more than 64 KiB ends the connection.

    >>> srv = await asyncio.start_server(echo, "127.0.0.1", 0)
    >>> r, w = await asyncio.open_connection(*srv.sockets[0].getsockname())
    """
    try:
        with Traced("echo"), suppress(ConnectionError, ValueError):  # ValueError: the line is too long
            while (line := await reader.readline()).endswith(b"\n"):
                writer.write(line)
                await writer.drain()
    finally:
        writer.close()


@frozen
class _Reply:
    """One answer to one request, after that many seconds."""

    status: int
    body: str
    seconds: float

    def encoded(self) -> bytes:
        from http import HTTPStatus  # late: every answer loads this module, and few have a site

        body = self.body.encode()
        reason = HTTPStatus(self.status).phrase
        head = (
            f"HTTP/1.1 {self.status} {reason}",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(body)}",
            "Connection: close",
        )
        return "".join(f"{line}\r\n" for line in (*head, "")).encode() + body


class _Refused(Exception):
    """The request is not one that this server answers: (status, why)."""


class Site:
    """A web site of a few pages on 127.0.0.1.

    A page is a text (status 200), a status, `(status, text)` or `(status, text, seconds)`; or a
    list of these, one a request, of which the last one stays. What is not there gives
    `(404, "no")`. `delay` is the seconds that a page takes which does not say how many.

    >>> async with site({"/": "hello"}) as here:
    ...     reader, writer = await asyncio.open_connection(*here.address)

    At the prompt: `here = await site({"/": "hello"})`, and in the end `await here.close()`.
    """

    def __init__(self, pages: Mapping[str, Page] = HELLO, delay: float = 0.0) -> None:
        self._pages = {path: _replies(path, page, delay) for path, page in pages.items()}
        self._not_found = _Reply(404, "no", delay)
        self._server: AbstractServer | None = None
        self._handlers: set[Task[None]] = set()
        self._running = 0
        self.address: tuple[str, int] = (HOST, 0)  # (host, port) while it is open
        self.hits: Counter[str] = Counter()  # how often each path was asked for
        self.peak = 0  # the most requests in progress at once

    def __repr__(self) -> str:
        if self._server is None:
            return "<site, closed>"
        return f"<site at {self.address[0]}:{self.address[1]}, {sum(self.hits.values())} requests>"

    def __await__(self) -> Generator[Any, None, Site]:
        return self._open().__await__()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()

    async def _open(self) -> Site:
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, HOST, 0)
            self.address = self._server.sockets[0].getsockname()
        return self

    async def close(self) -> None:
        """Stops listening and cuts the connections that are still served."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for handler in self._handlers:
            handler.cancel()
        # Not wait_closed(): from 3.12 on it would wait for what a client left open.
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await asyncio.sleep(0)  # the turn in which the sockets of their connections are closed

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        # A task of our own: asyncio keeps the one that it makes of a coroutine to itself.
        handler = asyncio.get_running_loop().create_task(self._handle(reader, writer))
        self._handlers.add(handler)
        handler.add_done_callback(self._handlers.discard)
        handler.add_done_callback(lambda _: writer.close())  # also of one that was cancelled before it began

    async def _handle(self, reader: StreamReader, writer: StreamWriter) -> None:
        # A client that leaves in the middle is not our failure.
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                path = await _requested(reader)
            except _Refused as refused:
                status, why = refused.args
                writer.write(_Reply(status, why, 0.0).encoded())
            else:
                await self._serve(path, writer)
            await writer.drain()

    async def _serve(self, path: str, writer: StreamWriter) -> None:
        reply = self._reply(path)
        self.hits[path] += 1
        self._running += 1
        self.peak = max(self.peak, self._running)
        try:
            with Traced(path):
                await asyncio.sleep(reply.seconds)
                writer.write(reply.encoded())
        finally:
            self._running -= 1

    def _reply(self, path: str) -> _Reply:
        replies = self._pages.get(path)
        return replies[min(self.hits[path], len(replies) - 1)] if replies else self._not_found


def site(pages: Mapping[str, Page] = HELLO, delay: float = 0.0) -> Site:
    """A small web site on 127.0.0.1; see its class for what a page can be.

    It has `address` (host, port), `hits` (how often each path was asked for) and `peak` (the most
    requests at once).

    >>> async with site({"/": "hello", "/gone": 404}, delay=0.1) as here:
    ...     print(here.address)
    """
    return Site(pages, delay)


def _replies(path: str, page: Page, delay: float) -> tuple[_Reply, ...]:
    if not path.startswith("/"):
        raise ValueError(f"a page's path begins with '/': {'/' + path!r} instead of {path!r}?")
    answers = page if isinstance(page, list) else [page]
    if not answers:
        raise ValueError(f"the page {path!r} has an empty list of answers")
    return tuple(_one_reply(path, answer, delay) for answer in answers)


def _one_reply(path: str, answer: object, delay: float) -> _Reply:
    from http import HTTPStatus  # late, see above

    match answer:
        case str():
            return _Reply(200, answer, delay)
        case int():
            return _Reply(HTTPStatus(answer).value, HTTPStatus(answer).phrase, delay)
        case (int() as status, str() as body):
            return _Reply(HTTPStatus(status).value, body, delay)
        case (int() as status, str() as body, (int() | float()) as seconds):
            return _Reply(HTTPStatus(status).value, body, seconds)
    raise TypeError(
        f"the page {path!r} is a text, a status, (status, text) or (status, text, seconds), "
        f"or a list of these; not {answer!r}"
    )


async def _requested(reader: StreamReader) -> str:
    """The path that a request asks for, when it is one that a careful server answers."""
    try:
        first, *header = [line async for line in _lines(reader)]
    except asyncio.LimitOverrunError:
        raise _Refused(431, "a line is too long") from None
    try:
        method, path, version = first.split(" ")
    except ValueError:
        raise _Refused(400, "a request line is: GET /path HTTP/1.1") from None
    if not version.startswith("HTTP/1."):
        raise _Refused(505, f"not {version!r}, but HTTP/1.1")
    if version == "HTTP/1.1" and not any(line.lower().startswith("host:") for line in header):
        raise _Refused(400, "HTTP/1.1 wants a line Host: ...")
    if method != "GET":
        raise _Refused(405, "GET only")
    return path


async def _lines(reader: StreamReader) -> AsyncIterator[str]:
    """The lines of a request up to the empty one; there is always a first."""
    first = True
    while (line := await reader.readuntil(b"\n")) != b"\r\n" or first:
        if not line.endswith(b"\r\n"):
            raise _Refused(400, r"a line ends with \r\n")
        yield line[:-2].decode("latin-1")
        first = False
