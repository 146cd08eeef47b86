"""crashed, wrong-exception, lost-exception, swallowed-cancel."""

from __future__ import annotations

import pytest

from playground.values.expect import Same
from playground.values.plain import encode
from playground.values.report import Ended, ErrorReport, Frame
from playground.values.text import Text
from playground.values.trace import Event, Wait

from .builders import SAME, asked, case, cause, cells, error, line, not_yet, raised, report, task, trace

SOURCE = "async def main(delays):\n    return await 42\n"
BOOM = raised("ValueError", "boom", place=line(2))


def test_a_crash_says_what_when_and_why() -> None:
    """An unexpected exception: Python's words, the second, what they mean, the line."""
    mine = raised("TypeError", "object int can't be used in 'await' expression", place=line(2), seconds=1.5)

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "crashed"
    assert "`TypeError: object int can't be used in 'await' expression` came up after 1.5 s" in found.message
    assert "Only coroutines, tasks and futures" in found.message
    assert found.message.endswith("Look at line 2: `return await 42`.")
    assert found.facts.got == "TypeError: object int can't be used in 'await' expression"


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("TypeError", "object NoneType can't be used in 'await' expression", "its None was awaited"),
        ("RuntimeError", "cannot reuse already awaited coroutine", "runs once"),
        ("TypeError", "unhashable type: 'list'", "one by one"),
        ("TypeError", "Passing coroutines is forbidden, use tasks explicitly.", "wants tasks"),
        ("InvalidStateError", "Result is not set.", "no result before it has ended"),
        ("AttributeError", "'_asyncio.Task' object has no attribute 'canceled'", "British"),
        ("RuntimeError", "TaskGroup <TaskGroup entered> is finished", "ended with its block"),
        ("TypeError", "'Lock' object does not support the context manager protocol", "plain `with`"),
        (
            "TypeError",
            "'x' object does not support the asynchronous context manager protocol",
            "`async with` was",
        ),
    ],
)
def test_asyncios_own_errors_are_explained(kind: str, text: str, why: str) -> None:
    """What learners of asyncio meet is told in words of the course."""
    assert why in not_yet(asked(), raised(kind, text), case()).message


def test_a_group_shows_what_is_in_it() -> None:
    """An ExceptionGroup is explained by its first member."""
    inner = error("InvalidStateError", "Result is not set.")
    mine = case(ended="raised", error=error("ExceptionGroup", "unhandled errors", parts=(inner,)))

    message = not_yet(asked(), mine, case()).message

    assert "Inside the group is `InvalidStateError: Result is not set.`" in message
    assert "no result before it has ended" in message


def test_definitions_that_raise_crashed() -> None:
    """An exception while the definitions run comes before any call."""
    found = not_yet(
        asked(), report(failed=error("NameError", "name 'x' is not defined", place=line(2))), case(), SOURCE
    )

    assert found.cause == "crashed"
    assert "while your definitions ran" in found.message
    assert "Look at line 2" in found.message


@pytest.mark.parametrize(
    ("ended", "how", "said"),
    [
        ("exited", "sys.exit(3)", "sys.exit(3)"),
        ("killed", "it left its process with exit code 3", "exit code 3"),
        ("killed", "its process was ended by SIGKILL", "signal SIGKILL"),
    ],
)
def test_an_answer_that_ends_its_own_process_is_told_so(ended: Ended, how: str, said: str) -> None:
    """Killing or leaving the process is `crashed`, with how it was done."""
    found = not_yet(
        asked(raises=encode("ValueError")), report(case(ended=ended, how=how)), report(BOOM, BOOM)
    )

    assert found.cause == "crashed"
    assert f"ended its own process after 0 s ({said})" in found.message


def test_a_script_that_fails_crashed_unless_an_exit_code_is_asked() -> None:
    """A script's exit code is judged as a value where one is expected, else it must be 0."""
    mine = case(ended="exited", exit_code=1, error=error("ValueError", "boom"))
    ref = case(exit_code=3)

    assert cause(asked(call=""), mine, case(exit_code=0)) == "crashed"
    assert "exit code 1; 3 is asked" in not_yet(asked(call="", exit=SAME), mine, ref).message
    assert cause(asked(call="", exit=encode(1)), mine, ref) == ""


@pytest.mark.parametrize("wanted", ["ValueError", "ValueError: boom", "Exception", SAME])
def test_the_expected_exception_passes(wanted: str | Same) -> None:
    """A literal names the type, or one above it, with or without words; `same` the solution's type."""
    raises = wanted if isinstance(wanted, Same) else encode(wanted)

    assert cause(asked(raises=raises), BOOM, BOOM) == ""


def test_no_exception_where_one_is_asked() -> None:
    """An answer that ends as if all were well is told which exception should come out."""
    found = not_yet(asked(raises=encode("ValueError")), case(1), BOOM)

    assert found.cause == "wrong-exception"
    assert "`ValueError` should come out, and none did" in found.message
    assert found.facts.expected == "ValueError"


def test_another_exception() -> None:
    """Both are named, and the line."""
    found = not_yet(
        asked(raises=encode("ValueError")), raised("KeyError", "'x'", place=line(2)), BOOM, SOURCE
    )

    assert found.cause == "wrong-exception"
    assert "`KeyError: 'x'` came out, where `ValueError` is asked" in found.message
    assert (found.facts.expected, found.facts.got) == ("ValueError", "KeyError: 'x'")


def test_right_type_wrong_words() -> None:
    """Where the words are asked they count."""
    found = not_yet(asked(raises=encode("ValueError: bang")), BOOM, BOOM)

    assert "type is right, the words are not" in found.message


def test_the_right_exception_in_a_group() -> None:
    """A TaskGroup's wrapping is told as that."""
    mine = case(ended="raised", error=error("ExceptionGroup", "1", parts=(error("ValueError", "boom"),)))

    found = not_yet(asked(raises=encode("ValueError")), mine, BOOM)

    assert found.cause == "wrong-exception"
    assert "inside an `ExceptionGroup`" in found.message


def test_same_exception_is_looked_for_case_by_case() -> None:
    """With `raises: same` a case in which the solution returns must return."""
    what = asked(raises=SAME, returns=SAME)
    ref = report(case(1), BOOM)

    assert cause(what, report(case(1), BOOM), ref) == ""
    assert cause(what, report(BOOM, BOOM), ref) == "crashed"
    assert cause(what, report(case(1), case(1)), ref) == "wrong-exception"


def test_a_failure_that_nobody_looked_at() -> None:
    """The task is named when it is known which, with the error and the line."""
    mine = case(
        lost=(error("ValueError", "boom", place=line(2)),),
        trace=trace(tasks=[task(2, "B", how="failed", error="ValueError: boom")]),
    )

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "lost-exception"
    assert "Task 'B' failed with `ValueError: boom`" in found.message
    assert "Look at line 2" in found.message
    assert cause(asked(allow=("lost-exception",)), mine, case()) == ""
    assert cause(asked(kind="prompt", call=""), mine, case(), cells("x")) == ""


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("AttributeError", "'Scheduler' object has no attribute 'cancel'", "cancel"),
        (
            "TypeError",
            "'Scheduler' object does not support the asynchronous context manager protocol",
            "__aenter__",
        ),
        (
            "TypeError",
            "'S' object does not support the asynchronous context manager protocol (missed __aexit__ method)",
            "__aexit__",
        ),
    ],
)
def test_what_a_class_of_the_answer_lacks_is_told_in_our_words(kind: str, text: str, name: str) -> None:
    """A method that is not written yet says nothing of what the exercise's words are about."""
    mine = raised(kind, text)
    what = asked(say={"crashed": Text("Two entries were compared.")})

    owner = text.split("'")[1]
    own = not_yet(what, mine, case(), f"class {owner}:\n    pass\n")
    other = not_yet(what, mine, case(), SOURCE)

    assert own.message.endswith(f"came up after 0 s. Your class `{owner}` has no `{name}` yet.")
    assert other.message == "Two entries were compared."


def test_a_lost_failure_of_given_code_points_at_the_answer() -> None:
    """What was raised in a given function came up in a line of the answer: that one is shown."""
    frames = (Frame(line(2)), Frame(line(7, "<given>")))
    mine = case(lost=(ErrorReport("TimeoutError", "", frames=frames),))

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "lost-exception"
    assert "Look at line 2" in found.message


def test_a_request_to_stop_that_was_swallowed() -> None:
    """When it was asked, when it ended instead, and the line at which it waited."""
    events = [
        Event(0.0, "waits", 2, wait=Wait("sleep"), place=line(2)),
        Event(0.5, "cancel", 2),
        Event(0.5, "waits", 2, wait=Wait("sleep"), place=line(1)),
    ]
    mine = case(swallowed=("job",), trace=trace(events, tasks=[task(2, "job", how="done", ended=3.5)]))

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "swallowed-cancel"
    assert "'job' was asked to stop at 0.5 s and ended at 3.5 s" in found.message
    assert found.facts.place is not None


def test_a_task_that_still_runs_after_the_request() -> None:
    """Without an end the message says that it still runs; without a trace that it went on."""
    tasks = [task(2, "job")]
    mine = case(swallowed=("job",), trace=trace(Event(0.5, "cancel", 2), tasks=tasks))

    assert "still runs" in not_yet(asked(), mine, case()).message
    assert "went on" in not_yet(asked(), case(swallowed=("job",)), case()).message


def test_at_the_prompt_a_swallowed_request_is_an_experiment() -> None:
    """Cells may show what a swallowed request does."""
    assert cause(asked(kind="prompt", call=""), case(swallowed=("job",)), case(), cells("x")) == ""


def test_a_crash_over_a_name_offers_the_nearest() -> None:
    """In what came, and in the general words: the exercise's own may speak of it."""
    mine = case(ended="raised", error=error("AttributeError", "no 'canceled'", near="cancelled"))
    found = not_yet(asked(), mine, case())

    assert found.facts.got == "AttributeError: no 'canceled'. Did you mean: 'cancelled'?"
    assert "Did you mean: 'cancelled'?" in found.message


@pytest.mark.parametrize(
    ("kind", "place", "own"),
    [("NameError", 2, False), ("NameError", None, True), ("TypeError", 2, True)],
)
def test_a_name_that_the_answer_lacks_is_told_in_our_words(kind: str, place: int | None, own: bool) -> None:
    """What an exercise says of its own crash would mislead who left a part of the start code out."""
    mine = raised(kind, "name 'worker' is not defined", place=line(place) if place else None)
    message = not_yet(asked(say={"crashed": Text("One mark is not enough.")}), mine, case(), SOURCE).message

    assert ("One mark is not enough." in message) is own
    assert ("the code you start from" in message) is not own


def test_an_exercise_that_speaks_of_the_missing_name_is_heard() -> None:
    """The exercise is about just that name: its own words say more than ours."""
    mine = raised("NameError", "name 'ts' is not defined", place=line(2))
    say = {"crashed": Text("Nobody kept the list: give it a name such as `ts`.")}

    assert "Nobody kept the list" in not_yet(asked(say=say), mine, case(), SOURCE).message


def test_a_missing_name_at_the_prompt_is_no_missing_part_of_an_answer() -> None:
    """What was typed line by line stands in the prompt's own names: only the name is missing."""
    mine = raised("NameError", "name 'x' is not defined", place=line(2))
    message = not_yet(asked(kind="prompt"), mine, case(), SOURCE).message

    assert "Nothing of that name exists at that moment." in message
    assert "stands alone" not in message


def test_where_there_is_nothing_to_add_no_second_blank_stays() -> None:
    """Words with a place for what an error means, and an error that means no more than it says."""
    say = {"crashed": Text("`{error}`. {why} Count again.", "`{error}`。{why}再数一数。")}

    message = not_yet(asked(say=say), raised("KeyError", "'x'"), case()).message

    assert message == "`KeyError: 'x'`. Count again."
