"""Whether what was begun is waited for: coroutines never awaited, jobs never run, things left behind."""

from __future__ import annotations

import re
from collections import Counter

from playground.values.plain import Plain
from playground.values.report import ErrorReport, Leak, Unawaited
from playground.values.text import Text
from playground.values.trace import Place

from .raising import is_expected
from .rule import Case, Finding, Meaning, Rule
from .words import Fact, join, names, plural

__all__ = ["ForgotToAwait", "LeftSomethingBehind", "NeverRanTheJobs"]

# "'coroutine' object is not …", "… and 'coroutine'"; and of `a, b = get()` alone: "cannot unpack
# non-iterable coroutine object".
AN_OBJECT = re.compile(r"'coroutine'|\bnon-iterable coroutine object\b")


def _coroutines_in(value: Plain | None) -> int:
    """How many coroutine objects a value holds."""
    if value is None:
        return 0
    if value.kind == "object":
        return int(value.text.partition("\n")[0] == "coroutine")
    return sum(_coroutines_in(item) for item in value.items)


class ForgotToAwait(Rule):
    """Looks at the coroutines that were made and never run, and at coroutine objects in the value.

    After a crash it is the cause only when the error's text names a coroutine object: then somebody used
    the object for its result. Of a transcript only the last cell counts, unless such a crash tells
    that one made earlier was meant.
    """

    cause = "not-awaited"
    always_on = True
    meaning = Meaning(
        title=Text("Never awaited", "忘了 await"),
        text=Text(
            "Calling a coroutine function runs nothing: it only makes a coroutine object, like an order "
            "slip that nobody has taken to the kitchen. `await` hands it to the loop and gives the "
            "result. Without it no time passes, nothing is printed, and whoever uses the object for its "
            "result gets an error about a 'coroutine'.",
            "调用协程函数什么都不会运行：它只产生一个协程对象（coroutine object），"
            "就像一张还没交给厨房的点菜单。`await` 才把它交给事件循环，并得到结果。没有 `await`，"
            "时间不前进，什么也不打印；谁把这个对象当结果来用，就会得到一个提到 'coroutine' 的错误。",
        ),
        wrong=Text("async def total():\n    return price() * 2"),
        right=Text("async def total():\n    return await price() * 2"),
    )

    def look(self, case: Case) -> Finding | None:
        error = case.mine.error if case.mine.ended == "raised" else None
        if error is not None and not is_expected(case):
            return self._used_as_result(case, error) if AN_OBJECT.search(error.text) else None
        if case.mine.ended not in ("returned", "raised"):
            return None
        forgotten = [each for each in case.mine.unawaited if self._counts(case, each)]
        if forgotten:
            return self._never_run(case, forgotten)
        if inside := _coroutines_in(case.mine.value):
            if _coroutines_in(case.ref.value) >= inside:
                return None
            return Finding(
                Text(
                    "What came back is {what}, not a result: nobody awaited it, so its body has not run.",
                    "返回的是{what}，不是结果：没有人 `await` 它，所以它的函数体还没有运行。",
                ),
                {
                    "what": Text(
                        plural(inside, "coroutine object", "coroutine objects"), f" {inside} 个协程对象"
                    )
                },
                case.own([each.place for each in case.mine.unawaited]),
            )
        return None

    def _counts(self, case: Case, each: Unawaited) -> bool:
        last = len(case.answer.cells) - 1
        return not case.at_prompt or each.place is None or case.cell(each.place) in (None, last)

    def _used_as_result(self, case: Case, error: ErrorReport) -> Finding:
        made = [each.coroutine for each in case.mine.unawaited]
        frame = error.own_frame
        which: str | Text = f"`{made[0]}()`" if made else Text("a call", "某个调用")
        return Finding(
            Text(
                "`{error}`: {which} gave a coroutine object, and it was used as if it were the result. "
                "Nobody awaited it, so there is no result yet.",
                "`{error}`：{which} 给出的是协程对象，却被当成结果来用。没有人 `await` 它，所以还没有结果。",
            ),
            {"error": error.words, "which": which, "coroutine": made[0] if made else ""},
            frame.place if frame else case.own(each.place for each in case.mine.unawaited),
            got=error.words,
        )

    def _never_run(self, case: Case, forgotten: list[Unawaited]) -> Finding:
        counts = Counter(each.coroutine for each in forgotten)
        parts: list[str | Text] = [
            f"`{name}()`" if count == 1 else Text(f"`{name}()` ({count} times)", f"`{name}()`（{count} 次）")
            for name, count in counts.most_common(3)
        ]
        return Finding(
            Text(
                "{what} was called but never awaited: the call only makes a coroutine object, and nothing "
                "of it has run.",
                "调用了 {what}，但从来没有 `await`：调用只产生一个协程对象，里面的代码一行也没有运行。",
            ),
            {"what": join(parts), "coroutine": forgotten[0].coroutine},
            case.own(each.place for each in forgotten),
        )


class NeverRanTheJobs(Rule):
    """Looks at the traced jobs: beside the solution they ran, here none did."""

    cause = "never-ran"
    always_on = True
    meaning = Meaning(
        title=Text("The jobs were never run", "给定的工作从未运行"),
        text=Text(
            "The exercise gives jobs to run, and the answer came to its end without running one of them. "
            "A value that is written down instead of worked out fits one case only.",
            "练习给出了要运行的工作（job），而答案结束时一个都没有运行。直接写出来、而不是算出来的值，"
            "只能碰巧符合一种情况。",
        ),
        wrong=Text('async def main():\n    return ["A", "B"]'),
        right=Text('async def main():\n    return [await work("A", 1), await work("B", 1)]'),
    )

    def look(self, case: Case) -> Finding | None:
        ran = [span.name for span in case.ref.trace.spans]
        if not ran or case.mine.trace.spans:
            return None
        if case.mine.hidden:
            return Finding(
                Text(
                    "None of the given jobs ran ({jobs}): your answer has its own {hidden}, and the one "
                    "that the exercise gives is hidden behind it. Leave it out: it is there already.",
                    "给定的工作一个也没有运行（{jobs}）：答案里自己定义了 {hidden}，练习给的那个被它盖住了。"
                    "删掉它就行：它本来就在。",
                ),
                {
                    "jobs": names(list(dict.fromkeys(ran)), 4),
                    "hidden": join([f"`{name}`" for name in case.mine.hidden]),
                },
            )
        return Finding(
            Text(
                "None of these jobs ran: {jobs}. It was over after {seconds}. Were the lines reached that "
                "call them? The answer has to come out of what is given: a function of your own does not "
                "stand in for it.",
                "这些工作一个也没有运行：{jobs}。{seconds} 就结束了。调用它们的那几行走到了吗？"
                "答案要由练习给出的东西得出：自己写的函数不能代替它。",
            ),
            {"jobs": names(list(dict.fromkeys(ran)), 4), "seconds": case.mine.seconds},
        )


_THINGS = {
    "task": (Text("task", "任务"), "tasks"),
    "thread": (Text("thread", "线程"), "threads"),
    "server": (Text("server", "服务器"), "servers"),
    "transport": (Text("open connection", "未关闭的连接"), "open connections"),
    "subprocess": (Text("subprocess", "子进程"), "subprocesses"),
}


class LeftSomethingBehind(Rule):
    """Looks at what still ran, or was still open, at the moment when the call returned.

    Not at a prompt: what was begun there goes on while the next cell is typed.
    """

    cause = "leaked-task"
    always_on = True
    meaning = Meaning(
        title=Text("Something was left behind", "留下了没有结束的东西"),
        text=Text(
            "When the call returned, something that it started was still running or open: a task, a "
            "thread, a server, a connection, a subprocess. Nobody waits for it any more: its result and "
            "its failure are lost, and it goes on using what it uses. `cancel()` is only a request: a "
            "task is gone when it has been awaited after it. Who starts something also sees to its end.",
            "调用返回的时候，它启动的某个东西还在运行或还开着：任务、线程、服务器、连接或子进程。"
            "已经没有谁在等它：它的结果和失败都会丢失，它占用的东西也继续被占用。"
            "`cancel()` 只是一个请求：取消之后再等到它结束，任务才算真的没了。谁启动，谁负责收尾。",
        ),
        wrong=Text("async def main():\n    asyncio.create_task(listen())"),
        right=Text("async def main():\n    task = asyncio.create_task(listen())\n    ...\n    await task"),
    )

    def look(self, case: Case) -> Finding | None:
        leaks = [leak for leak in case.mine.leaks if not self._is_asked_for(case, leak)]
        if not leaks or case.at_prompt:
            return None
        kind = leaks[0].kind
        leaks = [leak for leak in leaks if leak.kind == kind]
        one, many = _THINGS[kind]
        facts: dict[str, Fact] = {
            "what": Text(plural(len(leaks), one.en, many), f" {len(leaks)} 个{one.zh}"),
            "names": names([leak.name for leak in leaks]),
            "function": case.function,
        }
        verb = "was" if len(leaks) == 1 else "were"
        begin = Text(f"At the end {{what}} {verb} left behind: {{names}}. ", "最后还留下了{what}：{names}。")
        if case.function:
            begin = Text(
                f"When `{{function}}` ended, {{what}} {verb} left behind: {{names}}. ",
                "`{function}` 结束时，还留下了{what}：{names}。",
            )
        why = self._why(case, leaks)
        return Finding(Text(begin.en + why.en, begin.zh + why.zh), facts, self._place(case, leaks))

    def _is_asked_for(self, case: Case, leak: Leak) -> bool:
        ends = case.asked.expect.tasks
        pending = {end.name for end in ends if end.how == "pending"} if isinstance(ends, tuple) else set()
        return leak.kind == "task" and leak.name in pending

    def _why(self, case: Case, leaks: list[Leak]) -> Text:
        one = len(leaks) == 1
        if leaks[0].kind != "task":
            return Text(
                "Who opens or starts it also closes it, and waits until it is closed.",
                "谁打开或启动，谁就要关闭，并且等到它真正关闭。",
            )
        left = {leak.name for leak in leaks}
        numbers = {task.number for task in case.mine.trace.tasks if task.name in left}
        asked = any(event.kind == "cancel" and event.task in numbers for event in case.mine.trace.events)
        if asked or any(leak.asked_to_stop for leak in leaks):
            return Text(
                f"{'It was' if one else 'They were'} asked to stop, but `cancel()` is only a request: it "
                "takes effect at a task's next turn, and nobody waited for that.",
                "已经请求停止，但 `cancel()` 只是请求：要到任务的下一轮才生效，而没有谁去等。",
            )
        if _is_waiting(case.mine.value):
            return Text(
                "What came back is the waiting itself, no result: an `await` is missing before it.",
                "返回的是“等待”本身，不是结果：它前面少了一个 `await`。",
            )
        if one:
            return Text(
                "Nobody waits for it any more: its result, and its failure, would be lost.",
                "已经没有谁在等它：它的结果，还有它的失败，都会丢失。",
            )
        return Text(
            "Nobody waits for them any more: their results, and their failures, would be lost.",
            "已经没有谁在等它们：它们的结果，还有它们的失败，都会丢失。",
        )

    def _place(self, case: Case, leaks: list[Leak]) -> Place | None:
        left = {leak.name for leak in leaks}
        made = [task.place for task in case.mine.trace.tasks if task.name in left]
        return case.own([*made, *(leak.place for leak in leaks)])


def _is_waiting(value: Plain | None) -> bool:
    """Whether a value is a future that has not ended."""
    return (
        value is not None
        and value.kind == "object"
        and value.text.startswith(("_GatheringFuture\n<_GatheringFuture pending", "Future\n<Future pending"))
    )
