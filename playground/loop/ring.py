"""What the recorder keeps: flat, cheap entries, read back only when somebody asks for a trace.

An entry is four slots of one list: (time, who, what, ready). A list of floats, small ints and
shared objects costs 56 bytes an entry and gives the garbage collector nothing to walk. `ready` is
the length of the loop's ready queue after the entry: as that queue is first in, first out, the
lengths alone tell later which step made which handle ready, so who woke whom costs nothing more.

==============  ======================  ==========================================
who             what                    meaning
==============  ======================  ==========================================
TaskEntry       None                    its step ended; it gave the others a turn
TaskEntry       Waited or TaskEntry     its step ended; it waits on that
TaskEntry       tuple of TaskEntry      its step ended; it waits on a gather of those
TaskEntry       ENDED                   its last step ended
None            str or None             a callback ran
TIMER           (when, str)             a timer's callback ran
BEGIN           None                    an iteration begins, select() is behind it
TaskEntry       CREATED, CANCEL         (ready is NO_HANDLE) created; a request to stop reached it
TaskEntry/None  Said, HeldNote          (ready is NO_HANDLE) a job, log or output; a noted hold
TaskEntry       Line                    (ready is NO_HANDLE) where the wait stands that comes next
==============  ======================  ==========================================

(Plain classes, not dataclasses: each of those costs half a millisecond of import.)
Nothing here refers to a task, a future, an exception or a result of the program.
"""

from __future__ import annotations

from collections import deque
from types import CodeType
from typing import Any, NamedTuple

from playground.values.plain import Plain
from playground.values.trace import EventKind, Outcome, Place, WaitKind

__all__ = [
    "BEGIN", "CANCEL", "CREATED", "DONE", "EAGER", "ENDED", "HIDDEN", "NO_END", "NO_HANDLE", "ROOT", "TIMER",
    "WIDTH", "Chunk", "End", "HeldNote", "Line", "Mark", "Ring", "Said", "TaskEntry", "Waited", "blank",
]  # fmt: skip

WIDTH = 4  # slots of one entry
NO_HANDLE = -1  # in `ready`: this entry is not the end of a handle
EAGER = -2  # in `ready`: the first step of an eager task, run inside its creation


class _Sign:
    """A mark that is recognized by identity."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


BEGIN, TIMER, ENDED, CREATED, CANCEL = map(_Sign, ("BEGIN", "TIMER", "ENDED", "CREATED", "CANCEL"))

Line = tuple[CodeType, int]  # code and offset in it: a line that has not been worked out yet


class End:
    """How a task ended, and what few tasks have: an error, a recorded result, requests to stop that were
    recorded (those may come before the end).
    """

    __slots__ = ("cancels", "error", "how", "value")

    def __init__(
        self, how: Outcome = "pending", error: str = "", value: Plain | None = None, cancels: int = 0
    ) -> None:
        self.how = how
        self.error = error
        self.value = value
        self.cancels = cancels


NO_END, DONE = End(), End("done")  # as most tasks have it
ROOT, HIDDEN, BEGUN = 1, 2, 4  # in `flags`


class TaskEntry:
    """What is known of one task: when (loop time), by which task, in which cell and on which line it
    was made, its coroutine's name, and how it ended.

    Without `__init__`: who makes one sets every slot, which is a third of the cost (`blank` does it
    where cost does not matter); the garbage collector goes through each of them, too. `name` is known
    when the task has ended, or has been looked at.
    """

    __slots__ = (
        "at", "cell", "code", "coroutine", "end", "ended", "flags", "name", "number", "offset", "up",
    )  # fmt: skip

    number: int
    at: float
    up: int | None
    cell: int | None
    code: CodeType
    offset: int
    coroutine: str
    name: str
    flags: int
    ended: float | None
    end: End

    @property
    def how(self) -> Outcome:
        return self.end.how

    @property
    def root(self) -> bool:
        """It is the run itself."""
        return self.flags & ROOT > 0

    @property
    def hidden(self) -> bool:
        """It is one of our own: in no table and in no trace."""
        return self.flags & HIDDEN > 0

    @property
    def begun(self) -> bool:
        """A step of it fell out of the ring."""
        return self.flags & BEGUN > 0


def blank() -> TaskEntry:
    """An entry of a task of which only the rest has to be said: number, at, code, offset, coroutine."""
    entry = TaskEntry()
    entry.up = entry.cell = entry.ended = None
    entry.name, entry.flags, entry.end = "", 0, NO_END
    return entry


class Waited:
    """What a task waits on, as known when it began to wait.

    `key` tells objects apart (a lock, a queue), `line` is where the first wait on the object
    stands: the object's name is read from there. `until` is absolute loop time; of a
    sleep, `what` is its seconds.
    """

    __slots__ = ("key", "kind", "line", "ref", "tasks", "until", "what")

    def __init__(
        self,
        kind: WaitKind,
        what: str | float = "",
        until: float | None = None,
        tasks: tuple[TaskEntry, ...] = (),
        key: int = 0,
        line: Line | None = None,
    ) -> None:
        self.kind = kind
        self.what = what
        self.until = until
        self.tasks = tasks
        self.key = key
        self.line = line
        self.ref: object = None  # keeps the weak reference that ends the object's key


class Said:
    """A job, log or output event."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: EventKind, text: str) -> None:
        self.kind = kind
        self.text = text


class HeldNote:
    """The loop was held, at `place`, for `seconds` up to this entry."""

    __slots__ = ("place", "seconds", "sleeping")

    def __init__(self, seconds: float, place: Place | None, sleeping: bool) -> None:
        self.seconds = seconds
        self.place = place
        self.sleeping = sleeping


class Mark(NamedTuple):
    """A point in a recording: the number of entries before it and the loop time."""

    entries: int
    at: float


class Chunk:
    """A filled piece of the ring, with what went before it."""

    __slots__ = ("entries", "first")

    def __init__(self, first: int) -> None:
        self.first = first  # number of the first entry, counted from the beginning of the recording
        self.entries: list[Any] = []


class Ring:
    """At least the last `size` events; older ones fall out a chunk at a time and are counted.

    A step is two events (it began, it ended), so `size` events are found in as many entries or
    fewer: entries are what is kept, events what is counted when a trace is read.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"ring must be at least 1 event, got {size}")
        self.size = size
        self.chunk_slots = WIDTH * max(64, min(size // 8, 512))
        self.chunks: deque[Chunk] = deque([Chunk(0)])
        self.slots = self.chunks[-1].entries  # what new entries are appended to
        self.dropped = 0  # events in the chunks that fell out

    @property
    def count(self) -> int:
        """Entries since the beginning, those that fell out too."""
        last = self.chunks[-1]
        return last.first + len(last.entries) // WIDTH

    def roll(self) -> None:
        """Begin a new chunk, and drop what is too old."""
        self.chunks.append(Chunk(self.count))
        self.slots = self.chunks[-1].entries
        while len(self.chunks) > 2 and self.count - self.chunks[1].first >= self.size:
            self._drop(self.chunks.popleft().entries)

    def _drop(self, entries: list[Any]) -> None:
        for index in range(0, len(entries), WIDTH):
            who, what, ready = entries[index + 1 : index + WIDTH]
            if isinstance(who, TaskEntry):
                if ready != NO_HANDLE:
                    who.flags |= BEGUN
                    self.dropped += 2
                elif type(what) is not tuple:
                    self.dropped += 1
            elif who is TIMER or isinstance(what, (Said, HeldNote)):
                self.dropped += 1

    def read(self, first: int = 0) -> list[Any]:
        """The slots of all entries from number `first` on that are still there."""
        slots: list[Any] = []
        for chunk in self.chunks:
            skip = max(0, first - chunk.first) * WIDTH
            slots += chunk.entries[skip:]
        return slots

    @property
    def oldest(self) -> int:
        """The number of the oldest entry that is still there."""
        return self.chunks[0].first
