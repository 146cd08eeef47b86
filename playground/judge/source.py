"""What an answer must use and must not: judged last, after all that it does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from playground.values.text import Text
from playground.values.trace import Place

from .rule import Case, Finding, Meaning, Rule
from .words import Fact, join

if TYPE_CHECKING:
    from .uses import Use

__all__ = ["DoesNotUse", "UsesWhatItMustNot"]


def _uses(case: Case) -> Iterator[tuple[Use, Place]]:
    """Every use with its place. The cells of a transcript are read as one program."""
    from .uses import uses_of  # late: few exercises ask

    cells = case.answer.cells
    starts: list[int] = []
    lines = 0
    for cell in cells:
        starts.append(lines)
        lines += cell.source.count("\n") + 1
    try:
        uses = uses_of(
            "\n".join(cell.source for cell in cells), case.asked.call, script=case.mine.exit_code is not None
        )
    except SyntaxError:
        return  # of a cell that was refused when it was typed; the others cannot be told apart from it
    for use in uses:
        index = max(i for i, start in enumerate(starts) if start < use.line)
        yield use, Place(case.answer.cell_name(index), use.line - starts[index])


def _is_used(use: str, wanted: str) -> bool:
    """Whether using the one is using the other: who asks for a Queue is content with a PriorityQueue."""
    return _is(use, wanted) or _is_a_kind_of(use, wanted)


def _is_a_kind_of(use: str, wanted: str) -> bool:
    """Whether both are classes of asyncio, and the used one is made from the wanted one."""
    mine, theirs = (name.removeprefix("asyncio.").split(".")[0] for name in (use, wanted))
    if not (use.startswith("asyncio.") and wanted == f"asyncio.{theirs}"):
        return False
    kinds = [getattr(asyncio, name, None) for name in (mine, theirs)]
    return all(isinstance(kind, type) for kind in kinds) and issubclass(*kinds)  # type: ignore[arg-type]  # both are classes


def _is(use: str, wanted: str) -> bool:
    """Whether a used name is the wanted one; `asyncio.locks.Semaphore` is `asyncio.Semaphore`."""
    if use == wanted:
        return True
    if "." not in wanted:  # a module, or a method of whatever object
        return use.startswith(f"{wanted}.") or use.endswith(f".{wanted}")
    if wanted.startswith("."):
        return use.endswith(wanted)
    package, _, rest = wanted.partition(".")
    parts = use.split(".")
    tail = rest.split(".")
    if parts[0] != package:
        return False
    # A method of what is wanted (`asyncio.Queue.put`), or its home among the modules of its package.
    return parts[1 : 1 + len(tail)] == tail or (len(parts) > 2 and parts[1].islower() and parts[2:] == tail)


class DoesNotUse(Rule):
    """Looks at the text: it does not use what the exercise is about, or only where the program never gets."""

    cause = "must-use"
    meaning = Meaning(
        title=Text("Something must be used", "必须使用某样东西"),
        text=Text(
            "The answer does what is asked, but by another way than the one that the exercise is about. "
            "It counts only where the program gets to: not in a comment, not after a `return`, not in a "
            "function that nobody calls.",
            "答案做到了要求的事，但走的不是练习想教的那条路。只有程序真正会运行到的地方才算：注释里、"
            "`return` 之后、没有人调用的函数里都不算。",
        ),
        wrong=Text(
            "await asyncio.gather(a(), b())            # asked: asyncio.TaskGroup",
            "await asyncio.gather(a(), b())            # 要求使用 asyncio.TaskGroup",
        ),
        right=Text(
            "async with asyncio.TaskGroup() as group:\n    group.create_task(a())\n    group.create_task(b())"
        ),
    )

    def look(self, case: Case) -> Finding | None:
        if not case.asked.source.use:
            return None
        used = {use.name for use, _ in _uses(case)}
        for wanted in case.asked.source.use:
            choices = [name.strip() for name in wanted.split("|")]
            if any(_is_used(name, choice) for name in used for choice in choices):
                continue
            return Finding(
                Text(
                    "It does what is asked, but without {names}, and that is what this exercise is about. "
                    "A name in a comment, or where the program never gets, does not count.",
                    "它做到了要求的事，但没有使用 {names}，而这正是这个练习要练的。写在注释里、"
                    "或者程序不会运行到的地方，都不算。",
                ),
                self._facts(choices),
            )
        return None

    def _facts(self, choices: list[str]) -> dict[str, Fact]:
        quoted = [f"`{name}`" for name in choices]
        return {"names": Text(" or ".join(quoted), " 或 ".join(quoted)), "name": choices[0]}


class UsesWhatItMustNot(Rule):
    """Looks at the text: it uses what the exercise asks to do without."""

    cause = "must-not-use"
    meaning = Meaning(
        title=Text("Something must not be used", "不能使用某样东西"),
        text=Text(
            "The answer does what is asked, but by a way that this exercise closes, so that another one "
            "is found. Only what the program gets to counts, not a comment or an import.",
            "答案做到了要求的事，但用的是这个练习特意不让走的路：目的是让你找到另一条。"
            "只看程序会运行到的代码，不看注释和 import。",
        ),
        wrong=Text(
            "await asyncio.wait_for(job(), 2)          # asked: without asyncio.wait_for",
            "await asyncio.wait_for(job(), 2)          # 要求不用 asyncio.wait_for",
        ),
        right=Text("async with asyncio.timeout(2):\n    await job()"),
    )

    def look(self, case: Case) -> Finding | None:
        if not case.asked.source.avoid:
            return None
        for use, place in _uses(case):
            if any(_is(use.name, name) for name in case.asked.source.avoid):
                others = [f"`{name}`" for name in case.asked.source.avoid]
                return Finding(
                    Text(
                        "It does what is asked, but with `{name}`; this exercise asks to do without {names}.",
                        "它做到了要求的事，但用了 `{name}`；这个练习要求不用 {names}。",
                    ),
                    {"name": use.name, "names": join(list(others))},
                    place,
                )
        return None
