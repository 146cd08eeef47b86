"""The shell: read a cell, run it, show what came of it; the learner's loop goes on all the while."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from playground.loop.waits import waits_on
from playground.values.cells import CompiledCell, remember_source
from playground.values.text import Text
from playground.values.trace import Trace

from .cells import Source, kept_flags
from .commands import Command, first_command
from .driver import Driver
from .ending import Ending, exit_code
from .front import Front
from .interrupts import Interrupts
from .lessons import LessonDesk
from .names import help_screen
from .own import OwnNames
from .pulse import HELD, Pulse
from .ran import Ran
from .reader import Reading
from .running import Run
from .screen import Screen
from .seams import Mark, Parts
from .stuck import Stuckness
from .teller import Teller
from .toolbar import Busy, bottom_line, held_words
from .tutor import Tutor

if TYPE_CHECKING:
    from .watch import Request

__all__ = ["Shell"]

LEFT = Text(
    "{name!r} does not stop: it goes on in the background{tasks}. cancel({name!r}) asks it again.",
    "{name!r} 不肯停止：它继续在后台运行{tasks}。cancel({name!r}) 可以再次要求它停止。",
)
CANCELLED = Text("KeyboardInterrupt: {name} cancelled{place}", "KeyboardInterrupt：{name} 已取消{place}")
STOPPED = Text("KeyboardInterrupt{place}", "KeyboardInterrupt{place}")


class Shell:
    """Everything that lives as long as the shell does. `run` ends with the exit code."""

    def __init__(
        self, parts: Parts, screen: Screen, front: Front, lessons: Callable[[], LessonDesk], piped: bool
    ) -> None:
        self.parts = parts
        self.screen = screen
        self.front = front
        self.lang = lang = front.lang
        self.piped = piped
        self.loop = parts.loop()
        asyncio.set_event_loop(self.loop)
        self.recording = parts.recording(self.loop)
        self.driver = Driver(self.loop)
        self.teller = Teller(screen, lang, lambda: self.recording.failed)
        self.pulse = Pulse(self.loop)
        self.pulse.on_beat.append(self.teller.failures.look)
        self.tutor = Tutor(self, lessons)
        self.pulse.on_beat.append(Stuckness(self.loop, self._is_busy, screen.complain, lang).look)
        self.interrupts = Interrupts(self.loop, self.tutor.give_up)
        self.lessons = self.tutor.lessons
        self.ending = Ending(self.driver, screen.complain, lang, self._holder)
        self.around_cell: AbstractContextManager[object] = nullcontext()  # the footer
        self.watch: Callable[[Request], None] = lambda request: None  # needs a terminal
        self.replay: Callable[[Trace], None] | None = None  # steps through it on a terminal
        self.to_replay: Trace | None = None  # asked for in the cell that runs now
        front.give({**parts.names(), **OwnNames(self).by_name()})
        self.namespace = front.namespace
        self.context = contextvars.copy_context()
        self.ran: list[Ran] = []  # the cells so far, the running one too
        self.last_trace: Trace | None = None
        self.failed = False
        self.busy: Busy | None = None  # what the prompt waits for
        self.pulse.on_beat.append(self._look_at_cell)
        self._began = time.monotonic()

    # The way of a cell.

    def run(self, reading: Reading) -> int:
        """Run what is read until the end of input or `exit`; gives the exit code."""
        self.front.shell = self
        if not self.piped and self.parts.has_progress():
            self.tutor.resume()
        self.pulse.start()
        self.interrupts.install()
        self.loop.set_exception_handler(self.teller.loop_error)
        code = 0
        with warnings.catch_warnings(), self.teller.warnings():
            try:
                code = self._read_and_run(reading)
            finally:
                self.pulse.stop()
                self.ending.finish(code)
                self.lessons.close(seconds=1.0)
        return code

    def _read_and_run(self, reading: Reading) -> int:
        while True:
            self.driver.spin(lambda: reading.ready)
            try:
                text = reading.take()
            except EOFError:
                return 1 if self.failed and self.piped else 0
            code = self._submit(text)
            if code is not None:
                return code
            reading.ask()

    def _submit(self, text: str) -> int | None:
        """Run what was typed; the exit code when it was the last."""
        self.lessons.settle()  # the course may have been opened meanwhile
        while text.strip():
            command, text = first_command(text, self.front.is_bound)
            code = self._command(command) if command else self._cell(text)
            if code is not None or command is None:
                return code
        return None

    def _command(self, command: Command) -> int | None:
        match command.word:
            case "exit" | "quit":
                return exit_code(command.name or None, self.screen.complain)
            case "help":
                able = self.screen.abilities
                self.screen.show(help_screen(self.front.names, self.lang, able.width))
            case _:
                self.tutor.command(command)
        return None

    def _cell(self, text: str) -> int | None:
        at = time.monotonic()
        source = Source(len(self.ran) + 1, text, at - self._began)
        self.ran.append(Ran(source.number, text, source.at))
        self.teller.cell_begins()
        remember_source(text, source.name)  # also of a cell that does not compile
        try:
            with warnings.catch_warnings():
                compiled = source.compiled(self.front.flags)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
            self.failed = True
            self.ran[-1] = replace(self.ran[-1], seconds=0.0, error=type(error).__name__)
            self.teller.error(error)
            return None
        self.front.flags |= kept_flags(compiled)
        self.driver.aside(lambda: self.parts.prepare(text))
        mark = self.context.run(self.recording.begin_cell, source.number)
        run = self.run_code(source, compiled)
        code = self._outcome(run)
        if code is None:
            made = self._tell_tasks(mark)
            seconds = run.seconds if run.ended else None
            self.ran[-1] = replace(self.ran[-1], seconds=seconds, tasks=made, error=run.error)
            self.tutor.typed(text, at, run.ended)
        return code

    def run_code(self, source: Source, code: CompiledCell) -> Run:
        """Run a cell until it is over, with Ctrl-C and the bottom line."""
        self.interrupts.install()
        run = Run(self.loop, source, code, self.namespace, self.context, self.driver.wake)
        self.interrupts.cell = run
        try:
            with self.waiting(run.task.get_name()):
                self.driver.spin(lambda: run.over)
        finally:
            self.interrupts.cell = None
            sys.settrace(None)
        return run

    def _is_busy(self) -> bool:
        """A cell runs, and nobody can type."""
        return self.interrupts.cell is not None

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """The prompt waits for `what`; the bottom line says so."""
        self.busy = Busy(what, time.monotonic())
        try:
            with self.around_cell:
                yield
        finally:
            self.busy = None

    def _look_at_cell(self) -> None:
        """What the running cell waits on, for the bottom line. In the loop's thread."""
        busy, cell = self.busy, self.interrupts.cell
        if busy is not None and cell is not None and time.monotonic() - busy.since > HELD:
            self.busy = replace(busy, wait=waits_on(cell.task))

    def _outcome(self, run: Run) -> int | None:
        """Show what came of a run; the exit code when it asked to leave."""
        if not run.ended:
            self._left_behind(run)
            return None
        if run.exit is not None:
            return exit_code(run.exit.code, self.screen.complain)
        try:
            value = run.result()
        except asyncio.CancelledError as error:
            if run.presses:
                self.screen.complain(CANCELLED.say(self.lang, name=f"cell {run.source.number}", place=""))
            else:
                self.teller.error(error)
            self.failed = True
            return None
        except BaseException as error:
            self.teller.error(error)
            self.failed = True
            return None
        if run.interrupted:
            self.screen.complain(STOPPED.say(self.lang, place=""))
            self.failed = True
        elif not self._took_the_screen() and value is not None:
            self._show_value(value, run.source)
        return None

    def _took_the_screen(self) -> bool:
        """Show what `replay()` or `loop_status(watch=True)` in this cell asked for, until it is left."""
        trace, self.to_replay = self.to_replay, None
        if trace is not None and self.replay is not None:
            self.replay(trace)
            return True
        module = sys.modules.get("playground.shell.watch")
        if module is None or not module.requested or not self.screen.abilities.live:
            return False
        self.watch(module.requested.pop())
        return True

    def _show_value(self, value: object, source: Source) -> None:
        self.namespace["_"] = self.namespace[f"_{source.number}"] = value
        self.interrupts.drawing = True  # its repr is the learner's code, and may take for ever
        try:
            text = self._drawn(value)
        except KeyboardInterrupt:
            self.screen.complain(STOPPED.say(self.lang, place=""))
            self.failed = True
            return
        except BaseException as error:
            self.teller.error(error)
            self.failed = True
            return
        finally:
            self.interrupts.drawing = False
        self.screen.show(text)
        self.teller.value(value, source.text)

    def _drawn(self, value: object) -> str:
        able, draw = self.screen.abilities, self.parts.draw_value
        if type(value).__module__.startswith("playground."):  # facts of ours: any thread may draw them
            return self.driver.aside(lambda: draw(value, able, self.lang))
        return draw(value, able, self.lang)

    def _left_behind(self, run: Run) -> None:
        """The second Ctrl-C: the prompt comes back, the cell goes on."""
        self.failed = True
        self.context = self.context.copy()  # what it still makes belongs to it, not to the next cell
        self.screen.complain(LEFT.say(self.lang, name=run.task.get_name(), tasks=""))

    def _tell_tasks(self, mark: Mark) -> int:
        """After a cell that made tasks: the summary and the timeline; after one that held the loop: why.

        Gives the number of tasks.
        """
        trace, holds = self.recording.trace(mark), self.recording.holds(mark)
        if trace is not None:
            self.last_trace = trace
            able, draw = self.screen.abilities, self.parts.draw_trace
            held = max((hold.seconds for hold in holds), default=0.0)
            self.screen.show(self.driver.aside(lambda: draw(trace, held, able, self.lang)))
        for hold in holds:
            self.teller.hold(hold)
        return sum(not task.root for task in trace.tasks) if trace is not None else 0

    # What the prompt, and the end, ask from their own threads.

    def _holder(self) -> str:
        return held_words(self.pulse.who(), self.lang)

    def bottom_line(self) -> str:
        """What the bottom line says now."""
        pulse = self.pulse
        held = pulse.snapshot if pulse.held else replace(pulse.snapshot, held=None)
        unicode = self.screen.abilities.unicode
        return bottom_line(held, self.lessons.line, self.lang, unicode, self.busy, time.monotonic())
