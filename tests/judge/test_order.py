"""wrong-order, wrong-task, wrong-output."""

from __future__ import annotations

from typing import Any

import pytest

from playground.values.expect import Asked, TaskEnd
from playground.values.plain import encode
from playground.values.report import CaseReport
from playground.values.text import Text
from playground.values.trace import Event

from .builders import SAME, asked, case, cause, jobs, line, log, not_yet, order, task, trace


def logged(*texts: str, **facts: Any) -> CaseReport:
    """A case that logged the texts, a second apart."""
    return case(trace=trace([log(float(at), text) for at, text in enumerate(texts)], **facts))


def said(what: Asked, *texts: str) -> str:
    """The cause for an order and what was logged."""
    return cause(what, logged(*texts), logged("unused"))


@pytest.mark.parametrize(
    "texts", [("a", "b", "c"), ("x", "a", "b", "x", "c"), ("b", "a", "b", "c"), ("a", "b", "c", "c")]
)
def test_other_events_may_lie_between(texts: tuple[str, ...]) -> None:
    """The events asked for have to come in their order; others do no harm."""
    assert said(asked(order=order("a", "b", "c")), *texts) == ""


@pytest.mark.parametrize("texts", [("a", "c", "b"), ("a", "b"), ("c", "b", "a"), ()])
def test_a_missing_or_misplaced_event(texts: tuple[str, ...]) -> None:
    """One that never came, or came before its time, is `wrong-order`."""
    assert said(asked(order=order("a", "b", "c")), *texts) == "wrong-order"


def test_an_inner_list_is_any_order() -> None:
    """Several in one place may come in any order, but all of them, before what follows."""
    what = asked(order=order("a", ("b", "c"), "d"))

    assert said(what, "a", "c", "b", "d") == said(what, "a", "b", "c", "d") == ""
    assert said(what, "a", "b", "d", "c") == "wrong-order"
    assert said(what, "a", "b", "b", "d") == "wrong-order"


def test_an_exact_order_allows_no_others() -> None:
    """With `exact` nothing lies between, before or after."""
    what = asked(order=order("a", ("b", "c")), order_exact=True)

    assert said(what, "a", "c", "b") == ""
    assert said(what, "a", "b") == "wrong-order"
    assert said(what, "x", "a", "b", "c") == "wrong-order"
    assert said(what, "a", "b", "c", "x") == "wrong-order"


def test_wrong_order_says_which_and_when() -> None:
    """A misplaced event is named with its time and what should come before it; a missing one by its name."""
    mine = jobs(("A", 0, 1), ("B", 1, 2))
    what = asked(order=order("A+", "B+", "A-", "B-"))

    found = not_yet(what, mine, mine)

    assert "`A-` came too early (at 1 s): it is asked for only after `B+`" in found.message
    assert (found.facts.expected, found.facts.got) == ("A+, B+, A-, B-", "A+, A-, B+, B-")
    assert "`C+` never came" in not_yet(asked(order=order("A+", "C+")), mine, mine).message


def test_an_unasked_event_in_an_exact_order() -> None:
    """What came instead is named, or what came after all."""
    what = asked(order=order("a", "b"), order_exact=True)

    assert (
        "`ignored` came at 1 s where `b` is asked for"
        in not_yet(what, logged("a", "ignored", "b"), logged("a")).message
    )
    assert (
        "`x` came at 2 s, and nothing is asked for there"
        in not_yet(what, logged("a", "b", "x"), logged("a")).message
    )


def test_an_event_that_came_too_rarely() -> None:
    """Where an event is asked for twice, once is told as too rare, not as never or too early."""
    message = not_yet(asked(order=order("heard", "heard")), logged("heard"), logged("heard", "heard")).message

    assert "`heard` came, but not as often" in message


def test_nothing_noted_at_all() -> None:
    """No event at all is told as that."""
    assert "Nothing was noted" in not_yet(asked(order=order("a")), logged(), logged("a")).message


def test_the_same_order_as_the_solution() -> None:
    """`same` takes the solution's events, case by case; an empty exact order forbids any."""
    what = asked(order=SAME, order_exact=True)

    assert cause(what, logged("a"), logged("a")) == ""
    assert cause(what, logged("a"), logged()) == "wrong-order"
    assert cause(asked(order=SAME), logged("a"), logged()) == ""


def test_log_lines_with_the_place_are_pointed_at() -> None:
    """Where an event knows its line the message does."""
    mine = case(
        trace=trace(Event(0.0, "log", 1, "b", place=line(2)), Event(1.0, "log", 1, "a", place=line(1)))
    )

    assert "Look at line 2" in not_yet(asked(order=order("a", "b")), mine, mine).message


ENDS = trace(
    tasks=[
        task(1, "Task-1", root=True),
        task(2, "A", how="done", value=encode("a"), ended=1.0, place=line(2)),
        task(3, "B", how="failed", error="ValueError: boom", ended=1.0),
        task(4, "C", how="cancelled", ended=2.0),
        task(5, "D"),
    ]
)
TASKS = case(trace=ENDS)


@pytest.mark.parametrize(
    "end",
    [
        TaskEnd("A", "done"),
        TaskEnd("A", "done", encode("a")),
        TaskEnd("B", "failed"),
        TaskEnd("B", "failed", error="ValueError"),
        TaskEnd("C", "cancelled"),
        TaskEnd("D", "pending"),
    ],
)
def test_tasks_that_end_as_asked(end: TaskEnd) -> None:
    """Name, ending, and the value or the type of error where they are asked."""
    assert cause(asked(tasks=(end,)), TASKS, TASKS) == ""


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (TaskEnd("A", "cancelled"), "Task 'A' ended at 1 s as done 'a'; cancelled is asked"),
        (TaskEnd("A", "done", encode("b")), "as done 'a'; done 'b' is asked"),
        (TaskEnd("B", "failed", error="KeyError"), "failed ValueError: boom; failed KeyError is asked"),
        (TaskEnd("D", "done"), "'D' is still pending at the end; done is asked"),
        (TaskEnd("E", "done"), "No task is called 'E'; yours are 'A', 'B', 'C' and 'D'"),
        (TaskEnd("Task-1", "done"), "No task is called 'Task-1'"),  # the run itself is none
    ],
)
def test_a_task_that_ended_otherwise(end: TaskEnd, said: str) -> None:
    """The message says how it ended and what is asked."""
    found = not_yet(asked(tasks=(end,)), TASKS, TASKS)

    assert found.cause == "wrong-task"
    assert said in found.message


def test_a_name_that_no_task_has() -> None:
    """Asked and got speak of the same: the task of that name."""
    facts = not_yet(asked(tasks=(TaskEnd("E", "done", encode(1)),)), TASKS, TASKS).facts

    assert (facts.expected, facts.got) == ("'E': done 1", "no task of that name")


def test_a_task_that_ended_otherwise_is_named_in_both() -> None:
    """Asked and got name the task: of several it would not be known which."""
    facts = not_yet(asked(tasks=(TaskEnd("A", "done", encode("b")),)), TASKS, TASKS).facts

    assert (facts.expected, facts.got) == ("'A': done 'b'", "'A': done 'a'")


def test_no_task_at_all() -> None:
    """Without any task the message says so."""
    assert "no task was made at all" in not_yet(asked(tasks=(TaskEnd("A", "done"),)), case(), TASKS).message


def test_same_tasks_are_those_with_names() -> None:
    """`same` compares the tasks that the solution named; numbered ones are nobody's business."""
    ref = case(
        trace=trace(
            tasks=[task(1, root=True), task(2, "A", how="done", value=encode("a")), task(3, "Task-3")]
        )
    )

    assert cause(asked(tasks=SAME), TASKS, ref) == ""
    assert (
        cause(asked(tasks=SAME), case(trace=trace(tasks=[task(2, how="done", value=encode("a"))])), ref)
        == "wrong-task"
    )


def test_one_of_several_tasks_of_a_name() -> None:
    """Where names repeat one that ended as asked is enough."""
    mine = case(trace=trace(tasks=[task(2, "A", how="cancelled"), task(3, "A", how="done")]))

    assert cause(asked(tasks=(TaskEnd("A", "done"),)), mine, TASKS) == ""


def printed(text: str, **facts: Any) -> CaseReport:
    """A case that printed the text."""
    return case(output=text, **facts)


def test_lines_in_their_order_with_others_between() -> None:
    """Each asked line may be part of a longer one; more lines do no harm."""
    what = asked(output=("one", "two"))

    assert cause(what, printed("zero\nnumber one\nx\ntwo!\n"), printed("")) == ""
    assert cause(asked(output=SAME), printed("debug\none\ntwo\n"), printed("one\n\ntwo\n")) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was printed, where `2 tasks pending` is asked"),
        ("3 tasks pending\n", "the line nearest to it is `3 tasks pending`"),
        ("something quite different\n", "the last line of yours is `something quite different`"),
        ("\x1b[2Jsomething quite different\n", "`\\x1b[2Jsomething"),
    ],
)
def test_wrong_output_says_what_is_nearest(text: str, said: str) -> None:
    """A missing line is told beside what there is."""
    found = not_yet(asked(output=("2 tasks pending",)), printed(text), printed(""))

    assert found.cause == "wrong-output"
    assert said in found.message


def test_a_line_that_came_too_early() -> None:
    """Lines in another order are told as that; cut output is mentioned."""
    mine = printed("two\none\n", output_cut=True)

    message = not_yet(asked(output=("one", "two")), mine, printed("")).message

    assert "`two` was printed before another line" in message
    assert "cut" in message


def test_what_else_happened_is_not_shown_beside_what_is_asked() -> None:
    """Log lines that nobody asked for would hide the rest; where none came, that is said."""
    what = asked(order=order("a", ("b c", "d")))

    found = not_yet(what, logged("x", "a", "y", "b c"), logged("a"))
    assert (found.facts.expected, found.facts.got) == ("a, (b c, d)", "a, b c")
    assert not_yet(what, logged("x"), logged("a")).facts.got == "none of these"
    exact = asked(order=order("a", "b"), order_exact=True)
    assert not_yet(exact, logged("a", "x"), logged("a")).facts.got == "a, x"


def test_a_printed_event_is_told_to_be_no_event() -> None:
    """Also behind the exercise's own words; not where it is both printed and logged."""
    what = asked(order=order("stopped"), say={"wrong-order": Text("Own words.")})

    printed = case(output="stopped\n", trace=trace())
    assert not_yet(what, printed, logged("stopped")).message.startswith("Own words. `stopped` was printed")
    twice = asked(order=order("a", "a"))
    assert "printed" not in not_yet(twice, logged("a"), logged("a", "a")).message
