"""The words of the explanations, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.values.text import Language, Text

if TYPE_CHECKING:
    from playground.values.verdict import Cause

__all__ = ["Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`short` stands below the traceback, `long` is what `explain()` adds; `cause` names the judge's
    explanation of the same mistake, with its wrong and right example, if there is one.
    """

    short: Text
    long: Text
    cause: Cause | None = None
    facts: dict[str, object] = field(default_factory=dict)

    def say(self, lang: Language) -> str:
        """The short text with its facts."""
        return self.short.say(lang, **self.facts)

    def say_long(self, lang: Language) -> str:
        """The long text with its facts."""
        return self.long.say(lang, **self.facts)


COROUTINE_SHOWN = Explanation(
    Text("Nothing has run yet: calling an async function only makes a coroutine. Type:  {call}",
         "还什么都没有运行：调用 async 函数只会得到一个协程（coroutine）。请输入：  {call}"),
    Text("An async function is called in two steps. `f()` makes a coroutine, a run that has not begun. "
         "`await f()` runs it here and waits for its value; `asyncio.create_task(f())` starts it in the "
         "background and goes on at once.",
         "调用 async 函数分两步。`f()` 只是得到一个协程，即一次尚未开始的运行；"
         "`await f()` 在这里运行它并等待结果；`asyncio.create_task(f())` 让它在后台开始，自己立刻继续。"),
    "not-awaited",
)  # fmt: skip
COROUTINES_SHOWN = Explanation(
    Text("{n} coroutines, none of which has begun. To run them at once, type:  await asyncio.gather(*_)",
         "这里有 {n} 个协程（coroutine），都还没有开始。要同时运行它们，请输入：  await asyncio.gather(*_)"),
    COROUTINE_SHOWN.long,
    "not-awaited",
)  # fmt: skip
COROUTINE_DROPPED = Explanation(
    Text("{name}() was called{place} but never awaited, so its body never ran. Write:  await {name}(...)",
         "调用了 {name}(){place}，却没有 await 它，所以函数体从未运行。应写成：  await {name}(...)"),
    COROUTINE_SHOWN.long,
    "not-awaited",
)  # fmt: skip
COROUTINE_USED = Explanation(
    Text("That is a coroutine, not its result: an `await` is missing. "
         "Write  (await {call})  and go on with that.",
         "这是一个协程（coroutine），不是它的结果：少了一个 `await`。请写  (await {call})  再继续使用。"),
    COROUTINE_SHOWN.long,
    "not-awaited",
)  # fmt: skip
COROUTINE_CALLED = Explanation(
    Text("That is a coroutine already: the call that made it was the only one. Without parentheses:  await c",
         "这已经是协程（coroutine）了：调用过一次，就不用再调用。去掉括号：  await c"),
    COROUTINE_SHOWN.long,
    "not-awaited",
)  # fmt: skip
COROUTINE_AS_TASK = Explanation(
    Text("That is a coroutine, and only a task has `{method}`. Make one first:  "
         "task = asyncio.create_task(...)",
         "这是一个协程（coroutine），只有任务（Task）才有 `{method}`。请先创建任务：  "
         "task = asyncio.create_task(...)"),
    COROUTINE_SHOWN.long,
    "not-awaited",
)  # fmt: skip
NESTED_RUN = Explanation(
    Text("A loop is already running here: it is the prompt's own.{closed} Type:  await {call}",
         "这里已经有一个事件循环在运行：就是这个提示符自己的循环。{closed}请输入：  await {call}"),
    Text("`asyncio.run` makes a loop, runs one coroutine and closes the loop: it is the way into asyncio "
         "for a program. At this prompt you are inside already, so `await` is enough. In a file, "
         "`asyncio.run(main())` is right: see it with  python -m playground trace FILE.",
         "`asyncio.run` 会新建一个循环、运行一个协程、再关闭循环，它是程序进入 asyncio 的入口。"
         "在这个提示符里你已经身处循环之中，直接 `await` 就够了。"
         "写在文件里时 `asyncio.run(main())` 是对的："
         "可以用  python -m playground trace FILE  看它怎样运行。"),
    "nested-run",
)  # fmt: skip
NESTED_RUN_JUDGED = Text(
    "A loop is already running here: it is the prompt's own.{closed} Your program is judged all the same, in "
    "a process of its own.",
    "这里已经有一个事件循环在运行：就是这个提示符自己的循环。{closed}你的程序照样会在自己的进程里评判。",
)
CLOSED = Text(" The coroutine that it refused was closed.", "被拒绝的协程已经关闭。")
NOT_AWAITABLE = Explanation(
    Text("Only coroutines, tasks and futures can be awaited; this is of type {kind}. Leave `await` out.",
         "只有协程、任务（task）和 future 可以 await；这里是 {kind} 类型。去掉 `await` 即可。"),
    Text("`await` says: give the loop back until this is ready. A plain value is ready already, and a "
         "plain function has done its work when it returns. If the function should wait, make it "
         "`async def` and await something inside.",
         "`await` 的意思是：把循环让出去，直到它准备好。普通的值本来就准备好了，"
         "普通函数返回时也已经做完了。如果函数需要等待，把它改成 `async def`，并在里面 await。"),
)  # fmt: skip
NOT_CALLED = Explanation(
    Text("This is the function itself: nothing was called. Write the parentheses:  {call}",
         "这是函数本身：还没有调用它。请加上括号：  {call}"),
    Text("`f` names the function, `f()` calls it. asyncio wants what the call gives: a coroutine.",
         "`f` 是函数的名字，`f()` 才是调用。asyncio 要的是调用得到的协程。"),
)  # fmt: skip
AWAIT_MANY = Explanation(
    Text("A {kind} cannot be awaited; what is in it can. Type:  await asyncio.gather(*{call})",
         "{kind} 不能 await，里面的东西可以。请输入：  await asyncio.gather(*{call})"),
    Text("`asyncio.gather(*things)` awaits all of them at once and gives their results in that order.",
         "`asyncio.gather(*things)` 会同时等待所有的，并按原来的顺序给出结果。"),
)  # fmt: skip
ASYNC_FOR = Explanation(
    Text("An async generator is not awaited: it is walked through. Write:  async for item in {call}: ...",
         "异步生成器（async generator）不能 await，而要逐个取值：  async for item in {call}: ..."),
    Text("A function with `yield` inside `async def` gives its values one by one; between two of them "
         "others may run. `[item async for item in f()]` collects them.",
         "`async def` 里有 `yield` 的函数会一个一个地给出值，两个值之间别人可以运行。"
         "`[item async for item in f()]` 可以把它们收集起来。"),
)  # fmt: skip
AWAITED_TWICE = Explanation(
    Text("A coroutine runs once. Call the function again for another run, or keep a task: "
         " task = asyncio.create_task(...)",
         "一个协程只能运行一次。要再运行，请再次调用函数；或者保留一个任务："
         "  task = asyncio.create_task(...)"),
    Text("A coroutine is one run of the function, like a ticket that is used up. A task remembers its "
         "result: it may be awaited as often as you like.",
         "协程是函数的一次运行，像一张用过就作废的票。任务会记住结果，可以 await 任意多次。"),
)  # fmt: skip
OTHER_LOOP = Explanation(
    Text("It belongs to another event loop, and can be used only there. Make it anew here, at the prompt.",
         "它属于另一个事件循环（event loop），只能在那里使用。请在这里重新创建一个。"),
    Text("A lock, queue, task or future belongs to the loop in which it first waited. `asyncio.run` makes "
         "a new loop each time, and a thread with a loop of its own has another one.",
         "锁、队列、任务和 future 属于它第一次等待时所在的循环。"
         "`asyncio.run` 每次都新建循环，有自己循环的线程也是另一个循环。"),
)  # fmt: skip
DESTROYED = Explanation(
    Text("The last reference to a task went away while it waited, and the task with it. Keep it:  task = ...",
         "任务还在等待，最后一个引用却消失了，任务也随之消失。请保存它：  task = ..."),
    Text("The loop holds its tasks only weakly. Keep a task in a variable, a set or a TaskGroup "
         "until it is done.",
         "循环对任务只有弱引用。在任务完成之前，请把它放在变量、集合或 TaskGroup 里。"),
)  # fmt: skip
GROUP = Explanation(
    Text("{n} errors came up at once; each is shown with its own lines. Catch them with  except* {kind}:",
         "同时出现了 {n} 个错误，每个都带着自己的代码行。可以用  except* {kind}:  捕获。"),
    Text("A TaskGroup cancels its other tasks when one fails, waits for all, and raises what went wrong "
         "as one group. `except*` handles the errors of one type and lets the others pass.",
         "TaskGroup 里有任务失败时，会取消其余任务、等它们结束，再把所有错误作为一组抛出。"
         "`except*` 处理其中一种类型，其余的继续向外抛。"),
)  # fmt: skip
OUTSIDE = Explanation(
    Text("`await` stands in a plain function. Make that one async:  async def {name}",
         "`await` 写在了普通函数里。请把它改成异步函数：  async def {name}"),
    Text("Only a function that begins with `async def` can give the loop back in the middle. Here at "
         "the prompt, outside of any function, `await` works as it is.",
         "只有用 `async def` 定义的函数才能在中途让出循环。在提示符的最外层，`await` 可以直接使用。"),
)  # fmt: skip
NEVER_RETRIEVED = Explanation(
    Text("It failed in the background, and nobody awaited it. "
         "Await the task where you can handle its error.",
         "它在后台失败了，而没有人 await 它。想在能处理的地方拿到这个错误，请 await 这个任务。"),
    Text("An error stays in its task until somebody awaits the task, or asks `task.exception()`. "
         "Until then no `try` of yours can see it.",
         "错误会留在任务里，直到有人 await 它或调用 `task.exception()`；在那之前你的 `try` 看不到它。"),
    "lost-exception",
)  # fmt: skip
SLEPT = Explanation(
    Text("{who} held the loop for {seconds:.2f} s at {place}: `time.sleep` stops every task. "
         "Write:  await asyncio.sleep(...)",
         "{who} 在 {place} 占住循环 {seconds:.2f} 秒：`time.sleep` 会让所有任务停下。"
         "请写：  await asyncio.sleep(...)"),
    Text("All tasks share one thread. `time.sleep` keeps that thread, so no other task, timer or "
         "connection moves; `await asyncio.sleep` gives it back for that time. For a function that "
         "cannot be made async:  await asyncio.to_thread(function)",
         "所有任务共用一个线程。`time.sleep` 一直占着它，别的任务、定时器、连接都动不了；"
         "`await asyncio.sleep` 则把它让出来。不能改成异步的函数可以用  await asyncio.to_thread(function)"),
    "blocked-loop",
)  # fmt: skip
HELD = Explanation(
    Text("{who} held the loop for {seconds:.2f} s at {place}; nothing else could run. "
         "For long work:  await asyncio.to_thread(...)",
         "{who} 在 {place} 占住循环 {seconds:.2f} 秒，其他什么都不能运行。"
         "耗时的工作请用：  await asyncio.to_thread(...)"),
    SLEPT.long,
    "blocked-loop",
)  # fmt: skip
TASK_NAME = Explanation(
    Text("A task's name is read with `get_name()` and written with `set_name(...)`. Type:  {task}.get_name()",
         "任务的名字用 `get_name()` 读，用 `set_name(...)` 写。请输入：  {task}.get_name()"),
    Text("A task has methods and no attributes of its own: its name, its state and its result are asked for "
         "by calls. `asyncio.create_task(..., name=\"x\")` names it when it is made.",
         "任务只有方法，没有自己的属性：名字、状态、结果都要用调用来问。"
         "`asyncio.create_task(..., name=\"x\")` 可以在创建时取名。"),
)  # fmt: skip
LESSON_WORD = Explanation(
    Text("{word!r} is a word of the course, and stands behind `lesson`. Type:  lesson {word}",
         "{word!r} 是课程命令，前面要写 `lesson`。请输入：  lesson {word}"),
    Text("`lesson` and the word behind it are a command of this prompt, not Python. `help` shows them all.",
         "`lesson` 和后面的词是这个提示符的命令，不是 Python。`help` 显示全部命令。"),
)  # fmt: skip
WRITE = Text("Write:", "应写成：")
LINE = Text(" (line {line}).", "（第 {line} 行）。")
MEANT = Text(" Did you mean  {near}", "是不是想写  {near}")
