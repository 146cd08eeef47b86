"""What a loop on the virtual clock does when nothing is ready: the selector that decides it.

asyncio's loop asks its selector to wait. This one asks the real selector without waiting, lets
executor threads go on, and only when nothing else can happen does it move the clock.
"""

from __future__ import annotations

import selectors
import signal
import threading
from _thread import _count
from collections.abc import Mapping
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakSet

from .descriptors import has_child, look_at, on_the_way, only_own, unsent

if TYPE_CHECKING:
    from .clock import VirtualClockLoop

__all__ = ["PATIENCE", "RestingSelector"]

Events: TypeAlias = "list[tuple[selectors.SelectorKey, int]]"

_GRACE = 0.002  # seconds that data on its way through the loopback may need
_DELAYED = 0.06  # seconds for which the kernel may keep a small packet until the one before is acknowledged
_SETTLED = 0.25  # seconds in which the kernel has delivered what its own loopback carries
_ALARM = getattr(signal, "SIGALRM", None)
PATIENCE = 100  # iterations without rest after which threads get their turn
_SPIN = 10_000  # iterations without rest after which they begin to take time,
_ITERATION = 10_000  # nanoseconds each
_GLANCE = 0.005  # seconds after which to look whether a thread still lives
_NOTHING: Events = []


class RestingSelector(selectors.BaseSelector):
    """The selector of one VirtualClockLoop, around a real one."""

    def __init__(self, loop: VirtualClockLoop, real: selectors.BaseSelector) -> None:
        self._loop = loop
        self._real = real
        self._own_fd = -1  # the loop's self-pipe
        self.signals: Mapping[int, Any] = {}  # with a handler
        self.others = 0  # descriptors beside that
        self._outside: set[int] = set()  # those with the world at the other end
        self._tcp: dict[int, int] = {}  # TCP sockets, with the unsent bytes that nobody fetches
        self._talk = False  # data may be on its way between our own descriptors
        self.busy = 0  # iterations since the loop rested
        self._asleep = False  # in the real selector, or about to be
        self._news = False  # came while awake
        self._before = WeakSet(threading.enumerate())
        self.begin()

    # -- the selector's interface

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = self._real.register(fileobj, events, data)
        if self._own_fd < 0:
            self._own_fd = key.fd
        else:
            self.others += 1
            self._talk = True
            outside, tcp = look_at(key.fd)
            if outside:
                self._outside.add(key.fd)
            if tcp:
                self._tcp[key.fd] = 0
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        key = self._real.unregister(fileobj)
        self._outside.discard(key.fd)
        self._tcp.pop(key.fd, None)
        if key.fd != self._own_fd:
            self.others -= 1
            self._talk = True
        return key

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        self._talk = True
        return self._real.modify(fileobj, events, data)

    def get_key(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.get_key(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()

    def select(self, timeout: float | None = None) -> Events:
        """Events that are there; without a timeout, what comes next in the loop's life.

        The loop keeps its timers to itself, so asyncio asks with 0 (something is ready) or None.
        """
        if timeout is None:
            if self.jump():
                return _NOTHING
            events, self.busy = self._rest(), 0
        elif self.others or self.signals:
            events = self._poll(0)
        else:
            events = _NOTHING
        self.busy += 1
        if self.busy >= PATIENCE and self.busy % PATIENCE == 0:
            self._spin()
        if not events:  # else they come first: the loop takes the timers after them
            self._loop.take_due()
        return events

    def _spin(self) -> None:
        """The loop has not rested for long: some task asks again and again without waiting.

        On a real loop threads go on meanwhile, and after a while (10,000 iterations take some
        hundredths of a second) it is later.
        """
        loop = self._loop
        if loop.jobs.unfinished:
            loop.jobs.go_on()
        if self.busy >= _SPIN and (deadline := loop.next_deadline()) is not None:
            loop.move_to(min(deadline, loop.now_ns + PATIENCE * _ITERATION))

    def begin(self) -> None:
        """The current thread is the loop's from now on."""
        self._own = threading.current_thread()
        self._quiet = 0 if self._own is threading.main_thread() else 1

    # -- waking, from any thread

    def nudge(self) -> None:
        """Ends the real selector's wait, if it waits, so that the loop looks around again."""
        self._news = True
        if self._asleep:
            self._loop.write_to_pipe()

    # -- resting

    def jump(self) -> bool:
        """Goes straight to the next timer, if nobody is there who could do anything before."""
        loop = self._loop
        if (
            _count() == self._quiet
            and not self.others
            and not self.signals
            and not loop.jobs.unfinished
            and not loop.starting_children
            and not loop.children
            and loop.jump()
        ):
            self.busy = 1
            return True
        return False

    def _rest(self) -> Events:
        loop = self._loop
        if loop.has_ready():
            return _NOTHING
        while True:
            self._news = loop.woken = False
            events = self._happenings()
            if events or loop.woken:
                return events
            deadline = loop.next_deadline()
            if self._in_real_time():
                if (events := self._wait(deadline)) or loop.woken or loop.is_due():
                    return events
            elif deadline is not None:
                if (self.others or self.signals) and (events := self._last_words()):
                    return events
                if not loop.woken:
                    loop.move_to(deadline)
                return _NOTHING
            elif self.others or self.signals or loop.jobs.unfinished:
                if (events := self._last_hope()) or loop.woken:
                    return events
            else:
                raise loop.deadlock()

    def _happenings(self) -> Events:
        """What has happened without the clock, descriptors first, then threads."""
        if (self.others or self.signals) and (events := self._poll(0)):
            return events
        if self._loop.jobs.unfinished:
            self._loop.jobs.go_on()
        return _NOTHING

    def _in_real_time(self) -> bool:
        """Somebody is at work whose time is not ours: the clock goes with the real one."""
        return bool(
            self._outside
            or self._loop.has_children
            or self._loop.jobs.in_real_time
            or self._strangers()
            or (_ALARM in self.signals and signal.getitimer(signal.ITIMER_REAL)[0])
        )

    def _strangers(self) -> bool:
        """A thread that somebody started since the loop was made lives, and no executor of ours has it."""
        count = _count()
        if count == self._quiet:  # a tenth of the price of what follows
            return False
        threads = threading.enumerate()
        if len(threads) == 1:
            self._quiet = count  # the others are bare ones, that no program starts
        return any(
            thread is not self._own and thread not in self._before and not self._loop.jobs.knows(thread)
            for thread in threads
        )

    def _wait(self, deadline: int | None) -> Events:
        """Waits in real time, at most until the deadline, and takes the clock along."""
        begun = monotonic_ns()
        seconds = _GLANCE
        if deadline is not None:
            seconds = min(seconds, max(0, deadline - self._loop.now_ns) / 1e9)
        events = self._sleep(seconds)
        self._loop.follow(monotonic_ns() - begun)
        return events

    def _last_words(self) -> Events:
        """A moment for data on its way between our own descriptors; once, until something moves again."""
        talk = self._talk
        if self.signals or talk:
            events = self._sleep(_GRACE if talk else 0)
            self._talk = bool(events)
            if events or self._loop.woken:
                return events
        waited = 0.0
        while ((unsent := self._unsent()) or (talk and on_the_way())) and waited < _DELAYED:
            events = self._sleep(_GLANCE)
            if events or self._loop.woken:
                return events
            waited += _GLANCE
        self._tcp.update(unsent)
        # What the kernel's queues hold no more has come, and perhaps since the last look.
        return self._sleep(0) if talk or waited else _NOTHING

    def _unsent(self) -> dict[int, int]:
        """Sockets with bytes that the kernel holds back, but for those that it held back before."""
        found: dict[int, int] = {}
        for fd, before in list(self._tcp.items()):
            try:
                number = unsent(fd)
            except OSError:
                del self._tcp[fd]  # closed without a word
                continue
            if number and number != before:
                found[fd] = number
            elif not number:
                self._tcp[fd] = 0
        return found

    def _last_hope(self) -> Events:
        """Nothing is left but descriptors: waits for them, or tells that nothing can come of them.

        When both ends of each are in this process and nobody is left who could write, then what
        the kernel still has to deliver is all that can come.
        """
        fds = [key.fd for key in self._real.get_map().values() if key.fd != self._own_fd]
        alone = not self.signals and not self._loop.jobs.unfinished and not has_child()
        if not alone or not only_own(fds, self._loop.visitors):
            return self._sleep(None)
        events = self._sleep(_SETTLED)
        if not events and not self._news:
            raise self._loop.deadlock()
        return events

    def _sleep(self, seconds: float | None) -> Events:
        self._asleep = True
        try:
            # Who brought news before the line above did not write to the pipe.
            return self._poll(0 if self._news else seconds)
        finally:
            self._asleep = False

    def _poll(self, seconds: float | None) -> Events:
        events = self._real.select(seconds)
        for index, (key, _mask) in enumerate(events):
            if key.fd == self._own_fd:
                # Not a callback of its own: the number of the loop's steps must not depend on
                # how often threads woke it. Signals that came through the pipe are handled here.
                del events[index]
                self._loop.empty_pipe()
                break
        if events:
            self._talk = True
        return events
