"""How many were in progress at once, where an exercise asks: too many, too few."""

from __future__ import annotations

from playground.values.text import Text
from playground.values.trace import Place

from .meets import Side, asked_number, side
from .overlap import busiest, comparable_peak
from .rule import Case, Finding, Meaning, Rule
from .words import Fact, names

__all__ = ["RanTooFewAtOnce", "RanTooManyAtOnce"]


def _peak_side(case: Case) -> Side | None:
    expected = case.asked.expect.peak
    if expected is None:
        return None
    mine, ref = case.mine.trace, case.ref.trace
    return side(expected, comparable_peak(mine, ref), ref.peak, "peak")


def _found(case: Case, words: Text) -> Finding:
    mine, ref = case.mine.trace, case.ref.trace
    at, who = busiest(mine, ref)
    peak = comparable_peak(mine, ref)
    expected = case.asked.expect.peak
    asked = asked_number(expected, ref.peak, "peak") if expected else Text("")
    facts: dict[str, Fact] = {"peak": peak, "asked": asked, "at": at, "names": names(who, 4)}
    return Finding(words, facts, _place(case), asked, str(peak))


def _place(case: Case) -> Place | None:
    made = [task.place for task in case.mine.trace.tasks if not task.root]
    return case.own([*made, *case.own_waits()])


class RanTooManyAtOnce(Rule):
    """Looks at the peak: more jobs (without jobs: tasks) were in progress at once than asked."""

    cause = "too-many-at-once"
    meaning = Meaning(
        title=Text("Too many at once", "同时进行的太多"),
        text=Text(
            "More were in progress at once than is allowed. A limit holds only while the work runs: it "
            "must be one for all, and be taken inside each of them, not around their making.",
            "同时进行的比允许的多。限制只有在工作进行期间持有才有用：大家要共用同一个，"
            "并且要在每个工作里面去拿，而不是只包住创建它们的代码。",
        ),
        wrong=Text(
            "async def job():\n    async with asyncio.Semaphore(3):     # one of its own for each\n       "
            " await fetch()",
            "async def job():\n    async with asyncio.Semaphore(3):     # 每个都有自己的一个\n        "
            "await fetch()",
        ),
        right=Text(
            "gate = asyncio.Semaphore(3)\n\nasync def job():\n    async with gate:\n        await fetch()"
        ),
    )

    def look(self, case: Case) -> Finding | None:
        if _peak_side(case) != "above":
            return None
        return _found(
            case,
            Text(
                "{peak} were in progress at once at {at} ({names}); {asked} is asked. Nothing held the "
                "others back while those ran.",
                "第 {at} 时有 {peak} 个同时进行（{names}）；要求 {asked}。它们运行的时候，"
                "没有什么拦住其余的。",
            ),
        )


class RanTooFewAtOnce(Rule):
    """Looks at the peak: fewer jobs (without jobs: tasks) were in progress at once than asked."""

    cause = "too-few-at-once"
    meaning = Meaning(
        title=Text("Too few at once", "同时进行的太少"),
        text=Text(
            "Fewer were in progress at once than is asked: some began only when others had ended, though "
            "nothing that they need was missing. The timeline shows who waited for whom.",
            "同时进行的比要求的少：有些要等别的结束才开始，虽然它们需要的东西都已经有了。"
            "看看时间线上，是谁在等谁。",
        ),
        wrong=Text("for url in urls:\n    await fetch(url)"),
        right=Text("await asyncio.gather(*[fetch(url) for url in urls])"),
    )

    def look(self, case: Case) -> Finding | None:
        if _peak_side(case) != "below":
            return None
        return _found(
            case,
            Text(
                "At most {peak} were in progress at once; {asked} is asked. The rest began only when "
                "others had ended.",
                "最多只有 {peak} 个同时进行；要求 {asked}。其余的等到别的结束才开始。",
            ),
        )
