"""What happened when, and how tasks ended, where an exercise asks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playground.values.expect import OrderItem, Same, TaskEnd
from playground.values.plain import same, show, visible
from playground.values.text import Text
from playground.values.trace import Event, TaskRecord

from .rule import Case, Finding, Meaning, Rule
from .sequence import first_slip, show_order
from .words import Fact, names

__all__ = ["HappenedInAnotherOrder", "TaskEndedOtherwise"]

SHOWN = 300  # characters of an order that is shown


class HappenedInAnotherOrder(Rule):
    """Looks at the job and log events: one that is asked for never came, or came at another place."""

    cause = "wrong-order"
    meaning = Meaning(
        title=Text("Another order of events", "事件的顺序不同"),
        text=Text(
            "The events (`A+` a job begins, `A-` it ends, `A!` it fails, `Ax` it is cancelled, or a text "
            "that was logged) did not come as asked: one is missing, or stands at another place. Go "
            "through your own line of events up to that place and ask at each: who had the turn, and what "
            "did it wait for?",
            "事件（`A+` 工作开始，`A-` 结束，`A!` 失败，`Ax` 被取消，或者记下的一段文字）没有按要求出现："
            "少了一个，或者位置不对。顺着你自己的事件走到那个位置，每一步都问一句：轮到谁运行，"
            "它在等什么？",
        ),
        wrong=Text(
            'log("done")\nawait work("A", 1)        # asked: A+, A-, done',
            'log("done")\nawait work("A", 1)        # 要求的是 A+, A-, done',
        ),
        right=Text('await work("A", 1)\nlog("done")'),
    )

    def look(self, case: Case) -> Finding | None:
        asked = case.asked.expect.order
        if asked is None:
            return None
        expected = [OrderItem((text,)) for text in case.ref.trace.order] if isinstance(asked, Same) else asked
        got = case.mine.trace.order
        slip = first_slip(expected, got, exact=case.asked.expect.order_exact)
        if slip is None:
            return None
        facts: dict[str, Fact] = {
            "name": visible(slip.wanted),
            "after": visible(slip.after),
            "got": visible(slip.got),
        }
        words = self._words(slip.kind, bool(slip.wanted), bool(slip.after), bool(got))
        at = self._event(case, slip.got or slip.wanted)
        if at is not None:
            facts["at"] = at.at
        place = case.own([at.place] if at else [])
        also = None
        if slip.wanted and slip.wanted not in got and slip.wanted in case.mine.output:
            also = Text(
                "`{name}` was printed; what is printed is no event, `log(...)` makes one.",
                "`{name}` 是打印出来的；打印的内容不算事件，`log(...)` 才会记下事件。",
            )
        shown: Sequence[str] = got
        if not case.asked.expect.order_exact:  # what else happened is not asked about
            wanted = {text for item in expected for text in item.any_of}
            shown = [text for text in got if text in wanted]
        none = Text("none of these", "一个也没有")
        return Finding(words, facts, place, _shown(expected), _shown(shown) if shown else none, also)

    def _words(self, kind: str, wanted: bool, after: bool, any_at_all: bool) -> Text:
        if not any_at_all:
            return Text(
                "Nothing was noted: no job began and nothing was logged, where `{name}` is the first "
                "event asked for.",
                "什么事件都没有：没有工作开始，也没有记下任何文字，而要求的第一个事件是 `{name}`。",
            )
        if kind == "unasked" and not wanted:
            return Text(
                "`{got}` came at {at}, and nothing is asked for there any more.",
                "第 {at} 出现了 `{got}`，而那里已经不再要求任何事件。",
            )
        if kind == "unasked":
            return Text(
                "`{got}` came at {at} where `{name}` is asked for: at that moment another had the turn "
                "than should.",
                "第 {at} 出现的是 `{got}`，而这里要求的是 `{name}`：那一刻轮到的不是该轮到的。",
            )
        if kind == "again":
            return Text(
                "`{name}` came, but not as often as it is asked for.",
                "`{name}` 出现过，但没有要求的那么多次。",
            )
        if kind == "never":
            return Text(
                "`{name}` never came: what should bring it about did not get that far.",
                "`{name}` 一直没有出现：该引出它的代码没有走到那一步。",
            )
        return Text(
            "`{name}` came too early (at {at}): it is asked for only after `{after}`. Something did not "
            "wait for what should come first.",
            "`{name}` 出现得太早（第 {at}）：它应该在 `{after}` 之后。有什么没有等先该发生的事。",
        )

    def _event(self, case: Case, text: str) -> Event | None:
        events = case.mine.trace.events
        return next((event for event in events if event.kind in ("job", "log") and event.text == text), None)


def _shown(order: Sequence[OrderItem | str]) -> str:
    words = visible(show_order(order))
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


_ENDS = {
    "done": Text("done", "done（完成）"),
    "cancelled": Text("cancelled", "cancelled（被取消）"),
    "failed": Text("failed", "failed（失败）"),
    "pending": Text("pending", "pending（未结束）"),
}


class TaskEndedOtherwise(Rule):
    """Looks at the named tasks: none has a name that is asked for, or it ended in another way."""

    cause = "wrong-task"
    meaning = Meaning(
        title=Text("A task ended otherwise", "任务的结局不同"),
        text=Text(
            "A task of a certain name should end in a certain way: done with a value, cancelled, failed, "
            "or still pending. There is none of that name, or it ended otherwise. A task gets its name "
            "when it is made (`name=`) or by `set_name`; without one it is called Task-1, Task-2, and so "
            "on.",
            "某个名字的任务应该有某种结局：完成并返回某个值、被取消、失败，或者仍未结束。"
            "现在没有叫这个名字的任务，或者它的结局不同。任务的名字在创建时用 `name=` 指定，或者用 "
            "`set_name` 设置；否则就叫 Task-1、Task-2……",
        ),
        wrong=Text("asyncio.create_task(listen())"),
        right=Text('asyncio.create_task(listen(), name="listener")'),
    )

    def look(self, case: Case) -> Finding | None:
        asked = case.asked.expect.tasks
        if asked is None:
            return None
        for end in self._ends_of(case) if isinstance(asked, Same) else asked:
            there = [task for task in case.mine.trace.tasks if task.name == end.name and not task.root]
            if not there:
                return self._missing(case, end)
            if not any(self._meets(task, end) for task in there):
                return self._other(case, there[-1], end)
        return None

    def _ends_of(self, case: Case) -> list[TaskEnd]:
        """How the solution's tasks ended; only of those that were given a name."""
        tasks = [t for t in case.ref.trace.tasks if not t.root and not re.fullmatch(r"Task-\d+", t.name)]
        return [
            TaskEnd(
                t.name,
                t.how,
                t.value if t.how == "done" else None,
                _kind(t.error) if t.how == "failed" else "",
            )
            for t in tasks
        ]

    def _meets(self, task: TaskRecord, end: TaskEnd) -> bool:
        if task.how != end.how:
            return False
        if end.how == "failed" and end.error and _kind(task.error) != _kind(end.error):
            return False
        return end.value is None or (task.value is not None and same(end.value, task.value))

    def _missing(self, case: Case, end: TaskEnd) -> Finding:
        others = [task.name for task in case.mine.trace.tasks if not task.root]
        facts: dict[str, Fact] = {"task": end.name, "names": names(others), "asked": _end_words(end)}
        if others:
            words = Text(
                "No task is called '{task}'; yours are {names}. Without a name of its own a task gets a "
                "number.",
                "没有叫 '{task}' 的任务；你的任务是 {names}。没有取名的任务会得到一个编号。",
            )
        else:
            words = Text(
                "No task is called '{task}': no task was made at all.",
                "没有叫 '{task}' 的任务：根本没有创建任务。",
            )
        made = [task.place for task in case.mine.trace.tasks if not task.root]
        none = Text("no task of that name", "没有叫这个名字的任务")
        return Finding(words, facts, case.own(made), _named(end.name, _end_words(end)), none)

    def _other(self, case: Case, task: TaskRecord, end: TaskEnd) -> Finding:
        value = show(task.value, 60) if task.how == "done" and task.value is not None else ""
        got = _end_words(TaskEnd(task.name, task.how, task.value if value else None, task.error))
        facts: dict[str, Fact] = {"task": task.name, "got": got, "asked": _end_words(end)}
        words = Text(
            "Task '{task}' ended as {got}; {asked} is asked.",
            "任务 '{task}' 的结局是 {got}；要求的是 {asked}。",
        )
        if task.ended is not None:
            facts["at"] = task.ended
            words = Text(
                "Task '{task}' ended at {at} as {got}; {asked} is asked.",
                "任务 '{task}' 在第 {at} 结束，结局是 {got}；要求的是 {asked}。",
            )
        elif task.how == "pending":
            words = Text(
                "Task '{task}' is still pending at the end; {asked} is asked.",
                "任务 '{task}' 到最后还没有结束；要求的是 {asked}。",
            )
        asked = _named(end.name, _end_words(end))
        return Finding(words, facts, case.own([task.place]), asked, _named(task.name, got))


def _kind(error: str) -> str:
    return error.partition(":")[0].strip().rpartition(".")[2]


def _named(name: str, end: Text) -> Text:
    """How a task ended, with its name: the fact stands alone, without the sentence."""
    return Text(f"'{name}': {end.en}", f"'{name}': {end.zh}")


def _end_words(end: TaskEnd) -> Text:
    how = _ENDS[end.how]
    if end.how == "done" and end.value is not None:
        return Text(f"{how.en} {show(end.value, 60)}", f"{how.zh} {show(end.value, 60)}")
    if end.how == "failed" and end.error:
        return Text(f"{how.en} {end.error}", f"{how.zh} {end.error}")
    return how
