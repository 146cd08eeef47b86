"""What an exercise expects, as the judge is told."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from .frozen import frozen
from .plain import Plain
from .text import Text

__all__ = ["Asked", "Bound", "Expect", "OrderItem", "Prediction", "Same", "Source", "TaskEnd", "Value"]


@frozen
class Same:
    """As the solution does on this case."""


@frozen
class Bound:
    """A bound; either end may be missing, either may be `same`. Both ends belong to it."""

    at_least: Plain | Same | None = None
    at_most: Plain | Same | None = None


Value = Plain | Same | Bound


@frozen
class OrderItem:
    """One expected event, or several in any order."""

    any_of: tuple[str, ...]


@frozen
class TaskEnd:
    """How a task of that name is expected to end; `value` for done, `error` (a type) for failed."""

    name: str
    how: Literal["done", "cancelled", "failed", "pending"]
    value: Plain | None = None
    error: str = ""


@frozen
class Expect:
    """What is looked at; a field that is None is not looked at."""

    returns: Value | None = None
    raises: Plain | Same | None = None  # a str: "ValueError", or "ValueError: its words"
    time: Value | None = None
    peak: Value | None = None
    held: Value | None = None
    turns: Value | None = None
    tasks: tuple[TaskEnd, ...] | Same | None = None
    order: tuple[OrderItem, ...] | Same | None = None
    order_exact: bool = False
    output: tuple[str, ...] | Same | None = None  # lines that must appear, in this order
    exit: Value | None = None


@frozen
class Source:
    """Names that the answer must use and must not; "a | b" asks for one of them."""

    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@frozen
class Prediction:
    """What is predicted, in the order asked, and the choices with the value that each stands for."""

    of: tuple[Literal["time", "order", "returns", "raises", "output", "peak"], ...]
    choices: tuple[tuple[str, Text, Plain], ...] = ()  # letter, words, value


@frozen
class Asked:
    """All that the judge needs to know of an exercise; the course makes it, the judge imports no course."""

    exercise: str
    kind: Literal["write", "predict", "prompt"]
    expect: Expect
    call: str = ""
    cases: tuple[str, ...] = ("",)  # how each case is shown to the learner: "delays = {'a': 1}"
    clock: Literal["virtual", "real"] = "virtual"
    allow: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
    say: dict[str, Text] = field(default_factory=dict)
    prediction: Prediction | None = None
