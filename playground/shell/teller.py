"""Says what happened: errors, warnings, holds, each with an explanation where Python only reports."""

from __future__ import annotations

import asyncio
import linecache
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from playground.values.text import Language, Text
from playground.values.trace import Place

from . import explain as explaining
from . import explanations as words
from .explanations import Explanation
from .failures import Failed, Failures
from .screen import Screen
from .toolbar import TASK_NAMED, spoken, wrapped
from .tracebacks import colored, error_text

if TYPE_CHECKING:
    from playground.values.report import Hold
    from playground.values.verdict import Cause

__all__ = ["Teller"]

FAILED = Text("task {name!r} failed:", "任务 {name!r} 失败：")
CALLBACK = Text("a callback", "一个回调")
NOTHING = Text("Nothing to explain yet.", "还没有什么需要解释。")
NO_ERROR = Text("There was no error yet.", "还没有出过错。")
OURS = Text("The playground itself failed; your code did not.", "这是 playground 自己出错，不是你的代码。")
MADE = re.compile(r'File "(<cell (\d+)>)", line (\d+)')


class Teller:
    """Shows on `screen`; keeps the last explanation for `explain()`."""

    def __init__(self, screen: Screen, lang: Language, failed: Callable[[], Failed]) -> None:
        self.judges_programs = False  # an exercise is open whose answer is a program with a loop of its own
        self.failures = Failures(failed, self._task_failed)
        self._screen = screen
        self._lang = lang
        self._last: Explanation | None = None
        self._dropped: set[tuple[str, str]] = set()  # coroutines dropped in this cell: name and place
        self._frames = ""  # the last traceback, nothing hidden; its text, as the error would keep its frames

    def cell_begins(self) -> None:
        """What was told of the cells before may be told again."""
        self._dropped.clear()

    def error(self, error: BaseException) -> None:
        """An error of a cell: its traceback, and what to type instead."""
        self._traceback(error, "")
        explanation = explaining.of_error(error)
        if explanation and explanation.cause == "nested-run" and self.judges_programs:
            explanation = replace(explanation, short=words.NESTED_RUN_JUDGED)
        closed = explaining.close_refused(error)
        if explanation and closed:
            facts = explanation.facts | {"closed": words.CLOSED.say(self._lang)}
            explanation = Explanation(explanation.short, explanation.long, explanation.cause, facts)
        self._explain(explanation)

    def keep(self, explanation: Explanation) -> None:
        """`explain()` is about this one now."""
        self._last = explanation

    def value(self, value: object, source: str) -> None:
        """A result that was shown; a coroutine is explained."""
        self._explain(explaining.of_value(value, source))

    def hold(self, hold: Hold) -> None:
        """A step that held the loop, at a line that the learner wrote."""
        place = hold.place
        if place is None or not place.file.startswith("<cell "):
            return
        line = linecache.getline(place.file, place.line)
        who = TASK_NAMED.say(self._lang, name=hold.task) if hold.task else CALLBACK.say(self._lang)
        self._explain(explaining.of_hold(who, hold.seconds, spoken(place, self._lang), line))

    def ours_failed(self, error: BaseException) -> None:
        """Something of ours broke: said as such, never as the learner's fault."""
        self._screen.complain(f"{OURS.say(self._lang)}\n{type(error).__name__}: {error}")

    def explain(self) -> Cause | None:
        """`explain()`: the last explanation at length; the judge's word for the mistake, if it has one."""
        if self._last is None:
            self._screen.show(NOTHING.say(self._lang))
            return None
        parts = [self._last.say(self._lang), self._last.say_long(self._lang)]
        width = self._screen.abilities.width
        self._screen.show("\n\n".join(wrapped(part, width) for part in parts))
        return self._last.cause

    def show_frames(self) -> None:
        """The last traceback with the lines of asyncio and of ours."""
        self._screen.show(self._in_colour(self._frames) or NO_ERROR.say(self._lang))

    def loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler: what asyncio itself reports."""
        task = context.get("task") or context.get("future")
        if self.failures.was_shown(task):
            return
        message, error = context.get("message", ""), context.get("exception")
        if error is not None:
            self._traceback(error, message)
            never = "never retrieved" in message
            self._explain(words.NEVER_RETRIEVED if never else explaining.of_error(error))
        else:
            name = task.get_name() if isinstance(task, asyncio.Task) else ""
            self._screen.complain(f"{message} ({name})" if name else message)
            if "destroyed but it is pending" in message:
                self._explain(words.DESTROYED)

    @contextmanager
    def warnings(self) -> Iterator[None]:
        """Tell a dropped coroutine as what it is. Inside `warnings.catch_warnings()`."""
        warnings.filterwarnings("always", r"coroutine .* was never awaited", RuntimeWarning)
        before, depth = warnings.showwarning, sys.get_coroutine_origin_tracking_depth()
        warnings.showwarning = self._warning
        sys.set_coroutine_origin_tracking_depth(1)  # the warning then says where it was made
        try:
            yield
        finally:
            warnings.showwarning = before
            sys.set_coroutine_origin_tracking_depth(depth)

    def _warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        text = str(message)
        found = re.match(r"coroutine '(?:[\w<>.]*\.)?([\w<>]+)' was never awaited", text)
        if found is None:
            self._screen.complain(f"{filename.strip('<>')}:{lineno}: {category.__name__}: {text}")
            return
        made = MADE.search(text)
        place = spoken(Place(made[1], int(made[3])), self._lang) if made else ""
        if (found[1], place) in self._dropped:
            return  # a loop that forgets its `await` a thousand times is told once
        self._dropped.add((found[1], place))
        self._screen.complain(f"RuntimeWarning: {text.splitlines()[0]}")
        self._explain(explaining.of_dropped(found[1], place))

    def _task_failed(self, task: asyncio.Task[Any], error: BaseException) -> None:
        self._traceback(error, FAILED.say(self._lang, name=task.get_name()))
        self._explain(explaining.of_error(error) or words.NEVER_RETRIEVED)

    def _traceback(self, error: BaseException, head: str) -> None:
        text = self._in_colour(error_text(error))
        self._frames = error_text(error, hide=False)
        self._screen.complain(f"{head}\n{text}" if head else text)

    def _in_colour(self, text: str) -> str:
        return colored(text) if self._screen.abilities.color else text

    def _explain(self, explanation: Explanation | None) -> None:
        if explanation is None:
            return
        self._last = explanation
        text = wrapped(explanation.say(self._lang), self._screen.abilities.width)
        if self._screen.abilities.live:
            text = f"\x1b[1m{text}\x1b[0m"
        self._screen.complain(text)
