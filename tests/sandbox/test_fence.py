"""No answer hangs, kills or fools the sandbox, and nothing of it is left afterwards."""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.sandbox import Sandbox
from playground.sandbox.tree import descendants
from playground.values.plain import encode
from playground.values.report import CaseReport, Report

from .load import within

Run = Callable[..., Report]
Case = Callable[..., CaseReport]
LIMIT = 0.7  # real seconds, so that tests of endless answers are short


def body(text: str) -> str:
    return "import os, signal, sys, socket, subprocess, threading\nasync def main():\n" + textwrap.indent(
        textwrap.dedent(text), "    "
    )


@pytest.fixture(autouse=True)
def nothing_left() -> object:
    """After each answer there is no process below the warm server."""
    yield
    servers = descendants(os.getpid())
    assert [pid for server in servers for pid in descendants(server)] == []


ENDLESS = {
    "a loop that holds": "while True: pass",
    "one that catches everything": """
        while True:
            try:
                while True: pass
            except BaseException: pass
        """,
    "a loop of sleep(0)": "while True: await asyncio.sleep(0)",
    "a loop of sleep(1)": "while True: await asyncio.sleep(1)",
    "a call into C": "sum(range(10**12))",
    "a thread that is joined": """
        t = threading.Thread(target=lambda: threading.Event().wait()); t.start(); t.join()
        """,
    "a stop that is ignored": """
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        while True: pass
        """,
}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_answer_ends_at_a_limit(case: Case, code: str) -> None:
    """Whatever it does to go on, within the limit and one second."""
    began = time.monotonic()
    report = case(body(code), real_seconds=LIMIT, virtual_seconds=60, steps=20_000)
    assert report.ended == "limit"
    assert report.limit is not None
    took = time.monotonic() - began
    assert within(took, LIMIT + 1)


def test_the_line_that_held_the_loop_is_known(case: Case) -> None:
    """An answer at its limit still says where it was."""
    report = case(body("x = 1\nwhile True: pass"), real_seconds=LIMIT)
    assert report.limit is not None
    assert report.limit.place is not None
    assert (report.limit.place.file, report.limit.place.line) == ("answer.py", 4)


ENDINGS = {
    "os._exit": ("os._exit(3)", 3),
    "kill itself": ("os.kill(os.getpid(), signal.SIGKILL)", -9),
    "stop itself": ("os.kill(os.getpid(), signal.SIGSTOP)", -9),
    "abort": ("os.abort()", -6),
    "close everything": ("os.closerange(0, 1000)", 1),
}


@pytest.mark.parametrize(("code", "status"), ENDINGS.values(), ids=ENDINGS.keys())
def test_an_answer_that_ends_its_process_is_told_so(case: Case, code: str, status: int) -> None:
    """It is the answer's doing, and the sandbox goes on."""
    report = case(body(code))
    assert (report.ended, report.exit_code) == ("killed", status)
    assert report.how


def test_sys_exit_is_an_exit(case: Case) -> None:
    """Also from a task that nobody awaits."""
    assert case(body("sys.exit(4)")).ended == "exited"
    source = (
        "import sys\nasync def leave(): sys.exit(4)\n"
        "async def main():\n    asyncio.create_task(leave()); await asyncio.sleep(1)"
    )
    assert case(source).how == "sys.exit(4)"


@pytest.mark.parametrize("pid", ["os.getppid()", "-1", "1"])
def test_an_answer_cannot_signal_others(case: Case, pid: str) -> None:
    """Signals go to the answer's own processes only."""
    report = case(body(f"os.kill({pid}, signal.SIGKILL)"))
    assert report.error is not None
    assert report.error.type == "PermissionError"


def test_an_answer_reaches_the_loopback_only(case: Case) -> None:
    """Neither by address nor by name."""
    for address in ("('10.0.0.1', 80)", "('example.org', 80)"):
        report = case(body(f"socket.create_connection({address}, timeout=1)"))
        assert report.error is not None
        assert "loopback only" in report.error.text or "loopback names only" in report.error.text


def test_memory_beyond_the_limit_ends_it(case: Case) -> None:
    """Resident memory of the whole tree is counted from outside."""
    report = case(body("kept = []\nwhile True: kept.append(b'x' * 10**6)"), memory=100 * 2**20)
    assert report.limit is not None
    assert report.limit.kind == "memory"


def test_one_huge_allocation_fails_by_itself(case: Case) -> None:
    """It never becomes resident, so Python says MemoryError."""
    report = case(body("return bytearray(10**11)"))
    assert report.error is not None
    assert report.error.type == "MemoryError"


def test_a_fork_bomb_ends_with_everything_it_made(case: Case) -> None:
    """Processes and threads are counted over the whole tree."""
    report = case(body("while True: os.fork()"))
    assert report.limit is not None
    assert report.limit.kind in ("processes", "memory", "real-seconds")


def test_a_copy_of_the_process_reports_nothing(case: Case) -> None:
    """After a fork both sides return, and only the original is heard."""
    report = case(body("return 'mine' if os.fork() else 'the copy'"))
    assert report.value == encode("mine")


def test_processes_are_refused_when_there_were_far_too_many(case: Case) -> None:
    """One after the other they are few at a time, and yet there is an end: that of a storm."""
    code = """
        for number in range(100):
            if os.fork() == 0: os._exit(0)
            os.wait()
        """
    report = case(body(code), processes=4)
    assert report.error is not None
    assert report.error.type == "BlockingIOError"


def test_nothing_of_a_killed_server_is_left() -> None:
    """Its folder goes with the sandbox, also when nobody of the server can remove it."""
    with Sandbox() as sandbox:
        sandbox.warm()
        assert sandbox._server is not None
        assert sandbox.folder is not None
        Path(sandbox.folder, "answer").mkdir()
        sandbox._server.kill()
        folder = sandbox.folder
    assert not Path(folder).exists()


def test_a_daemon_is_found_and_ended(case: Case) -> None:
    """Leaving the session and forking twice hides nothing."""
    code = """
        ready, said = os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.write(said, b"x")
                signal.pause()
            os._exit(0)
        os.wait()
        os.read(ready, 1)
        return 1
        """
    report = case(body(code))
    assert report.value == encode(1)
    assert [leak.kind for leak in report.leaks] == ["subprocess"]


def test_writing_to_every_descriptor_forges_nothing(case: Case) -> None:
    """A document counts only under the seal."""
    code = """
        for number in range(3, 200):
            for text in (b"garbage" * 100, b'{"kind": "case"}', bytes(64)):
                try: os.write(number, text)
                except OSError: pass
        return "mine"
        """
    assert case(body(code)).value == encode("mine")


def test_the_working_folder_is_empty_and_goes_away(case: Case) -> None:
    """Its own folder, and no file of it is left."""
    report = case(body("open('x', 'w').write('y'); return os.getcwd(), os.listdir('.')"))
    assert report.value is not None
    folder = report.value.items[0].text
    assert report.value.items[1] == encode(["x"])
    assert not Path(folder).exists()


def test_a_file_has_a_size_it_may_not_pass(case: Case) -> None:
    """The limit of DESIGN.md, set small here."""
    report = case(body("open('x', 'wb').write(b'x' * 200_000)"), file_bytes=100_000)
    assert report.error is not None
    assert report.error.type == "OSError"


def test_the_environment_is_clean(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's variables is there."""
    report = case(body("return sorted(os.environ)"))
    assert report.value is not None
    names = {item.text for item in report.value.items}
    assert names <= {
        "PATH",
        "LANG",
        "LC_CTYPE",
        "HOME",
        "TMPDIR",
        "PYTHONUTF8",
        "PYTHONHASHSEED",
        "PYTHONDONTWRITEBYTECODE",
    }


def test_nothing_can_be_read_from_stdin(case: Case) -> None:
    """There is no terminal: input() ends at once."""
    report = case(body("return input()"))
    assert report.error is not None
    assert report.error.type == "EOFError"


def test_a_server_that_was_killed_is_replaced() -> None:
    """The next answer finds a new one."""
    from playground.values.report import Request
    from playground.values.transcript import Transcript

    request = Request(mode="call", transcript=Transcript.of_file("async def main(): return 1"), call="main()")
    with Sandbox() as sandbox:
        sandbox.run(request)
        (server,) = (pid for pid in descendants(os.getpid()) if pid in _servers(sandbox))
        os.kill(server, 9)
        sandbox.run(request)  # whichever way the death shows
        assert sandbox.run(request).cases[0].value == encode(1)


def _servers(sandbox: Sandbox) -> set[int]:
    assert sandbox._server is not None
    return {sandbox._server.pid}


def test_the_child_loads_nothing_third_party(case: Case) -> None:
    """What runs an answer is the standard library and a few modules of ours."""
    code = """
        roots = {name.partition('.')[0] for name in sys.modules}
        return sorted(roots - set(sys.stdlib_module_names) - {'playground', '__main__'})
        """
    report = case(body(code))
    assert report.value == encode([])
    code = "return sorted({name.split('.')[1] for name in sys.modules if name.startswith('playground.')})"
    report = case(body(code))
    assert report.value is not None
    parts = {item.text for item in report.value.items}
    assert parts <= {"errors", "loop", "preloads", "sandbox", "values"}
