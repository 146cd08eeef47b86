"""What an exercise expects, from its words in the file to the values that the judge is told."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

from playground.errors import nearest
from playground.values.expect import Bound, Expect, OrderItem, Same, TaskEnd, Value
from playground.values.plain import Plain, encode

from . import schema as written
from .located import Document, Key

__all__ = ["build_expect"]


def build_expect(document: Document, it: written.Expect, key: Key) -> Expect:
    """What is looked at; `key` is the way to it in `document`."""
    exact = isinstance(it.order, written.Order) and it.order.exact
    order = it.order.events if isinstance(it.order, written.Order) else it.order
    return Expect(
        returns=_value(document, it.returns, (*key, "returns")) if "returns" in it.model_fields_set else None,
        raises=None if it.raises is None else Same() if it.raises == "same" else encode(it.raises),
        time=_measure(it.time),
        peak=_measure(it.peak),
        held=_measure(it.held),
        turns=_measure(it.turns),
        exit=_measure(it.exit),
        tasks=_tasks(document, it.tasks, (*key, "tasks")),
        order=None if order is None else _order(order),
        order_exact=exact,
        output=None
        if it.output is None
        else Same()
        if it.output == "same"
        else tuple(it.output.splitlines() if isinstance(it.output, str) else it.output),
    )


def _value(document: Document, value: Any, key: Key) -> Value:
    """A value, `same`, or a bound: a mapping all of whose keys are words of a bound."""
    if isinstance(value, str) and value == "same":
        return Same()
    if not isinstance(value, dict) or not value:
        return encode(value)
    if set(value) <= set(written.BOUND_WORDS):
        try:
            return _bound(written.Bound.model_validate(value))
        except ValueError:  # pydantic's: its words are about models
            document.wrong(key, "a bound is {at_most: v}, {at_least: v} or {between: [a, b]}")
    return encode(value)


def _tasks(document: Document, tasks: Any, key: Key) -> tuple[TaskEnd, ...] | Same | None:
    if tasks is None:
        return None
    if tasks == "same":
        return Same()
    return tuple(_task(document, name, how, (*key, name)) for name, how in tasks.items())


def _task(document: Document, name: str, words: str, key: Key) -> TaskEnd:
    how, _, rest = words.partition(" ")
    rest = rest.strip()
    match how, rest:
        case ("done" | "cancelled" | "failed" | "pending") as end, "":
            return TaskEnd(name, end)
        case "failed", error:
            return TaskEnd(name, "failed", error=error)
        case "done", value:
            try:
                return TaskEnd(name, "done", encode(literal_eval(value)))
            except (ValueError, SyntaxError):
                document.wrong(key, f"`done` wants a Python literal after it, got {value!r}")
                return TaskEnd(name, "done")
        case _:
            known = nearest(how, ("done", "cancelled", "failed", "pending"))
            words = f"a task ends as done 'value', cancelled, failed Error or pending, not {words!r}.{known}"
            document.wrong(key, words)
            return TaskEnd(name, "done")


def _measure(value: Any) -> Value | None:
    if value is None:
        return None
    return _bound(value) if isinstance(value, written.Bound) else _end(value)


def _end(value: Any) -> Plain | Same:
    return Same() if value == "same" else encode(value)


def _bound(bound: written.Bound) -> Bound:
    low, high = bound.between or (bound.at_least, bound.at_most)
    return Bound(None if low is None else _end(low), None if high is None else _end(high))


def _order(order: Any) -> tuple[OrderItem, ...] | Same:
    if order == "same":
        return Same()
    return tuple(OrderItem((item,) if isinstance(item, str) else tuple(item)) for item in order)
