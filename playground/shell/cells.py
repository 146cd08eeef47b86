"""A cell: text that becomes code, runs as a task of its own, and can be shown in tracebacks."""

from __future__ import annotations
import __future__

import ast
import inspect
import linecache
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

__all__ = ["Program", "Source", "compile_cell", "run_program"]

FUTURE_FLAGS = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


@dataclass(frozen=True, slots=True)
class Source:
    """A cell as submitted: its number (from 1), its text, seconds since the shell began."""

    number: int
    text: str
    at: float

    @property
    def name(self) -> str:
        """What tracebacks call it."""
        return f"<cell {self.number}>"

    def remember(self) -> None:
        """Let tracebacks and `inspect.getsource` find its lines.

        A modification time of None tells `linecache` that there is no file to compare with.
        """
        lines = [line + "\n" for line in self.text.splitlines()]
        linecache.cache[self.name] = (len(self.text), None, lines, self.name)


@dataclass(frozen=True, slots=True)
class Program:
    """The code of a cell: all of it but a last expression, and that expression, whose value is shown."""

    body: CodeType | None
    last: CodeType | None
    flags: int = 0  # of __future__ imports, which hold for the cells after it
    binds: frozenset[str] = field(default_factory=frozenset)


def compile_cell(source: Source, flags: int = 0) -> Program:
    """The program of a cell; raises SyntaxError (or ValueError, for a null byte)."""
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(source.text, source.name, "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    statements = tree.body
    last: CodeType | None = None
    if statements and isinstance(statements[-1], ast.Expr):
        expression = ast.Expression(statements.pop().value)
        # Both parts see the __future__ imports of this very cell.
        seen = flags | _future_flags(tree)
        last = compile(expression, source.name, "eval", seen, dont_inherit=True)
    body: CodeType | None = None
    if statements:
        body = compile(tree, source.name, "exec", flags, dont_inherit=True)
    kept = ((body.co_flags if body else 0) | (last.co_flags if last else 0)) & FUTURE_FLAGS
    return Program(body, last, kept, bound_names(statements))


def _future_flags(tree: ast.Module) -> int:
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    names = [alias.name for node in imports for alias in node.names]
    return sum(getattr(__future__, name).compiler_flag for name in names if hasattr(__future__, name))


def bound_names(statements: list[ast.stmt]) -> frozenset[str]:
    """The names that these statements bind at the top level, however deep in ifs and loops."""
    names: set[str] = set()
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue  # what is bound inside stays inside
        if isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


async def run_program(program: Program, namespace: dict[str, Any]) -> object:
    """Run the cell in `namespace`; its value is that of its last expression, or None."""
    value: object = None
    for code in (program.body, program.last):
        if code is None:
            continue
        value = eval(code, namespace)  # noqa: S307  # what is typed at a prompt is there to be run
        if code.co_flags & inspect.CO_COROUTINE:
            value = await value  # type: ignore[misc]  # the code's flags say that it is awaitable
    return value if program.last is not None else None
