"""Which line of an answer catches a request to stop. It only points: what happened the trace has told."""

from __future__ import annotations

import ast

from playground.values.trace import Place

from .rule import Case

__all__ = ["catching_line"]

CAUGHT_BY = {"CancelledError", "BaseException"}


def catching_line(case: Case, coroutine: str) -> Place | None:
    """The first `except` in that coroutine function that catches a cancellation and raises nothing."""
    function = coroutine.rpartition(".")[2]
    for index, cell in enumerate(case.answer.cells):
        try:
            tree = ast.parse(cell.source)
        except (SyntaxError, ValueError):
            continue  # a cell that was refused when it was typed
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef) and node.name == function:
                for handler in ast.walk(node):
                    if isinstance(handler, ast.ExceptHandler) and _swallows(handler):
                        return Place(case.answer.cell_name(index), handler.lineno, function)
    return None


def _swallows(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {getattr(kind, "attr", None) or getattr(kind, "id", "") for kind in kinds if kind is not None}
    catches = handler.type is None or bool(names & CAUGHT_BY)
    return catches and not any(isinstance(inside, ast.Raise) for inside in ast.walk(handler))
