"""What the shell takes from its neighbours, each loaded when it is needed and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.values.report import Hold
from playground.values.text import Language
from playground.values.trace import Trace

from .failures import Failed
from .lessons import LessonDesk

if TYPE_CHECKING:
    from playground.course.replies import Reply

    from .screen import Abilities

__all__ = ["Parts", "real_parts"]


Mark = Any  # a point in a recording; only its recorder can read it


@dataclass(frozen=True, slots=True)
class Parts:
    """The neighbours, as the shell calls them."""

    loop: Callable[[], asyncio.AbstractEventLoop]
    failed: Callable[[asyncio.AbstractEventLoop], Failed]
    names: Callable[[], dict[str, object]]
    enter_cell: Callable[[int], None]  # in the cell's context: tasks made from now on belong to it
    mark: Callable[[asyncio.AbstractEventLoop], Mark]
    trace: Callable[[asyncio.AbstractEventLoop, Mark], Trace]
    holds: Callable[[asyncio.AbstractEventLoop, Mark], tuple[Hold, ...]]
    timers: Callable[[asyncio.AbstractEventLoop], int]
    restart_journal: Callable[[float], None]
    open_desk: Callable[[Path | None, Language], LessonDesk]
    draw_reply: Callable[[Reply, Abilities, Language], str]
    draw_trace: Callable[[Trace, Abilities, Language, bool], str]
    draw_value: Callable[[object, Abilities, Language], str]


def real_parts() -> Parts:
    """The playground's own."""
    raise ImportError("the neighbours of the shell are not here yet")
