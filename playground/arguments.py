"""The command line's words: which commands there are, and which options each has.

Argparse takes as long to load as a small answer takes to be judged, so `cli` asks for this file only
where the words are not a plain `check`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

from playground.errors import BadInput

__all__ = ["JOBS", "read_arguments"]

# Each waits a third of its time: one more than there are processors keeps them all at work.
JOBS = (os.cpu_count() or 1) + 1
_TRACE_RULE = (
    "Our options may follow the script's arguments too; what stands behind -- is the script's alone."
)


def read_arguments(words: Sequence[str]) -> SimpleNamespace:
    """What the words ask for; `command` is what to run. Raises BadInput; of `--help` it does not return."""
    # Defaults of the common options stand here: the parsers of the commands share them.
    options = SimpleNamespace(lang=None, lessons=None)
    _parser().parse_args(words, options)
    return options


class _Parser(argparse.ArgumentParser):
    """Usage errors are ours: one sentence, the nearest word, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:].rstrip('.')}. Try: {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False)
    common.add_argument(
        "--lang",
        default=argparse.SUPPRESS,
        metavar="en|zh",
        help="the language to speak (default: the locale's)",
    )
    common.add_argument(
        "--lessons", default=argparse.SUPPRESS, metavar="DIR", type=Path, help="another folder of lessons"
    )
    parser = _Parser(
        prog="playground", description="Learn, and see, asyncio at a prompt.", parents=[common],
        epilog="Without a command: the shell.",
    )  # fmt: skip
    parser.set_defaults(command="shell")
    parser.add_argument(
        "--plain", action="store_true", help="the shell for screen readers: nothing is drawn twice"
    )
    parser.add_argument("--vi", action="store_true", help="the shell with vi's keys")
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    lesson = commands.add_parser(
        "lesson", parents=[common], help="the course: where am I; list, next, check …"
    )
    lesson.add_argument(
        "words", nargs=argparse.REMAINDER, help="as at the prompt: list, next, check FILE, hint …"
    )
    lesson.set_defaults(command="lesson")

    check = commands.add_parser("check", parents=[common], help="judge one file")
    check.add_argument("exercise", help="an exercise's id or number, 1.8")
    check.add_argument("file", type=Path, help="the answer: a Python file, or a transcript in YAML")
    check.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    check.set_defaults(command="check")

    explain = commands.add_parser("explain", parents=[common], help="what a cause means")
    explain.add_argument("cause")
    explain.set_defaults(command="explain")

    run = commands.add_parser("run", parents=[common], help="type a file at the prompt")
    run.add_argument("file", type=Path, help="a script, or a transcript as save(FILE) writes it")
    run.set_defaults(command="run")

    verify = commands.add_parser("verify", parents=[common], help="for authors: are these lessons sound?")
    verify.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders")
    verify.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    verify.add_argument("--jobs", type=int, default=JOBS, help="sandboxes at a time")
    verify.add_argument(
        "--mutate", action="store_true", help="instead: would a small fault in a solution be noticed?"
    )
    verify.set_defaults(command="verify")

    new = commands.add_parser("new", parents=[common], help="for authors: a skeleton to begin with")
    new.add_argument("what", choices=("lesson", "exercise"))
    new.add_argument(
        "words", nargs="+", metavar="…",
        help="lesson NAME; or exercise LESSON NAME, LESSON being a lesson's file, id or number",
    )  # fmt: skip
    new.add_argument("--kind", choices=("write", "predict", "prompt"), default="write")
    new.set_defaults(command="new")

    trace = commands.add_parser(
        "trace", parents=[common], help="run any script and draw its timeline", epilog=_TRACE_RULE
    )
    trace.add_argument("--virtual", action="store_true", help="on the virtual clock: waits take no time")
    trace.add_argument("--out", metavar="FILE", help="the picture: X.svg, X.html or X.json (Perfetto)")
    trace.add_argument("--follow", action="store_true", help="tell what holds the loop while it does")
    trace.add_argument("-m", dest="module", nargs=argparse.REMAINDER, metavar="MODULE", help="run a module")
    trace.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="FILE [ARGS]", help="the script and its arguments"
    )
    trace.set_defaults(command="trace")
    return parser


class _ShowVersion(argparse.Action):
    """The version is looked up when it is asked for: that takes longer than all of our own parsing."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(_version())
        parser.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"playground {version('asyncio-playground')}"
    except PackageNotFoundError:
        return "playground, from a checkout that is not installed"
