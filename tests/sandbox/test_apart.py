"""What a solution says and gives is in no memory that a later answer's process begins with."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from playground.sandbox import Sandbox
from playground.sandbox.tree import descendants
from playground.values.plain import decode
from playground.values.report import Request
from playground.values.transcript import Transcript
from tests.test_anew import SEEKER

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")

# In its text, in what it prints, in its value and in what a task is called: all that is reported.
SOLUTION = """\
async def main():
    word = "# the-marked-solution-4711"
    print(word)
    await asyncio.create_task(asyncio.sleep(1), name=word)
    return [word] * 100
"""


def request(source: str) -> Request:
    return Request("call", Transcript.of_file(source), call="main()")


def value(sandbox: Sandbox, asked: Request) -> object:
    report = sandbox.run(asked)
    (case,) = report.cases
    assert case.value is not None, case
    return decode(case.value)


def test_nothing_of_a_solution_is_left(sandbox: Sandbox) -> None:
    """In the very server that ran it, again and again; what the answer itself holds is found."""
    solution = replace(request(SOLUTION), apart=True)
    for _ in range(3):
        assert value(sandbox, solution) == ["# the-marked-solution-4711"] * 100
        assert value(sandbox, request(SEEKER)) == 0
    planted = SEEKER.replace("found = 0", "found = 0; kept = b'# ' + bytes(b'the-marked-solution')")
    found = value(sandbox, request(planted))
    assert isinstance(found, int)
    assert found > 0


def test_a_solution_without_end_ends_at_its_limit(sandbox: Sandbox) -> None:
    """It is watched as any other, and the server goes on."""
    endless = request("async def main():\n    while True: pass\n")
    endless = replace(endless, apart=True, limits=replace(endless.limits, real_seconds=0.3))
    assert [case.ended for case in sandbox.run(endless).cases] == ["limit"]
    assert value(sandbox, request("async def main():\n    return 1\n")) == 1


ALONE = """\
import sys
from dataclasses import replace
from playground.sandbox import Sandbox
from tests.sandbox.test_apart import request

Sandbox().run(replace(request(sys.argv[1]), apart=True))
"""


def test_whoever_asked_may_go(tmp_path: Path) -> None:
    """A server that loses its parent in the middle of a solution ends, with all that is below it."""
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    endless = f"async def main():\n    open({str(begun)!r}, 'w').close()\n    while True: pass\n"
    with subprocess.Popen([sys.executable, "-c", ALONE, endless], cwd=ROOT) as parent:
        begun.read_bytes()  # waits for the solution to open it
        below = [os.pidfd_open(pid) for pid in descendants(parent.pid)]
        assert len(below) == 3, "the server, its copy and the solution"
        parent.kill()
    for descriptor in below:
        assert select.select([descriptor], [], [], 30)[0], "it still runs"
        os.close(descriptor)
