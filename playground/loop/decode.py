"""From the ring's entries to a trace: who woke whom, which wait was on what, and in which order.

The ready queue is first in, first out. An entry says how long the queue was after it, so the
handles that a step added are known by count, and each handle that runs is the oldest that was
added: replaying the counts gives every handle the step that made it ready.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playground.values.frozen import frozen
from playground.values.trace import Event, TaskRecord, Trace, Wait

from .places import expression_at, place, short
from .ring import (
    BEGIN,
    CANCEL,
    CREATED,
    EAGER,
    ENDED,
    TIMER,
    WIDTH,
    HeldNote,
    Line,
    Mark,
    Said,
    TaskEntry,
    Waited,
)  # fmt: skip

if TYPE_CHECKING:
    from .recorder import Recorder

__all__ = ["decode"]


@frozen
class _Cause:
    """What made a handle ready, and when: a step of a task, a timer, or neither (the selector)."""

    at: float
    task: TaskEntry | None = None
    words: str = ""  # of the callback in between: "Timeout._on_timeout"


def decode(recorder: Recorder, since: Mark | None, before: int | None = None) -> Trace:
    """The trace of what `recorder` has noted since the mark; `before` as in `Recorder.trace`."""
    reader = _Reader(recorder, since, before)
    reader.read()
    return reader.trace()


class _Reader:
    def __init__(self, recorder: Recorder, since: Mark | None, before: int | None) -> None:
        self.recorder = recorder
        self.first = since.entries if since else 0
        self.from_entry = max(recorder.ring.oldest, 0 if before is None else self.first - before)
        self.slots = recorder.ring.read(self.from_entry)
        self.began = since.at if since else (self.slots[0] if self.slots else recorder.now())
        self.live = recorder.look()  # before reading: a task may have got its name only now
        self.events: list[Event] = []
        self.entries: dict[int, TaskEntry] = {}  # of the tasks that the trace speaks of
        self.started: dict[int, float] = {}
        self.cancelled_by: dict[int, int | None] = {}
        self.causes: deque[_Cause] = deque()
        self.step_began = self.began
        self.pending_cancels: list[TaskEntry] = []
        self.lock_waits: dict[int, list[int]] = {}  # key of the lock: indexes of "waits" events
        self.line: Line | None = None  # of the wait that comes next
        self.waiting: dict[int, tuple[int, Waited]] = {}  # task: its last "waits" event, on what

    # Reading ----------------------------------------------------------------------------------

    def read(self) -> None:
        """Turn the slots into events: what is before the mark only teaches."""
        number = self.from_entry
        slots = self.slots
        for index in range(0, len(slots), WIDTH):
            if number == self.first:
                # Waits that began before the mark have no event here that could be completed.
                self.events.clear()
                self.lock_waits.clear()
                self.entries.clear()
                self.waiting.clear()
            number += 1
            at, who, what, ready = slots[index : index + WIDTH]
            if ready >= 0:
                self._handle(at, who, what, ready)
            elif isinstance(who, TaskEntry) and who.hidden:
                continue
            elif ready == EAGER:
                self._start(who, who.at, _Cause(who.at))
                self._finish(at, who, what)
            else:
                self._extra(at, who, what)
        if number <= self.first:
            self.events.clear()
            self.entries.clear()

    def _handle(self, at: float, who: Any, what: Any, ready: int) -> None:
        if who is BEGIN:
            while len(self.causes) > ready:
                self.causes.popleft()
            # What was not made ready by a step came from the selector or from a timer.
            self.causes.extend(_Cause(at) for _ in range(ready - len(self.causes)))
            self.step_began = at
            return
        cause = self.causes.popleft() if self.causes else _Cause(self.step_began)
        if isinstance(who, TaskEntry):
            if not who.hidden:
                self._start(who, self.step_began, cause)
                self._finish(at, who, what)
            made = _Cause(at, who)
        elif who is TIMER:
            when, words = what
            self._event(at, "timer", text=short(words))
            made = _Cause(when, None, words)
        else:
            made = _Cause(cause.at, cause.task, what or cause.words)
        self.causes.extend(made for _ in range(ready - len(self.causes)))
        self.step_began = at

    def _start(self, entry: TaskEntry, at: float, cause: _Cause) -> None:
        known = entry.number in self.started or entry.begun
        by = cause.task.number if cause.task is not None and not cause.task.hidden else None
        for asked in self.pending_cancels:
            self.cancelled_by[asked.number] = self._asker(cause)
            words = "timeout" if cause.words.startswith("Timeout.") else ""
            self._event(min(cause.at, at), "cancel", asked, by=self._asker(cause), text=words)
        self.pending_cancels.clear()
        if not known:
            self.started[entry.number] = at
            self._event(at, "started", entry, seconds=max(0.0, at - entry.at))
            return
        self._event(at, "resumed", entry, seconds=max(0.0, at - cause.at), by=by)
        self._granted(entry, by)

    def _asker(self, cause: _Cause) -> int | None:
        """Who asked for the cancellation that `cause` delivered.

        A task that awaits another is woken by the other's end: the one who asked is then the one
        who asked the other.
        """
        if cause.task is None:
            return None
        number = cause.task.number
        if cause.task.how == "cancelled" and number in self.cancelled_by and not cause.words:
            return self.cancelled_by[number]
        return number

    def _finish(self, at: float, entry: TaskEntry, what: Any) -> None:
        if what is ENDED:
            how = entry.how
            if how != "pending":
                self._event(at, how, entry, text=entry.end.error, by=self.cancelled_by.get(entry.number))
            return
        line, self.line = self.line, None
        self._event(at, "waits", entry, wait=self._wait(what), place=place(*line) if line else None)
        if isinstance(what, Waited):
            self.waiting[entry.number] = (len(self.events) - 1, what)
            if what.kind in ("lock", "semaphore"):
                self.lock_waits.setdefault(what.key, []).append(len(self.events) - 1)

    def _extra(self, at: float, who: Any, what: Any) -> None:
        if isinstance(what, tuple):
            self.line = what
        elif what is CREATED:
            where = place(who.code, who.offset)
            self._event(who.at, "created", who, place=where, by=who.up, text=who.name)
        elif what is CANCEL:
            self.pending_cancels.append(who)
        elif isinstance(what, Said):
            self._event(at, what.kind, who, text=what.text)
        elif isinstance(what, HeldNote):
            begin = at - what.seconds if self.recorder.clock == "real" or what.sleeping else at
            self._event(max(0.0, begin), "held", who, place=what.place, seconds=what.seconds)

    def _granted(self, entry: TaskEntry, by: int | None) -> None:
        """A wait on a lock ended: whoever ended it had held it while the others began to wait."""
        _, what = self.waiting.pop(entry.number, (-1, None))
        if what is None or by is None or what.kind not in ("lock", "semaphore"):
            return
        owner = self.entries.get(by)
        for waiting in self.lock_waits.pop(what.key, ()):
            wait = self.events[waiting].wait
            if owner is not None and wait is not None:
                self.events[waiting] = replace(
                    self.events[waiting], wait=replace(wait, holders=(owner.name,))
                )

    def _event(self, at: float, kind: Any, entry: TaskEntry | None = None, **facts: Any) -> None:
        if entry is not None:
            self.entries[entry.number] = entry
        number = entry.number if entry is not None else None
        self.events.append(Event(max(0.0, at - self.began), kind, number, **facts))

    def _wait(self, what: Any) -> Wait:
        if what is None:
            return Wait("turn")
        if isinstance(what, TaskEntry):
            return Wait("task", f"task {what.name!r}", tasks=(what.name,))
        if isinstance(what, tuple):
            return Wait("gather", "gather", tasks=tuple(entry.name for entry in what))
        words = str(what.what)
        if what.kind == "sleep":
            words = f"sleep({words})"
        elif what.line is not None and (name := expression_at(*what.line)):
            noun = "queue" if what.kind.startswith("queue") else what.kind
            words = f"{noun} {name!r}"
        until = what.until - self.began if what.until is not None else None
        return Wait(what.kind, words, until, tuple(entry.name for entry in what.tasks))

    # Giving out -------------------------------------------------------------------------------

    def trace(self) -> Trace:
        """The trace, with what is waited for now by the tasks that have not ended."""
        recorder = self.recorder
        self._look_at_live_tasks()
        ring = recorder.ring
        dropped = ring.dropped if self.first == 0 else max(0, ring.oldest - self.first)
        if len(self.events) > ring.size:
            dropped += len(self.events) - ring.size
            del self.events[: -ring.size]
        self.events.sort(key=lambda event: event.at)
        records = tuple(self._record(entry) for _, entry in sorted(self.entries.items()))
        return Trace(
            events=tuple(self.events),
            tasks=records,
            elapsed=self._elapsed(records),
            clock=recorder.clock,
            dropped=dropped,
            exact=recorder.clock == "virtual" and recorder.exact,
        )

    def _elapsed(self, records: tuple[TaskRecord, ...]) -> float:
        roots = [record for record in records if record.root]
        if len(roots) == 1 and roots[0].ended is not None:
            return roots[0].ended
        last = max(self.slots[-WIDTH], self.recorder.now()) if self.slots else self.began
        return max(0.0, float(last - self.began))

    def _look_at_live_tasks(self) -> None:
        for number, now in self.live.items():
            index, what = self.waiting.get(number, (-1, None))
            if what is not None and now is not None and now.holders:
                waits = self.events[index]
                self.events[index] = replace(waits, wait=replace(waits.wait or now, holders=now.holders))

    def _record(self, entry: TaskEntry) -> TaskRecord:
        started = self.started.get(entry.number)
        ended = entry.ended
        return TaskRecord(
            number=entry.number,
            name=entry.name,
            coroutine=entry.coroutine,
            created=entry.at - self.began,
            started=started - self.began if started is not None else None,
            ended=ended - self.began if ended is not None else None,
            how=entry.how,
            parent=entry.up,
            cell=entry.cell,
            place=place(entry.code, entry.offset),
            error=entry.end.error,
            cancelled_by=self.cancelled_by.get(entry.number),
            root=entry.root,
            value=entry.end.value,
        )
