"""Runs a program as Python does, and under `trace`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SUMMARY", "Both", "run_both", "run_traced"]

SUMMARY = "── trace of "
ADDRESS = re.compile(r"0x[0-9a-f]+|pid=\d+|when=[\d.]+")


@dataclass(frozen=True)
class Both:
    """What came of both runs: the traced one's stderr without the summary, which is apart."""

    plain: subprocess.CompletedProcess[str]
    traced: subprocess.CompletedProcess[str]

    @property
    def summary(self) -> str:
        return self.traced.stderr.partition(SUMMARY)[2]

    def assert_same(self) -> None:
        """The program did the same, to the byte (but for addresses)."""
        told = self.traced.stderr.partition(SUMMARY)[0]
        assert _plain(self.traced.stdout) == _plain(self.plain.stdout)
        assert _plain(told) == _plain(self.plain.stderr)
        assert self.traced.returncode == self.plain.returncode
        assert SUMMARY in self.traced.stderr


def _plain(text: str) -> str:
    return ADDRESS.sub("0x", text)


def environment() -> dict[str, str]:
    """Of both runs: our package can be found, the terminal has 80 columns, the words are English."""
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    words = {"PYTHONPATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    return {**os.environ, **words}


def _run(folder: Path, words: list[str], stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment(),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def run_traced(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """``python -m playground trace …`` in that folder."""
    return _run(folder, ["-m", "playground", "trace", *words], stdin)


def run_both(folder: Path, *words: str, options: tuple[str, ...] = (), stdin: str = "") -> Both:
    """``python …`` and ``trace …`` in that folder; `options` are for `trace`."""
    return Both(_run(folder, list(words), stdin), run_traced(folder, *options, *words, stdin=stdin))
