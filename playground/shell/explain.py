"""Explanations where Python only reports: what to type instead, in one or two lines."""

from __future__ import annotations

import ast
import asyncio
import difflib
import inspect
import linecache
import re
from collections.abc import Callable
from types import TracebackType

from playground.values.text import Language

from . import explanations as words
from .commands import LESSON_WORDS, WORDS
from .explanations import Explanation

__all__ = ["Explanation", "close_refused", "of_dropped", "of_error", "of_hold", "of_value", "while_edited"]


def _with(explanation: Explanation, **facts: object) -> Explanation:
    return Explanation(explanation.short, explanation.long, explanation.cause, facts)


def of_value(value: object, source: str) -> Explanation | None:
    """What to say about a result that the prompt is about to show."""
    if inspect.iscoroutine(value):
        if inspect.getcoroutinestate(value) != inspect.CORO_CREATED:
            return None
        return _with(words.COROUTINE_SHOWN, call=f"await {_last_expression(source)}")
    if type(value) in (list, tuple, set) and value:
        coroutines = [item for item in value if inspect.iscoroutine(item)]  # type: ignore[attr-defined]  # one of the three
        if coroutines and len(coroutines) == len(value):  # type: ignore[arg-type]  # one of the three
            return _with(words.COROUTINES_SHOWN, n=len(coroutines))
    return None


def of_dropped(name: str, place: str) -> Explanation:
    """A coroutine, made at `place`, went away without having been awaited."""
    return _with(words.COROUTINE_DROPPED, name=name, place=f" ({place})" if place else "")


def of_hold(who: str, seconds: float, place: str, line: str) -> Explanation:
    """A step of `who` held the loop; `line` is the source line where it did."""
    kind = words.SLEPT if re.search(r"\bsleep\s*\(", line) and "asyncio.sleep" not in line else words.HELD
    return _with(kind, who=who, seconds=seconds, place=place)


def of_error(error: BaseException, source: str = "") -> Explanation | None:
    """What to say below the traceback of `error`, or None when Python says it well.

    `source` is the text of a cell that does not compile and is not submitted yet.
    """
    if source and isinstance(error, SyntaxError):
        return _outside(error, str(error), source)
    if isinstance(error, BaseExceptionGroup):
        kinds = sorted({type(part).__name__ for part in error.exceptions})
        return _with(words.GROUP, n=len(error.exceptions), kind=kinds[0])
    text = str(error)
    return next((found for rule in RULES if (found := rule(error, text)) is not None), None)


def while_edited(error: BaseException, text: str, lang: Language) -> tuple[int, int, str, Explanation | None]:
    """Line, column (from 1) and words for text that does not compile, before it is submitted."""
    what = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
    explanation = of_error(error, text)
    if explanation is not None:
        # There is one line for it: only what to type, which stands behind two blanks.
        write = explanation.say(lang).rpartition("  ")[2]
        write = f"{words.LINE.say(lang, line=line)} {words.WRITE.say(lang)}  {write}"
        return line, column, what + write, explanation
    near = _command_meant(text)
    meant = words.MEANT.say(lang, near=near) if near else ""
    return line, column, f"{what}{words.LINE.say(lang, line=line)}{meant}", None


def _command_meant(text: str) -> str:
    """The command that a line which is no Python was probably meant to be, or ""."""
    line = text.strip()
    word, _, rest = line.partition(" ")
    if "\n" in line:
        return ""
    if word in LESSON_WORDS:
        return f"lesson {line}"
    close = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.6)
    return f"{close[0]} {rest}".strip() if close else ""


def _task_name(error: BaseException, text: str) -> Explanation | None:
    if (
        not isinstance(error, AttributeError)
        or error.name != "name"
        or not isinstance(error.obj, asyncio.Task)
    ):
        return None
    asked = [node for node in _own_nodes(error) if isinstance(node, ast.Attribute) and node.attr == "name"]
    return _with(words.TASK_NAME, task=ast.unparse(asked[-1].value) if asked else "task")


def _lesson_word(error: BaseException, text: str) -> Explanation | None:
    """A word of `lesson` without it compiles, and is a name that there is not."""
    word = error.name if isinstance(error, NameError) else None
    return _with(words.LESSON_WORD, word=word) if word in LESSON_WORDS else None


def _nested(error: BaseException, text: str) -> Explanation | None:
    if not isinstance(error, RuntimeError) or not re.search(
        r"cannot be called from a running event loop|event loop is already running|"
        r"while another loop is running",
        text,
    ):
        return None
    call = _argument_of(error, ("run", "run_until_complete")) or "main()"
    return Explanation(
        words.NESTED_RUN.short, words.NESTED_RUN.long, words.NESTED_RUN.cause, {"call": call, "closed": ""}
    )


def _not_awaitable(error: BaseException, text: str) -> Explanation | None:
    if not isinstance(error, TypeError):
        return None
    found = re.search(r"object (\w+) can't be used in 'await' expression", text) or re.search(
        r"'?(\w+)'? object can't be awaited", text
    )
    if found is None:
        if re.search(r"a coroutine was expected, got <function|coroutine or an awaitable is required|"
                     r"a coroutine was expected, got <bound method", text):  # fmt: skip
            name = re.search(r"got <(?:function|bound method) (?:[\w.]*\.)?(\w+)", text)
            call = f"{name[1]}()" if name else "f()"
            return _with(words.NOT_CALLED, call=call)
        return None
    kind, awaited = found[1], _awaited(error)
    if kind in ("function", "method", "builtin_function_or_method"):
        return _with(words.NOT_CALLED, call=f"await {awaited or 'f'}()")
    if kind in ("list", "tuple", "set", "generator"):
        return _with(words.AWAIT_MANY, kind=kind, call=awaited or "them")
    if kind == "async_generator":
        return _with(words.ASYNC_FOR, call=awaited or "f()")
    return _with(words.NOT_AWAITABLE, kind=kind)


def _coroutine_used(error: BaseException, text: str) -> Explanation | None:
    if isinstance(error, (TypeError, AttributeError)) and re.search(r"'coroutine'|\bcoroutine\b", text):
        if "reuse" in text or "was expected" in text:
            return None
        if "not callable" in text:
            return words.COROUTINE_CALLED
        if isinstance(error, AttributeError) and hasattr(asyncio.Task, error.name or ""):
            return _with(words.COROUTINE_AS_TASK, method=error.name)
        return _with(words.COROUTINE_USED, call="...")
    return None


def _reused(error: BaseException, text: str) -> Explanation | None:
    return words.AWAITED_TWICE if "cannot reuse already awaited coroutine" in text else None


def _other_loop(error: BaseException, text: str) -> Explanation | None:
    bound = re.search(r"is bound to a different event loop|attached to a different loop|"
                      r"belongs? to a different loop", text)  # fmt: skip
    return words.OTHER_LOOP if bound else None


def _outside(error: BaseException, text: str, source: str = "") -> Explanation | None:
    if not isinstance(error, SyntaxError) or not re.search(
        r"'await' outside (async )?function|'async (for|with)' outside async function|"
        r"asynchronous comprehension outside", text
    ):  # fmt: skip
        return None
    source = source or "".join(linecache.getlines(error.filename or "")) or (error.text or "")
    return _with(words.OUTSIDE, name=_function_around(source, error.lineno or 1))


RULES: tuple[Callable[[BaseException, str], Explanation | None], ...] = (
    _nested, _reused, _not_awaitable, _coroutine_used, _other_loop, _outside, _lesson_word, _task_name,
)  # fmt: skip


def close_refused(error: BaseException) -> int:
    """Close the coroutines that `asyncio.run` or `run_until_complete` refused; how many they were."""
    closed = 0
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.startswith(ASYNCIO):
            for value in list(step.tb_frame.f_locals.values()):
                if inspect.iscoroutine(value) and inspect.getcoroutinestate(value) == inspect.CORO_CREATED:
                    value.close()
                    closed += 1
        step = step.tb_next
    return closed


ASYNCIO = asyncio.__file__.rpartition("__init__")[0]


def _last_expression(source: str) -> str:
    try:
        statement = ast.parse(source).body[-1]
    except (SyntaxError, ValueError, IndexError):
        return "..."
    return ast.unparse(statement) if isinstance(statement, ast.Expr) else "..."


def _own_nodes(error: BaseException) -> list[ast.AST]:
    """The syntax of the narrowest statements of the cell on the learner's innermost line."""
    from .tracebacks import error_place

    place = error_place(error)
    if place is None:
        return []
    try:
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = compile("".join(linecache.getlines(place[0])), place[0], "exec", flags)
    except (SyntaxError, ValueError):
        return []
    around = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= place[1]]
    fitting = [node for node in around if (node.end_lineno or node.lineno) >= place[1]]
    spans = [(node.end_lineno or node.lineno) - node.lineno for node in fitting]
    narrow = [node for node, span in zip(fitting, spans, strict=True) if span == min(spans)]
    return [inner for node in narrow for inner in ast.walk(node)]


def _argument_of(error: BaseException, functions: tuple[str, ...]) -> str | None:
    """The first argument of the first call of one of `functions` in the learner's line."""
    for node in _own_nodes(error):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in functions:
                return ast.unparse(node.args[0])
    return None


def _awaited(error: BaseException) -> str | None:
    """What the last `await` in the learner's line awaits, as written."""
    awaits = [node for node in _own_nodes(error) if isinstance(node, ast.Await)]
    return ast.unparse(awaits[-1].value) if awaits else None


def _function_around(source: str, line: int) -> str:
    found = [match for text in source.splitlines()[:line] if (match := re.match(r"\s*def\s+(\w+)", text))]
    return f"{found[-1][1]}(...):" if found else "f(...):"
