"""What came back: a constant that fits the shown case only, or simply something else."""

from __future__ import annotations

from typing import Literal

from playground.values.plain import Plain, same, show
from playground.values.report import CaseReport
from playground.values.text import Text

from .differing import how_they_differ
from .meets import asked_number, asked_value, side, value_difference
from .rule import Case, Finding, Meaning, Rule
from .words import Fact

__all__ = ["GaveAConstant", "GaveSomethingElse"]

NOTHING = Plain("NoneType")


def _unmet(case: Case, mine: CaseReport, ref: CaseReport) -> Literal["type", "value"] | None:
    """How the value of a case differs from what is asked; None when it is right or not looked at.

    Where the solution raises there is no value to compare.
    """
    expected = case.asked.expect.returns
    if expected is None or mine.ended != "returned" or ref.ended != "returned":
        return None
    return value_difference(expected, mine.value or NOTHING, ref.value)


class GaveAConstant(Rule):
    """Looks at the values of all cases: right on the first, and the same on each, unlike the solution's."""

    cause = "hard-coded"
    always_on = True
    meaning = Meaning(
        title=Text("A constant", "写死的值"),
        text=Text(
            "The value is right for the case that is shown, and the same value comes back for every other "
            "input. The exercise is run with several inputs, so the value has to be worked out from them.",
            "对展示出来的那组输入，值是对的；可是换了别的输入，返回的还是同一个值。"
            "练习会用好几组输入来运行，所以值必须由输入算出来。",
        ),
        wrong=Text('async def main(names):\n    return ["A", "B"]'),
        right=Text("async def main(names):\n    return [await fetch(name) for name in names]"),
    )

    def look(self, case: Case) -> Finding | None:
        if len(case.all) < 2 or _unmet(case, case.mine, case.ref) is None:
            return None
        values = [mine.value or NOTHING for mine in case.all]
        if _unmet(case, case.all[0], case.refs[0]) or any(mine.ended != "returned" for mine in case.all):
            return None
        if not all(same(values[0], value) for value in values):
            return None
        wanted = [ref.value or NOTHING for ref in case.refs if ref.ended == "returned"]
        if all(same(wanted[0], value) for value in wanted):
            return None
        facts: dict[str, Fact] = {
            "value": show(values[0], 80),
            "first": case.asked.cases[0],
            "count": len(values),
        }
        return Finding(
            Text(
                "`{value}` came back for each of the {count} inputs. It is right for the first of them "
                "only: the value does not depend on what the function was given.",
                "{count} 组输入都返回了 `{value}`。它只对第一组是对的：这个值和传给函数的输入没有关系。",
            ),
            facts,
        )


class GaveSomethingElse(Rule):
    """Looks at the value, or a script's exit code: it is not what is asked."""

    cause = "wrong-result"
    meaning = Meaning(
        title=Text("Another value came back", "返回了别的值"),
        text=Text(
            "The call came to its end and gave back something else than what is asked. Printing a value "
            "is not returning it: without `return` a function gives None. A tuple is not a list, True is "
            "not 1; numbers agree to nine digits after the point, and the order of a dictionary does not "
            "count.",
            "调用结束了，但返回的不是要求的值。打印不等于返回：没有 `return`，函数返回的就是 None。"
            "元组不是列表，True 不是 1；小数只比较到小数点后九位，字典不看顺序。",
        ),
        wrong=Text("async def main():\n    print(await fetch(1))"),
        right=Text("async def main():\n    return await fetch(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        if case.mine.exit_code is not None and (found := self._exit(case, case.mine.exit_code)):
            return found
        expected = case.asked.expect.returns
        if expected is None or _unmet(case, case.mine, case.ref) is None:
            return None
        got = case.mine.value or NOTHING
        wanted = asked_value(expected, case.ref.value)
        facts: dict[str, Fact] = {"got": show(got, 80), "expected": Text(_cut(wanted.en), _cut(wanted.zh))}
        if _shown_at_the_prompt(case, got):
            own = "wrong-result" in case.asked.say  # they stand before it, and know nothing of a `print`
            return Finding(_SHOWN, facts, None, wanted, show(got), also=_SHOWN if own else None)
        return Finding(self._words(case, got, wanted.en, facts), facts, None, wanted, show(got))

    def _words(self, case: Case, got: Plain, wanted: str, facts: dict[str, Fact]) -> Text:
        if got.kind == "NoneType":
            if _was_printed(case.ref.value, case.mine.output):
                return Text(
                    "None came back: the value was printed, not returned. Who calls the function sees "
                    "only what it returns.",
                    "返回的是 None：值被打印了出来，而没有返回。调用者只能看到函数返回的东西。",
                )
            return Text(
                "None came back, where `{expected}` is asked: a function that ends without `return`, or "
                "with an empty one, gives None.",
                "返回的是 None，要求的是 `{expected}`：函数结束时没有 `return`，或者 `return` 后面是空的，"
                "得到的就是 None。",
            )
        target = _wanted_value(case)
        how = how_they_differ(target, got) if target is not None else Text("")
        facts["how"] = how
        return Text(
            "`{got}` came back, where `{expected}` is asked. {how}",
            "返回的是 `{got}`，要求的是 `{expected}`。{how}",
        )

    def _exit(self, case: Case, code: int) -> Finding | None:
        expected, wanted = case.asked.expect.exit, case.ref.exit_code
        if expected is None or side(expected, code, wanted, "exit") is None:
            return None
        asked = asked_number(expected, wanted, "exit")
        return Finding(
            Text(
                "The program ended with exit code {code}; {asked} is asked.",
                "程序以退出码 {code} 结束；要求 {asked}。",
            ),
            {"code": code, "asked": asked},
            expected=asked,
            got=str(code),
        )


_SHOWN = Text(
    "`print(...)` shows it, but the value of that line is None: type what is to be seen alone.",
    "`print(...)` 把它显示了出来，但那一行的值是 None：请只输入要看的东西本身。",
)


def _shown_at_the_prompt(case: Case, got: Plain) -> bool:
    """Whether the last cell printed what should be its value: a prompt shows values without being asked."""
    return (
        case.at_prompt
        and got.kind == "NoneType"
        and bool(case.answer.cells)
        and "print(" in case.answer.cells[-1].source
        and _was_printed(_wanted_value(case), case.mine.output)
    )


def _wanted_value(case: Case) -> Plain | None:
    expected = case.asked.expect.returns
    return expected if isinstance(expected, Plain) else case.ref.value


def _was_printed(value: Plain | None, output: str) -> bool:
    """Whether the value that should come back stands in the output, whole or one item a line."""
    if value is None or value.kind == "NoneType":
        return False
    lines = [line.strip() for line in output.splitlines()]

    def has(part: Plain) -> bool:
        return any(show(part) in line or (part.kind == "str" and part.text == line) for line in lines)

    return has(value) or (
        value.kind in ("list", "tuple") and len(value.items) > 1 and all(map(has, value.items))
    )


def _cut(words: str, limit: int = 80) -> str:
    return words if len(words) <= limit else words[: limit - 1] + "…"
