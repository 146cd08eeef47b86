"""Whether an answer gives the loop back: nothing holds it, others get their turns."""

from __future__ import annotations

from playground.values.report import CaseReport, Hold
from playground.values.text import Text

from .meets import asked_number, side
from .rule import Case, Finding, Meaning, Rule
from .words import Fact, number

__all__ = ["HeldTheLoop", "LetTheOthersStarve", "held_seconds"]

NAP = 0.05  # seconds of `time.sleep` that do no harm on a real clock
COMPUTING = 0.25  # processor seconds of one step that are too many in any answer
FAIR = 3  # a step may take this many times the processor seconds of the solution's longest
SITTING = 1.0  # real seconds of a step that waits without computing: no busy machine delays a step as long
STRETCH = 20  # a busy machine makes a step's real time at most this many times its processor time ...
DELAY = 0.15  # ... and this many seconds more


def held_seconds(hold: Hold) -> float:
    """For how many seconds a step held the loop, without what a busy machine may have added.

    `time.sleep` counts as it is: it is exact on the virtual clock. Else the processor time counts,
    unless the real time is so far above it that the step must have waited by itself (a blocking
    call). Where the processor time was not measured, the real time less a usual delay counts.
    """
    if hold.sleeping:
        return hold.seconds
    if hold.cpu is None:
        return max(0.0, hold.seconds - DELAY)
    if hold.seconds > STRETCH * hold.cpu + DELAY:
        return hold.seconds
    return hold.cpu


def _longest(case: CaseReport) -> float:
    return max((held_seconds(hold) for hold in case.holds), default=0.0)


class HeldTheLoop(Rule):
    """Looks at the steps that held the loop.

    Always: any `time.sleep` on a virtual clock, one above 50 ms on a real one; a step that computed
    for more than a quarter of a second of processor time and three times as long as any of the
    solution's; one that sat for a second in a blocking call. With `expect: held` also a step that is
    longer than asked.
    """

    cause = "blocked-loop"
    always_on = True
    meaning = Meaning(
        title=Text("The loop was held", "事件循环被占住了"),
        text=Text(
            "The loop runs in one thread and takes tasks in turn; a turn ends at an `await` that waits. A "
            "call that waits or computes without `await` (`time.sleep`, a blocking read, a long "
            "calculation) keeps the turn: no timer fires, no other task moves, no key is read. Use the "
            "form that is awaited, or move the call to a thread.",
            "事件循环只在一个线程里运行，任务轮流执行；遇到真正需要等待的 `await`，这一轮才结束。"
            "不经 `await` 就等待或计算的调用（`time.sleep`、阻塞式读取、长时间计算）会一直占着这一轮："
            "定时器不触发，别的任务不动，按键也读不到。请改用可以 `await` 的形式，或者把调用放到线程里。",
        ),
        wrong=Text("async def tick():\n    time.sleep(1)"),
        right=Text("async def tick():\n    await asyncio.sleep(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        held = self._worst_line(case, [hold for hold in case.mine.holds if self._is_too_long(case, hold)])
        if not held:
            return None
        place = case.own(hold.place for hold in held)
        facts: dict[str, Fact] = {
            "held": sum(hold.seconds for hold in held),
            "count": number(len(held)),
            "each": held[0].seconds,
            "task": held[0].task,
        }
        if held[0].sleeping and len(held) > 1:
            words = Text(
                "`time.sleep` held the loop {count} times, for {held} in all. ",
                "`time.sleep` 占住了事件循环{count}次，一共 {held}。",
            )
        elif held[0].sleeping:
            words = Text("`time.sleep` held the loop for {held}. ", "`time.sleep` 把事件循环占住了 {held}。")
        else:
            words = Text(
                "One step of task '{task}' held the loop for {each}. ",
                "任务 '{task}' 的一步把事件循环占住了 {each}。",
            )
        why = Text(
            "It makes not only this coroutine wait: meanwhile no other task, no timer and no key gets a "
            "turn.",
            "等待的不只是这个协程：在这期间，别的任务、定时器、按键都轮不到。",
        )
        not_about = "" if held[0].sleeping else "time.sleep"
        return Finding(Text(words.en + why.en, words.zh + why.zh), facts, place, not_about=not_about)

    def _is_too_long(self, case: Case, hold: Hold) -> bool:
        seconds = held_seconds(hold)
        expected = case.asked.expect.held
        if expected is not None and side(expected, seconds, _longest(case.ref), "held", 1e-6) == "above":
            return True
        if hold.sleeping:
            # What the exercise bounds, it permits up to that bound.
            least = 0.0 if case.asked.clock == "virtual" else NAP
            return expected is None and seconds > least
        sits = hold.seconds >= SITTING and seconds == hold.seconds and hold.cpu is not None
        fair = max(COMPUTING, FAIR * _longest(case.ref))
        return sits or seconds > (fair if hold.cpu is not None else max(SITTING, fair))

    def _worst_line(self, case: Case, holds: list[Hold]) -> list[Hold]:
        """All too long holds at the line that held the longest; all of one task where lines are unknown."""
        if not holds:
            return []
        worst = max(holds, key=lambda hold: (case.line(hold.place) is not None, hold.seconds))
        same = [hold for hold in holds if (hold.place, hold.sleeping) == (worst.place, worst.sleeping)]
        return same if worst.sleeping else [worst]


class LetTheOthersStarve(Rule):
    """Looks at the turns of the other tasks, where the exercise asks for some (`expect: turns`).

    The task looked at is the one that got the most turns beside the solution: a heartbeat, say.
    """

    cause = "starving"
    meaning = Meaning(
        title=Text("The others starve", "别的任务轮不到"),
        text=Text(
            "Nobody takes the turn away from a task. It keeps it until an `await` really has to wait: a "
            "coroutine that never pauses inside, a `put` into a queue with room, a free lock do not give "
            "a turn. Long work needs a pause now and then; `await asyncio.sleep(0)` is one of length zero.",
            "没有谁会把执行权从任务手里拿走：任务会一直运行，直到遇到真正需要等待的 `await`。"
            "await 一个内部从不暂停的协程、往有空位的队列里 `put`、拿一把空闲的锁，都不会让出执行权。"
            "长时间的工作要时不时停一下；`await asyncio.sleep(0)` 就是一次长度为零的暂停。",
        ),
        wrong=Text("for i in range(n):\n    total += i"),
        right=Text(
            "for i in range(n):\n    total += i\n    if i % 100 == 99:\n        await asyncio.sleep(0)"
        ),
    )

    def look(self, case: Case) -> Finding | None:
        expected = case.asked.expect.turns
        if expected is None:
            return None
        turns, wanted = self._turns(case)
        which = side(expected, turns, wanted, "turns")
        if which is None:
            return None
        asked = asked_number(expected, wanted, "turns")
        facts: dict[str, Fact] = {"turns": f"{turns:g}", "asked": asked}
        if which == "above":
            words = Text(
                "Another task got {turns} turns meanwhile; {asked} are asked. A pause costs a round of "
                "the loop: not at every step.",
                "期间别的任务轮到了 {turns} 次；要求 {asked} 次。每次暂停都要花掉一轮循环：不必每一步都停。",
            )
        else:
            words = Text(
                "The other task got {turns} turns meanwhile; {asked} are asked. A task keeps the turn "
                "until an `await` really has to wait, so the others could only look on.",
                "期间别的任务只轮到 {turns} 次；要求 {asked} 次。任务会一直运行到真正需要等待的 `await`，"
                "别的任务只能看着。",
            )
        return Finding(words, facts, None, asked, f"{turns:g}")

    def _turns(self, case: Case) -> tuple[float, float]:
        """The turns of the watched task in this run and beside the solution."""
        beside = self._others(case.ref)
        mine = self._others(case.mine)
        wanted = max(beside.values(), default=0)
        watched = [name for name, turns in beside.items() if turns == wanted and name in mine]
        got = min((mine[name] for name in watched), default=max(mine.values(), default=0))
        return got, wanted

    def _others(self, report: CaseReport) -> dict[str, int]:
        roots = {task.name for task in report.trace.tasks if task.root}
        return {name: turns for name, turns in _turns_of(report).items() if name not in roots}


def _turns_of(report: CaseReport) -> dict[str, int]:
    """How many steps each task got, as the report says or else as the trace does."""
    if report.turns:
        return report.turns
    names = {task.number: task.name for task in report.trace.tasks}
    turns = dict.fromkeys(names.values(), 0)
    for event in report.trace.events:
        if event.kind in ("started", "resumed") and event.task in names:
            turns[names[event.task]] += 1
    return turns
