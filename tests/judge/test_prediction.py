"""wrong-prediction: answers as they are typed, typical mistakes, and what is told without the solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from playground.errors import BadInput
from playground.judge import predict
from playground.values.expect import Bound, Expect, Prediction
from playground.values.plain import Plain, encode
from playground.values.report import CaseReport, Limit, Report
from playground.values.text import Language, Text
from playground.values.verdict import Broken, NotYet, Passed, Verdict

from .builders import asked, case, job, jobs, log, number, order, raised, report, trace


@dataclass(frozen=True)
class AMistake:
    answer: tuple[Plain | None, ...]
    say: Text


def mistake(*answer: Any, say: str = "That is a typical mistake.") -> AMistake:
    """A typical mistake; None in it is any answer."""
    return AMistake(tuple(None if part is None else encode(part) for part in answer), Text(say))


def a_prediction(
    answer: str,
    *of: str,
    of_case: CaseReport,
    wrong: tuple[AMistake, ...] = (),
    lang: Language = "en",
    **facts: Any,
) -> Verdict:
    """The verdict on an answer to what is predicted of a program."""
    choices = facts.pop("choices", ())
    what = asked(kind="predict", prediction=Prediction(of, choices), **facts)  # type: ignore[arg-type]  # words of a test
    return predict(what, report(of_case), answer, lang, wrong)


def right(*args: Any, **facts: Any) -> bool:
    """Whether the prediction is right."""
    found = a_prediction(*args, **facts)
    assert not isinstance(found, Broken), found
    return isinstance(found, Passed)


def message(*args: Any, **facts: Any) -> str:
    """What a wrong prediction is told."""
    found = a_prediction(*args, **facts)
    assert isinstance(found, NotYet), found
    assert found.cause == "wrong-prediction"
    return found.message


SECOND = case(None, 1.0)
ABC = jobs(("A", 0, 3), ("B", 0, 1), value=["A", "B"])  # A+ B+ B- A-


@pytest.mark.parametrize("text", ["1", "1.0", "1 s", "1s", " 1.000 seconds ", "1秒"])
def test_seconds_are_read_with_or_without_their_unit(text: str) -> None:
    """A time is a number; its unit may stand behind it."""
    assert right(text, "time", of_case=SECOND)


@pytest.mark.parametrize("text", ["one", "1 minute", "a b", "1,0"])
def test_what_is_no_number_is_bad_input(text: str) -> None:
    """What cannot be read as seconds is refused with what was typed, never judged."""
    with pytest.raises(BadInput, match="is no number of seconds"):
        a_prediction(text, "time", of_case=SECOND)


def test_an_empty_answer_is_bad_input() -> None:
    """Nothing is no answer."""
    with pytest.raises(BadInput):
        a_prediction("  ", "order", of_case=ABC)


def test_a_wrong_number_is_told_the_direction_only() -> None:
    """Too much or too little, and what to ask oneself; the right number stays untold."""
    words = message("3", "time", of_case=SECOND)

    assert words.startswith("3 s is more than it really is.")
    assert "at the same time" in words
    assert "less than" in message("0.5", "time", of_case=SECOND)
    assert "1" not in message("3", "time", of_case=SECOND)


def test_a_verdict_that_is_not_yet_holds_no_solution() -> None:
    """The learner may answer again: the facts say what was answered, not what is right."""
    found = a_prediction("3", "time", of_case=SECOND)

    assert isinstance(found, NotYet)
    assert found.facts.got == "3 s"
    assert found.facts.expected is None
    assert found.facts.reference is None
    assert found.facts.seconds is None


def test_a_right_prediction_shows_the_run() -> None:
    """Passed: what was right, and the trace of the program."""
    found = a_prediction("A+ B+ B- A-", "order", of_case=ABC)

    assert isinstance(found, Passed)
    assert found.facts.expected == "A+, B+, B-, A-"
    assert found.facts.mine is ABC.trace
    assert found.facts.seconds == 3.0


def test_a_range_of_seconds_is_accepted() -> None:
    """`expect: {time: {between: [a, b]}}` says which numbers are right."""
    about = Expect(time=Bound(number(0.29), number(0.45))).time

    assert right("0.3", "time", of_case=case(None, 0.31), time=about)
    assert not right("0.2", "time", of_case=case(None, 0.31), time=about)


@pytest.mark.parametrize(
    "text",
    [
        "A+ B+ B- A-",
        "A+, B+, B-, A-",
        "A+,B+,B-,A-",
        "A+ → B+ → B- → A-",
        "A+ -> B+ -> B- -> A-",
        "A+、B+，B-, A-",
        "['A+', 'B+', 'B-', 'A-']",
        "'A+' 'B+' 'B-' 'A-'",
    ],
)
def test_an_order_is_names_however_separated(text: str) -> None:
    """Spaces, commas, arrows, a Python list; in both punctuations."""
    assert right(text, "order", of_case=ABC)


def test_events_may_hold_spaces_and_commas() -> None:
    """A text that is known is one event, quoted or not."""
    program = case(trace=trace(log(0, "put all"), log(1, "Hello, world"), log(2, "end")))

    assert right("put all Hello, world end", "order", of_case=program)
    assert right("put all, Hello, world, end", "order", of_case=program)
    assert right('"put all" "Hello, world" end', "order", of_case=program)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A+ B+ A- B-", "The first 2 are right; at place 3 it is not `A-`."),
        ("B+ A+ B- A-", "`B+` does not come first."),
        ("A+ B+ B- B-", "All is right but place 4: `B-`."),
        ("A+ B+ B-", "You named 3 events; 4 happen. The first 3 are right."),
        ("A+ B+ B- A- C-", "`C-` does not happen here."),
    ],
)
def test_a_wrong_order_says_which_place(text: str, said: str) -> None:
    """The first place that is not right, without the event that belongs there."""
    assert said in message(text, "order", of_case=ABC)


def test_an_order_that_the_exercise_bounds() -> None:
    """Where only some events are asked for, these are to be predicted, in free order where it is free."""
    program = case(trace=trace(log(0, "put all"), job("other", 1, 2)))

    assert right("put all", "order", of_case=program, order=order("put all"))
    free = order("A+", ("B+", "C+"))
    assert right("A+ C+ B+", "order", of_case=ABC, order=free)
    assert not right("C+ A+ B+", "order", of_case=ABC, order=free)


def test_typical_mistakes_get_their_own_words() -> None:
    """A mistake is met when every part of which it speaks is so."""
    wrong = (
        mistake(["A+", "A-", "B+", "B-"], say="All start first."),
        mistake(["..."], say="Something else."),
    )

    assert message("A+ A- B+ B-", "order", of_case=ABC, wrong=wrong) == "All start first."
    assert message("B+ A+ A- B-", "order", of_case=ABC, wrong=wrong) == "Something else."


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [
        (["A+", "A-", "..."], "A+ A- B+ B-", True),
        (["A+", "A-", "..."], "A+ B+ A- B-", False),
        (["...", "A-", "B-"], "A+ B+ A- B-", True),
        (["A+", "…", "B-"], "A+ B-", True),
    ],
)
def test_dots_in_a_mistake_stand_for_any_events(pattern: list[str], text: str, met: bool) -> None:
    """A typical wrong order may name its beginning or its end only."""
    words = message(text, "order", of_case=ABC, wrong=(mistake(pattern),))

    assert ("typical mistake" in words) is met


@pytest.mark.parametrize(
    "text", ["['A', 'B'];A+ B+ B- A-;3", "['A', 'B']; A+, B+, B-, A-; 3 s", "A B；A+ B+ B- A-；3"]
)
def test_several_parts_are_separated_by_semicolons(text: str) -> None:
    """Each part is read by its own kind, in the order asked."""
    assert right(text, "returns", "order", "time", of_case=ABC)


def test_several_literals_may_be_a_tuple() -> None:
    """Where all parts are literals a plain tuple will do."""
    assert right("3, 2", "time", "peak", of_case=ABC)
    assert right("(3.0, 2)", "time", "peak", of_case=ABC)


def test_the_number_of_parts_must_fit() -> None:
    """Too few or too many parts cannot be read."""
    with pytest.raises(BadInput, match="2 things are asked"):
        a_prediction("3", "time", "peak", of_case=ABC)
    with pytest.raises(BadInput, match="2 things are asked"):
        a_prediction("3; 2; 1", "time", "peak", of_case=ABC)


def test_the_first_wrong_part_is_told_and_those_that_are_right() -> None:
    """Of several parts the message names which is right, and speaks of the first that is not."""
    words = message("3; 1", "time", "peak", of_case=ABC)

    assert "number 1 is right; number 2 is not" in words
    assert "1 is less than it really is" in words


def test_mistakes_match_partially() -> None:
    """A part left out may be anything; a mistake whose parts are all right is none."""
    wrong = (mistake(3.0, None, say="never"), mistake(None, 1, say="Never more than one?"))

    assert message("3; 1", "time", "peak", of_case=ABC, wrong=wrong) == "Never more than one?"
    assert "Never" not in message("3; 7", "time", "peak", of_case=ABC, wrong=wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        ("'A'", "A"),
        ("A", "A"),
        ("[1, 2]", [1, 2]),
        ("1, 2", [1, 2]),
        ("3 1", (3.0, 1.0)),
        ("3, 1", (3.0, 1.0)),
        ("A B", ["A", "B"]),
        ("None", None),
        ("none", None),
        ("true", True),
        ("{'a': 1}", {"a": 1}),
        ("3", 3.0),
    ],
)
def test_values_are_read_as_literals_or_as_what_they_must_be(text: str, value: object) -> None:
    """A literal; a bare text where a text comes back; names or numbers where a list does."""
    assert right(text, "returns", of_case=case(value))


def test_an_object_is_predicted_by_what_it_shows_as() -> None:
    """What is no literal is compared by its words."""
    assert right("<Task finished>", "returns", of_case=case(Plain("object", "Task\n<Task finished>")))


def test_types_count_in_a_prediction() -> None:
    """A tuple in brackets is no list, 7 is not "7", True is not 1; the message says so."""
    assert not right("7", "returns", of_case=case("7"))
    assert not right("1", "returns", of_case=case(True))
    assert "the type is another" in message("(1, 2)", "returns", of_case=case([1, 2]))
    assert "`[2, 1]` is not what comes back" in message("[2, 1]", "returns", of_case=case([1, 2]))


def test_a_value_that_cannot_be_read_is_bad_input() -> None:
    """Where a number comes back, words are refused."""
    with pytest.raises(BadInput, match="cannot be read as a Python value"):
        a_prediction("a lot", "returns", of_case=case(42))


@pytest.mark.parametrize(
    ("text", "program", "is_right"),
    [
        ("ValueError", raised("ValueError", "boom"), True),
        ("valueerror", raised("ValueError", "boom"), True),
        ("ValueError: boom", raised("ValueError", "boom"), True),
        ("ValueError: bang", raised("ValueError", "boom"), False),
        ("ValueError('boom')", raised("ValueError", "boom"), True),
        ("asyncio.TimeoutError", raised("TimeoutError"), True),
        ("KeyError", raised("ValueError", "boom"), False),
        ("none", raised("ValueError", "boom"), False),
        ("none", case(1), True),
        ("没有", case(1), True),
        ("ValueError", case(1), False),
    ],
)
def test_an_exception_is_predicted_by_its_type(text: str, program: CaseReport, is_right: bool) -> None:
    """With or without words, `none` for none."""
    assert right(text, "raises", of_case=program) is is_right


def test_words_that_are_no_exception_are_bad_input() -> None:
    """An exception is a name."""
    with pytest.raises(BadInput, match="is no exception"):
        a_prediction("it fails!", "raises", of_case=case(1))


@pytest.mark.parametrize("text", ["a\nb", "['a', 'b']", "a / b", "'a\\nb'"])
def test_output_is_lines(text: str) -> None:
    """Lines as they are, a list of them, or with strokes between."""
    assert right(text, "output", of_case=case(output="a\n b \n"))
    assert not right("b", "output", of_case=case(output="a\nb\n"))


CHOICES = (
    ("a", Text("after 1 s", "1 秒之后"), encode("none")),
    ("b", Text("a coroutine", "一个协程"), encode("coroutine")),
)
GIVES = case("coroutine")


@pytest.mark.parametrize(
    "text",
    ["b", "B", "(b)", "b)", " b. ", "a coroutine", "A Coroutine", "一个协程", "'coroutine'", "coroutine"],
)
def test_a_choice_is_named_by_letter_text_or_value(text: str) -> None:
    """However it is named, it is the same choice."""
    assert right(text, "returns", of_case=GIVES, choices=CHOICES)


def test_a_wrong_choice() -> None:
    """It is told so; a typical mistake, given by the choice's value, gets its words."""
    assert "(a) is not what happens" in message("a", "returns", of_case=GIVES, choices=CHOICES)
    words = message(
        "a", "returns", of_case=GIVES, choices=CHOICES, wrong=(mistake("none", say="await would."),)
    )
    assert words == "await would."


def test_no_such_choice_is_bad_input() -> None:
    """Letters that are not there are refused, with those that are."""
    with pytest.raises(BadInput, match="letter: a, b"):
        a_prediction("c", "returns", of_case=GIVES, choices=CHOICES)


def test_choices_without_the_right_one_are_the_exercises_fault() -> None:
    """What happens must be among the choices."""
    found = a_prediction("a", "returns", of_case=case("task"), choices=CHOICES)

    assert isinstance(found, Broken)
    assert "'task'" in found.message


def test_a_choice_of_a_time_is_compared_as_a_time() -> None:
    """The value of a choice is of the kind that is predicted."""
    choices = (("a", Text("1 s"), encode(1)), ("b", Text("3 s"), encode(3)))

    assert right("a", "time", of_case=SECOND, choices=choices)
    assert not right("3", "time", of_case=SECOND, choices=choices)


@pytest.mark.parametrize(
    "reference",
    [Report(broken="given code raised"), Report(), report(case(ended="limit", limit=Limit("steps", 10)))],
)
def test_a_program_that_does_not_run_is_the_exercises_fault(reference: Report) -> None:
    """Without a run there is nothing to compare with."""
    what = asked(kind="predict", prediction=Prediction(("time",)))

    assert isinstance(predict(what, reference, "1", "en"), Broken)


def test_the_exercises_general_words() -> None:
    """`say` of wrong-prediction serves where no typical mistake is met; {got} is what was answered."""
    say = {"wrong-prediction": Text("{got}? Draw it.", "{got}？画出来。")}

    assert message("3", "time", of_case=SECOND, say=say) == "3 s? Draw it."
    assert message("3", "time", of_case=SECOND, say=say, lang="zh") == "3 秒？画出来。"


def test_chinese_words() -> None:
    """What is wrong is told in the language asked."""
    assert "前 2 个是对的；第 3 个不是 `A-`" in message("A+ B+ A- B-", "order", of_case=ABC, lang="zh")
    with pytest.raises(BadInput, match="'x' is no number of seconds") as caught:
        a_prediction("x", "time", of_case=SECOND, lang="zh")
    assert "'x' 不是秒数" in caught.value.zh


def test_answers_are_shown_safely() -> None:
    """Escape sequences that were typed never reach a terminal again."""
    assert "\x1b" not in message("A+ \x1b[31m", "order", of_case=ABC)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("2", "is one value; 2 come back together"),
        ("(2, 3, 4)", "holds 3 values; 2 come back"),
        ("(2, 2)", "Of its 2 values number 1 is right"),
        ("(1, 1)", "`(1, 1)` is not what comes back."),
    ],
)
def test_of_several_values_those_that_are_right_are_told(answer: str, told: str) -> None:
    """How many there are, and which are right: never what the others are."""
    said = message(answer, "returns", of_case=case((2.0, 3.0)))

    assert told in said
    assert "3" not in said.replace(answer, "").replace("3 values", "")
