"""The small shapes of a lesson file: texts, names, numbers, bounds, and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from playground.errors import nearest
from playground.values.verdict import CAUSES

__all__ = [
    "BOUND_WORDS", "Bound", "CauseName", "Expect", "Number", "Order", "SignalName", "Text", "Words",
    "Written", "picks",
]  # fmt: skip

BOUND_WORDS = ("at_most", "at_least", "between")


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


class Words(Written):
    en: str = Field(min_length=1)
    """English."""
    zh: str = Field(min_length=1)
    """中文."""


def picks(**kinds: type | tuple[type, ...]) -> Discriminator:
    """A union whose member is picked by the type of what was written; the last one when none fits."""

    def pick(value: Any) -> str:
        return next((name for name, kind in kinds.items() if isinstance(value, kind)), list(kinds)[-1])

    return Discriminator(pick)


Text = Annotated[
    Annotated[str, Tag("text")] | Annotated[Words, Tag("words")], picks(text=str, words=(dict, Words))
]
"""A text for people: a string (English), or `{en, zh}`."""


def _known(what: str, known: tuple[str, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise PydanticCustomError("name", "expected the name of a {what}", {"what": what})
        if value not in known:
            words = f"there is no {what} {value!r}.{nearest(value, known)}"
            raise PydanticCustomError("unknown_name", "{words}", {"words": words})
        return value

    return check


CauseName = Annotated[
    str, BeforeValidator(_known("cause", CAUSES)), WithJsonSchema({"enum": list(CAUSES), "type": "string"})
]
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGKILL")
SignalName = Annotated[
    str, BeforeValidator(_known("signal", _SIGNALS)), WithJsonSchema({"enum": list(_SIGNALS)})
]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "expected a number, `same`, or a bound such as {at_most: 3}")
    return value


def _number_or_same(value: Any) -> Any:
    return value if value == "same" else _number(value)


Number = Annotated[Any, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
_NUMBER_OR_SAME = {"anyOf": [{"type": "number"}, {"const": "same"}]}
End = Annotated[Any, BeforeValidator(_number_or_same), WithJsonSchema(_NUMBER_OR_SAME)]


class Bound(Written):
    """A range; both ends belong to it, either may be `same`."""

    at_most: End = None
    at_least: End = None
    between: Annotated[list[End], Field(min_length=2, max_length=2)] | None = None


Measure = Annotated[
    Annotated[Bound, Tag("bound")] | Annotated[End, Tag("number")],
    Discriminator(lambda value: "bound" if isinstance(value, (dict, Bound)) else "number"),
]
"""A number, `same` (as the solution does), or a bound."""


class Order(Written):
    events: Annotated[
        Annotated[list[Event], Tag("list")] | Annotated[Literal["same"], Tag("word")],
        picks(list=list, word=str),
    ]
    """`A+` a traced job A begins, `A-` it ends, `A!` it fails, `Ax` it is cancelled; or a text of log()."""
    exact: bool = False
    """Nothing else may lie between."""


Event = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[str], Tag("any order")],
    picks(**{"text": str, "any order": list}),
]


TextOrTexts = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[str], Tag("list")], picks(text=str, list=list)
]


class Expect(Written):
    """What is looked at. `same` is: as the solution does on this case."""

    returns: Any = None
    """A value, `same`, or a bound."""
    raises: str | None = None
    """`ValueError`, or `ValueError: its words`, or `same`."""
    time: Measure | None = None
    """Seconds from the call to its return (of a prompt exercise: of the last cell)."""
    peak: Measure | None = None
    """The most traced jobs in progress at once; without jobs, the most tasks."""
    held: Measure | None = None
    """The longest step, in real seconds."""
    turns: Measure | None = None
    """How many turns other tasks got meanwhile."""
    tasks: (
        Annotated[
            Annotated[dict[str, str], Tag("mapping")] | Annotated[Literal["same"], Tag("word")],
            picks(mapping=dict, word=str),
        ]
        | None
    ) = None
    """`{name: done 'value' | cancelled | failed ValueError | pending}`."""
    order: (
        Annotated[
            Annotated[list[Event], Tag("list")]
            | Annotated[Literal["same"], Tag("word")]
            | Annotated[Order, Tag("order")],
            picks(list=list, word=str, order=(dict, Order)),
        ]
        | None
    ) = None
    """Events in order; an inner list is any order; others may lie between unless `exact: true`."""
    output: (
        Annotated[Annotated[str, Tag("text")] | Annotated[list[str], Tag("list")], picks(text=str, list=list)]
        | None
    ) = None
    """Lines that must appear in this order, or `same`."""
    exit: Measure | None = None
    """The exit code of a script."""
