"""How a cell is compiled and run: the same at the prompt and in the sandbox.

Top-level ``await`` is allowed, and the value of a cell is that of its last statement when that is
an expression (``ts = await create_tasks(5); loop_status()`` shows the table).
"""

from __future__ import annotations

import ast
import inspect
import linecache
from types import CodeType
from typing import Any

from .frozen import frozen

__all__ = ["CompiledCell", "compile_cell", "remember_source"]


@frozen
class CompiledCell:
    """A cell, ready to run: its statements, and its last expression if it ends in one."""

    body: CodeType | None
    last: CodeType | None

    async def run(self, namespace: dict[str, Any]) -> object:
        """Run the cell in `namespace`; gives the value of the last expression, or None."""
        if self.body is not None:
            await _run(self.body, namespace)
        return await _run(self.last, namespace) if self.last is not None else None


async def _run(code: CodeType, namespace: dict[str, Any]) -> object:
    value = eval(code, namespace)  # noqa: S307  # running what was typed is what a prompt is for
    if code.co_flags & inspect.CO_COROUTINE:
        return await value
    return value


def compile_cell(source: str, name: str, flags: int = 0) -> CompiledCell:
    """Compile one cell; `name` is what tracebacks call it, `flags` are ``__future__`` flags.

    Raises SyntaxError, ValueError (null bytes) and, for absurdly deep code, RecursionError or
    MemoryError, as `compile` does.
    """
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(source, name, "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    statements = tree.body
    last = None
    # A semicolon at the end keeps the value to itself, as in other notebooks and shells.
    if statements and isinstance(statements[-1], ast.Expr) and not _ends_with_semicolon(source):
        expression = ast.Expression(statements.pop().value)
        last = compile(expression, name, "eval", flags, dont_inherit=True)
    body = compile(tree, name, "exec", flags, dont_inherit=True) if statements else None
    remember_source(source, name)
    return CompiledCell(body, last)


def _ends_with_semicolon(source: str) -> bool:
    return source.rstrip().endswith(";")


def remember_source(source: str, name: str) -> None:
    """Let tracebacks show the lines of `source` under the file name `name`."""
    lines = source.splitlines(keepends=True)
    # No modification time: linecache.checkcache leaves such an entry alone.
    linecache.cache[name] = (len(source), None, lines, name)
