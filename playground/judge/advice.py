"""What Python's own error messages mean, for those that asyncio's learners meet."""

from __future__ import annotations

from playground.values.report import ErrorReport
from playground.values.text import Text

__all__ = ["why_it_failed"]

_STANDS_ALONE = Text(
    "Nothing of that name exists at that moment. An answer stands alone: what it still needs of the "
    "code you start from belongs to it too.",
    "那个时刻没有叫这个名字的东西。答案是独立运行的：起始代码里还用得到的部分，也要写进来。",
)

# Parts of the error's words, all of which must be there, and what they mean.
_WHY: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        ("object NoneType can't be used in 'await'",),
        Text(
            "A plain function that gives nothing back was called, and its None was awaited.",
            "这里调用的是没有返回值的普通函数，`await` 到的是它的 None。",
        ),
    ),
    (
        ("object function can't be used in 'await'",),
        Text(
            "That is the function itself: it was not called.",
            "这是函数本身：它没有被调用。",
        ),
    ),
    (
        ("object Future can't be used in 'await'",),
        Text(
            "This future belongs to `concurrent.futures`, made for threads: the loop cannot wait for it "
            "as it is.",
            "这个 future 属于给线程用的 `concurrent.futures`：事件循环不能直接等待它。",
        ),
    ),
    (
        ("can't be used in 'await'",),
        Text(
            "Only coroutines, tasks and futures can be awaited; the message names the type that was.",
            "只有协程、任务和 future 才能 `await`；错误里写着实际被 `await` 的类型。",
        ),
    ),
    (
        ("cannot reuse already awaited coroutine",),
        Text(
            "A coroutine object runs once. To run it again, call the function again.",
            "一个协程对象只能运行一次。要再运行，就再调用一次函数。",
        ),
    ),
    (
        ("coroutine is being awaited already",),
        Text(
            "Two places wait for one coroutine object, and it runs once.",
            "有两个地方在等同一个协程对象，而它只能运行一次。",
        ),
    ),
    (
        ("unhashable type: 'list'",),
        Text(
            "If it was gather that refused: it wants arguments one by one, not one list of them.",
            "如果是 gather 拒绝的：它要的是一个个参数，而不是一个列表。",
        ),
    ),
    (
        ("An asyncio.Future, a coroutine or an awaitable is required",),
        Text(
            "What was handed over is no coroutine, task or future; a generator or a list of coroutines is "
            "none.",
            "传进去的不是协程、任务或 future；由协程组成的生成器或列表也不是。",
        ),
    ),
    (
        ("Task got bad yield",),
        Text(
            "A generator was run as if it were a coroutine.",
            "一个生成器被当成协程来运行了。",
        ),
    ),
    (
        ("Passing coroutines is forbidden",),
        Text(
            "`asyncio.wait` gives back the very objects it was given, so it wants tasks.",
            "`asyncio.wait` 会把传给它的对象原样还回来，所以它要的是任务（Task）。",
        ),
    ),
    (
        ("expect a list of futures",),
        Text(
            "It wants a collection of tasks, not one thing.",
            "它要的是一组任务，而不是单独一个。",
        ),
    ),
    (
        ("a coroutine was expected",),
        Text(
            "It wants the coroutine itself: neither a function that was not called, nor a future.",
            "它要的是协程本身：既不是没有调用的函数，也不是 future。",
        ),
    ),
    (
        ("Set of Tasks/Futures is empty",),
        Text(
            "`asyncio.wait` refuses to wait for nothing.",
            "`asyncio.wait` 不肯等待空的集合。",
        ),
    ),
    (
        ("'async for'",),
        Text(
            "`async for` wants an asynchronous iterator; the message names what it got.",
            "`async for` 需要异步迭代器；错误里写着它得到的是什么。",
        ),
    ),
    (
        ("async_generator", "is not iterable"),
        Text(
            "An asynchronous generator is read with `async for`: its steps may wait.",
            "异步生成器要用 `async for` 来读：它的每一步都可能等待。",
        ),
    ),
    (
        ("asynchronous context manager protocol",),
        Text(
            "`async with` was given an object that is made for a plain `with`.",
            "`async with` 得到的是给普通 `with` 用的对象。",
        ),
    ),
    (
        ("context manager protocol",),
        Text(
            "A plain `with` was given an object whose entering may wait.",
            "普通的 `with` 得到的，是进入时可能要等待的对象。",
        ),
    ),
    (
        ("InvalidStateError",),
        Text(
            "A task has no result before it has ended, and it cannot end while nobody waits.",
            "任务结束之前没有结果；而没有谁停下来等，它也结束不了。",
        ),
    ),
    (
        ("has no attribute 'canceled'",),
        Text(
            "The name has British spelling.",
            "这个名字用的是英式拼写。",
        ),
    ),
    (
        ("task_done() called too many times",),
        Text(
            "One `task_done` belongs to one item taken.",
            "取出一个元素，只对应一次 `task_done`。",
        ),
    ),
    (
        ("un-acquired lock",),
        Text(
            "A condition is notified only by who holds its lock.",
            "只有持有条件变量的锁，才能发出通知。",
        ),
    ),
    (
        ("TaskGroup", "is finished"),
        Text(
            "The group ended with its block; no task can join it after that.",
            "任务组随着它的代码块一起结束了；之后不能再加入任务。",
        ),
    ),
    (
        ("bound to a different event loop",),
        Text(
            "It was first used in another loop, and belongs to that one.",
            "它第一次是在另一个事件循环里使用的，属于那个循环。",
        ),
    ),
    (
        ("no running event loop",),
        Text(
            "This line ran outside any coroutine, where no loop runs.",
            "这一行在任何协程之外运行，那里没有正在运行的事件循环。",
        ),
    ),
    (
        ("CancelledError",),
        Text(
            "Somebody asked this task, or one it waited for, to stop.",
            "有谁请求这个任务、或者它在等的任务停下来。",
        ),
    ),
    (
        ("TimeoutError",),
        Text(
            "A time limit was reached, and nobody was there to catch it.",
            "到了时间限制，而没有谁来处理它。",
        ),
    ),
    (
        ("NameError: name", "is not defined"),
        _STANDS_ALONE,
    ),
    (
        ("NameError",),
        Text(
            "Nothing of that name exists at that moment.",
            "那个时刻没有叫这个名字的东西。",
        ),
    ),
)


def why_it_failed(error: ErrorReport, typed: bool = False) -> Text:
    """What the error means; empty where there is nothing to add to Python's own words.

    What was `typed` line by line is no answer that stands alone: nothing can be missing from it.
    """
    for part in error.parts[:1]:
        why = why_it_failed(part, typed)
        words = part.words
        return Text(
            f"Inside the group is `{words}`. {why.en}".strip(),
            f"异常组里是 `{words}`。{why.zh}",
        )
    known = _WHY if not typed else [(parts, why) for parts, why in _WHY if why is not _STANDS_ALONE]
    return next((why for parts, why in known if all(part in error.words for part in parts)), Text(""))
