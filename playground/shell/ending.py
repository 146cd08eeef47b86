"""Leaving: two seconds at most, whatever the tasks do; what was cancelled and what refused is said."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from playground.loop.waits import give_up, release_executor
from playground.values.text import Language, Text

from .driver import Driver
from .platforms import interrupt_main_thread, leave_at_once

__all__ = ["Ending", "exit_code"]

PATIENCE = 2.0  # seconds from Ctrl-D to the end
BREAK_IN = 0.5  # seconds of a held loop after which it is interrupted
MARGIN = 0.3  # seconds kept for saying what refused

CANCELLED = Text("cancelled: {names}", "已取消：{names}")
REFUSED = Text("refused to stop: {names}", "拒绝停止：{names}")
THREADS = Text("threads left behind: {names}", "仍在运行的线程：{names}")
HELD = Text("the loop did not answer: {who}", "事件循环没有响应：{who}")
MORE = Text("{names} and {n} more", "{names} 等，另有 {n} 个")
SHOWN = 8  # names


class Ending:
    """Ends the learner's tasks.

    `begin` may be called from the prompt's thread, before the loop hears of it.
    """

    def __init__(
        self, driver: Driver, say: Callable[[str], None], lang: Language, holder: Callable[[], str]
    ) -> None:
        self._driver = driver
        self._say = say
        self._lang = lang
        self.restore: Callable[[], None] = lambda: None  # gives the terminal back before a sudden end
        self._holder = holder
        self._deadline: float | None = None
        self._code = 0
        self._over = threading.Event()
        self._listening = threading.Event()  # the main thread has heard

    def begin(self, code: int = 0) -> None:
        """The end was asked for: from now on it comes within two seconds."""
        if self._deadline is None:
            self._code = code
            self._deadline = time.monotonic() + PATIENCE
            threading.Thread(target=self._watch, name="playground-end", daemon=True).start()

    def finish(self, code: int) -> None:
        """Cancel every task, wait, and say how it went. In the main thread."""
        self.begin(code)
        self._code = code
        self._listening.set()
        loop = self._driver.loop
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self._wait_for(tasks)
        refused = {task for task in tasks if not task.done()}
        self._tell(CANCELLED, [task.get_name() for task in tasks if task.cancelled()])
        self._tell(REFUSED, [task.get_name() for task in refused])
        for task in tasks - refused:
            if not task.cancelled():
                task.exception()  # it is over: nobody wants to hear "never retrieved" now
        for task in refused:
            give_up(task)
        self._close_generators()
        self._leave_threads()
        self._over.set()

    def _left(self) -> float:
        return 0.0 if self._deadline is None else self._deadline - MARGIN - time.monotonic()

    def _wait_for(self, tasks: set[asyncio.Task[Any]]) -> None:
        loop = self._driver.loop
        timer = loop.call_later(max(0.0, self._left()), loop.stop)
        for task in tasks:
            task.add_done_callback(lambda _: loop.stop())
        self._driver.spin(lambda: self._left() <= 0 or all(task.done() for task in tasks))
        timer.cancel()

    def _close_generators(self) -> None:
        loop = self._driver.loop
        closing = loop.create_task(loop.shutdown_asyncgens())
        self._wait_for({closing})

    def _leave_threads(self) -> None:
        """Threads that Python would wait for at its end are given what is left of the time."""
        release_executor(self._driver.loop)
        lasting = [t for t in threading.enumerate() if not t.daemon and t is not threading.main_thread()]
        for thread in lasting:
            thread.join(max(0.0, self._left()))
        alive = [thread.name for thread in lasting if thread.is_alive()]
        children = _children()
        if alive or children:
            self._tell(THREADS, alive)
            for child in children:
                child.kill()
            self._go()

    def _tell(self, text: Text, names: list[str]) -> None:
        if names:
            shown = ", ".join(sorted(names)[:SHOWN])
            if len(names) > SHOWN:
                shown = MORE.say(self._lang, names=shown, n=len(names) - SHOWN)
            self._say(text.say(self._lang, names=shown))

    def _watch(self) -> None:
        """In a thread: break into a held loop, and end the process when even that is no use."""
        assert self._deadline is not None  # begin() set it
        if not self._listening.wait(BREAK_IN):
            interrupt_main_thread()
        while not self._over.wait(BREAK_IN):
            if time.monotonic() > self._deadline:
                self._say(HELD.say(self._lang, who=self._holder()))
                self._go()
            if not self._driver.loop.is_running():
                continue
            if asyncio.current_task(self._driver.loop) is not None:
                interrupt_main_thread()

    def _go(self) -> None:
        self.restore()
        leave_at_once(self._code)


def _children() -> list[Any]:
    """Processes of multiprocessing's that Python would wait for; none when it was never loaded."""
    module = sys.modules.get("multiprocessing")
    if module is None:
        return []
    return [child for child in module.active_children() if not child.daemon]


def exit_code(code: object, complain: Callable[[str], None]) -> int:
    """The exit code that `SystemExit(code)` stands for; a text is shown and counts as 1."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    if isinstance(code, str) and code.lstrip("-").isdecimal():
        return int(code)
    complain(str(code))
    return 1
