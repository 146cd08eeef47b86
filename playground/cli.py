"""The command line: the same words in the system shell as at the prompt.

Exit codes: 0 passed or done, 1 not yet, 2 usage or bad input, 3 broken. Everything heavy is
imported by the command that needs it, so that the prompt appears at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, assert_never

from playground.errors import BadInput, PlaygroundError, nearest
from playground.locale import choose_language
from playground.values.text import Text
from playground.values.verdict import CAUSES, Broken, NotYet, Passed, verdict_json

if TYPE_CHECKING:
    from playground.course.model import Course, Exercise
    from playground.course.mutating import Mutated
    from playground.course.replies import Reply
    from playground.course.verify import Checked
    from playground.values.text import Language
    from playground.values.verdict import Verdict

__all__ = ["main"]

COMMANDS = ("lesson", "check", "verify", "explain", "new")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language: Language = "en"
    try:
        parser = _parser()
        _refuse_unknown_command(words)
        # Defaults of the common options stand here: the parsers of the commands share them.
        defaults = argparse.Namespace(lang=None, lessons=None)
        options = parser.parse_args(words, defaults)
        options.language = language = choose_language(options.lang)
        return int(options.run(options))
    except PlaygroundError as error:
        words_said = error.zh if language == "zh" and error.zh else str(error)
        print(f"playground: {words_said}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # who read us has gone; nothing more can be said
        return 1
    except KeyboardInterrupt:
        return 130


def _refuse_unknown_command(words: Sequence[str]) -> None:
    """One sentence with the nearest command, where argparse would list them all."""
    values = {"--lang", "--lessons"}
    first = next(
        (w for before, w in zip(["", *words], words, strict=False) if w[:1] != "-" and before not in values),
        "",
    )
    if first and first not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise BadInput(f"There is no command {first!r}.{nearest(first, COMMANDS)} The commands are: {known}.")


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
    parser.set_defaults(run=_shell)
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    lesson = commands.add_parser(
        "lesson", parents=[common], help="the course: where am I; list, next, check …"
    )
    lesson.add_argument(
        "words", nargs=argparse.REMAINDER, help="as at the prompt: list, next, check FILE, hint …"
    )
    lesson.set_defaults(run=_lesson)

    check = commands.add_parser("check", parents=[common], help="judge one file")
    check.add_argument("exercise", help="an exercise's id or number, 1.8")
    check.add_argument("file", type=Path, help="the answer: a Python file, or a transcript in YAML")
    check.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", parents=[common], help="what a cause means")
    explain.add_argument("cause")
    explain.set_defaults(run=_explain)

    verify = commands.add_parser("verify", parents=[common], help="for authors: are these lessons sound?")
    verify.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders")
    verify.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    verify.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="sandboxes at a time")
    verify.add_argument(
        "--mutate", action="store_true", help="instead: would a small fault in a solution be noticed?"
    )
    verify.set_defaults(run=_verify)

    new = commands.add_parser("new", parents=[common], help="for authors: a skeleton to begin with")
    new.add_argument("what", choices=("lesson", "exercise"))
    new.add_argument(
        "words", nargs="+", metavar="…",
        help="lesson NAME; or exercise LESSON NAME, LESSON being a lesson's file, id or number",
    )  # fmt: skip
    new.add_argument("--kind", choices=("write", "predict", "prompt"), default="write")
    new.set_defaults(run=_new)
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


def _shell(options: argparse.Namespace) -> int:
    from playground.shell import ShellOptions, run

    return run(ShellOptions(lang=options.language, lessons=options.lessons))


def _course(options: argparse.Namespace) -> Course:
    from playground.course.reader import read_course

    return read_course(options.lessons)


def _find(course: Course, name: str) -> Exercise:
    """The exercise of that id or number.

    Raises BadInput, with the nearest name; Broken when its own file cannot be read.
    """
    exercise = course.find(name)
    if exercise is not None:
        return exercise
    known = [word for one in course.exercises for word in (one.id, one.number)]
    problems = "".join(f"\n{problem}" for problem in course.problems)
    raise BadInput(f"There is no exercise {name!r}.{nearest(name, known)}{problems}")


def _lesson(options: argparse.Namespace) -> int:
    from playground.course.desk import open_session
    from playground.sandbox import Sandbox

    session = open_session(options.lessons, options.language, Sandbox)
    word, rest = options.words[:1], options.words[1:]
    try:
        reply = session.command(word[0] if word else "", " ".join(rest))
    finally:
        session.close()
    notice = session.take_notice()
    if notice is not None:
        print(notice.say(options.language), file=sys.stderr)
    return _show(reply, options.language)


def _check(options: argparse.Namespace) -> int:
    from playground.sandbox import Sandbox

    with Sandbox() as sandbox:
        sandbox.warm()  # it starts while we load what reads and judges
        from playground.course.answers import read_answer
        from playground.course.judging import Judging
        from playground.course.replies import VerdictShown

        course = _course(options)
        exercise = _find(course, options.exercise)
        transcript = read_answer(options.file)
        verdict = Judging(sandbox, options.language).check(exercise, transcript)
    if options.json:
        print(json.dumps(verdict_json(verdict), ensure_ascii=False))
    else:
        _show(VerdictShown(verdict, course.lesson_of(exercise), exercise), options.language)
    return _exit_code(verdict)


def _exit_code(verdict: Verdict) -> int:
    match verdict:
        case Passed():
            return 0
        case NotYet():
            return 1
        case Broken():
            return 3
    assert_never(verdict)


def _explain(options: argparse.Namespace) -> int:
    from playground.course.replies import CauseShown

    for cause in CAUSES:
        if cause == options.cause:
            return _show(CauseShown(cause), options.language)
    raise BadInput(f"There is no cause {options.cause!r}.{nearest(options.cause, CAUSES)}")


def _show(reply: Reply, language: Language) -> int:
    """Print the reply; the exit code that it means."""
    from playground.course.replies import Refused, VerdictShown
    from playground.views.reply import draw_reply
    from playground.views.terminal import Look

    stream = sys.stderr if isinstance(reply, Refused) else sys.stdout
    print(draw_reply(reply, Look.of_terminal(language, stream)), file=stream)
    if isinstance(reply, VerdictShown):
        return _exit_code(reply.verdict)
    return 2 if isinstance(reply, Refused) else 0


def _verify(options: argparse.Namespace) -> int:
    from playground.course.verify import verify
    from playground.sandbox import Sandbox

    if options.mutate:
        return _mutate(options)
    told, over = _progress(quiet=options.json)
    verified = verify(options.paths, make_sandbox=Sandbox, jobs=options.jobs, told=told)
    over()
    if options.json:
        print(json.dumps(verified.json(), ensure_ascii=False))
    else:
        for problem in verified.problems:
            print(problem)
        answers = sum(1 + len(one.right) + len(one.wrong) for one in verified.exercises)
        print(f"{len(verified.exercises)} exercises, {answers} answers, {len(verified.problems)} problems")
    return 0 if verified.sound else 1


def _new(options: argparse.Namespace) -> int:
    from playground.course.author import find_lesson, new_exercise, new_lesson
    from playground.course.reader import lessons_folder

    wanted = ["NAME"] if options.what == "lesson" else ["LESSON", "NAME"]
    if len(options.words) != len(wanted):
        raise BadInput(
            f"Type: playground new {options.what} {' '.join(wanted)}",
            f"请输入：playground new {options.what} {' '.join(wanted)}",
        )
    folder = options.lessons or lessons_folder()
    if options.what == "lesson":
        path, number = new_lesson(folder, options.words[0], options.kind), "1"
    else:
        path = find_lesson(folder, options.words[0])
        number = new_exercise(path, options.words[1], options.kind).partition(".")[2]
    said = Text(
        "{path}, exercise {number}: a skeleton that works. Replace what begins with TODO, and try it:",
        "{path}，第 {number} 个练习：一个能用的框架。请替换以 TODO 开头的内容，然后试一试：",
    )
    print(said.say(options.language, path=path, number=number))
    print(f"  python -m playground verify {path}")
    return 0


def _mutate(options: argparse.Namespace) -> int:
    from playground.course.mutating import mutate
    from playground.sandbox import Sandbox

    told, over = _progress(quiet=options.json)
    report = mutate(options.paths, make_sandbox=Sandbox, jobs=options.jobs, told=told)
    over()
    if options.json:
        print(json.dumps(report.json(), ensure_ascii=False))
    else:
        for one in (*report.problems, *report.survivors):
            print(one)
        print(
            f"{report.mutants} mutants, {report.killed} killed, {report.equivalent} equivalent, "
            f"{len(report.survivors)} passed: {report.share:.1%} killed"
        )
    return 0 if not report.problems else 1


def _progress(*, quiet: bool) -> tuple[Callable[[Checked | Mutated, int, int], None], Callable[[], None]]:
    """What draws a bar on a terminal, and what takes it away; nothing where there is none."""
    live = sys.stderr.isatty() and not quiet

    def told(one: Checked | Mutated, done: int, of: int) -> None:
        if live:
            full = 30 * done // of
            print(f"\r[{'#' * full}{'.' * (30 - full)}] {done}/{of} {one.id:40.40}", end="", file=sys.stderr)

    def over() -> None:
        if live:
            print("\r" + " " * 80 + "\r", end="", file=sys.stderr)

    return told, over
