"""How long it took, where an exercise asks: one after the other, too slow, too fast."""

from __future__ import annotations

from playground.values.text import Text
from playground.values.trace import Event, Place

from .meets import Side, asked_number, side
from .overlap import comparable_peak, work_of
from .rule import Case, Finding, Meaning, Rule
from .words import Fact, number, seconds

__all__ = ["AwaitedOneByOne", "TookTooLittle", "TookTooLong"]


def time_side(case: Case) -> Side | None:
    """On which side of the time asked the case lies; None when it meets it or no time is asked."""
    expected = case.asked.expect.time
    if expected is None or case.mine.ended not in ("returned", "raised"):
        return None
    return side(expected, case.mine.seconds, case.ref.seconds, "time", case.tolerance)


def asked_time(case: Case) -> Text | None:
    """The time that is asked, in words."""
    expected = case.asked.expect.time
    return asked_number(expected, case.ref.seconds, "time", unit=True) if expected is not None else None


def _too(case: Case, words: Text, facts: dict[str, Fact], place: Place | None) -> Finding:
    """A time that is on one side of what is asked."""
    asked, took = asked_time(case), seconds(case.mine.seconds)
    facts = {**facts, "seconds": took, "asked": asked or ""}
    return Finding(words, facts, place, asked, took)


class AwaitedOneByOne(Rule):
    """Looks at the jobs, or else the sleeps, where it took longer, or fewer ran at once, than asked.

    The solution overlaps them (or has only one), the answer's do not overlap, and the time that the
    answer took is the sum of them: what the overlap would have saved is exactly what is too much.
    """

    cause = "sequential"
    meaning = Meaning(
        title=Text("One after the other", "一个接一个"),
        text=Text(
            "Each `await` waits until its coroutine is done; only then does the next line, or the next "
            "turn of the comprehension, begin. So the times add up. What waits together takes only as "
            "long as the longest: first start everything, then wait.",
            "每个 `await` 都要等到它的协程结束，下一行、或者推导式的下一轮才会开始，所以时间是相加的。"
            "一起等待时，总共只需要最长的那一个的时间：先全部启动，再等待。",
        ),
        wrong=Text(
            "a = await fetch(1)\nb = await fetch(2)      # begins when a is there",
            "a = await fetch(1)\nb = await fetch(2)      # a 到手之后才开始",
        ),
        right=Text("a, b = await asyncio.gather(fetch(1), fetch(2))"),
    )

    def look(self, case: Case) -> Finding | None:
        if case.mine.ended not in ("returned", "raised") or not self._is_asked_otherwise(case):
            return None
        jobs = bool(case.ref.trace.spans)
        since, ref_since = self._begin(case)
        mine, ref = work_of(case.mine, since, jobs=jobs), work_of(case.ref, ref_since, jobs=jobs)
        tolerance = max(case.tolerance, 0.1 * mine.total if case.mine.trace.clock == "real" else 0.0)
        if len(mine.pieces) < 2 or mine.overlaps(tolerance):
            return None
        if len(ref.pieces) != 1 and not ref.overlaps(tolerance):
            return None
        if mine.longest > ref.covered + tolerance:  # also together they would take too long
            return None
        if mine.total <= ref.covered + tolerance:
            return None
        # What the solution does besides its jobs, the answer may do as well.
        besides = max(0.0, case.ref.seconds - ref.covered)
        sums = (mine.total, mine.total + besides)
        if not any(abs(case.mine.seconds - total) <= tolerance for total in sums):
            return None
        facts: dict[str, Fact] = {
            "seconds": case.mine.seconds,
            "reference_seconds": case.ref.seconds,
            "count": number(len(mine.pieces)),
        }
        return Finding(
            Text(
                "One after the other: {seconds} is the sum of the {count} waits; together they take "
                "{reference_seconds}. Each `await` is over before the next one begins.",
                "一个接一个：{seconds} 是{count}次等待的总和；一起等待只需要 {reference_seconds}。每个 "
                "`await` 结束之后，下一个才开始。",
            ),
            facts,
            self._place(case),
            asked_time(case),
            seconds(case.mine.seconds),
        )

    def _begin(self, case: Case) -> tuple[float, float]:
        """When what is timed began, here and beside the solution: the last cell of a transcript, or all."""
        if not case.at_prompt:
            return 0.0, 0.0
        ref = case.ref.trace.elapsed - case.ref.seconds
        return case.answer.cells[-1].at - case.tolerance, ref - case.tolerance

    def _is_asked_otherwise(self, case: Case) -> bool:
        if time_side(case) == "above":
            return True
        peak, ref = case.asked.expect.peak, case.ref.trace
        if peak is None:
            return False
        return side(peak, comparable_peak(case.mine.trace, ref), ref.peak, "peak") == "below"

    def _place(self, case: Case) -> Place | None:
        """The answer's line at which the second wait began: where the first could have gone on beside it."""
        waits = case.own_waits()
        events = [e.place for e in case.mine.trace.events if e.kind == "job" and e.text.endswith("+")]
        made = [task.place for task in case.mine.trace.tasks if not task.root]
        return case.own([*waits[1:2], *waits, *events[1:2], *events, *made])


class TookTooLong(Rule):
    """Looks at the time: it is above what is asked."""

    cause = "too-slow"
    meaning = Meaning(
        title=Text("It took too long", "用时太长"),
        text=Text(
            "By the clock of the loop it took longer than is asked. Look at the timeline for a stretch in "
            "which somebody waits though nothing of what it needs is missing: a pause too many, a wait "
            "for all where one was enough, work in batches that wait for their slowest.",
            "按事件循环的时钟，用的时间比要求的长。看看时间线：有没有哪一段，明明需要的东西都有了，却还在等？"
            "比如多余的暂停、只要一个却等了全部、分批处理时每一批都在等最慢的那个。",
        ),
        wrong=Text("await asyncio.sleep(1)\nreturn await fetch(1)"),
        right=Text("return await fetch(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        if time_side(case) != "above":
            return None
        words = Text("It took {seconds}; {asked} is asked. ", "用了 {seconds}；要求 {asked}。")
        longest = self._longest(case)
        if longest is None:
            return _too(case, words, {}, case.own(reversed(case.own_waits())))
        event, length = longest
        facts: dict[str, Fact] = {"longest": length, "from": event.at, "to": event.at + length}
        more = Text(
            "The longest wait of yours goes from {from} to {to}.",
            "你的代码里最长的一次等待是从第 {from} 到第 {to}。",
        )
        return _too(case, Text(words.en + more.en, words.zh + more.zh), facts, event.place)

    def _longest(self, case: Case) -> tuple[Event, float] | None:
        """The longest wait at a line of the answer, with its seconds."""
        begun: dict[int | None, Event] = {}
        best: tuple[Event, float] | None = None
        for event in case.mine.trace.events:
            if event.kind in ("resumed", "done", "failed", "cancelled", "waits"):
                wait = begun.pop(event.task, None)
                if wait is not None and event.at > wait.at and (best is None or event.at - wait.at > best[1]):
                    best = (wait, event.at - wait.at)
            if event.kind == "waits" and case.line(event.place):
                begun[event.task] = event
        return best


class TookTooLittle(Rule):
    """Looks at the time: it is below what is asked."""

    cause = "too-fast"
    meaning = Meaning(
        title=Text("It was over too soon", "结束得太早"),
        text=Text(
            "It was over before it could be: something that should be waited for was not, or was not done "
            "at all. Overlapping hides waiting; it does not remove it.",
            "它结束得太早了：该等的没有等，或者根本没有做。重叠可以把等待藏起来，但不能把它去掉。",
        ),
        wrong=Text("asyncio.create_task(fetch(1))\nreturn"),
        right=Text("return await asyncio.create_task(fetch(1))"),
    )

    def look(self, case: Case) -> Finding | None:
        if time_side(case) != "below":
            return None
        words = Text("It was over after {seconds}; {asked} is asked. ", "{seconds} 就结束了；要求 {asked}。")
        mine, ref = case.mine.trace.spans, case.ref.trace.spans
        unfinished = [span.name for span in mine if span.end is None]
        facts: dict[str, Fact] = {"ran": len(mine), "of": len(ref), "unfinished": len(unfinished)}
        if len(mine) < len(ref):
            why = Text("Only {ran} of {of} jobs ran.", "{of} 个工作里只运行了 {ran} 个。")
        elif unfinished:
            why = Text(
                "{unfinished} of the jobs had begun and were not over.",
                "有 {unfinished} 个工作开始了，却还没有结束。",
            )
        else:
            why = Text(
                "Something that should be waited for was not.",
                "有该等的东西没有等。",
            )
        return _too(case, Text(words.en + why.en, words.zh + why.zh), facts, case.own(case.own_waits()))
