"""What lanes have to do with each other: who made, who cancelled whom, what made the run this long."""

from __future__ import annotations

from itertools import groupby

from playground.values.lanes import Segment
from playground.values.text import Text
from playground.values.trace import Trace

from .axis import seconds_words
from .fold import Group
from .lanes import EPSILON, Lane
from .look import Look
from .row import ALONE, LEGEND, PATH, Others
from .text import clip, plain_letters, safe, wrap

__all__ = ["PATH_STYLE", "Related"]

PATH_STYLE = "bold yellow"
LINKS = 12  # of the path that are told
CELL = Text("cell {number}", "单元 {number}")


class Related:
    """The relations of a trace's lanes; `full` also tells who made whom, and the path."""

    def __init__(self, trace: Trace, lanes: list[Lane], look: Look, full: bool) -> None:
        self._look = look
        self._names = {lane.task: self._name(lane) for lane in lanes if not lane.depth}
        self._stopped = [lane for lane in lanes if full and not lane.depth and self._canceller(lane)]
        self._parents = {record.number: record.parent for record in trace.tasks} if full else {}
        self._path = trace.critical_path if full else ()
        self._on_path = {segment.task for segment in self._path}
        # A run in which nothing but itself took time needs no path.
        if len(self._names) < 2:
            self._path, self._on_path = (), set()

    def _name(self, lane: Lane) -> str:
        if lane.cell is not None:
            return self._look.say(CELL, number=lane.cell)
        name = safe(lane.label)
        return name if self._look.unicode else plain_letters(name)

    def stars(self, groups: list[Group]) -> list[bool]:
        """For each group whether the path goes through it."""
        return [any(self._goes_through(lane) for lane in group.lanes) for group in groups]

    def _goes_through(self, lane: Lane) -> bool:
        return not lane.depth and lane.task in self._on_path

    def example(self, group: Group) -> Lane:
        """The lane that stands for the group: one that the path goes through, if there is one."""
        return next((lane for lane in group.lanes if self._goes_through(lane)), group.lanes[0])

    def of(self, lane: Lane) -> Others:
        """What the lane has to do with others."""
        if lane.depth:
            return ALONE
        path = tuple((one.begin, one.end) for one in self._path if one.task == lane.task)
        return Others(self._names.get(self._parents.get(lane.task or 0), ""), self._canceller(lane), path)

    def _canceller(self, lane: Lane) -> str:
        return self._names.get(lane.by, "") if lane.how == "cancelled" else ""

    def lines(self) -> list[str]:
        """What a full picture says below the lanes: who cancelled whom, and the path."""
        return [*self._cancelled_line(), *self._path_lines()]

    def _cancelled_line(self) -> list[str]:
        """Whoever has room for it says it in the lane too; here are all of them, as far as a line goes."""
        look = self._look
        said = [f"{self._name(lane)} {look.sign('←')} {self._canceller(lane)}" for lane in self._stopped]
        if not said:
            return []
        return [
            look.paint(
                "dim", clip(f"x {look.say(LEGEND['cancelled'])}: {', '.join(said)}", look.width, look.dots)
            )
        ]

    def _path_lines(self) -> list[str]:
        """The path in words: who took how long with what, one after another."""
        look = self._look
        links = []
        for task, segments in groupby(self._path, key=lambda segment: segment.task):
            for words, same in groupby(segments, key=self._words):
                seconds = sum(segment.seconds for segment in same)
                if seconds > EPSILON:
                    long = look.sign(seconds_words(seconds))
                    links.append(f"{self._names.get(task, f'#{task}')} {words} {long}".replace("  ", " "))
        if not links:
            return []
        if len(links) > LINKS:
            links[LINKS // 2 : len(links) - LINKS // 2] = [look.dots]
        text = f"{look.sign('★')} {look.say(PATH)}: " + f" {look.sign('→')} ".join(links)
        return [look.paint("dim", line) for line in wrap(text, look.width)]

    def _words(self, segment: Segment) -> str:
        """What a link was; a sleep says its seconds itself."""
        if segment.wait is None or segment.state != "waiting":
            return self._look.say(LEGEND[segment.state])
        words = clip(safe(segment.wait.what or segment.wait.kind), 30, self._look.dots)
        return words if self._look.unicode else plain_letters(words)
