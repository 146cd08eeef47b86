"""What an answer is before it runs: text that Python can read, the name asked for, a coroutine function."""

from __future__ import annotations

from playground.values.text import Text
from playground.values.trace import Place

from .rule import Case, Finding, Meaning, Rule
from .words import Fact, close_name, names

__all__ = ["CallsNoCoroutine", "CannotBeRead", "NameIsMissing"]

_WHY = (
    (
        "outside of an asynchronous function",
        Text(
            "`await` inside a comprehension makes the whole of it wait, so it may stand only inside an "
            "`async def`.",
            "推导式里有 `await`，整个推导式就要等待，所以它只能写在 `async def` 里面。",
        ),
    ),
    (
        "outside async function",
        Text(
            "Only the body of an `async def` may pause, so the word is allowed only there.",
            "只有 `async def` 的函数体可以暂停，所以这个词只能写在那里。",
        ),
    ),
    (
        "'await' outside function",
        Text(
            "In a file the word is allowed only inside an `async def`.",
            "在文件里，这个词只能写在 `async def` 里面。",
        ),
    ),
    (
        "forgot a comma",
        Text(
            "Arguments and items need a comma between them, also when each stands on a line of its own.",
            "参数和元素之间要有逗号，每个单独占一行时也一样。",
        ),
    ),
    (
        "expected ':'",
        Text(
            "The line that opens a block ends with a colon.",
            "开始一个代码块的那一行要以冒号结尾。",
        ),
    ),
    (
        "expected an indented block",
        Text(
            "The line above opens a block, and nothing stands in it.",
            "上面一行开始了一个代码块，里面却什么都没有。",
        ),
    ),
    (
        "indent",
        Text(
            "Lines of one block begin in the same column.",
            "同一个代码块的各行要从同一列开始。",
        ),
    ),
    (
        "was never closed",
        Text(
            "Every bracket that opens must be closed.",
            "每个打开的括号都要关上。",
        ),
    ),
    (
        "unterminated",
        Text(
            "A string ends with the quote that began it.",
            "字符串要用开头的那种引号结束。",
        ),
    ),
)
_UNREADABLE = Text(
    "Python reads the whole text before it runs any of it, so nothing has run.",
    "Python 先读完全文再运行，所以什么都还没有运行。",
)


class CannotBeRead(Rule):
    """Looks at the answer's text: it does not compile."""

    cause = "syntax"
    always_on = True
    meaning = Meaning(
        title=Text("Python cannot read it", "Python 读不懂这段代码"),
        text=Text(
            "The text is not Python (yet), so none of it has run. Python says what it stumbled over and "
            "where; the mistake is there or just before. With asyncio the commonest one is `await` in a "
            "plain `def`: only an `async def` may pause.",
            "这段文字（还）不是合法的 Python，所以什么都没有运行。Python 会说明它在哪里读不下去："
            "错误就在那里，或者就在前面一点。在 asyncio 里最常见的是把 `await` 写进普通的 `def`：只有 "
            "`async def` 才能暂停。",
        ),
        wrong=Text("def load():\n    return await fetch(1)"),
        right=Text("async def load():\n    return await fetch(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        error = case.report.syntax
        if error is None:
            return None
        why = next((words for part, words in _WHY if part in error.text), _UNREADABLE)
        return Finding(
            Text("Python cannot read it: {error}. {why}", "Python 读不懂：{error}。{why}"),
            {"error": f"`{error.type}: {error.text}`", "why": why, "code": error.source.strip()},
            Place(error.place.file, error.place.line),
            got=f"{error.type}: {error.text}",
        )


class NameIsMissing(Rule):
    """Looks at the names that the call needs: the answer does not define one of them."""

    cause = "missing-name"
    always_on = True
    meaning = Meaning(
        title=Text("A name is missing", "缺少一个名字"),
        text=Text(
            "The exercise calls a function or class by its name, and the answer defines none of that name. "
            "Look at spelling, capitals and underscores; a function defined inside another one, or only "
            'below `if __name__ == "__main__"`, does not count.',
            "练习要按名字调用一个函数或类，而答案里没有定义这个名字。"
            "请检查拼写、大小写和下划线；"
            "定义在另一个函数里面的，或者只写在 "
            '`if __name__ == "__main__"` 下面的，都不算。',
        ),
        wrong=Text(
            "async def count_down(n): ...      # asked: countdown",
            "async def count_down(n): ...      # 要求的是 countdown",
        ),
        right=Text("async def countdown(n): ..."),
    )

    def look(self, case: Case) -> Finding | None:
        if not case.report.missing:
            return None
        name = case.report.missing[0]
        facts: dict[str, Fact] = {
            "name": name,
            "call": case.asked.call,
            "defined": names(case.report.defined),
        }
        if near := close_name(name, case.report.defined):
            return Finding(
                Text(
                    "`{name}` is not defined: the exercise calls `{call}`, and the nearest name in your "
                    "answer is `{near}`. Python takes names letter by letter.",
                    "没有定义 `{name}`：练习要调用 `{call}`，而答案里最接近的名字是 `{near}`。Python "
                    "对名字逐字比较。",
                ),
                {**facts, "near": near},
            )
        if case.report.defined:
            return Finding(
                Text(
                    "`{name}` is not defined: the exercise calls `{call}`, and your answer defines "
                    "{defined}.",
                    "没有定义 `{name}`：练习要调用 `{call}`，而答案里定义的是 {defined}。",
                ),
                facts,
            )
        return Finding(
            Text(
                "`{name}` is not defined: the exercise calls `{call}`, and your answer defines nothing yet.",
                "没有定义 `{name}`：练习要调用 `{call}`，而答案里还没有定义任何东西。",
            ),
            facts,
        )


class CallsNoCoroutine(Rule):
    """Looks at what was called: a plain function where the solution has an `async def`.

    A plain function that gives back a task or another awaitable does as well. One that hands a bare
    coroutine through does not: it is the very thing that an exercise on `async def` is about. One
    that raised before it gave anything back is told why it raised.
    """

    cause = "not-async"
    always_on = True
    meaning = Meaning(
        title=Text("Not a coroutine function", "不是协程函数"),
        text=Text(
            "A function made with `def` runs from its first line to its last as soon as it is called, and "
            "can pause nowhere. One made with `async def` gives a coroutine back, which the loop runs, "
            "pauses and resumes. What is to be awaited must be made with `async def`.",
            "用 `def` 写的函数一被调用就从头运行到尾，中间无法暂停。用 `async def` "
            "写的函数返回一个协程（coroutine），由事件循环来运行、暂停和恢复。要被 `await` 的东西必须用 "
            "`async def` 来写。",
        ),
        wrong=Text("def load():\n    return fetch(1)"),
        right=Text("async def load():\n    return await fetch(1)"),
    )

    def look(self, case: Case) -> Finding | None:
        mine, ref = case.mine.function, case.ref.function
        if mine is None or ref is None or ref.kind != "async" or mine.kind == "async":
            return None
        if mine.own:
            return None  # it hands on a coroutine that the answer wrote itself: as good as its own
        facts = {"name": mine.name}
        place = self._definition(case, mine.name)
        if mine.result == "coroutine" and mine.kind == "plain":
            return Finding(
                Text(
                    "`{name}` is a plain function that hands a coroutine on: none of its own lines can "
                    "wait for what comes back. A function that waits is made with `async def`.",
                    "`{name}` 是普通函数，只是把一个协程传了出去：它自己的任何一行都无法等待结果。"
                    "会等待的函数要用 `async def` 来写。",
                ),
                facts,
                place,
            )
        if mine.result == "stream":
            return Finding(
                Text(
                    "There is a `yield` in `{name}`, which makes it an async generator: a stream of values "
                    "for `async for`, that cannot be awaited. Give the result back with `return`.",
                    "`{name}` 里有 `yield`，所以它是异步生成器：给 `async for` 用的一串值，不能 `await`。"
                    "请用 `return` 给出结果。",
                ),
                facts,
                place,
                our_words=True,  # an exercise's own words are about a plain function
            )
        gave_nothing = mine.result == "none" and case.mine.ended != "returned"
        if mine.result in ("coroutine", "awaitable") or gave_nothing:
            return None
        return Finding(
            Text(
                "`{name}` is a plain function: the call ran it to its end at once and gave nothing that "
                "can be awaited. Only an `async def` can pause and let the loop go on with others.",
                "`{name}` 是普通函数：一调用就直接运行到了结尾，没有给出可以 `await` 的东西。只有 "
                "`async def` 才能暂停，让事件循环去做别的事。",
            ),
            facts,
            place,
        )

    def _definition(self, case: Case, name: str) -> Place | None:
        """The answer's line that defines the function: only to point at it, not to judge it."""
        for index, cell in reversed(list(enumerate(case.answer.cells))):
            for number, line in enumerate(cell.source.splitlines(), 1):
                if line.replace(" ", "").startswith((f"def{name}(", f"asyncdef{name}(")):
                    return Place(case.answer.cell_name(index), number)
        return None
