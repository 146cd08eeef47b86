"""How an answer fails: it crashed, it raised the wrong thing, a failure or a request to stop got lost."""

from __future__ import annotations

import re

from playground.values.report import CaseReport, ErrorReport
from playground.values.text import Text
from playground.values.trace import Place

from .advice import why_it_failed
from .catching import catching_line
from .raising import expected_error, matches
from .rule import Case, Finding, Meaning, Rule
from .words import Fact, names

__all__ = ["Crashed", "LostAFailure", "RaisedSomethingElse", "SwallowedACancellation"]


class Crashed(Rule):
    """Looks at how the case ended: an exception where none is expected, or the process was ended."""

    cause = "crashed"
    always_on = True
    meaning = Meaning(
        title=Text("It crashed", "程序出错中断了"),
        text=Text(
            "An exception came out of the answer where none is expected, or it ended its own process. "
            "Read the last line of the error first: its type says what kind of thing went wrong, its text "
            "which. Then the line of yours that it names.",
            "答案里冒出了一个不该有的异常，或者它结束了自己的进程。先看错误的最后一行："
            "类型说明是哪一类问题，文字说明具体是什么；然后再看它指出的那一行代码。",
        ),
        wrong=Text("async def main():\n    return await 42"),
        right=Text("async def main():\n    return await fetch(42)"),
    )

    def look(self, case: Case) -> Finding | None:
        mine = case.mine
        if mine.ended in ("exited", "killed"):
            return None if self._exit_is_asked(case) else self._ended_itself(mine)
        if mine.ended == "returned" and mine.exit_code and not self._exit_is_asked(case):
            return self._ended_itself(mine)
        error = mine.error
        if mine.ended != "raised" or error is None or expected_error(case) is not None:
            return None
        if self._exit_is_asked(case):
            return None
        frame = error.own_frame
        lacking = _lacking(error, case)
        facts: dict[str, Fact] = {
            "error": error.told,
            "name": error.type,
            "seconds": mine.seconds,
            "why": lacking or why_it_failed(error, case.at_prompt),
        }
        if case.report.failed is not None:
            words = Text(
                "`{error}` came up while your definitions ran, before anything was called. {why}",
                "还没有调用任何东西，在运行你的定义时就出现了 `{error}`。{why}",
            )
        else:
            words = Text("`{error}` came up after {seconds}. {why}", "在第 {seconds} 出现了 `{error}`。{why}")
        place = frame.place if frame else None
        # A name that the answer lacks says nothing of what the exercise is about, unless it is that name.
        slip = error.type == "NameError" and case.line(place) is not None and not _spoken_of(error, case)
        return Finding(words, facts, place, got=error.told, our_words=slip or lacking is not None)

    def _exit_is_asked(self, case: Case) -> bool:
        """Whether the exercise asks for an exit code: then it is judged as a value."""
        return case.asked.expect.exit is not None and case.mine.exit_code is not None

    def _ended_itself(self, mine: CaseReport) -> Finding:
        how = _how(mine.how or f"exit code {mine.exit_code}")
        if mine.exit_code and mine.error is not None:
            how = Text(mine.error.words)
        return Finding(
            Text(
                "The answer ended its own process after {seconds} ({how}), so nothing could come back "
                "from it.",
                "答案在第 {seconds} 结束了自己的进程（{how}），所以没有任何结果能返回。",
            ),
            {"how": how, "seconds": mine.seconds},
            mine.error.own_frame.place if mine.error and mine.error.own_frame else None,
            got=how,
        )


def _spoken_of(error: ErrorReport, case: Case) -> bool:
    """Whether the exercise's own words are about the name that is missing."""
    missing = re.search(r"name '(\w+)'", error.words)
    return missing is not None and any(
        cause == "crashed" and f"`{missing[1]}`" in words.en for cause, words in case.asked.say.items()
    )


# The class, and what it lacks; `async with` names only the second of its two methods.
_LACKS = (
    r"'(\w+)' object has no attribute '(\w+)'",
    r"'(\w+)' object does not support the asynchronous context manager protocol(?: \(missed (\w+) method\))?",
)


def _lacking(error: ErrorReport, case: Case) -> Text | None:
    """What a class of the answer has not got, where that is why it failed."""
    if error.type not in ("AttributeError", "TypeError"):
        return None
    found = next(filter(None, (re.match(pattern, error.text) for pattern in _LACKS)), None)
    if found is None or not re.search(rf"^class\s+{found[1]}\b", case.answer.source, re.MULTILINE):
        return None
    kind, name = found[1], found[2] or "__aenter__"
    return Text(f"Your class `{kind}` has no `{name}` yet.", f"你的类 `{kind}` 里还没有 `{name}`。")


def _how(words: str) -> Text:
    """How a process ended, from the sandbox's words."""
    if code := re.search(r"exit code (-?\d+)", words):
        return Text(f"exit code {code[1]}", f"退出码 {code[1]}")
    if signal := re.search(r"\b(SIG[A-Z0-9]+)\b", words):
        return Text(f"signal {signal[1]}", f"信号 {signal[1]}")
    return Text(words)


class RaisedSomethingElse(Rule):
    """Looks at the exception, where the exercise expects one: another came, or none."""

    cause = "wrong-exception"
    meaning = Meaning(
        title=Text("Not the exception asked for", "不是要求的异常"),
        text=Text(
            "The exercise asks for an exception to come out, and another one came, or none. An exception "
            "that is caught and not raised again is gone for the caller. One from a TaskGroup comes "
            "wrapped in an ExceptionGroup, even when it is the only one.",
            "练习要求抛出一个异常，而出来的是另一个，或者没有。被捕获而没有重新抛出的异常，调用者就看不到了。"
            "从 TaskGroup 出来的异常会包在 ExceptionGroup 里，哪怕只有一个。",
        ),
        wrong=Text(
            "try:\n    await save()\nexcept OSError:\n    pass                # asked: OSError",
            "try:\n    await save()\nexcept OSError:\n    pass                # 要求的是 OSError",
        ),
        right=Text("try:\n    await save()\nexcept OSError:\n    log('not saved')\n    raise"),
    )

    def look(self, case: Case) -> Finding | None:
        wanted, mine = expected_error(case), case.mine
        if wanted is None or mine.ended not in ("returned", "raised"):
            return None
        kind = wanted.partition(":")[0]
        facts: dict[str, Fact] = {"wanted": wanted, "seconds": mine.seconds}
        if mine.ended == "returned" or mine.error is None:
            return Finding(
                Text(
                    "`{wanted}` should come out, and none did: it ended after {seconds} as if all were "
                    "well. An exception that is caught and not raised again is gone for the caller.",
                    "应该抛出 `{wanted}`，却没有：{seconds} 后像什么都没发生一样结束了。"
                    "被捕获而没有重新抛出的异常，调用者就看不到了。",
                ),
                facts,
                expected=wanted,
            )
        error = mine.error
        if matches(wanted, error):
            return None
        facts["error"] = error.words
        place = error.own_frame.place if error.own_frame else None
        if any(matches(kind, part) for part in error.parts):
            words = Text(
                "`{wanted}` should come out; it did, but inside an `{group}`: a TaskGroup wraps what its "
                "tasks raise, even when it is only one.",
                "应该抛出 `{wanted}`；它确实出来了，但包在 `{group}` 里：TaskGroup 会把任务的异常包起来，"
                "哪怕只有一个。",
            )
            facts["group"] = error.type
        elif matches(kind, error):
            words = Text(
                "The type is right, the words are not: `{error}`, where `{wanted}` is asked.",
                "类型对了，文字不对：出来的是 `{error}`，要求的是 `{wanted}`。",
            )
        else:
            words = Text(
                "`{error}` came out, where `{wanted}` is asked. {why}",
                "出来的是 `{error}`，要求的是 `{wanted}`。{why}",
            )
            facts["why"] = why_it_failed(error)
        return Finding(words, facts, place, wanted, error.words)


class LostAFailure(Rule):
    """Looks at the failures of tasks that nobody asked for; not at a prompt, where they are shown."""

    cause = "lost-exception"
    always_on = True
    meaning = Meaning(
        title=Text("A failure that nobody looked at", "没有人看的失败"),
        text=Text(
            "An exception inside a task is kept in the task until somebody asks: `await`, `result()` or "
            "`exception()`. Nobody did, so the failure shows up at best as a line in the log, when the task "
            "is thrown away (Task exception was never retrieved). `asyncio.wait` does not ask: failed tasks "
            "stand in `done` like the others.",
            "任务里的异常会留在任务里，直到有人来问：`await`、`result()` 或 `exception()`。"
            "没有人问，失败最多在任务被丢弃时变成日志里的一行"
            "（Task exception was never retrieved）。"
            "`asyncio.wait` 不会替你问：失败的任务和其他任务一样待在 `done` 里。",
        ),
        wrong=Text("done, _ = await asyncio.wait(tasks)\nreturn len(done)"),
        right=Text(
            "done, _ = await asyncio.wait(tasks)\nreturn sum(task.exception() is None for task in done)"
        ),
    )

    def look(self, case: Case) -> Finding | None:
        if not case.mine.lost or case.at_prompt:
            return None
        error = case.mine.lost[0]
        facts: dict[str, Fact] = {"error": error.words, "count": len(case.mine.lost)}
        failed = [task for task in case.mine.trace.tasks if task.how == "failed" and error.type in task.error]
        more = len(case.mine.lost) - 1
        rest = Text(f" (and {more} more)", f"（另外还有 {more} 个）") if more else Text("")
        facts["task"] = failed[0].name if len(failed) == 1 else ""
        facts["who"] = (
            Text(f"Task '{failed[0].name}'", f"任务 '{failed[0].name}' ")
            if len(failed) == 1
            else Text("A task", "有一个任务")
        )
        facts["rest"] = rest
        return Finding(
            Text(
                "{who} failed with `{error}`{rest}, and nobody looked: a failure stays in its task until "
                "somebody awaits it or asks for its exception.",
                "{who}因为 `{error}` 失败了{rest}，却没有人看：失败会留在任务里，直到有人 `await` "
                "它或询问它的异常。",
            ),
            facts,
            # The answer's own line, though it may be a given function that failed further in.
            case.own([*(f.place for f in reversed(error.frames)), *(task.place for task in failed)]),
            got=error.words,
        )


class SwallowedACancellation(Rule):
    """Looks at the tasks that were asked to stop and went on, or ended as if nobody had asked.

    Not at a prompt: a cell may well be typed to see that.
    """

    cause = "swallowed-cancel"
    always_on = True
    meaning = Meaning(
        title=Text("A request to stop was swallowed", "取消请求被吞掉了"),
        text=Text(
            "A request to stop arrives in a task as `CancelledError`, at the `await` where it waits. Who "
            "catches it and does not raise it again keeps the task going, or lets it end as if it had "
            "finished: time limits, groups and whoever waits are misled. A bare `except:` and "
            "`except BaseException` catch it too; `except Exception` does not. Clean up in `finally`, or "
            "end the clause with `raise`.",
            "停止的请求以 `CancelledError` 的形式，在任务正在等待的那个 `await` 处到达。"
            "捕获了它却不重新抛出，任务就会继续，或者像正常完成那样结束：时间限制、任务组和等待者都会被误导。"
            "裸的 `except:` 和 `except BaseException` 也会捕获它；`except Exception` 不会。"
            "清理请写在 `finally` 里，或者在 except 子句最后 `raise`。",
        ),
        wrong=Text("try:\n    await asyncio.sleep(1)\nexcept:\n    pass"),
        right=Text("try:\n    await asyncio.sleep(1)\nexcept OSError:\n    pass"),
    )

    def look(self, case: Case) -> Finding | None:
        if not case.mine.swallowed or case.at_prompt:
            return None
        name = case.mine.swallowed[0]
        trace = case.mine.trace
        task = next((task for task in trace.tasks if task.name == name), None)
        number = task.number if task else None
        asked = next((e for e in trace.events if e.kind == "cancel" and e.task == number), None)
        facts: dict[str, Fact] = {"names": names(case.mine.swallowed), "task": name}
        if task is None or asked is None:
            words = Text(
                "{names} was asked to stop and went on: somebody caught the `CancelledError` and did not "
                "raise it again, so the caller believes that it stopped.",
                "{names} 被请求停止，却继续运行：有代码捕获了 `CancelledError` 而没有重新抛出，"
                "调用者还以为它停了。",
            )
            return Finding(words, facts)
        facts["asked"] = asked.at
        if task.ended is None:
            words = Text(
                "'{task}' was asked to stop at {asked} and still runs: it caught the `CancelledError` and "
                "did not raise it again.",
                "'{task}' 在第 {asked} 被请求停止，却还在运行：它捕获了 `CancelledError` 而没有重新抛出。",
            )
        else:
            facts["ended"] = task.ended
            words = Text(
                "'{task}' was asked to stop at {asked} and ended at {ended} as if it had finished: it "
                "caught the `CancelledError` and did not raise it again, so whoever asked is misled.",
                "'{task}' 在第 {asked} 被请求停止，到第 {ended} 却像正常完成那样结束：它捕获了 "
                "`CancelledError` 而没有重新抛出，请求停止的一方就被误导了。",
            )
        waited: list[Place | None] = [
            e.place for e in trace.events if e.kind == "waits" and e.task == number and e.at <= asked.at
        ]
        return Finding(words, facts, catching_line(case, task.coroutine) or case.own(reversed(waited)))
