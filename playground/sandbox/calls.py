"""The exercise's call: which names it needs, what it found, and how it is seen in a trace."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import Container, Coroutine
from typing import Any, TypeVar

from playground.values.cells import CompiledCell
from playground.values.report import Function

__all__ = [
    "CALL",
    "GivenFailed",
    "Missing",
    "Namespace",
    "called",
    "function_called",
    "names_used",
    "this_task",
    "value_of",
]

CALL = "<call>"
Namespace = dict[str, Any]
T = TypeVar("T")


class GivenFailed(Exception):
    """The exercise's own code failed; the learner has no part in it."""


class Missing(Exception):
    """The answer does not define a name that the exercise calls."""

    def __init__(self, names: tuple[str, ...], defined: tuple[str, ...]) -> None:
        super().__init__(*names)
        self.names = names
        self.defined = defined


def this_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None  # only called inside one
    return task


def called(name: str, coroutine: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """The same coroutine, under the name that a timeline shows."""
    setattr(coroutine, "__qualname__", name)  # noqa: B010  # typeshed does not know that it can be set
    return coroutine


async def value_of(code: CompiledCell, space: Namespace) -> object:
    return await code.run(space)


def names_used(call: str) -> list[str]:
    tree = ast.parse(call, mode="eval")
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    used = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [name for name in dict.fromkeys(used) if name not in bound]


def function_called(call: str, space: Namespace, value: object, cells: Container[str]) -> Function | None:
    """What the call found under the name it calls, and what that gave; `cells` name the answer's code."""
    expression = ast.parse(call, mode="eval").body
    if not (isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name)):
        return None
    name = expression.func.id
    function = space.get(name)
    kind: Any = "other"
    if inspect.iscoroutinefunction(function):
        kind = "async"
    elif inspect.isfunction(function) and function.__code__.co_name == name:
        kind = "plain"
    result: Any = "value"
    if inspect.iscoroutine(value):
        result = "coroutine"
    elif inspect.isawaitable(value):
        result = "awaitable"
    own = inspect.iscoroutine(value) and value.cr_code.co_filename in cells
    return Function(name, kind, result, own)
