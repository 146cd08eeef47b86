"""Which names a program uses: through import aliases and attribute chains, and only where it gets to.

`import asyncio as aio; aio.Semaphore(3)`, `from asyncio import Semaphore as S; S(3)` and
`gate = asyncio.Semaphore; gate(3)` all use `asyncio.Semaphore`. What stands after a `return`, under
`if False:`, or in a function that nobody mentions, is not used.
"""

from __future__ import annotations

import ast
import builtins
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from playground.values.frozen import frozen

__all__ = ["Use", "uses_of"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


@frozen
class Use:
    """A name as it is known from outside (`asyncio.Semaphore`), and the line at which it is used."""

    name: str
    line: int


@dataclass(slots=True)
class _Scope:
    """What the names of a function or the module stand for: a dotted name, or None for something else."""

    known: dict[str, str | None] = field(default_factory=dict)
    outer: _Scope | None = None
    definitions: dict[str, list[tuple[ast.AST, _Scope]]] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.known:
                return scope.known[name]
            scope = scope.outer
        return name  # of the prompt, of a builtin, or of the given code

    def find_definitions(self, name: str) -> list[tuple[ast.AST, _Scope]]:
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.definitions:
                return scope.definitions[name]
            if scope.known.get(name, "") is None:
                return []
            scope = scope.outer
        return []


def uses_of(source: str, call: str, *, script: bool = False) -> list[Use]:
    """Every use of a name that the program reaches when it is loaded and `call` is evaluated."""
    return _Reader(script).read(ast.parse(source), call)


class _Reader:
    def __init__(self, script: bool) -> None:
        self.name = "__main__" if script else "answer"
        self.uses: list[Use] = []
        self.stars: list[str] = []
        self.entered: set[ast.AST] = set()

    def read(self, tree: ast.Module, call: str) -> list[Use]:
        module = _Scope()
        self._declare(tree.body, module)
        self._block(tree.body, module)
        for name in self._called(ast.parse(call), module):
            self._enter(name, module)
        return self.uses

    def _called(self, call: ast.Module, module: _Scope) -> Iterable[str]:
        """The answer's names that the exercise's call reaches."""
        nodes = list(ast.walk(call))
        functions = [
            node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        if any(name not in module.known and not hasattr(builtins, name) for name in functions):
            # The call goes through given code, which may call any of the answer's functions.
            return list(module.definitions)
        return [node.id for node in nodes if isinstance(node, ast.Name)]

    def _declare(self, body: list[ast.stmt], scope: _Scope) -> None:
        """What the names bound here stand for, whatever the order: functions see the whole module."""
        for node in _own_nodes(body):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                scope.known[node.name] = None
                scope.definitions.setdefault(node.name, []).append((node, scope))
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    scope.known[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    if alias.name == "*":
                        self.stars.append(node.module)
                    else:
                        scope.known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for node in _own_nodes(body):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                scope.known.setdefault(node.id, None)
        for node in _own_nodes(body):
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
                known = self._dotted(node.value, scope)
                if known is not None and "." in known and len(node.targets) == 1:
                    scope.known[target.id] = known

    def _enter(self, name: str, scope: _Scope) -> None:
        """A name of the answer's own is mentioned: what it defines is reached."""
        for node, home in scope.find_definitions(name):
            if node in self.entered:
                continue
            self.entered.add(node)
            if isinstance(node, ast.ClassDef):
                inside = _Scope(outer=home)
                for part in node.body:
                    if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        self._function(part, home)
                    else:
                        self._block([part], inside)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(node, home)

    def _function(self, node: Function, outer: _Scope) -> None:
        scope = _Scope(outer=outer)
        arguments = node.args
        for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            scope.known[each.arg] = None
        for extra in (arguments.vararg, arguments.kwarg):
            if extra is not None:
                scope.known[extra.arg] = None
        self._declare(node.body, scope)
        for other in _own_nodes(node.body):
            if isinstance(other, (ast.Global, ast.Nonlocal)):
                for name in other.names:
                    scope.known.pop(name, None)
        self._block(node.body, scope)

    def _block(self, body: Iterable[ast.stmt], scope: _Scope) -> None:
        for statement in body:
            self._statement(statement, scope)
            if isinstance(statement, _ENDS) or _is_endless(statement):
                return

    def _statement(self, node: ast.stmt, scope: _Scope) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)):
            return
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for part in [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
                self._expression(part, scope)
            if node.decorator_list:
                self._enter(node.name, scope)  # a decorator may keep it somewhere and call it
        elif isinstance(node, ast.ClassDef):
            for part in [*node.decorator_list, *node.bases, *(word.value for word in node.keywords)]:
                self._expression(part, scope)
        elif isinstance(node, (ast.If, ast.While)):
            always = self._truth(node.test)
            self._expression(node.test, scope)
            if always is not False:
                self._block(node.body, scope)
            if always is not True:
                self._block(node.orelse, scope)
        elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Constant)):
            return  # a name that is only mentioned does nothing
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._expression(node.value, scope)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and self._is_alias(node, scope)
        ):
            return  # an alias is used where it is used
        else:
            self._parts(node, scope)

    def _parts(self, node: ast.AST, scope: _Scope) -> None:
        for name, value in ast.iter_fields(node):
            parts = value if isinstance(value, list) else [value]
            if parts and isinstance(parts[0], ast.stmt):
                self._block(parts, scope)
            elif name != "annotation":
                for part in parts:
                    if isinstance(part, (ast.ExceptHandler, ast.match_case)):
                        self._parts(part, scope)
                    elif isinstance(part, ast.AST):
                        self._expression(part, scope)

    def _expression(self, node: ast.AST, scope: _Scope) -> None:
        if isinstance(node, (ast.Name, ast.Attribute, ast.Call)) and (name := self._dotted(node, scope)):
            self._note(name, node)
            return
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                self._enter(node.id, scope)
            return
        if isinstance(node, ast.Attribute):
            self._note(f".{node.attr}", node)
        if isinstance(node, ast.IfExp) and (always := self._truth(node.test)) is not None:
            self._expression(node.body if always else node.orelse, scope)
            return
        if isinstance(node, ast.Lambda):
            scope = _Scope({each.arg: None for each in node.args.args}, scope)
        for part in ast.iter_child_nodes(node):
            self._expression(part, scope)

    def _note(self, name: str, node: ast.AST) -> None:
        line = getattr(node, "lineno", 1)
        self.uses.append(Use(name, line))
        if "." not in name:
            self.uses.extend(Use(f"{module}.{name}", line) for module in self.stars)

    def _is_alias(self, node: ast.Assign, scope: _Scope) -> bool:
        return "." in (self._dotted(node.value, scope) or "")

    def _dotted(self, node: ast.AST, scope: _Scope) -> str | None:
        """The name from outside that an expression is, or None."""
        if isinstance(node, ast.Name):
            return scope.find(node.id) if isinstance(node.ctx, ast.Load) else None
        if isinstance(node, ast.Attribute):
            base = self._dotted(node.value, scope)
            return f"{base}.{node.attr}" if base else None
        if isinstance(node, ast.Call) and node.args and not node.keywords:
            function, texts = self._dotted(node.func, scope), [_text(arg) for arg in node.args]
            if function in ("__import__", "importlib.import_module") and texts[0]:
                return texts[0]
            if function == "getattr" and len(texts) == 2 and texts[1]:
                base = self._dotted(node.args[0], scope)
                return f"{base}.{texts[1]}" if base else None
        return None

    def _truth(self, test: ast.expr) -> bool | None:
        """Whether a condition always holds or never does; None when it depends."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._truth(test.operand)
            return None if inner is None else not inner
        if ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            return False
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            sides = {ast.unparse(test.left), ast.unparse(test.comparators[0])}
            if "__name__" in sides:
                return repr(self.name) in sides
        return None


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_endless(node: ast.stmt) -> bool:
    """A `while True:` that nothing breaks out of: what stands below is never reached."""
    if not isinstance(node, ast.While) or not isinstance(node.test, ast.Constant) or not node.test.value:
        return False
    return not any(isinstance(inner, ast.Break) for inner in _own_nodes(node.body))


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of a block but those inside of functions, classes and lambdas that it defines."""
    stack = deque(body)
    while stack:
        node = stack.popleft()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            stack.extendleft(reversed(list(ast.iter_child_nodes(node))))
