"""How a line of the answer is named: by its number in a file; by its function in what was typed in cells."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from playground.values.text import Text
from playground.values.trace import Place

from .rule import Case

__all__ = ["line_words"]

_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def line_words(case: Case, place: Place) -> Text:
    """The words for "line 3" at `place`: "line 3 of `worker`" where the answer was typed in cells.

    Such an answer is put together from what the cells define: nobody sees its numbers, but each of
    its functions stands as it was typed. A line outside of them has no number: no words.
    """
    number = Text(f"line {place.line}", f"第 {place.line} 行")
    if not case.answer.put_together:
        return number
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they were told when the cell ran
            tree = compile(case.answer.source, "<answer>", "exec", flags=_FLAGS, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return number  # a cell that does not compile is judged alone, as it stands
    around = list(_around(tree, place.line))
    if not around:
        return Text("")
    line = place.line - around[-1].lineno + 1
    name = around[-1].name
    if len(around) > 1 and isinstance(around[-2], ast.ClassDef):
        name = f"{around[-2].name}.{name}"
    return Text(f"line {line} of `{name}`", f" `{name}` 的第 {line} 行")


def _around(tree: ast.AST, line: int) -> Iterator[_Scope]:
    """The definitions around a line, the innermost last. Decorators stand outside of theirs."""
    for node in ast.iter_child_nodes(tree):
        first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if first is not None and last is not None and not first <= line <= last:
            continue
        if isinstance(node, _Scope):
            yield node
        yield from _around(node, line)
