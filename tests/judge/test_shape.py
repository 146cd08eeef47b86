"""syntax, missing-name, not-async."""

from __future__ import annotations

import pytest

from playground.values.report import Function, Report, SyntaxReport
from playground.values.text import Text

from .builders import asked, case, cause, cells, line, not_yet, raised

ASYNC = case(1, function=Function("load", "async", "coroutine"))
LOAD = asked(call="load()")


def test_syntax_names_pythons_words_and_the_line() -> None:
    """An answer that does not compile gets Python's words, why it matters, and its own line."""
    source = "def load():\n    data = await work('L', 1)\n"
    mine = Report(syntax=SyntaxReport("SyntaxError", "'await' outside async function", line(2), "ignored"))

    found = not_yet(LOAD, mine, ASYNC, source)

    assert found.cause == "syntax"
    assert "'await' outside async function" in found.message
    assert "only there" in found.message
    assert found.message.endswith("Look at line 2: `data = await work('L', 1)`.")
    assert found.facts.place == line(2)
    assert found.facts.seconds is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("invalid syntax. Perhaps you forgot a comma?", "a comma between them"),
        ("expected ':'", "colon"),
        ("'(' was never closed", "bracket"),
        ("something new in Python 3.20", "reads the whole text"),
    ],
)
def test_known_syntax_errors_are_explained(words: str, why: str) -> None:
    """Common syntax errors are told why they are errors; an unknown one says that nothing ran."""
    mine = Report(syntax=SyntaxReport("SyntaxError", words, line(1)))

    assert why in not_yet(LOAD, mine, ASYNC, "x").message


def test_syntax_error_of_a_cell_names_the_cell() -> None:
    """In a transcript the place is a cell."""
    mine = Report(syntax=SyntaxReport("SyntaxError", "invalid syntax", line(1, "<cell 2>")))

    assert "Look at `await await`." in not_yet(LOAD, mine, ASYNC, cells("x = 1", "await await")).message


def test_missing_name_offers_the_nearest() -> None:
    """A name that the call needs and that is nearly there is offered."""
    mine = Report(missing=("countdown",), defined=("count_down", "helper"))

    found = not_yet(asked(call="countdown(3)"), mine, ASYNC)

    assert found.cause == "missing-name"
    assert "`countdown` is not defined" in found.message
    assert "`count_down`" in found.message


def test_missing_name_says_what_is_there() -> None:
    """Without a near name the message lists what the answer defines, or says that it defines nothing."""
    assert "defines 'helper'" in not_yet(LOAD, Report(missing=("load",), defined=("helper",)), ASYNC).message
    assert "defines nothing yet" in not_yet(LOAD, Report(missing=("load",)), ASYNC).message


def test_syntax_comes_before_missing_name() -> None:
    """The most basic cause is told first."""
    mine = Report(missing=("load",), syntax=SyntaxReport("SyntaxError", "invalid syntax", line(1)))

    assert cause(LOAD, mine, ASYNC) == "syntax"


def test_a_plain_function_that_gives_a_value_is_not_async() -> None:
    """Where the solution is an `async def`, a plain function that gives no awaitable is refused."""
    source = "def loader(): ...\ndef load():\n    return 'L'\n"
    mine = case("L", function=Function("load", "plain", "value"))

    found = not_yet(LOAD, mine, ASYNC, source)

    assert found.cause == "not-async"
    assert found.message.endswith("Look at line 2: `def load():`.")


def test_a_stream_is_told_in_our_own_words() -> None:
    """A `yield` is not what an exercise's words for a plain function are about."""
    asked_here = asked(call="load()", say={"not-async": Text("Without await it is no result.")})
    mine = case(function=Function("load", "plain", "stream"))

    assert "There is a `yield` in `load`" in not_yet(asked_here, mine, ASYNC).message


def test_a_plain_function_that_hands_a_coroutine_through_is_not_async() -> None:
    """A `def` that returns a bare coroutine is refused, whatever comes out of it."""
    mine = case(1, function=Function("load", "plain", "coroutine"))

    assert cause(LOAD, mine, ASYNC) == "not-async"


@pytest.mark.parametrize(
    "function",
    [
        Function("load", "async", "coroutine"),
        Function("load", "plain", "awaitable"),  # a task, say
        Function("load", "other", "coroutine"),  # decorated, a partial
        None,
    ],
)
def test_what_can_be_awaited_passes(function: Function | None) -> None:
    """Coroutine functions, whatever their decoration, and functions that give tasks are right."""
    assert cause(LOAD, case(1, function=function), ASYNC) == ""


def test_a_plain_solution_asks_for_no_async() -> None:
    """Where the solution itself is a plain function, a plain function is right."""
    plain = case(1, function=Function("load", "plain", "value"))

    assert cause(LOAD, plain, plain) == ""


def test_a_plain_function_that_raised_is_told_why_it_raised() -> None:
    """A plain function that gave nothing back because it raised gets the cause of that."""
    words = "asyncio.run() cannot be called from a running event loop"
    mine = raised("RuntimeError", words, function=Function("load", "plain", "none"))

    assert cause(LOAD, mine, ASYNC) == "nested-run"


def test_a_plain_function_may_hand_on_a_coroutine_of_the_answers_own() -> None:
    """Whose lines can wait is what counts: a coroutine of the answer's own is as good as an `async def`."""
    handed_on = Function("load", "plain", "coroutine")
    of_its_own = Function("load", "plain", "coroutine", own=True)
    source = "def load():\n    return work('L', 1)\n"

    assert cause(LOAD, case(1, function=handed_on), ASYNC, source) == "not-async"
    assert cause(LOAD, case(1, function=of_its_own), ASYNC, source) == ""
