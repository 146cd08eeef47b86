"""Lines of source: whose they are, and how an expression in them is called."""

from __future__ import annotations

import ast
import asyncio
import linecache
import os
from collections.abc import Callable
from functools import wraps
from types import CodeType, CoroutineType, FrameType
from typing import TypeVar

from playground.values.trace import Place

__all__ = [
    "BETWEEN",
    "Internal",
    "caller_line",
    "expression_at",
    "frame_place",
    "in_asyncio",
    "place",
    "short",
    "suspended_line",
    "words_for",
]

_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep  # noqa: PTH120 - pathlib costs 5 ms of import
_STDLIB = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120
_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep  # noqa: PTH120
T = TypeVar("T")
REMEMBERED = 1000  # instructions whose lines and names are kept
NAME_LENGTH = 40  # characters of an expression that still serve as a name


class Internal(dict[str, bool]):
    """Whether a file lies between the program and the loop: asyncio's, the standard library's, ours."""

    def __missing__(self, file: str) -> bool:
        library = file.startswith(_STDLIB) and "site-packages" not in file
        self[file] = answer = library or file.startswith((_OURS, "<frozen "))
        return answer


BETWEEN = Internal()


def in_asyncio(code: CodeType) -> bool:
    """True for code of the asyncio package itself."""
    return code.co_filename.startswith(_ASYNCIO)


def caller_line(frame: FrameType) -> tuple[CodeType, int]:
    """The innermost line of the program at or above `frame`, not yet worked out."""
    above: FrameType | None = frame
    while above is not None:
        code = above.f_code
        if not BETWEEN[code.co_filename]:
            return code, above.f_lasti
        above = above.f_back
    return frame.f_code, frame.f_lasti


def suspended_line(coro: object) -> tuple[CodeType, int] | None:
    """The innermost line of the program at which a coroutine is suspended, not yet worked out.

    Where it is none of the program's, one of ours that the program began; None for asyncio's own.
    """
    first: tuple[CodeType, int] | None = None
    found: tuple[CodeType, int] | None = None
    while isinstance(coro, CoroutineType):
        frame = coro.cr_frame
        if frame is None:
            break
        code = frame.f_code
        if not BETWEEN[code.co_filename]:
            found = code, frame.f_lasti
        elif first is None and not in_asyncio(code):
            first = code, frame.f_lasti
        coro = coro.cr_await
    return found or first


def _remembered(work: Callable[[CodeType, int], T]) -> Callable[[CodeType, int], T]:
    """`work`, done once for each instruction of late.

    By the identity of the code, which the memory keeps: its hash is worked out anew each time from
    all its bytecode, which takes as long as the work itself.
    """
    known: dict[tuple[int, int], tuple[CodeType, T]] = {}

    @wraps(work)
    def remembered(code: CodeType, offset: int) -> T:
        found = known.get((id(code), offset))
        if found is None:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[id(code), offset] = code, work(code, offset)
        return found[1]

    return remembered


@_remembered
def place(code: CodeType, offset: int) -> Place:
    """The place of an instruction."""
    line = code.co_firstlineno
    if offset >= 0:
        for start, end, number in code.co_lines():
            if start <= offset < end:
                line = number or line
                break
    return Place(code.co_filename, line, code.co_name)


def frame_place(frame: FrameType) -> Place:
    """The place where `frame` is."""
    return Place(frame.f_code.co_filename, frame.f_lineno or 0, frame.f_code.co_name)


@_remembered
def expression_at(code: CodeType, offset: int) -> str:
    """What the awaited object is called on that line: ``a`` for ``await a.acquire()``; "" if unknown.

    It is read from the source, never from the variables: on CPython before 3.13 looking at a
    frame's variables keeps them alive.
    """
    positions = list(code.co_positions())
    if not 0 <= offset // 2 < len(positions):
        return ""
    first, last, begin, end = positions[offset // 2]
    if first is None or last is None or begin is None or end is None:
        return ""
    lines = [linecache.getline(code.co_filename, number).encode() for number in range(first, last + 1)]
    if not all(lines):
        return ""
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][begin:]
    try:
        tree = ast.parse(b"".join(lines).decode().strip())
    except (SyntaxError, ValueError):
        return ""
    return _named(tree.body[0]) if len(tree.body) == 1 else ""


_METHODS = ("put", "wait_for", "read", "readexactly", "readuntil", "communicate")  # have arguments


def _named(node: ast.AST) -> str:
    if isinstance(node, ast.AsyncWith):
        # All items of one statement share its position: with several, which one waits is unknown.
        return _named(node.items[0].context_expr) if len(node.items) == 1 else ""
    if isinstance(node, ast.AsyncFor):
        return _named(node.iter)
    if isinstance(node, (ast.Expr, ast.Await)):
        return _named(node.value)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not node.args:
            if isinstance(node.func.value, ast.Call):
                return ""  # `asyncio.Event().wait()`: what was made on the spot has no name
            owner = _named(node.func.value)
            return "" if owner == "asyncio" else owner  # asyncio.Future() has no name
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            inner = node.args[0] if _named(node.func.value) == "asyncio" else node.func.value
            return _named(inner)
        if node.args:
            return _named(node.args[0])
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        text = ast.unparse(node)
        return text if len(text) <= NAME_LENGTH else ""
    return ""


def words_for(callback: object) -> str:
    """What a callback is called: its qualified name."""
    name = getattr(callback, "__qualname__", None)
    if name is not None:
        return str(name)
    inner = getattr(callback, "func", None)  # functools.partial
    return words_for(inner) if inner is not None else type(callback).__name__


def short(words: str | None) -> str:
    """A qualified name as a table shows it: ``gather.<locals>._done_callback`` is ``_done_callback``."""
    return (words or "a callback").rpartition("<locals>.")[2]
