"""What goes into the sandbox (a Request) and what comes back (a Report)."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from .frozen import frozen
from .plain import Plain
from .trace import Place, Trace
from .transcript import Transcript

__all__ = [
    "CaseReport", "Ended", "ErrorReport", "Frame", "Function", "Hold", "Leak", "Limit", "LimitKind", "Limits",
    "Report", "Request", "Signal", "SyntaxReport", "Unawaited",
]  # fmt: skip


@frozen
class Limits:
    """What one answer, all its cases together, may use (defaults are DESIGN.md's)."""

    real_seconds: float = 5.0
    virtual_seconds: float = 3600.0
    steps: int = 200_000  # of the loop
    memory: int = 512 * 2**20  # bytes resident, over the whole tree of processes
    processes: int = 64  # processes and threads, over the whole tree
    file_bytes: int = 16 * 2**20  # in any one file
    output_bytes: int = 256 * 2**10  # of output kept


@frozen
class Signal:
    """A signal sent to a script, `at` real seconds after its start: "SIGINT"."""

    at: float
    send: str


@frozen
class Request:
    """What to run. Nothing in it says what is expected.

    `mode` "call": the cells run, then `call` is evaluated (and awaited if awaitable) once a case,
    each case in a fresh namespace on a fresh loop, with the case's names beside the answer's.
    "transcript": the cells run one after the other at their times; one case report.
    "script": the cells run as the program ``__main__``, in real time, with `signals`.
    `apart`: nothing of it stays in the memory that later answers begin with; for solutions.
    """

    mode: Literal["call", "transcript", "script"]
    transcript: Transcript
    given: str = ""
    call: str = ""
    cases: tuple[Plain, ...] = ()  # each a dict of names to values; () means one case without names
    clock: Literal["virtual", "real"] = "virtual"
    limits: Limits = field(default_factory=Limits)
    signals: tuple[Signal, ...] = ()
    apart: bool = False


@frozen
class SyntaxReport:
    """An answer that does not compile: Python's words, the place, the line and where in it (from 1)."""

    type: str
    text: str
    place: Place
    source: str = ""
    column: int = 0


@frozen
class Frame:
    """A line that an exception passed through, with its source; `own` when the learner wrote it."""

    place: Place
    source: str = ""
    own: bool = True


@frozen
class ErrorReport:
    """An exception. `bases` are the names of its class and all above; `parts` a group's members.

    `raised_in` is the module of the innermost frame ("asyncio.runners"), `frames` go from the
    outermost to the innermost, without ours and asyncio's. `near` is the name that there is, where
    one is missing that is spelled nearly so.
    """

    type: str
    text: str
    bases: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    parts: tuple[ErrorReport, ...] = ()
    raised_in: str = ""
    near: str = ""

    @property
    def words(self) -> str:
        """The last line of a traceback: ``ValueError: boom``."""
        return f"{self.type}: {self.text}" if self.text else self.type

    @property
    def told(self) -> str:
        """The same as Python tells it, with the name that was probably meant."""
        return f"{self.words}. Did you mean: '{self.near}'?" if self.near else self.words

    @property
    def own_frame(self) -> Frame | None:
        """The innermost frame that the learner wrote."""
        return next((frame for frame in reversed(self.frames) if frame.own), None)


@frozen
class Leak:
    """Something left behind at the moment when the call returned; `place` is where it was made or waits.

    `asked_to_stop`: a task that somebody has cancelled, and that has not ended yet.
    """

    kind: Literal["task", "thread", "server", "transport", "subprocess"]
    name: str
    place: Place | None = None
    asked_to_stop: bool = False


@frozen
class Unawaited:
    """A coroutine that was made by exercise code and never run."""

    coroutine: str
    place: Place | None = None


@frozen
class Hold:
    """One step that held the loop: the task's name, the line, for how many seconds.

    `sleeping` is True when it was `time.sleep` (then the seconds are exact on a virtual clock).
    Else `seconds` are real, and `cpu` is how much processor time the step used (None: not
    measured): a busy machine stretches the first, not the second.
    """

    task: str
    seconds: float
    place: Place | None = None
    sleeping: bool = False
    cpu: float | None = None


LimitKind = Literal["real-seconds", "virtual-seconds", "steps", "memory", "processes"]


@frozen
class Limit:
    """A limit that was reached, with its value; `place` the learner's line that was running, if known."""

    kind: LimitKind
    value: float
    place: Place | None = None


@frozen
class Function:
    """What kind of function the exercise's call found under the name.

    `result` says what the call gave before anything was awaited ("stream": an async generator, which
    cannot be); `own` that this is a coroutine whose lines the learner wrote.
    """

    name: str
    kind: Literal["async", "plain", "other"]
    result: Literal["coroutine", "awaitable", "value", "stream", "none"] = "none"
    own: bool = False


# How a case ended. "stuck" is a deadlock; "limit" one of Limits; "killed" a signal or os._exit.
Ended = Literal["returned", "raised", "stuck", "limit", "exited", "killed"]


@frozen
class CaseReport:
    """What one case did. `seconds` is from the call to its end, virtual or real as the clock.

    For a transcript, `value`, `error` and `seconds` are those of the last cell, `stuck` names what
    the waiting tasks wait on (one line each) when the case ended in a deadlock, `how` says in
    words how a process ended that did not return ("os._exit(3)", "signal SIGKILL"), `turns` are
    how many steps each task got, `exit_code` a script's.
    """

    ended: Ended
    seconds: float
    trace: Trace
    value: Plain | None = None
    error: ErrorReport | None = None
    output: str = ""
    output_cut: bool = False
    leaks: tuple[Leak, ...] = ()
    unawaited: tuple[Unawaited, ...] = ()
    holds: tuple[Hold, ...] = ()
    lost: tuple[ErrorReport, ...] = ()  # failures of tasks that nobody looked at
    swallowed: tuple[str, ...] = ()  # names of tasks that were cancelled and went on
    stuck: tuple[str, ...] = ()
    limit: Limit | None = None
    how: str = ""
    function: Function | None = None
    turns: dict[str, int] = field(default_factory=dict)
    exit_code: int | None = None
    cell_errors: tuple[ErrorReport, ...] = ()  # transcript: errors of cells before the last
    hidden: tuple[str, ...] = ()  # names of the given code that the answer defines anew


@frozen
class Report:
    """What the sandbox sends back: one case report a case, in order, as far as it came.

    `syntax`, `missing` (names that the call needs and the answer does not define, with `defined`
    those it does) and `failed` (an exception while the definitions ran) come before any case.
    `broken` says, in words, that we or the exercise failed: given code that raises, say.
    """

    cases: tuple[CaseReport, ...] = ()
    syntax: SyntaxReport | None = None
    missing: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    python: str = ""
    broken: str = ""
    failed: ErrorReport | None = None
