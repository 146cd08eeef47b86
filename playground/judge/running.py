"""Whether an answer comes to its end: no loop inside the loop, no deadlock, no limit reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playground.values.report import ErrorReport
from playground.values.text import Text
from playground.values.trace import Place

from .raising import is_expected
from .rule import Case, Finding, Meaning, Rule
from .waiting import Waiting, still_waiting, wait_words, why_stuck
from .where import line_words
from .words import Fact

__all__ = ["CameToNoEnd", "NobodyCanGoOn", "StartedALoopInsideTheLoop"]

_NESTED = (
    "cannot be called from a running event loop",
    "This event loop is already running",
    "Cannot run the event loop while another loop is running",
    "cannot be called when another loop is running",
)
SHOWN = 4  # tasks named in one message


class StartedALoopInsideTheLoop(Rule):
    """Looks at the errors: asyncio refused to run a loop in a thread in which one runs."""

    cause = "nested-run"
    always_on = True
    meaning = Meaning(
        title=Text("A loop inside the loop", "事件循环里再开事件循环"),
        text=Text(
            "`asyncio.run(...)` and `loop.run_until_complete(...)` start an event loop and stay until it "
            "is done. A thread runs one loop at a time, so inside a coroutine, and at this prompt, they "
            "are refused. Where a loop already runs, `await` is all it takes. A script calls "
            "`asyncio.run(main())` once, at its outermost level.",
            "`asyncio.run(...)` 和 `loop.run_until_complete(...)` 会启动一个事件循环（event loop），"
            "并一直等到它结束。一个线程同一时间只能运行一个循环，所以在协程里、在这个提示符下，"
            "它们都会被拒绝。循环已经在运行的地方，只需要 `await`。脚本里只在最外层调用一次 "
            "`asyncio.run(main())`。",
        ),
        wrong=Text("async def main():\n    return asyncio.run(fetch(1))"),
        right=Text("async def main():\n    return await fetch(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        error = next((error for error in self._errors(case) if self._is_nested(error)), None)
        if error is None or (case.mine.error is not None and is_expected(case)):
            return None
        frame = error.own_frame
        return Finding(
            Text(
                "A second loop was refused (`{error}`): this thread already runs one, and it runs one at "
                "a time. Where a loop runs, a coroutine is awaited, not run.",
                "第二个事件循环被拒绝了（`{error}`）：这个线程已经在运行一个循环，"
                "而一个线程同一时间只能运行一个。循环正在运行时，协程是用来 `await` 的，不能再 run。",
            ),
            {"error": error.words},
            frame.place if frame else None,
            got=error.words,
        )

    def _errors(self, case: Case) -> Iterator[ErrorReport]:
        roots = [*([case.mine.error] if case.mine.error else []), *case.mine.lost]
        while roots:
            error = roots.pop(0)
            yield error
            roots.extend(error.parts)

    def _is_nested(self, error: ErrorReport) -> bool:
        return "RuntimeError" in (error.type, *error.bases) and any(text in error.text for text in _NESTED)


class NobodyCanGoOn(Rule):
    """Looks at how the case ended: every task waited, and no timer, thread or socket was left to wake one."""

    cause = "deadlock"
    always_on = True
    meaning = Meaning(
        title=Text("Everybody waits for somebody", "谁都在等，谁也走不下去"),
        text=Text(
            "Every task waits, and what each waits for can only come from another that waits too: nothing "
            "can ever happen again (a deadlock). On a real clock the program would hang without a word. "
            "Find who should have released, put, set or finished, and why it cannot.",
            "每个任务都在等待，而它们等的东西只能由另一个同样在等待的任务给出：再也不会发生任何事（死锁，"
            "deadlock）。在真实时钟下，程序会一声不响地挂住。请找出本该释放、放入、设置或结束的是谁，"
            "以及它为什么做不到。",
        ),
        wrong=Text(
            "async with lock:\n    async with lock:      # waits for itself\n        ...",
            "async with lock:\n    async with lock:      # 在等自己\n        ...",
        ),
        right=Text("async with lock:\n    ..."),
    )

    def look(self, case: Case) -> Finding | None:
        if case.mine.ended != "stuck" or case.ref.ended == "stuck":
            return None
        waiting = still_waiting(case.mine.trace)
        facts: dict[str, Fact] = {"at": case.mine.trace.elapsed, "why": why_stuck(waiting)}
        if waiting:
            lines = [self._line(case, each) for each in waiting[:SHOWN]]
            if (rest := len(waiting) - SHOWN) > 0:
                lines.append(Text(f"{rest} more", f"另外 {rest} 个"))
            facts["waits"] = Text("; ".join(line.en for line in lines), "；".join(line.zh for line in lines))
        else:
            facts["waits"] = "; ".join(case.mine.stuck[:SHOWN])
        # The task at the bottom of it, not those that only wait for other tasks.
        bottom = [each for each in waiting if not each.wait.tasks] or list(waiting)
        places = [each.place for each in [*bottom, *waiting]]
        return Finding(
            Text(
                "After {at} nobody could go on, ever: {waits}. {why}",
                "到第 {at}，谁也走不下去了：{waits}。{why}",
            ),
            facts,
            case.own([*places, *map(_place_in, case.mine.stuck)]),
        )

    def _line(self, case: Case, each: Waiting) -> Text:
        what = wait_words(each.wait)
        line = line_words(case, each.place) if each.place and case.line(each.place) else Text("")
        at = f" ({line.en})" if line.en else ""
        at_zh = f"（{line.zh.strip()}）" if line.en else ""
        return Text(
            f"'{each.task.name}'{at} waits for {what.en}", f"'{each.task.name}'{at_zh} 在等{what.say('zh')}"
        )


def _place_in(line: str) -> Place | None:
    """The place that a line of the loop's own words names: "Task-1 at cell 2:3 waits on lock 'a'"."""
    found = re.search(r" at (.+?):(\d+) ", line)
    if found is None:
        return None
    file = f"<{found[1]}>" if found[1].startswith("cell ") else found[1]
    return Place(file, int(found[2]))


class CameToNoEnd(Rule):
    """Looks at how the case ended: a limit of time, steps, memory or processes was reached."""

    cause = "endless"
    always_on = True
    meaning = Meaning(
        title=Text("It comes to no end", "没有尽头"),
        text=Text(
            "The answer was stopped at a limit. A step limit means that the loop went round and round "
            "without time passing: something asks again and again instead of waiting. A limit of loop "
            "time means that it waits for longer than the exercise could take. A limit of real time means "
            "that a piece of code never gave the loop back. A memory limit means that something grows "
            "without bound.",
            "答案运行到了上限，被停了下来。步数上限：循环一圈圈地转，时间却不前进，"
            "有代码在反复询问而不是等待。循环时间上限：等待的时间超过了练习可能需要的时间。真实时间上限："
            "有一段代码一直没有把控制权还给事件循环。内存上限：有东西在无限增长。",
        ),
        wrong=Text("while not task.done():\n    await asyncio.sleep(0)"),
        right=Text("await task"),
    )

    _WORDS = {  # noqa: RUF012 - a table of constants, never changed
        "steps": Text(
            "The loop made {value} steps, and after them it was only {at} by the clock: something goes "
            "round and round, asking again and again, instead of waiting until it is told.",
            "事件循环走了 {value} 步，而时钟只到了 {at}：有代码在一圈圈地反复询问，而不是等着被通知。",
        ),
        "virtual-seconds": Text(
            "After {value} of loop time it was still not over: something waits for too long, or starts "
            "again for ever.",
            "循环时间过了 {value} 还没有结束：有东西等得太久，或者永远在重新开始。",
        ),
        "real-seconds": Text(
            "It was stopped after {value} of real time: a piece of code ran on without ever pausing, and "
            "while it runs nobody else gets a turn, not even a timeout.",
            "运行了 {value}（真实时间）后被停止：有一段代码一直运行、从不暂停；它运行的时候谁也轮不到，"
            "连超时也不行。",
        ),
        "memory": Text(
            "It was stopped when it used more than {value} of memory: something grows without bound.",
            "内存用量超过 {value} 时被停止：有东西在无限增长。",
        ),
        "processes": Text(
            "It was stopped when it had more than {value} processes and threads.",
            "进程和线程超过 {value} 个时被停止。",
        ),
    }

    def look(self, case: Case) -> Finding | None:
        limit = case.mine.limit
        if case.mine.ended != "limit" or limit is None:
            return None
        if limit.kind == "real-seconds" and self._waits_for_a_thread(case):
            return None  # of an earlier case, which left it behind: that is the cause
        value: Fact
        match limit.kind:
            case "memory":
                value = f"{limit.value / 2**20:g} MiB"
            case "virtual-seconds" | "real-seconds":
                value = float(limit.value)
            case _:
                value = f"{int(limit.value):,}"
        place = limit.place if case.line(limit.place) else case.own(reversed(case.own_waits()))
        facts: dict[str, Fact] = {"value": value, "at": case.mine.trace.elapsed, "limit": limit.kind}
        words = self._WORDS[limit.kind]
        if limit.kind == "real-seconds" and limit.place is None and case.mine.trace.events:
            words = Text(
                "It was stopped after {value} of real time, in which it waited: not for the clock, which "
                "takes no time here, but for a thread, a process or a connection.",
                "运行了 {value}（真实时间）后被停止，这段时间它一直在等：等的不是时钟（在这里不花时间），"
                "而是线程、进程或连接。",
            )
        return Finding(words, facts, place)

    def _waits_for_a_thread(self, case: Case) -> bool:
        left = (leak for earlier in case.all[: case.index] for leak in earlier.leaks)
        return "leaked-task" not in case.asked.allow and any(leak.kind == "thread" for leak in left)
