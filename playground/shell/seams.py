"""What the shell takes from its neighbours, each loaded when it is needed and not before."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from playground.values.text import Language

from .failures import Failed
from .lessons import LessonDesk

if TYPE_CHECKING:
    from playground.course.replies import Reply
    from playground.loop.recorder import Recorder
    from playground.values.report import Hold
    from playground.values.trace import Trace
    from playground.views.terminal import Look

    from .screen import Abilities

__all__ = ["Parts", "real_parts"]


RING = 250_000  # events that the prompt's loop keeps: about 40 MB when they are many small tasks
Mark = Any  # a point in a recording; only its tape can read it


class Recording(Protocol):
    """What the recorder of the learner's loop tells the shell."""

    @property
    def failed(self) -> Failed:
        """The tasks that failed of late, by number."""

    def begin_cell(self, number: int) -> Mark:
        """A cell begins."""

    def trace(self, mark: Mark) -> Trace | None:
        """What the cell's tasks did; None when it made none."""

    def holds(self, mark: Mark) -> tuple[Hold, ...]:
        """The steps that held the loop."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The neighbours, as the shell calls them."""

    loop: Callable[[], asyncio.AbstractEventLoop]
    names: Callable[[], dict[str, object]]
    prepare: Callable[[str], None]  # load what the text of a cell will need, before its time is taken
    restart_journal: Callable[[float], None]
    open_desk: Callable[[Path | None, Language], LessonDesk]
    has_progress: Callable[[], bool]  # the learner has been in the course before
    recording: Callable[[asyncio.AbstractEventLoop], Recording]
    draw_reply: Callable[[Reply, Abilities, Language], str]
    draw_trace: Callable[[Trace, float, Abilities, Language], str]  # seconds for which the loop was held
    draw_timeline: Callable[[Trace, Abilities, Language], str]
    draw_value: Callable[[object, Abilities, Language], str]


def real_parts() -> Parts:
    """The playground's own."""
    return Parts(
        new_loop,
        names,
        prepare,
        restart_journal,
        open_desk,
        has_progress,
        RecorderTape,
        draw_reply,
        draw_trace,
        draw_timeline,
        draw_value,
    )


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop that records."""
    from playground.loop.recorder import Recorder
    from playground.loop.running import RecordingLoop

    loop = RecordingLoop(recorder=Recorder(RING))
    # asyncio counts the tasks of all loops, and the prompt's own loop makes hundreds of them.
    loop.recorder.numbered = True
    return loop


def names() -> dict[str, object]:
    """What the learner has without importing it."""
    from playground import loop_status, preloads, record

    return {**preloads.namespace(), "loop_status": loop_status, "record": record}


def prepare(text: str) -> None:
    """The first line of LOGGER's would load loguru, 40 ms that are none of the cell's."""
    if "loguru" not in sys.modules and re.search(r"LOGGER|coroutine|_example|_tasks|gather_demo", text):
        with suppress(ImportError):
            import loguru  # noqa: F401  # only to have it loaded


def restart_journal(began: float) -> None:
    """An exercise begins at this loop time."""
    from playground.preloads.journal import Journal

    Journal.restart(began)


class RecorderTape:
    """The recorder of a loop, as the shell reads it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._recorder: Recorder = loop.recorder  # type: ignore[attr-defined]  # new_loop makes one that records

    @property
    def failed(self) -> Failed:
        """The tasks that failed of late, by number."""
        return self._recorder.failures

    def begin_cell(self, number: int) -> Mark:
        """Cell `number` begins; called in its context: tasks made from now on belong to it."""
        from playground.loop.recorder import current_cell

        current_cell.set(number)
        recorder = self._recorder
        holds = recorder.holds
        return number, recorder.mark(), recorder.created, holds[-1] if holds else None

    def trace(self, mark: Mark) -> Trace | None:
        """What the cell's own tasks did since the mark; None when it made none."""
        number, since, created, _ = mark
        if self._recorder.created <= created + 1:
            return None  # the cell is a task itself
        # The tasks of the cell are younger than the mark: the hours before it teach nothing about them.
        trace = self._recorder.trace(since, before=0)
        kept = tuple(task for task in trace.tasks if task.cell == number)
        if all(task.root for task in kept):
            return None
        numbers = {task.number for task in kept}
        events = tuple(event for event in trace.events if event.task in numbers)
        return replace(trace, tasks=kept, events=events)

    def holds(self, mark: Mark) -> tuple[Hold, ...]:
        """The steps that held the loop since the mark."""
        holds, last = self._recorder.holds, mark[3]
        return holds[holds.index(last) + 1 :] if last in holds else holds


def open_desk(folder: Path | None, lang: Language) -> LessonDesk:
    """The course, and the sandbox that runs answers. Takes its time: called in the worker."""
    from playground.course.desk import open_session
    from playground.sandbox import Sandbox

    return open_session(folder, lang, Sandbox)


def has_progress() -> bool:
    """Whether there is a file of progress. Opening the course for it is only worth while then."""
    from platformdirs import user_data_path

    return (user_data_path("asyncio-playground") / "progress.json").exists()


def look(able: Abilities, lang: Language) -> Look:
    """How the views draw on this screen."""
    from playground.views.terminal import Look

    return Look(able.width, able.color, able.unicode, lang, emphasis=able.live)


def draw_reply(reply: Reply, able: Abilities, lang: Language) -> str:
    """What a lesson command answered."""
    from playground.views.reply import draw_reply as draw

    return draw(reply, look(able, lang))


def draw_trace(trace: Trace, held: float, able: Abilities, lang: Language) -> str:
    """The summary of a cell, and its timeline once a task has had a turn."""
    from playground.views.glance import summary_line
    from playground.views.timeline import draw_timeline

    style = look(able, lang)
    summary = summary_line(trace, style, held)
    if all(task.started is None for task in trace.tasks if not task.root):
        return summary
    return f"{summary}\n{draw_timeline(trace, style)}"


def draw_timeline(trace: Trace, able: Abilities, lang: Language) -> str:
    """The timeline alone, larger."""
    from playground.views import timeline

    return timeline.draw_timeline(trace, look(able, lang), timeline.LARGE, timeline.Scale(others=True))


def draw_value(value: object, able: Abilities, lang: Language) -> str:
    """A result: what shows itself with rich is shown so where there is colour, else its `repr`."""
    if able.live and type(value).__name__ == "LoopStatus":
        from playground.loop.status import LoopStatus

        if isinstance(value, LoopStatus):  # in the shell's language, which a value does not know
            from playground.views.status import draw_status

            return draw_status(value, look(able, lang))
    if able.color and hasattr(type(value), "__rich__"):
        from rich.console import Console

        console = Console(force_terminal=True, width=able.width, color_system="256")
        with console.capture() as captured:
            console.print(value)
        return captured.get()
    return repr(value)
