"""The small servers of the preloads: real connections, on the virtual clock, so exact."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest

from playground.loop.virtual import VirtualRecordingLoop
from playground.preloads import namespace
from playground.preloads.journal import Journal
from playground.preloads.servers import Site, echo, site
from playground.preloads.tasks import clock, events

Serve = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Runs a coroutine on the virtual clock and leaves no transport behind."""
    Journal.restart()
    left: list[dict[str, Any]] = []

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=VirtualRecordingLoop) as runner:
            runner.get_loop().set_exception_handler(lambda _, context: left.append(context))
            return runner.run(coroutine)

    yield run
    assert left == []


async def ask(here: Site, request: bytes) -> str:
    """All that comes back to these bytes."""
    reader, writer = await asyncio.open_connection(*here.address)
    writer.write(request)
    try:
        return (await reader.read()).decode()
    finally:
        writer.close()


async def get(here: Site, path: str) -> tuple[int, str]:
    """Status and body of a page."""
    answer = await ask(here, f"GET {path} HTTP/1.1\r\nHost: {here.address[0]}\r\n\r\n".encode())
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), body


async def echoed(*pieces: bytes, lines: int) -> list[bytes]:
    """What comes back to the pieces, which are sent a second apart."""
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(1)
        return [await reader.readline() for _ in range(lines)]
    finally:
        writer.close()
        server.close()
        await asyncio.sleep(1)  # echo sees the end


def test_echo_sends_lines_back(serve: Serve) -> None:
    """Each line comes back, whatever the pieces in which it was sent."""
    assert serve(echoed(b"one\ntw", b"o\n", lines=2)) == [b"one\n", b"two\n"]


def test_echo_is_a_job_for_each_connection(serve: Serve) -> None:
    """A connection to echo begins and ends on the timeline."""
    serve(echoed(b"one\n", lines=1))
    assert events() == ["echo+", "echo-"]


def test_echo_keeps_half_a_line(serve: Serve) -> None:
    """What has no line end yet does not come back."""

    async def main() -> bytes:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(echoed(b"half", lines=1), 60)
        return b"nothing"

    assert serve(main()) == b"nothing"


@pytest.mark.parametrize("last", [b"half", b"x" * 200_000, b""], ids=["half", "too long", "nothing"])
def test_echo_closes_its_side(serve: Serve, last: bytes) -> None:
    """A client that ends, in the middle of a line too, or sends an endless one, sees the connection end."""

    async def main() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        writer.write(last)
        writer.write_eof()
        with suppress(ConnectionResetError):  # what the server had not read is refused
            assert await reader.read() == b""
        writer.close()
        server.close()
        await asyncio.sleep(1)

    serve(main())
    assert events() == ["echo+", "echo-"]


def test_a_site_has_its_pages_and_no_others(serve: Serve) -> None:
    """A text is a page with status 200, a number is a status; what is not there is 404 no."""

    async def main() -> list[tuple[int, str]]:
        async with site({"/": "hello", "/gone": 410, "/busy": (503, "later")}) as here:
            return [await get(here, path) for path in ("/", "/gone", "/busy", "/nope")]

    assert serve(main()) == [(200, "hello"), (410, "Gone"), (503, "later"), (404, "no")]


def test_a_site_without_pages_says_hello(serve: Serve) -> None:
    """`site()` is the smallest site."""

    async def main() -> tuple[int, str]:
        async with site() as here:
            return await get(here, "/")

    assert serve(main()) == (200, "hello")


def test_a_list_is_one_answer_a_request(serve: Serve) -> None:
    """The last answer of a list stays; hits counts the requests, of pages that are not there too."""

    async def main() -> tuple[list[tuple[int, str]], dict[str, int]]:
        async with site({"/flaky": [500, (500, "again"), "fine"]}) as here:
            answers = [await get(here, "/flaky") for _ in range(4)]
            await get(here, "/nope")
            return answers, dict(here.hits)

    answers, hits = serve(main())
    assert answers == [(500, "Internal Server Error"), (500, "again"), (200, "fine"), (200, "fine")]
    assert hits == {"/flaky": 4, "/nope": 1}


def test_pages_take_their_seconds_side_by_side(serve: Serve) -> None:
    """`delay` is for all, a page may say its own; the requests overlap and are counted."""

    async def main() -> tuple[int, float]:
        async with site({"/a": "a", "/b": "b", "/slow": (200, "s", 3)}, delay=0.5) as here:
            await asyncio.gather(*[get(here, path) for path in ("/a", "/b", "/slow")])
            await get(here, "/a")
            return here.peak, clock()

    assert serve(main()) == (3, 3.5)
    assert sorted(events()) == sorted(["/a+", "/b+", "/slow+", "/a-", "/b-", "/slow-", "/a+", "/a-"])


def test_bodies_are_utf_8_of_any_length(serve: Serve) -> None:
    """A page of many bytes, none of them plain ASCII, with empty lines in it, arrives as it is."""
    text = "页\r\n\r\n" * 50_000

    async def main() -> tuple[int, str]:
        async with site({"/": text}) as here:
            return await get(here, "/")

    assert serve(main()) == (200, text)


@pytest.mark.parametrize(
    ("request_", "status", "why"),
    [
        (b"GET / HTTP/1.1\n\n", 400, r"a line ends with \r\n"),
        (b"GET / HTTP/1.1\r\nHost: x\n\n", 400, r"a line ends with \r\n"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "Host"),
        (b"GET /\r\n\r\n", 400, "GET /path HTTP/1.1"),
        (b"\r\n\r\n", 400, "GET /path HTTP/1.1"),
        (b"GET / SPDY/3\r\n\r\n", 505, "HTTP/1.1"),
        (b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", 405, "GET only"),
        (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n", 431, "too long"),
        (b"GET / HTTP/1.0\r\n\r\n", 200, "hello"),
        (b"GET / HTTP/1.1\r\nhost: x\r\nAccept: */*\r\n\r\n", 200, "hello"),
    ],
)
def test_a_site_is_careful_about_requests(serve: Serve, request_: bytes, status: int, why: str) -> None:
    """What is none of HTTP is refused with its reason, and is no hit; what is, is served."""

    async def main() -> tuple[str, int]:
        async with site() as here:
            return await ask(here, request_), here.hits.total()

    answer, hits = serve(main())
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert why in answer
    assert hits == (status == 200)


def test_a_client_that_leaves_in_the_middle(serve: Serve) -> None:
    """A client that closes before it has asked, or before its answer is there, harms nobody."""

    async def main() -> tuple[int, str]:
        async with site({"/": (200, "hello", 1)}) as here:
            for request in (b"", b"GET / HT", b"GET / HTTP/1.0\r\n\r\n"):
                _, writer = await asyncio.open_connection(*here.address)
                writer.write(request)
                await asyncio.sleep(0.5)
                writer.close()
                await writer.wait_closed()
            return await get(here, "/")

    assert serve(main()) == (200, "hello")


def test_closing_a_site_cuts_what_it_still_serves(serve: Serve) -> None:
    """Leaving the block takes no time, ends the requests in progress, and leaves no task."""

    async def main() -> tuple[bytes, float, int]:
        async with site({"/": (200, "hello", 60)}) as here:
            waiting = asyncio.create_task(get(here, "/"))
            silent, writer = await asyncio.open_connection(*here.address)
            await asyncio.sleep(1)
        cut = await silent.read()
        writer.close()
        await writer.wait_closed()
        await asyncio.wait([waiting])
        assert isinstance(waiting.exception(), IndexError)  # an empty answer has no status
        return cut, clock(), len(asyncio.all_tasks())

    assert serve(main()) == (b"", 1.0, 1)
    assert events() == ["/+", "/x"]


def test_a_site_at_the_prompt(serve: Serve) -> None:
    """`await site(...)` opens it, `close` closes it; twice is once; repr says where it is."""

    async def main() -> tuple[str, str]:
        here = await site()
        await get(here, "/")
        assert (await here) is here
        opened = repr(here).replace(str(here.address[1]), "PORT")
        await here.close()
        await here.close()
        with pytest.raises(ConnectionRefusedError):
            await get(here, "/")
        return opened, repr(here)

    assert serve(main()) == ("<site at 127.0.0.1:PORT, 1 requests>", "<site, closed>")


@pytest.mark.parametrize(
    ("pages", "error"),
    [
        ({"a": "x"}, ValueError),
        ({"/a": []}, ValueError),
        ({"/a": 999}, ValueError),
        ({"/a": None}, TypeError),
        ({"/a": ("x", 200)}, TypeError),
    ],
)
def test_pages_that_make_no_sense(pages: dict[str, Any], error: type[Exception]) -> None:
    """A page is checked when the site is made, and the error names it."""
    with pytest.raises(error, match=r"a|999"):
        site(pages)


def test_both_are_names_at_the_prompt() -> None:
    """`echo` and `site` need no import, in the sandbox too."""
    names = namespace(plain=True)
    assert names["echo"] is echo
    assert names["site"] is site
