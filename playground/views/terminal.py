"""All that can be drawn on a terminal: values in, text out, nothing is printed.

look       what the terminal can show; painting, wording
text       columns, cutting, breaking lines
lanes      a trace as lanes of stretches  ->  fold  many on few  ->  row  one lane as a line
axis       seconds to columns
timeline   a timeline and its summary       two      two of them side by side
verdict    a verdict                        lesson, course   the other replies of lesson commands
moment     a moment of a replay in words         replay   its screen, and a list for a pipe
markdown   texts and code                   status   a loop's status     watch   the same, live
svg        the same pictures for pages

The functions here load what they draw with: to import this module costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .look import Look

if TYPE_CHECKING:
    from playground.course.replies import Reply
    from playground.loop.status import LoopStatus
    from playground.values.trace import Trace

__all__ = ["Look", "draw_reply", "draw_status", "draw_timeline", "draw_two", "summary_line"]


def draw_reply(reply: Reply, look: Look) -> str:
    """Whatever a lesson command answered."""
    from .reply import draw_reply

    return draw_reply(reply, look)


def draw_timeline(trace: Trace, look: Look, large: bool = False) -> str:
    """One lane a task; `large` as ``timeline()`` shows it, with who made and who
    cancelled whom and what made the run as long as it was; else as it stands below a cell.
    """
    from .timeline import LARGE, SMALL, Scale, draw_timeline

    return (
        draw_timeline(trace, look, LARGE, Scale(others=True)) if large else draw_timeline(trace, look, SMALL)
    )


def draw_two(mine: Trace, reference: Trace, look: Look) -> str:
    """The learner's timeline beside the solution's, with the first difference marked."""
    from .two import draw_two

    return draw_two(mine, reference, look)


def summary_line(trace: Trace, look: Look, held: float | None = None) -> str:
    """``1.00 s · 3 tasks · peak 3``, and ``· loop held 0 ms`` when `held` (seconds) is given."""
    from .glance import summary_line

    return summary_line(trace, look, held)


def draw_status(status: LoopStatus, look: Look) -> str:
    """What a loop does: facts, a table of tasks, who waits for whom."""
    from .status import draw_status

    return draw_status(status, look)
