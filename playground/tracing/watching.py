"""What is told while the program runs: steps that hold a loop, and tasks that are stuck.

One bare thread looks at all loops ten times a second. It asks nothing of them: what they record is
what it reads.
"""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from playground.loop.bare import BareThread
from playground.loop.stuck import Suspicion
from playground.values.text import Language, Text
from playground.views.stuck import stuck_words

if TYPE_CHECKING:
    from playground.values.report import Hold
    from playground.values.trace import Place

    from .loops import Loops, Made

__all__ = ["Watch", "output"]

EVERY = 0.1  # seconds between two looks
SLOWLY = 3  # looks between two at who is stuck
SHARE = 0.02  # of the time that these may take
FIRST = 0.4  # seconds of a hold after which it is told while it goes on; then at twice that, and so on
STUCK = Text("playground: stuck: {words}", "playground：卡住了：{words}")
GOES_ON = Text(
    "playground: the loop is held by {task}{place}, for {seconds:.2f} s so far",
    "playground：循环正被 {task} 占住{place}，已经 {seconds:.2f} 秒",
)
WAS = Text(
    "playground: the loop was held by {task}{place} for {seconds:.2f} s",
    "playground：循环被 {task} 占住了 {seconds:.2f} 秒{place}",
)
AT = Text(" at {place}", "（{place}）")


def output() -> TextIO | None:
    """Where our own words go: stderr, whatever the program has done to it; None when it is closed."""
    for stream in (sys.stderr, sys.__stderr__):
        if stream is not None and not stream.closed:
            return stream
    return None


class _Watched:
    """What is known of one loop from the last look."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.suspicion: Suspicion | None = None
        self.last: Hold | None = None  # the last hold that was told
        self.began: float | None = None  # of the step that holds the loop now
        self.next = FIRST  # seconds of it after which it is told again


class Watch:
    """Tells of the loops in `loops`; holds only if asked to `follow` them."""

    def __init__(self, loops: Loops, follow: bool, language: Language) -> None:
        self._loops = loops
        self._follow = follow
        self._language = language
        self._watched: dict[int, _Watched] = {}
        self._next_suspicion = 0.0
        self._thread = BareThread(self._try, EVERY)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look a last time, and no more."""
        self._thread.stop()
        if self._follow:
            for made in self._loops.made:
                self._holds_of(self._of(made))

    def _try(self) -> None:
        try:
            self._look()
        except (RuntimeError, AttributeError, KeyError, TypeError, ValueError):
            pass  # the program went on while we looked: next time

    def _look(self) -> None:
        running = [self._of(made) for made in self._loops.made if made.ended is None]
        if self._follow:
            for one in running:
                self._holds_of(one)
                self._hold_now(one)
        began = monotonic()
        if began >= self._next_suspicion:
            for one in running:
                self._suspect(one)
            ended = monotonic()
            self._next_suspicion = ended + max(EVERY * SLOWLY, (ended - began) / SHARE)

    def _of(self, made: Made) -> _Watched:
        return self._watched.setdefault(id(made), _Watched(made))

    def _holds_of(self, one: _Watched) -> None:
        """Tell the holds that are over since the last look."""
        holds = one.made.recorder.holds
        known = next((place for place, hold in enumerate(holds) if hold is one.last), -1)
        for hold in holds[known + 1 :]:
            self._say_held(WAS, hold.task, hold.place, hold.seconds)
            one.last = hold

    def _hold_now(self, one: _Watched) -> None:
        """Tell the hold that goes on, if it is long."""
        recorder = one.made.recorder
        began = recorder.step_began()
        if began is None:
            return
        if began != one.began:
            one.began, one.next = began, FIRST
        seconds = monotonic() - began
        place = recorder.sampler.place(began)
        if seconds >= one.next and place is not None and recorder.step_began() == began:
            one.next *= 2
            self._say_held(GOES_ON, recorder.running_name(), place, seconds)

    def _say_held(self, text: Text, task: str, place: Place | None, seconds: float) -> None:
        at = AT.say(self._language, place=place) if place is not None else ""
        self._say(text.say(self._language, task=task, place=at, seconds=seconds))

    def _suspect(self, one: _Watched) -> None:
        recorder = one.made.recorder
        loop = recorder.recorded_loop
        if loop is None or recorder.clock == "virtual" or not loop.is_running():
            return  # the virtual loop says it itself, and ends
        if one.suspicion is None:
            one.suspicion = Suspicion(loop)
        found = one.suspicion.look() if recorder.selecting else None
        if found is not None:
            self._say(STUCK.say(self._language, words=stuck_words(found, self._language)))

    def _say(self, words: str) -> None:
        stream = output()
        if stream is not None:
            print(words, file=stream, flush=True)
