"""At the prompt it is said that tasks can never go on, before anybody presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

RING = """\
async def take(first, second):
    async with first:
        await asyncio.sleep(0.01)
        async with second: pass

x, y = asyncio.Lock(), asyncio.Lock()
A = asyncio.create_task(take(x, y), name="A"); B = asyncio.create_task(take(y, x), name="B")
await asyncio.sleep(3600)
"""
NOBODY = """\
event = asyncio.Event()
await event.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            RING,
            "stuck: A holds lock 'second' #2 and waits for lock 'second' #1, held by B at cell 1:4; B waits",
        ),
        (
            NOBODY,
            "stuck: every task waits, and nothing is left that could wake one: cell 2 at cell 2:1 waits",
        ),
    ],
)
def test_stuck_is_said_in_a_cell(cells: str, said: str, tmp_path: Path) -> None:
    """A ring of two tasks while the cell itself sleeps; a cell that waits for what nobody will do."""
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(tmp_path))
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **homes, "PYTHONPATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    shell = subprocess.Popen(
        [sys.executable, "-m", "playground"], cwd=tmp_path, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert shell.stdin is not None
    assert shell.stderr is not None
    shell.stdin.write(cells)
    shell.stdin.close()
    line = ""
    for line in shell.stderr:
        if "stuck" in line:
            break
    shell.send_signal(signal.SIGINT)
    rest = shell.stderr.read()
    shell.stderr.close()

    assert said in line
    assert line.endswith("(Ctrl-C gives the prompt back)\n")
    assert "stuck" not in rest
    assert shell.wait() == 1
