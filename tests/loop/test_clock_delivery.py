"""What the kernel still has to deliver comes before the next timer, however late it delivers."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from playground.loop import VirtualClockLoop, rest
from playground.loop.descriptors import on_the_way

QUIET = "0019 0000 0005 0000 0000 0000 0000 0000 0000 0000 0000 00000000 00000000\n"
BUSY = QUIET.replace("00000000 00000000", "00000002 00000001")


def test_what_comes_with_the_last_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel held data back, and sends it just after the loop has looked for the last time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sender = socket.create_connection(listening.getsockname())
        receiver, _ = listening.accept()
    receiver.setblocking(False)
    asked: list[int] = []

    def unsent(fd: int) -> int:
        asked.append(fd)
        if len(asked) == 2:
            sender.send(b"late")
        return 4 if len(asked) == 1 else 0

    monkeypatch.setattr(rest, "unsent", unsent)

    async def main() -> tuple[bytes, float]:
        loop = asyncio.get_running_loop()
        receiving = asyncio.create_task(loop.sock_recv(receiver, 10))
        timer = asyncio.create_task(asyncio.sleep(5))
        data = await receiving
        at = loop.time()
        timer.cancel()
        return data, at

    with sender, receiver, asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        assert runner.run(main()) == (b"late", 0.0)
    assert len(asked) >= 2


@pytest.mark.parametrize(("table", "waiting"), [(QUIET * 2, False), (QUIET + BUSY, True), ("", False)])
def test_packets_that_wait_for_a_processor(table: str, waiting: bool, tmp_path: Path) -> None:
    """The queue of any processor counts; a table of an older kernel says nothing."""
    (tmp_path / "table").write_text(table)
    assert on_the_way(str(tmp_path / "table")) is waiting
    (tmp_path / "table").write_text("0019 0000 0005\n")
    assert on_the_way(str(tmp_path / "table")) is False
    assert on_the_way(str(tmp_path / "none")) is False
