"""Mutants: a solution with one small fault each, as learners make them.

Each operator is one small function: it looks at a node of the solution's tree and gives the text
that could stand there instead. The rest of the text stays as it was written, so that a mutant
can be shown as one changed line.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise

from playground.values.frozen import frozen

__all__ = ["Mutant", "mutants"]

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@frozen
class Mutant:
    """A solution with one fault. `line` and `column` (from 1) say where in the solution it stands."""

    what: str
    line: int
    column: int
    source: str
    before: str  # what changed, on one line; `after`: what stands there now
    after: str

    @property
    def change(self) -> str:
        """The fault in one line: what `equivalent` of an exercise lists."""
        return f"{self.before} => {self.after}"


@frozen
class _Edit:
    what: str
    node: ast.expr | ast.stmt
    text: str  # stands where the node stood
    until: ast.expr | None = None  # the last node that is replaced, when it is not `node`


Operator = Callable[[ast.AST], Iterator[_Edit]]


def mutants(source: str) -> list[Mutant]:
    """All mutants of a source that compiles, in the order of its lines; no two with the same text."""
    tree = compile(source, "<solution>", "exec", _FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
    written = _Written(source)
    found: dict[str, Mutant] = {}
    for node in _walk(tree):
        for operator in _OPERATORS:
            for edit in operator(node):
                mutant = written.mutant(edit)
                if mutant.source != source and _compiles(mutant.source):
                    found.setdefault(mutant.source, mutant)
    return sorted(found.values(), key=lambda one: (one.line, one.column))


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but annotations and the parts of f-strings, whose text is another matter."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "type_params") or isinstance(tree, ast.JoinedStr):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _compiles(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a fault may well look odd to Python
            compile(source, "<mutant>", "exec", _FLAGS, dont_inherit=True)
    except SyntaxError:  # an await in a place that allows none, say: no learner's program either
        return False
    return True


class _Written:
    """The text of a solution, in which nodes can be replaced."""

    def __init__(self, source: str) -> None:
        self._text = source.encode()  # columns of a tree count bytes
        self._starts = [0]
        for line in self._text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def mutant(self, edit: _Edit) -> Mutant:
        begin, end = self._span(edit)
        new = self._text[:begin] + edit.text.encode() + self._text[end:]
        first = self._text.rfind(b"\n", 0, begin) + 1
        tail = len(self._text) - end  # what follows is the same in both
        return Mutant(
            edit.what,
            line=self._text.count(b"\n", 0, begin) + 1,
            column=len(self._text[first:begin].decode()) + 1,
            source=new.decode(),
            before=self._one_line(self._text, first, end),
            after=self._one_line(new, first, len(new) - tail),
        )

    def _span(self, edit: _Edit) -> tuple[int, int]:
        last = edit.until or edit.node
        assert last.end_lineno is not None and last.end_col_offset is not None  # noqa: PT018  # parsed, so both
        return (
            self._starts[edit.node.lineno - 1] + edit.node.col_offset,
            self._starts[last.end_lineno - 1] + last.end_col_offset,
        )

    @staticmethod
    def _one_line(text: bytes, begin: int, end: int) -> str:
        stop = text.find(b"\n", end)
        return " ".join(text[begin : stop if stop >= 0 else len(text)].decode().split())


# -- operators: waiting


def _dropped_await(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Await):
        yield _Edit("dropped await", node, ast.unparse(node.value))


def _blocking_sleep(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Await) and _calls(node.value, "sleep"):
        assert isinstance(node.value, ast.Call)
        seconds = ", ".join(ast.unparse(one) for one in node.value.args[:1])
        yield _Edit("time.sleep for asyncio.sleep", node, f"time.sleep({seconds})")


def _one_by_one(node: ast.AST) -> Iterator[_Edit]:
    """What ran at once runs one after the other."""
    if isinstance(node, ast.Await) and _calls(node.value, "gather"):
        assert isinstance(node.value, ast.Call)
        parts = node.value.args
        if len(parts) == 1 and isinstance(parts[0], ast.Starred):
            yield _Edit("sequential gather", node, f"[await c for c in {ast.unparse(parts[0].value)}]")
        else:
            yield _Edit("sequential gather", node, f"[{', '.join(f'await {ast.unparse(p)}' for p in parts)}]")
    if _calls(node, "create_task", "ensure_future"):
        assert isinstance(node, ast.Call)
        # The task itself stays, done: what comes next may ask for its result or its name.
        text = f"(await asyncio.wait([one := {ast.unparse(node)}]), one)[1]"
        yield _Edit("task awaited at once", node, text)


def _no_lock(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.AsyncWith) and len(node.items) == 1 and node.items[0].optional_vars is None:
        item = node.items[0].context_expr
        if not _calls(item, "TaskGroup", "timeout", "timeout_at"):
            yield _Edit("removed lock", node, "if True", until=item)


def _no_timeout(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.AsyncWith) and len(node.items) == 1 and node.items[0].optional_vars is None:
        item = node.items[0].context_expr
        if _calls(item, "timeout", "timeout_at"):
            yield _Edit("removed time limit", node, "if True", until=item)
    if _calls(node, "wait_for"):
        assert isinstance(node, ast.Call)
        if node.args and not isinstance(node.args[0], ast.Starred):
            yield _Edit("removed time limit", node, ast.unparse(node.args[0]))
    if _calls(node, "shield"):
        assert isinstance(node, ast.Call)
        if node.args:
            yield _Edit("removed shield", node, ast.unparse(node.args[0]))


# -- operators: order and numbers


def _swapped(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Call):
        what, parts = "swapped arguments", node.args
    elif isinstance(node, (ast.List, ast.Tuple)) and isinstance(node.ctx, ast.Load):
        what, parts = "swapped items", node.elts
    else:
        return
    for one, other in pairwise(parts):
        if not (isinstance(one, ast.Starred) or isinstance(other, ast.Starred)):
            both = f"{ast.unparse(other)}, {ast.unparse(one)}"
            yield _Edit(what, one, both, until=other)


def _reversed_order(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, (ast.For, ast.comprehension)):
        is_async = isinstance(node, ast.comprehension) and node.is_async
        if not is_async:
            yield _Edit("reversed order", node.iter, f"list({ast.unparse(node.iter)})[::-1]")


def _changed_constant(node: ast.AST) -> Iterator[_Edit]:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield _Edit("changed constant", node, repr(not value))
    elif isinstance(value, (int, float)):
        for other in (value + 1, value - 1):
            yield _Edit("changed number", node, repr(round(other, 9)))
    elif isinstance(value, str) and value:
        yield _Edit("changed text", node, repr(value + "x"))


_OPPOSITE = {
    ast.Lt: ("<=", ">="), ast.LtE: ("<", ">"), ast.Gt: (">=", "<="), ast.GtE: (">", "<"),
    ast.Eq: ("!=",), ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",),
    ast.In: ("not in",), ast.NotIn: ("in",),
}  # fmt: skip
_OTHER_SIGN = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*"}


def _changed_operator(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        for sign in _OPPOSITE[type(node.ops[0])]:
            yield _Edit("wrong bound", node, f"{left} {sign} {right}")
    if isinstance(node, ast.BinOp) and type(node.op) in _OTHER_SIGN:
        sign = _OTHER_SIGN[type(node.op)]
        yield _Edit("changed operator", node, f"({ast.unparse(node.left)} {sign} {ast.unparse(node.right)})")
    if isinstance(node, ast.BoolOp):
        sign = " or " if isinstance(node.op, ast.And) else " and "
        yield _Edit("changed operator", node, f"({sign.join(f'({ast.unparse(v)})' for v in node.values)})")


def _changed_condition(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, (ast.If, ast.While, ast.IfExp)) and not isinstance(node.test, ast.Constant):
        test = ast.unparse(node.test)
        yield _Edit("turned condition", node.test, f"not ({test})")
        if not isinstance(node, ast.While):  # `while True` is an endless answer, and told so
            yield _Edit("removed condition", node.test, "True")


# -- operators: what is left out


def _dropped_keyword(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            rest = [one for one in node.keywords if one is not keyword]
            short = ast.unparse(ast.Call(node.func, node.args, rest))
            yield _Edit(f"dropped {keyword.arg or '**'}", node, short)


def _dropped_value(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.Return) and node.value is not None:
        # The value is still worked out: only the word is forgotten.
        yield _Edit("dropped return", node, ast.unparse(node.value))
        if not isinstance(node.value, ast.Constant):
            yield _Edit("returns nothing", node, "return None")


def _removed_statement(node: ast.AST) -> Iterator[_Edit]:
    what = "removed statement"
    if isinstance(node, ast.Expr):
        if isinstance(node.value, ast.Constant):
            return  # a docstring, or `...`
        if _calls(node.value, "cancel"):
            what = "removed cancel()"
    elif isinstance(node, ast.Assign):
        # Without a name that is asked for later nothing runs: that is no fault one could miss.
        if not any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in node.targets):
            return
    elif not isinstance(node, (ast.AugAssign, ast.Raise, ast.Break, ast.Continue, ast.Delete, ast.Return)):
        return
    yield _Edit(what, node, "pass")


def _wider_except(node: ast.AST) -> Iterator[_Edit]:
    if isinstance(node, ast.ExceptHandler) and node.type is not None:
        if ast.unparse(node.type) != "BaseException":
            yield _Edit("catches everything", node.type, "BaseException")
        yield _Edit("catches nothing", node.type, "()")


def _calls(node: ast.AST, *names: str) -> bool:
    """Whether this is a call of one of these names, of whatever object."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return called in names


_OPERATORS: tuple[Operator, ...] = (
    _dropped_await, _blocking_sleep, _one_by_one, _no_lock, _no_timeout,
    _swapped, _reversed_order, _changed_constant, _changed_operator, _changed_condition,
    _dropped_keyword, _dropped_value, _removed_statement, _wider_except,
)  # fmt: skip
