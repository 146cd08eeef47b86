"""What an answer is, at the prompt: what the cells define, without the experiments.

Definitions, imports and plain assignments at the top of a cell are kept, the last one of a name
wins, and each stays as it was typed. A plain assignment gives names a value without `await`; one
that also calls something is kept only when a definition uses the name: `LIMIT = Semaphore(2)` is
part of an answer, `t = create_task(main())` was an experiment.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["defined_names", "extract", "extract_program", "starts_a_program"]

_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_STARTERS = frozenset({"run", "run_until_complete", "run_forever", "Runner"})


def extract(cells: Sequence[str]) -> str:
    """The answer that these cells, in order, amount to.

    Cells that do not compile never ran and say nothing, unless no cell compiles: then the last of
    them is the answer, so that the learner hears what is wrong with it.
    """
    statements: list[_Statement] = []
    broken = ""
    for cell in cells:
        tree = _parse(cell)
        if tree is None:
            broken = cell
        else:
            statements += [_Statement(node, _text(cell, node)) for node in tree.body]
    kept = _without_experiments(_last_of_each_name(filter(_is_plain, statements)))
    if not kept and broken and not statements:
        return broken
    return "".join(f"{statement.text}\n" for statement in _in_order(kept))


def extract_program(cells: Sequence[str]) -> str:
    """The program that these cells amount to: what they define, then what the last that starts a loop does.

    At the prompt that start was refused, for a loop runs there already; as a program it is right.
    """
    starting = next((cell for cell in reversed(cells) if starts_a_program(cell)), None)
    tree = _parse(starting) if starting is not None else None
    if starting is None or tree is None:
        return extract(cells)
    doing = [_text(starting, node) for node in tree.body if not isinstance(node, (*_DEFINITIONS, *_IMPORTS))]
    return extract(cells) + "".join(f"{text}\n" for text in doing)


def starts_a_program(cell: str) -> bool:
    """Whether a statement at the top of the cell starts a loop, as `asyncio.run(main())` does."""
    tree = _parse(cell)
    doing = [] if tree is None else [node for node in tree.body if not isinstance(node, _DEFINITIONS)]
    called = [node.func for one in doing for node in ast.walk(one) if isinstance(node, ast.Call)]
    return any(getattr(func, "attr", getattr(func, "id", "")) in _STARTERS for func in called)


def defined_names(cell: str) -> frozenset[str]:
    """The names that the definitions, imports and plain assignments of a cell bind."""
    tree = _parse(cell)
    if tree is None:
        return frozenset()
    statements = (_Statement(node, "") for node in tree.body)
    return frozenset(name for statement in statements if _is_plain(statement) for name in statement.binds)


def _parse(cell: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it was told when the cell ran
            tree = compile(cell, "<cell>", "exec", flags=_FLAGS, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    assert isinstance(tree, ast.Module)
    return tree


def _text(cell: str, node: ast.stmt) -> str:
    """The statement as typed, decorators and all."""
    decorators = getattr(node, "decorator_list", [])
    if not decorators:
        return ast.get_source_segment(cell, node) or ast.unparse(node)
    lines = cell.splitlines(keepends=True)[decorators[0].lineno - 1 : node.end_lineno]
    return "".join(lines).rstrip("\n")


@dataclass(frozen=True, eq=False)
class _Statement:
    """One statement at the top of a cell."""

    node: ast.stmt
    text: str

    @cached_property
    def binds(self) -> frozenset[str]:
        match self.node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                return frozenset((name,))
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                return frozenset((alias.asname or alias.name).partition(".")[0] for alias in names)
            case _:
                stored = (n for n in ast.walk(self.node) if isinstance(n, ast.Name))
                return frozenset(n.id for n in stored if isinstance(n.ctx, ast.Store))

    @cached_property
    def needs_now(self) -> frozenset[str]:
        """Names that are read while the statement itself runs: not those in a function's body."""
        return frozenset(_read_now(self.node))

    @cached_property
    def uses(self) -> frozenset[str]:
        """Names that it, or a function in it, looks up outside of itself."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                table = symtable.symtable(ast.unparse(self.node), "<cell>", "exec")
        except SyntaxError:  # `await` in a default value, say, which symtable does not allow
            return frozenset(n.id for n in ast.walk(self.node) if isinstance(n, ast.Name))
        return frozenset(_globals(table)) | self.needs_now


def _globals(table: symtable.SymbolTable) -> Iterable[str]:
    for child in table.get_children():
        yield from (symbol.get_name() for symbol in child.get_symbols() if symbol.is_global())
        yield from _globals(child)


def _read_now(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    for name, value in ast.iter_fields(node):
        later = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and name == "body"
        if later:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _read_now(child)


def _is_plain(statement: _Statement) -> bool:
    node = statement.node
    if isinstance(node, (*_DEFINITIONS, *_IMPORTS)):
        return True
    if type(node).__name__ == "TypeAlias":  # `type X = int`, from 3.12
        return True
    match node:
        case ast.Assign(targets=targets):
            pass
        case ast.AnnAssign(target=target, value=ast.expr()):
            targets = [target]
        case _:
            return False
    if not all(_is_name(target) for target in targets) or statement.binds & statement.needs_now:
        return False  # `x = x + 1` goes on from a value that an experiment may have made
    return not any(isinstance(inner, (ast.Await, ast.Yield, ast.YieldFrom)) for inner in ast.walk(node))


def _is_name(target: ast.expr) -> bool:
    match target:
        case ast.Name():
            return True
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_is_name(part) for part in parts)
        case ast.Starred(value=inner):
            return _is_name(inner)
        case _:
            return False


def _last_of_each_name(statements: Iterable[_Statement]) -> list[_Statement]:
    """Those statements that still bind a name which no later one binds anew."""
    kept: list[_Statement] = []
    bound: set[str] = set()
    for statement in reversed(list(statements)):
        if statement.binds - bound:
            kept.append(statement)
        bound |= statement.binds
    return kept[::-1]


def _without_experiments(statements: list[_Statement]) -> list[_Statement]:
    """Drops the assignments that call something and that nothing else uses."""
    kept = [s for s in statements if not _calls(s)]
    waiting = [s for s in statements if _calls(s)]
    while True:
        used = {name for statement in kept for name in statement.uses}
        found = [statement for statement in waiting if statement.binds & used]
        if not found:
            return [statement for statement in statements if statement in kept]
        kept += found
        waiting = [statement for statement in waiting if statement not in found]


def _calls(statement: _Statement) -> bool:
    """An assignment whose value calls something, now: not in a lambda's body."""
    if isinstance(statement.node, (*_DEFINITIONS, *_IMPORTS)):
        return False
    later = {id(n) for f in ast.walk(statement.node) if isinstance(f, ast.Lambda) for n in ast.walk(f.body)}
    return any(isinstance(n, ast.Call) and id(n) not in later for n in ast.walk(statement.node))


def _in_order(statements: list[_Statement]) -> list[_Statement]:
    """As typed, but what a statement needs while it runs comes before it.

    At the prompt a helper may be typed anew after the value that was made with it.
    """
    provider = {name: statement for statement in statements for name in statement.binds}
    ordered: list[_Statement] = []

    def place(statement: _Statement, above: tuple[_Statement, ...]) -> None:
        if statement in ordered or statement in above:
            return
        for other in statements:
            if any(provider.get(name) is other for name in statement.needs_now):
                place(other, (*above, statement))
        ordered.append(statement)

    first = [s for s in statements if isinstance(s.node, ast.ImportFrom) and s.node.module == "__future__"]
    for statement in (*first, *statements):
        place(statement, ())
    return ordered
