"""The summary of a traced program, on stderr, and its picture in a file."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from playground.loop.ring import CREATED, HIDDEN, WIDTH
from playground.values.merge import merged
from playground.values.summary import Summary, summarize
from playground.values.text import Text
from playground.values.trace import Trace
from playground.views.glance import summary_line
from playground.views.look import Look
from playground.views.summary import draw_summary

from .watching import output

if TYPE_CHECKING:
    from playground.loop.recorder import Recorder
    from playground.values.text import Language

    from .loops import Loops, Made

__all__ = ["tell"]

LINES = 24  # of a timeline
SHOWN = 3  # loops that are told at length
OWN = (".shutdown_asyncgens", ".shutdown_default_executor")  # what asyncio.run runs after the program's main
TITLE = Text("── trace of {name} ──", "── {name} 的跟踪 ──")
LOOP = Text("loop {number} of {count}, in {thread}:", "第 {number} 个循环，共 {count} 个，在 {thread}：")
NO_LOOP = Text("No event loop ran.", "没有事件循环运行过。")
OTHER = Text(
    "{kind} of {module} ran here too: it keeps its queue, timers and steps to itself, so what its tasks did"
    " cannot be seen, and is not in this trace. Run the script on asyncio's own loop to see it.",
    "这里还运行过 {module} 的 {kind}：它的队列、定时器和每一步都不让人看到，所以它的任务做了什么这里看不见，"
    "也不在这份跟踪里。想看的话，请用 asyncio 自带的循环运行这个脚本。",
)
WRITTEN = Text("picture: {path}", "图：{path}")
NOT_WRITTEN = Text("The picture could not be written: {error}", "图没有写成：{error}")


@dataclass(frozen=True, slots=True)
class _Told:
    """One loop's trace, and the loop time at which it begins."""

    made: Made
    began: float
    trace: Trace


def tell(loops: Loops, name: str, out: Path | None, language: Language) -> None:
    """Write the summary to stderr, and the picture to `out`."""
    stream = output()
    if stream is None:
        return
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()  # on a terminal, what the program printed stands above
    collected = gc.isenabled()
    gc.disable()  # hundreds of thousands of events are made, and none is garbage
    try:
        _tell(loops, name, out, Look.of_terminal(language, stream), stream)
    finally:
        if collected:
            gc.enable()


def _tell(loops: Loops, name: str, out: Path | None, look: Look, stream: TextIO) -> None:
    told = [one for one in map(_told, loops.made) if one.trace.tasks or one.trace.events]
    lines = [look.paint("bold", look.say(TITLE, name=name)), *_summaries(told, look)]
    if not told and not loops.foreign:
        lines.append(look.say(NO_LOOP))
    for kind, module in loops.foreign.items():
        lines.append(look.say(OTHER, kind=kind, module=module))
    if out is not None:
        lines.append(_picture(told, name, out, look))
    print("\n".join(lines), file=stream, flush=True)


def _told(made: Made) -> _Told:
    recorder = made.recorder
    _hide_own(recorder)
    slots = recorder.ring.chunks[0].entries
    began = float(slots[0]) if slots else 0.0
    trace = recorder.trace()
    last = max((event.at for event in trace.events), default=0.0)
    roots = [task for task in trace.tasks if task.root]
    if made.ended is not None and not all(task.ended is not None for task in roots):
        last = max(last, made.ended - began)  # it was stopped while it waited
    return _Told(made, began, replace(trace, elapsed=last))


def _hide_own(recorder: Recorder) -> None:
    """What asyncio itself runs when main is over is none of the program's."""
    for chunk in recorder.ring.chunks:
        entries = chunk.entries
        for index in range(0, len(entries), WIDTH):
            if entries[index + 2] is CREATED:
                entry = entries[index + 1]
                if entry.root and entry.coroutine.endswith(OWN):
                    entry.flags |= HIDDEN


def _summaries(told: list[_Told], look: Look) -> list[str]:
    longest = sorted(told, key=lambda one: -one.trace.elapsed)[:SHOWN]
    lines = []
    for number, one in enumerate(told, 1):
        if len(told) > 1:
            thread = one.made.thread
            lines.append(look.paint("bold", look.say(LOOP, number=number, count=len(told), thread=thread)))
        if one in longest:
            lines.append(draw_summary(_summary(one), look, LINES))
            if one is not told[-1]:
                lines.append("")
        else:
            lines.append(summary_line(one.trace, look))
    return lines


def _summary(told: _Told) -> Summary:
    recorder = told.made.recorder
    entries = {
        entry.number
        for chunk in recorder.ring.chunks
        for entry in chunk.entries[1::WIDTH]
        if getattr(entry, "how", "") == "failed" and not recorder.was_seen(entry)
    }
    return summarize(told.trace, recorder.holds, entries)


def _picture(told: list[_Told], name: str, out: Path, look: Look) -> str:
    from playground.views.pictures import save_picture

    first = min((one.began for one in told), default=0.0)
    whole = merged([(one.began - first, one.trace) for one in told])
    try:
        return look.say(WRITTEN, path=save_picture(whole, out, look.lang, name))
    except OSError as error:
        return look.say(NOT_WRITTEN, error=error)
