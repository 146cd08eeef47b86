"""Small neighbours for the shell, so that it can be tested without them."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from pathlib import Path
from typing import Any

from playground.loop.waits import lost_error
from playground.shell.seams import Parts
from playground.values.report import Hold
from playground.values.trace import TaskRecord, Trace


class FakeLoop(asyncio.SelectorEventLoop):
    """A loop that keeps a list of what was made, and knows what failed."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[TaskRecord] = []
        self.tasks: weakref.WeakValueDictionary[int, asyncio.Task[Any]] = weakref.WeakValueDictionary()

    def create_task(self, coro: Any, **kwargs: Any) -> Any:
        task = super().create_task(coro, **kwargs)
        name = task.get_name()
        self.tasks[len(self.made)] = task
        self.made.append(TaskRecord(len(self.made), name, "", time.monotonic(), root=not self.is_running()))
        return task


class FakeRecording:
    def __init__(self, loop: Any) -> None:
        self.loop: FakeLoop = loop

    @property
    def failed(self) -> dict[int, weakref.ref[asyncio.Task[Any]]]:
        return {number: weakref.ref(task) for number, task in self.loop.tasks.items() if lost_error(task)}

    def begin_cell(self, number: int) -> tuple[int, float]:
        return len(self.loop.made), time.monotonic()

    def trace(self, mark: tuple[int, float]) -> Trace | None:
        made = tuple(self.loop.made[mark[0] :])
        return None if len(made) < 2 else Trace(tasks=made, elapsed=time.monotonic() - mark[1])

    def holds(self, mark: object) -> tuple[Hold, ...]:
        return ()


def names() -> dict[str, object]:
    async def simple_coroutine(number: int) -> None:
        """simple_coroutine(number): sleep one second."""
        await asyncio.sleep(1)

    return {"asyncio": asyncio, "time": time, "simple_coroutine": simple_coroutine, "slow": slow}


def draw_trace(trace: Trace, held: float, able: Any, lang: Any) -> str:
    return f"{trace.elapsed:.2f} s · {sum(not task.root for task in trace.tasks)} tasks"


def draw_reply(reply: Any, able: Any, lang: Any) -> str:
    return str(reply.text.say(lang)) if hasattr(reply, "text") else repr(reply)


slow = threading.Event()  # a lesson command that takes its time waits for it


class FakeDesk:
    current = None
    auto = True

    def command(self, word: str, rest: str, transcript: Any) -> Any:
        if rest == "slow":
            slow.wait(60)
        from playground.course.replies import Said
        from playground.values.text import Text

        return Said(Text(f"desk: {word or 'where'} {rest}".rstrip()))

    def judge(self, transcript: Any) -> None:
        return None

    def ids(self) -> tuple[str, ...]:
        return ("first", "second")

    def take_notice(self) -> None:
        return None

    def close(self) -> None:
        pass


def fake_parts() -> Parts:
    return Parts(
        loop=FakeLoop,
        names=names,
        prepare=lambda text: None,
        restart_journal=lambda began: None,
        open_desk=lambda folder, lang: FakeDesk(),
        has_progress=lambda: False,
        recording=FakeRecording,
        draw_reply=draw_reply,
        draw_trace=draw_trace,
        draw_timeline=lambda trace, able, lang: draw_trace(trace, 0.0, able, lang),
        draw_value=lambda value, able, lang: repr(value),
    )


if __name__ == "__main__":
    import sys

    from playground.shell.options import ShellOptions
    from playground.shell.start import start

    folder = Path(sys.argv[1])
    raise SystemExit(start(ShellOptions(folder=folder, lang="en"), fake_parts()))
