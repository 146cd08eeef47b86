from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import datetime

import pytest

from playground.preloads.log import LOGGER, _loguru_writer, _write, choose_writer, line
from playground.preloads.tasks import events

FORM = re.compile(r"(\d\d):\d\d:\d\d (AM|PM) \| (\w+): (.*)")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("hour", "begins"), [(0, "00:07:09 AM"), (11, "11:07:09 AM"), (12, "12:07:09 PM"), (17, "17:07:09 PM")]
)
def test_the_clock_of_a_line_has_24_hours(hour: int, begins: str) -> None:
    """Hours go from 00 to 23; AM or PM follows them as in the article."""
    assert line("INFO", "text", datetime(2024, 1, 1, hour, 7, 9)) == f"{begins} | INFO: text"


@pytest.mark.parametrize("plain", [True, False])
def test_each_level_writes_its_line(plain: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """The plain writer and loguru write the same lines, and nothing else."""
    choose_writer(plain)
    LOGGER.info("a {} b", 1)
    LOGGER.success("{braces} <red>tags</red>")
    LOGGER.warning(42)
    LOGGER.error("{x}", x="y")
    out, err = capsys.readouterr()
    found = [match.group(3, 4) for match in map(FORM.fullmatch, out.splitlines()) if match]
    assert found == [
        ("INFO", "a 1 b"), ("SUCCESS", "{braces} <red>tags</red>"), ("WARNING", "42"), ("ERROR", "y"),
    ]  # fmt: skip
    assert (len(out.splitlines()), err) == (4, "")
    assert events() == ["a 1 b", "{braces} <red>tags</red>", "42", "y"]


def test_levels_are_coloured_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets coloured levels; with NO_COLOR, and into a pipe, none; decided line by line."""
    choose_writer(plain=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = []
    for out, no_color in ((Terminal(), ""), (Terminal(), "1"), (io.StringIO(), "")):
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setenv("NO_COLOR", no_color)
        LOGGER.error("x")
        shown.append("\x1b[" in out.getvalue())
        assert "ERROR" in out.getvalue()
    assert shown == [True, False, False]


def test_loguru_is_not_imported_in_a_running_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first lines inside a loop are written without it, look the same, and hold up nobody."""
    program = (
        "import asyncio, sys, threading; from playground.preloads.log import LOGGER\n"
        "async def main():\n"
        "    LOGGER.info('one'); inside = 'loguru' in sys.modules and LOGGER.writer is not None\n"
        "    while any(t.name == 'loguru' for t in threading.enumerate()): await asyncio.sleep(0)\n"
        "    LOGGER.info('two'); print(inside, 'loguru' in sys.modules)\n"
        "asyncio.run(main())"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    one, two, told = out.splitlines()
    assert [FORM.fullmatch(text)[4] for text in (one, two)] == ["one", "two"]  # type: ignore[index]  # else it fails
    assert told == "False True"


def test_before_loguru_is_there_lines_have_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own writer and loguru write the same line to a terminal, but for the second."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = []
    for writer in (_write, _loguru_writer()):
        monkeypatch.setattr(sys, "stdout", out := Terminal())
        assert writer is not None
        for level in ("INFO", "SUCCESS", "WARNING", "ERROR"):
            writer(level, "text")
        shown.append(re.sub(r"\d\d:\d\d:\d\d", "", out.getvalue()))
    assert shown[0].replace("\x1b[0m", "") == shown[1].replace("\x1b[0m", "")


def test_nothing_third_party_is_loaded_for_plain_names() -> None:
    """namespace(plain=True) and a logged line load the standard library and ours only."""
    program = (
        "import sys; from playground.preloads import namespace; ns = namespace(plain=True)\n"
        "ns['LOGGER'].info('x')\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(tops - sys.stdlib_module_names - {'playground', '__main__'}))"
    )
    out = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert out.splitlines()[-1] == "[]"
