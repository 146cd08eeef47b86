"""The command line: the same words in the system shell as at the prompt.

Exit codes: 0 passed or done, 1 not yet, 2 usage or bad input, 3 broken. Everything heavy is
imported by the command that needs it, so that the prompt appears at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn, assert_never

from playground.errors import BadInput, PlaygroundError, nearest
from playground.locale import choose_language
from playground.values.text import Text
from playground.values.verdict import CAUSES, Broken, NotYet, Passed, verdict_json

if TYPE_CHECKING:
    from playground.course.judged import VerdictShown
    from playground.course.mutating import Mutated
    from playground.course.replies import Reply
    from playground.course.verify import Checked
    from playground.sandbox import Sandbox
    from playground.values.text import Language
    from playground.values.verdict import Verdict

__all__ = ["main"]

COMMANDS = ("lesson", "check", "verify", "explain", "run", "trace", "new")


def main(arguments: Sequence[str] | None = None, *, sandbox: Sandbox | None = None) -> int:
    """Run the command line; gives the exit code. `sandbox` is one that runs already."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language: Language = "en"
    try:
        _refuse_unknown_command(words)
        options = _plain_check(words) or _arguments(words)
        options.make_sandbox = _sandbox if sandbox is None else partial(nullcontext, sandbox)
        options.language = language = choose_language(options.lang)
        return _RUN[options.command](options)
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


def _plain_check(words: Sequence[str]) -> SimpleNamespace | None:
    """What `check EXERCISE FILE [--json]` and `lesson check FILE` ask for, without argparse; else None."""
    if list(words[:2]) == ["lesson", "check"] and len(words) == 3 and not words[2].startswith("-"):
        return SimpleNamespace(command="lesson", lang=None, lessons=None, words=list(words[1:]))
    rest = [word for word in words[1:] if word != "--json"]
    if list(words[:1]) != ["check"] or len(rest) != 2 or any(word.startswith("-") for word in rest):
        return None
    exercise, file = rest
    return SimpleNamespace(
        command="check", lang=None, lessons=None, exercise=exercise, file=Path(file), json="--json" in words
    )


def _arguments(words: Sequence[str]) -> SimpleNamespace:
    from playground.arguments import read_arguments

    return read_arguments(words)


def _shell(options: SimpleNamespace) -> int:
    from playground.shell import ShellOptions, run

    return run(ShellOptions(options.language, options.lessons, vi=options.vi, plain=options.plain))


def _run(options: SimpleNamespace) -> int:
    from playground.shell import ShellOptions, run_file

    return run_file(ShellOptions(lang=options.language, lessons=options.lessons), options.file)


def _lesson(options: SimpleNamespace) -> int:
    from playground.course.desk import open_session

    word, rest = options.words[:1], options.words[1:]
    session = open_session(
        options.lessons, options.language, options.make_sandbox, only_open=word == ["check"]
    )
    try:
        reply = session.command(word[0] if word else "", " ".join(rest))
    finally:
        session.close()
    notice = session.take_notice()
    if notice is not None:
        print(notice.say(options.language), file=sys.stderr)
    return _show(reply, options.language)


def _sandbox() -> Sandbox:
    from playground.sandbox import Sandbox

    return Sandbox()


def _check(options: SimpleNamespace) -> int:
    with options.make_sandbox() as sandbox:
        sandbox.warm()  # it starts while we load what reads and judges
        from playground.course.answers import read_answer
        from playground.course.judging import Judging
        from playground.course.reader import find_exercise, lessons_folder
        from playground.course.references import References

        folder = options.lessons or lessons_folder()
        lesson, exercise = find_exercise(folder, options.exercise)
        transcript = read_answer(options.file)
        verdict = Judging(sandbox, options.language, References(folder)).check(exercise, transcript)
    if options.json:
        print(json.dumps(verdict_json(verdict), ensure_ascii=False))
    else:
        from playground.course.judged import VerdictShown

        return _show_verdict(VerdictShown(verdict, lesson, exercise), options.language)
    return _exit_code(verdict)


def _show_verdict(shown: VerdictShown, language: Language) -> int:
    from playground.views.look import Look
    from playground.views.verdict import draw_verdict  # not draw_reply, which loads what all draw with

    print(draw_verdict(shown, Look.of_terminal(language, sys.stdout)))
    return _exit_code(shown.verdict)


def _exit_code(verdict: Verdict) -> int:
    match verdict:
        case Passed():
            return 0
        case NotYet():
            return 1
        case Broken():
            return 3
    assert_never(verdict)


def _explain(options: SimpleNamespace) -> int:
    from playground.course.replies import CauseShown

    for cause in CAUSES:
        if cause == options.cause:
            return _show(CauseShown(cause), options.language)
    raise BadInput(f"There is no cause {options.cause!r}.{nearest(options.cause, CAUSES)}")


def _show(reply: Reply, language: Language) -> int:
    """Print the reply; the exit code that it means."""
    from playground.course.replies import Refused, VerdictShown
    from playground.views.look import Look

    if isinstance(reply, VerdictShown):
        return _show_verdict(reply, language)
    from playground.views.reply import draw_reply

    stream = sys.stderr if isinstance(reply, Refused) else sys.stdout
    print(draw_reply(reply, Look.of_terminal(language, stream)), file=stream)
    return 2 if isinstance(reply, Refused) else 0


def _verify(options: SimpleNamespace) -> int:
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


def _new(options: SimpleNamespace) -> int:
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


def _trace(options: SimpleNamespace) -> NoReturn:
    from playground.tracing.options import read_options
    from playground.tracing.run import trace_program

    trace_program(*read_options(options))


def _mutate(options: SimpleNamespace) -> int:
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


_RUN: dict[str, Callable[[SimpleNamespace], int]] = {
    "shell": _shell,
    "lesson": _lesson,
    "check": _check,
    "run": _run,
    "explain": _explain,
    "trace": _trace,
    "verify": _verify,
    "new": _new,
}
