"""The course as the learner meets it at the prompt: what is asked, waited for, shown and given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.values.text import Text

from .cells import Source
from .commands import Command
from .lessons import Job, LessonDesk, Lessons

if TYPE_CHECKING:
    from playground.course.model import Exercise

    from .repl import Shell

__all__ = ["Tutor"]

STOPPED = Text("KeyboardInterrupt: the answer is shown when it comes", "KeyboardInterrupt：结果出来时会显示")


class Tutor:
    """Stands between the shell and its lessons. `offer` puts a starter within the learner's reach."""

    def __init__(self, shell: Shell, open_desk: Callable[[], LessonDesk]) -> None:
        self.lessons = Lessons(open_desk, self._opened)
        self.offer: Callable[[str], None] = lambda start: None
        self._shell = shell
        self._given_up = False  # by Ctrl-C, on the command that is waited for

    def command(self, command: Command) -> None:
        """Answer a lesson command; Ctrl-C stops waiting for the answer, not the answer."""
        shell = self._shell
        self._given_up = False
        job = self.lessons.command(command, self._answered)
        with shell.waiting(str(command)):
            shell.driver.spin(lambda: job.done or self._given_up)
        if not job.done:
            job.late = True
            shell.screen.complain(STOPPED.say(shell.lang))
        if job.done:  # it may have come just now
            self._show(job)
            self.lessons.settle(asked=True, reset=command.name == "reset")

    def resume(self) -> None:
        """Open the course in the worker; an exercise that was left open is judged again."""
        self.lessons.resume(self._judged)

    def give_up(self) -> None:
        """Ctrl-C while no cell runs."""
        self._given_up = True
        self._shell.driver.wake()

    def typed(self, text: str, at: float, ran: bool) -> None:
        """A cell was run; it may be judged in the background."""
        job = self.lessons.typed(text, at, ran, self._judged)
        if job is not None and self._shell.piped:  # nobody waits to type: the verdict comes in its place
            self._shell.driver.spin(lambda: job.done)

    # In the worker's thread.

    def _answered(self, job: Job) -> None:
        if job.late:
            self._show(job)
        self._shell.driver.wake()

    def _judged(self, job: Job) -> None:
        self._show(job)
        self._shell.driver.wake()

    # In either.

    def _show(self, job: Job) -> None:
        """Show what the worker answered, once."""
        from playground.course.replies import Refused

        shell = self._shell
        if not job.claim():
            return
        if job.error is not None:
            shell.teller.ours_failed(job.error)
            shell.failed = True
        for reply in job.replies:
            try:
                text = shell.parts.draw_reply(reply, shell.screen.abilities, shell.lang)
            except Exception as error:
                shell.teller.ours_failed(error)
                continue
            refused = isinstance(reply, Refused)
            (shell.screen.complain if refused else shell.screen.show)(text)
            shell.failed |= refused

    # In the main thread, between two turns of the loop.

    def _opened(self, exercise: Exercise, asked: bool) -> None:
        """What is given is there at the prompt too, and the clock begins; `asked` by a command."""
        shell = self._shell
        shell.parts.restart_journal(shell.loop.time())
        shell.teller.judges_programs = exercise.script
        if exercise.given:
            source = Source(0, exercise.given)
            run = shell.run_code(source, source.compiled())
            try:
                run.result()
            except BaseException as error:  # the exercise's own fault, shown for what it is
                shell.teller.ours_failed(error)
        if exercise.start and asked:
            self.offer(exercise.start.rstrip())
