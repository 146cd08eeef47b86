"""The course at the prompt: lesson commands, and the quiet judge in the background.

Everything that may take its time (reading lessons, running an answer in the sandbox) happens in one
worker thread, in order, so that neither the learner's loop nor their typing ever waits for it.
"""

from __future__ import annotations

import ast
import difflib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from playground.errors import PlaygroundError, nearest
from playground.values.text import Text
from playground.values.transcript import Cell, Transcript

from .cells import bound_names
from .commands import LESSON_WORDS, Command

if TYPE_CHECKING:
    from playground.course.model import Exercise
    from playground.course.replies import Reply

__all__ = ["Job", "LessonDesk", "Lessons", "worth_judging"]

UNKNOWN = Text(
    "There is no command 'lesson {word}'.{near} The words are: {words}.",
    "没有 'lesson {word}' 这个命令。{near}可用的有：{words}。",
)
ON_OFF = Text("Type  lesson auto on  or  lesson auto off.", "请输入  lesson auto on  或  lesson auto off。")


class LessonDesk(Protocol):
    """What the shell needs of a course session."""

    @property
    def current(self) -> Exercise | None:
        """The exercise that is open."""

    @property
    def auto(self) -> bool:
        """Whether cells are judged as they are typed."""

    def command(self, word: str, rest: str, transcript: Transcript) -> Reply:
        """Answer one lesson command."""

    def judge(self, transcript: Transcript) -> Reply | None:
        """Judge quietly; None when there is nothing to say."""

    def ids(self) -> tuple[str, ...]:
        """Ids of all exercises."""

    def take_notice(self) -> Text | None:
        """What the learner should be told of the file of progress, once."""

    def close(self) -> None:
        """Let go of what runs answers."""


class Job:
    """Something the worker does; `done` then, with `replies` or an `error`."""

    def __init__(self, work: Callable[[], list[Reply]], finished: Callable[[Job], None]) -> None:
        self.work = work
        self.finished = finished
        self.done = False
        self.late = False  # nobody waits for it any more
        self.replies: list[Reply] = []
        self.error: BaseException | None = None
        self._unclaimed = threading.Lock()

    def claim(self) -> bool:
        """True for the first who asks: it shows the replies."""
        return self._unclaimed.acquire(blocking=False)

    def run(self) -> None:
        """Do it, in the worker's thread."""
        from playground.course.replies import Refused

        try:
            self.replies = self.work()
        except PlaygroundError as error:
            self.replies = [Refused(Text(str(error), error.zh or str(error)))]
        except BaseException as error:
            self.error = error
        self.done = True
        self.finished(self)


class Lessons:
    """The session in its worker thread, and the cells typed since the exercise began."""

    def __init__(self, open_desk: Callable[[], LessonDesk], opened: Callable[[Exercise, bool], None]) -> None:
        self._open_desk = open_desk
        self._opened = opened
        self._desk: LessonDesk | None = None
        self._cells: list[Cell] = []
        self._began = time.monotonic()
        self._since: Exercise | None = None  # the exercise to which the cells belong
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    # Read from any thread.

    @property
    def line(self) -> str:
        """For the bottom line: the exercise that is open."""
        exercise = self._since or (self._desk.current if self._desk else None)
        return f"{exercise.number} {exercise.id}" if exercise else ""

    def exercise_ids(self) -> tuple[str, ...]:
        """For completion: known once the lessons were read."""
        return self._desk.ids() if self._desk else ()

    @property
    def transcript(self) -> Transcript:
        """What was typed since the exercise began."""
        return Transcript(tuple(self._cells))

    # Called by the shell, in the main thread.

    def command(self, command: Command, finished: Callable[[Job], None]) -> Job:
        """Answer a lesson command in the worker; `finished` is called there."""
        transcript = self.transcript

        def answer() -> list[Reply]:
            from playground.course.replies import Refused

            if command.name and command.name not in LESSON_WORDS:
                near = nearest(command.name, LESSON_WORDS)
                said = {"word": command.name, "near": near, "words": ", ".join(LESSON_WORDS)}
                return [Refused(Text(UNKNOWN.en.format(**said), UNKNOWN.zh.format(**said)))]
            if command.name == "auto" and command.rest not in ("on", "off"):
                return [Refused(ON_OFF)]
            reply = self._the_desk().command(command.name, command.rest, transcript)
            return [*self._notices(), reply]

        return self._submit(Job(answer, finished))

    def resume(self, finished: Callable[[Job], None]) -> None:
        """Open the course in the worker, so that an exercise left open is judged again."""

        def opened() -> list[Reply]:
            self._the_desk()
            return self._notices()

        self._submit(Job(opened, finished))

    def settle(self, asked: bool = False, reset: bool = False) -> None:
        """When another exercise is open now, its transcript begins; `asked` says that a command opened it."""
        current = self._desk.current if self._desk else None
        if current is not None and (reset or current is not self._since):
            self._since = current
            self._cells.clear()
            self._began = time.monotonic()
            self._opened(current, asked)
        elif current is None:
            self._since = None

    def typed(self, text: str, at: float, ran: bool, finished: Callable[[Job], None]) -> Job | None:
        """A cell was submitted at `at` (monotonic seconds). Judge what it completes."""
        exercise, desk = self._since, self._desk
        if exercise is None or desk is None:
            return None
        self._cells.append(Cell(text, round(at - self._began, 3)))
        if not ran or not desk.auto or not worth_judging(exercise, self._cells):
            return None
        transcript = self.transcript

        def judged() -> list[Reply]:
            if desk.current is not exercise:
                return []  # the learner went on meanwhile
            reply = desk.judge(transcript)
            return self._notices() if reply is None else [*self._notices(), reply]

        return self._submit(Job(judged, finished))

    def close(self, seconds: float) -> None:
        """End the worker and what it keeps open; wait that long for it at most."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(seconds)

    def _submit(self, job: Job) -> Job:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="playground-lessons", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        return job

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
        if self._desk is not None:
            self._desk.close()

    def _notices(self) -> list[Reply]:
        """What the desk has to tell of itself: progress that cannot be saved, a damaged file."""
        from playground.course.replies import Said

        notice = self._desk.take_notice() if self._desk is not None else None
        return [] if notice is None else [Said(notice)]

    def _the_desk(self) -> LessonDesk:
        if self._desk is None:
            self._desk = self._open_desk()
        return self._desk


def worth_judging(exercise: Exercise, cells: Sequence[Cell]) -> bool:
    """Whether the last of the cells may have completed, or changed, an answer to `exercise`.

    A prompt exercise is looked at after each cell; a predict exercise is answered by `lesson answer`.
    """
    if exercise.kind != "write" or not cells:
        return exercise.kind == "prompt"
    if exercise.script:
        from playground.course.extract import starts_a_program

        return starts_a_program(cells[-1].source)
    return completes(exercise, cells) or misnames(exercise, cells)


def completes(exercise: Exercise, cells: Sequence[Cell]) -> bool:
    """Whether all that `exercise` asks for is defined, and the last cell defined some of it.

    Or something that the answer uses or the solution has: a helper that was mended changes the answer.
    """
    asked, solution = _asked(exercise)
    typed = [statement for cell in cells for statement in _statements(cell.source)]
    last = bound_names(_statements(cells[-1].source))
    if last & asked:
        return True
    definitions = [statement for statement in typed if isinstance(statement, DEFINITIONS)]
    return asked <= bound_names(typed) and bool(last & (solution | _loaded(definitions)))


def misnames(exercise: Exercise, cells: Sequence[Cell]) -> bool:
    """Whether the last cell defines a function or class nearly named as what `exercise` asks for.

    Not once there is one of the right name: then it is a helper.
    """
    asked, _ = _asked(exercise)
    typed = [statement for cell in cells for statement in _statements(cell.source)]
    if bound_names(typed) & asked:
        return False
    last = _statements(cells[-1].source)
    defined = [statement.name for statement in last if isinstance(statement, DEFINITIONS)]
    return any(difflib.get_close_matches(name, asked, n=1, cutoff=0.75) for name in defined)


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _asked(exercise: Exercise) -> tuple[frozenset[str], frozenset[str]]:
    """What the learner is to define: of the solution's names those that the calls use, else all. And all."""
    calls = [exercise.call, *(step.call for step in exercise.steps)]
    used = _loaded([statement for call in calls for statement in _statements(call)])
    solution = bound_names([s for cell in exercise.solution.cells for s in _statements(cell.source)])
    return solution & used or solution, solution


def _statements(text: str) -> list[Any]:
    try:
        tree = compile(text, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return []
    return list(tree.body)


def _loaded(statements: Sequence[ast.AST]) -> frozenset[str]:
    """The names that are used anywhere inside."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
