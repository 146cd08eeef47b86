"""The names that belong to this very shell: what was typed, what was shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playground.values.text import Text
from playground.values.trace import Trace

from .names import Exit

if TYPE_CHECKING:
    from playground.loop.recording import Recording

    from .ran import Cells
    from .repl import Shell

__all__ = ["OwnNames"]

NO_TIMELINE = Text("No cell has made a task yet.", "还没有单元创建过任务。")
WRITTEN = Text("Written: {path}", "已写入：{path}")


class OwnNames:
    """What the learner calls; each docstring is what `help` shows."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def by_name(self) -> dict[str, object]:
        """The names as they stand at the prompt."""
        return {
            "cells": self.cells,
            "save": self.save,
            "explain": self.explain,
            "timeline": self.timeline,
            "replay": self.replay,
            "exit": Exit("exit"),
            "quit": Exit("quit"),
        }

    def cells(self) -> Cells:
        """What was run so far: seconds, tasks and error of each cell; `cells()[0].text` is its text."""
        from .ran import Cells

        return Cells(self._shell.ran)

    def save(self, file: str) -> None:
        """Write all cells before this one, with their times, to a file for `playground run FILE`."""
        from playground.course.answers import write_transcript
        from playground.values.transcript import Cell, Transcript

        before = [ran for ran in self._shell.ran if ran.seconds is not None]  # this one still runs
        cells = tuple(Cell(ran.text, round(ran.at, 3)) for ran in before)
        write_transcript(Path(file).expanduser(), Transcript(cells))

    def explain(self, frames: bool = False) -> None:
        """The last explanation at length; `explain(frames=True)`: the last traceback with all frames."""
        if frames:
            self._shell.teller.show_frames()
            return
        shell = self._shell
        cause = shell.teller.explain()
        if cause is not None:
            from playground.course.replies import CauseShown

            drawn = shell.parts.draw_reply(CauseShown(cause), shell.screen.abilities, shell.lang)
            shell.screen.show("\n" + drawn)

    def timeline(self, out: str | None = None) -> None:
        """The timeline of the last cell that made tasks, larger; or as a file.

        ``timeline("demo.html")`` is a page to look into, ``.svg`` a picture, ``.json`` for Perfetto.
        """
        shell = self._shell
        if shell.last_trace is None:
            shell.screen.show(NO_TIMELINE.say(shell.lang))
            return
        if out is not None:
            from playground.views.pictures import save_picture

            shell.screen.show(WRITTEN.say(shell.lang, path=save_picture(shell.last_trace, out, shell.lang)))
            return
        able = shell.screen.abilities
        shell.screen.show(shell.parts.draw_timeline(shell.last_trace, able, shell.lang))

    def replay(self, trace: Trace | Recording[object] | None = None) -> None:
        """Step through the last cell that made tasks, forwards and backwards: who runs, who waits on what.

        Of a recording made by `record`, or of its trace: ``replay(recording)``. Without a terminal it
        is a list.
        """
        shell = self._shell
        chosen = shell.last_trace if trace is None else getattr(trace, "trace", trace)
        if chosen is None:
            shell.screen.show(NO_TIMELINE.say(shell.lang))
        elif not isinstance(chosen, Trace):
            raise TypeError(f"replay() wants a trace or a recording, got {type(chosen).__name__}")
        elif shell.replay is not None:
            shell.to_replay = chosen  # a cell holds the loop: it begins when the cell is over
        else:
            from playground.values.replay import Replay
            from playground.views.replay import list_replay

            from .seams import look

            shell.screen.show(list_replay(Replay(chosen), look(shell.screen.abilities, shell.lang)))
