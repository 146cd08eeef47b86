"""hard-coded, wrong-result."""

from __future__ import annotations

import pytest

from playground.values.expect import Bound
from playground.values.plain import Plain, encode
from playground.values.text import Text

from .builders import SAME, asked, case, cause, not_yet, number, raised, report

WHAT = asked(returns=SAME, cases=("n = 3", "n = 0"))


def test_a_constant_is_hard_coded() -> None:
    """Right on the shown case and the same whatever the input: told on the case that shows it."""
    found = not_yet(WHAT, report(case([3, 2, 1]), case([3, 2, 1])), report(case([3, 2, 1]), case([])))

    assert found.cause == "hard-coded"
    assert "`[3, 2, 1]` came back for each of the 2 inputs" in found.message
    assert (found.facts.case, found.facts.expected, found.facts.got) == ("n = 0", "[]", "[3, 2, 1]")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (([3], [3]), ([2], [1])),  # wrong on the shown case too
        (([3], [2]), ([3], [1])),  # not the same value
    ],
)
def test_other_wrong_values_are_wrong_results(values: tuple[object, ...], wanted: tuple[object, ...]) -> None:
    """A constant that is wrong on the first case, or no constant at all, is simply wrong."""
    assert cause(WHAT, report(*map(case, values)), report(*map(case, wanted))) == "wrong-result"


def test_one_case_shows_no_constant() -> None:
    """With a single case nobody can tell."""
    assert cause(asked(returns=SAME), case(1), case(2)) == "wrong-result"


def test_a_constant_that_is_right_passes() -> None:
    """Where the solution gives the same value for every input, so may the answer."""
    assert cause(WHAT, report(case(1), case(1)), report(case(1), case(1))) == ""


@pytest.mark.parametrize(
    ("got", "wanted"),
    [
        (0.1 + 0.2, 0.3),
        (3, 3.0),
        ({"b": 2, "a": 1}, {"a": 1, "b": 2}),
        ({2, 1}, {1, 2}),
        (float("nan"), float("nan")),
    ],
)
def test_values_that_are_the_same_pass(got: object, wanted: object) -> None:
    """Floats agree to nine digits, 3.0 is 3, and dictionaries and sets have no order."""
    assert cause(asked(returns=SAME), case(got), case(wanted)) == ""


@pytest.mark.parametrize(
    ("got", "wanted", "said"),
    [
        ((1, 2), [1, 2], "`(1, 2)` is of type tuple, and list is asked"),
        (True, 1, "of type bool, and int is asked"),
        ([(1, "a")], [[1, "a"]], "`(1, 'a')` is of type tuple, and list is asked"),
        ([2, 1], [1, 2], "their order is not"),
        ([1], [1, 2], "has 1 item, and 2 are asked"),
        ([1, [5, 6]], [1, [2]], "At [1]: it has 2 items"),
        ([1, 5, 3], [1, 2, 3], "At [1] it has `5`, and `2` is asked"),
        ([1, [5]], [1, [2]], "At [1][0] it has `5`"),
        ({"a": 1}, {"a": 1, "b": 2}, "The key `'b'` is missing"),
        ({"a": 1, "c": 2}, {"a": 1}, "Nobody asked for the key `'c'`"),
        ({"a": 1}, {"a": 2}, "At ['a'] it has `1`, and `2` is asked"),
        ("A", "B", "`'A'` came back, where `'B'` is asked"),
    ],
)
def test_a_wrong_result_says_what_differs(got: object, wanted: object, said: str) -> None:
    """The first difference that a learner would see."""
    found = not_yet(asked(returns=SAME), case(got), case(wanted))

    assert found.cause == "wrong-result"
    assert said in found.message


def test_task_objects_are_no_results() -> None:
    """A value of tasks is told as what one waits with."""
    tasks = Plain("dict", "", (encode("a"), Plain("object", "Task\n<Task finished>")))

    assert "not what it came to" in not_yet(asked(returns=SAME), case(tasks), case({"a": 1})).message


def test_none_where_a_value_is_asked() -> None:
    """A forgotten `return` is told as that; a printed value too."""
    what = asked(returns=SAME)

    assert "without `return`" in not_yet(what, case(None), case([3, 2, 1])).message
    assert "printed, not returned" in not_yet(what, case(None, output="[3, 2, 1]\n"), case([3, 2, 1])).message
    assert "printed, not returned" in not_yet(what, case(None, output="L\n"), case("L")).message
    assert "printed, not returned" in not_yet(what, case(None, output="3\n2\n1\n"), case([3, 2, 1])).message
    assert "without `return`" in not_yet(what, case(None, output="3\n2\n"), case([3, 2, 1])).message


def test_a_literal_and_a_bound() -> None:
    """What is expected may be written down, or bounded."""
    bound = asked(returns=Bound(at_least=number(5)))

    assert cause(asked(returns=encode([1])), case([1]), case([2])) == ""
    assert cause(bound, case(5), case(7)) == ""
    assert not_yet(bound, case(4), case(7)).facts.expected == "at least 5"
    assert not_yet(bound, case(4), case(7), lang="zh").facts.expected == "至少 5"
    assert cause(bound, case("many"), case(7)) == "wrong-result"
    assert cause(bound, case(True), case(7)) == "wrong-result"


def test_where_the_solution_raises_there_is_no_value() -> None:
    """A case that should raise has no value to compare."""
    boom = raised("ValueError")

    assert cause(asked(returns=SAME, raises=SAME), boom, boom) == ""


def test_values_are_shown_safely() -> None:
    """Escape sequences in a value never reach a terminal."""
    found = not_yet(asked(returns=SAME), case("\x1b[31m"), case("x"))

    assert "\x1b" not in found.message
    assert "\x1b" not in str(found.facts.got)


@pytest.mark.parametrize("own", [True, False])
def test_what_a_last_line_printed_is_not_its_value(own: bool) -> None:
    """A prompt shows values by itself: it is said, also behind the exercise's own words."""
    say = {"wrong-result": Text("This is not the name yet.")} if own else {}
    what = asked(kind="prompt", returns=SAME, say=say)
    mine, ref = case(None, output="7\n"), case("7")

    message = not_yet(what, mine, ref, "print(t.get_name())").message

    assert message.count("`print(...)` shows it, but the value of that line is None") == 1
    assert ("This is not the name yet." in message) is own
    assert "shows it" not in not_yet(what, mine, ref, "t.set_name(7)").message
