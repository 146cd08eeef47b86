"""A cell of the prompt: its number, its text, and what can be read from it before it runs."""

from __future__ import annotations
import __future__

import ast
from dataclasses import dataclass

from playground.values.cells import CompiledCell, compile_cell

__all__ = ["Source", "bound_names", "kept_flags"]

FUTURE_FLAGS = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


@dataclass(frozen=True, slots=True)
class Source:
    """A cell as submitted: its number (from 1), its text, seconds since the shell began."""

    number: int
    text: str
    at: float = 0.0

    @property
    def name(self) -> str:
        """What tracebacks call it."""
        return f"<cell {self.number}>" if self.number else "<given>"

    def compiled(self, flags: int = 0) -> CompiledCell:
        """Its code; raises SyntaxError and what else `compile` does."""
        return compile_cell(self.text, self.name, flags)


def kept_flags(cell: CompiledCell) -> int:
    """The flags of ``from __future__`` imports: they hold for the cells after this one."""
    return (cell.body.co_flags & FUTURE_FLAGS) if cell.body is not None else 0


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
