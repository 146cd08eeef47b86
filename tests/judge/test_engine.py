"""The judge as a whole: order of causes, cases, own words, places, what is broken."""

from __future__ import annotations

import ast
import string
from typing import Any, get_args

import pytest

from playground.judge import ALWAYS_ON, explanation, judge
from playground.judge.registry import RULES, meanings
from playground.judge.rule import Rule
from playground.values.codec import pack, unpack
from playground.values.expect import Source
from playground.values.plain import encode
from playground.values.report import CaseReport, Hold, Leak, Limit, Report, SyntaxReport, Unawaited
from playground.values.text import LANGUAGES, Language, Text
from playground.values.verdict import CAUSES, Broken, Cause, Passed, verdict_json

from .builders import (
    FETCHES,
    SAME,
    asked,
    case,
    cause,
    cells,
    error,
    jobs,
    line,
    not_yet,
    number,
    order,
    raised,
    report,
    task,
    trace,
    verdict,
)  # fmt: skip


def test_every_cause_has_a_rule_in_the_order_of_causes() -> None:
    """The registry follows CAUSES: none without a class, none twice, in that order."""
    assert tuple(rule.cause for rule in RULES) == CAUSES[:-1]
    assert CAUSES[-1] == "wrong-prediction"
    assert set(meanings()) == set(CAUSES) == set(get_args(Cause))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CAUSES)
def test_every_cause_is_explained(name: Cause, lang: Language) -> None:
    """Title, text, a wrong and a right example, in both languages."""
    found = explanation(name, lang)

    assert found.title
    assert len(found.text) > (40 if lang == "zh" else 100)
    assert found.wrong != found.right
    assert (any("\u4e00" <= c <= "\u9fff" for c in found.title + found.text)) is (lang == "zh")


@pytest.mark.parametrize("name", [name for name in CAUSES if name != "syntax"])
def test_examples_are_python(name: Cause) -> None:
    """The examples of an explanation can be read by Python, at the prompt or in a function."""
    for lang in LANGUAGES:
        found = explanation(name, lang)
        for example in (found.wrong, found.right):
            ast.parse("async def f():\n" + "\n".join(f"    {each}" for each in example.splitlines()))


def test_a_chain_of_mistakes_is_told_one_by_one() -> None:
    """An answer with many faults gets the most basic one; each that is mended uncovers the next."""
    what = asked(
        returns=SAME, time=SAME, peak=SAME, order=order("a+"), source=Source(use=("asyncio.gather",))
    )
    ref = jobs(("a", 0, 1), ("b", 0, 1), value=[1])
    mine = jobs(("b", 0, 1), ("c", 1, 2), value=[2], seconds=2)
    facts: dict[str, Any] = {"seconds": mine.seconds, "trace": mine.trace}

    def found(value: object = None, **more: Any) -> str:
        return cause(what, report(case(value, **facts, **more)), ref)

    everything: dict[str, Any] = {
        "holds": (Hold("main", 1.0, sleeping=True),),
        "unawaited": (Unawaited("f"),),
        "leaks": (Leak("task", "x"),),
        "lost": (error("ValueError"),),
        "swallowed": ("x",),
    }
    told = []
    for name in list(everything):
        told.append(found([2], **everything))
        del everything[name]
    told += [found([2]), found([1])]

    assert told == [
        "blocked-loop", "not-awaited", "leaked-task", "lost-exception", "swallowed-cancel",
        "wrong-result", "sequential",
    ]  # fmt: skip


def test_the_most_basic_cause_wins_over_the_first_case() -> None:
    """A basic cause in a later case is told before a finer one in the first."""
    mine = report(case(1), case(1, unawaited=(Unawaited("f"),)))
    what = asked(returns=SAME, cases=("n = 1", "n = 2"))

    found = not_yet(what, mine, report(case(2), case(2)))

    assert found.cause == "not-awaited"
    assert found.facts.case == "n = 2"


def test_of_one_cause_the_first_case_is_told() -> None:
    """Cases are looked at in their order."""
    what = asked(returns=SAME, cases=("n = 1", "n = 2", "n = 3"))

    found = not_yet(what, report(case(1), case(0), case(0)), report(case(1), case(2), case(3)))

    assert (found.facts.case, found.facts.expected, found.facts.got) == ("n = 2", "2", "0")


def test_what_is_right_passes_with_its_facts() -> None:
    """A verdict that passed says seconds, peak, value, and holds both traces."""
    mine, ref = jobs(("a", 0, 1), ("b", 0, 1), value=1), jobs(("a", 0, 1), ("b", 0, 1), value=1)

    found = verdict(asked(returns=SAME, time=SAME, peak=SAME, cases=("n = 1",)), mine, ref)

    assert isinstance(found, Passed)
    facts = found.facts
    assert (facts.case, facts.expected, facts.got, facts.seconds, facts.peak) == ("n = 1", "1", "1", 1.0, 2)
    assert facts.mine is mine.trace
    assert facts.reference is ref.trace
    assert verdict_json(found)["verdict"] == "passed"


def test_extra_prints_helpers_and_logs_pass() -> None:
    """What nobody asked about is nobody's business."""
    mine = case(1, 1.0, output="debug\n", trace=trace(tasks=[task(2, "helper", how="done")], elapsed=1.0))

    assert cause(asked(returns=SAME, time=SAME), mine, case(1, 1.0)) == ""


def test_an_exercises_own_words_with_facts() -> None:
    """`say` replaces the general words; documented facts are filled in, other braces stay."""
    say = {
        "sequential": Text(
            "{seconds}, not {reference_seconds}: {t.get_name(): 1} {unknown} {}", "{seconds}！"
        )
    }
    ref, mine = jobs(("a", 0, 1), ("b", 0, 1)), jobs(("a", 0, 1), ("b", 1, 2))

    assert (
        not_yet(asked(time=SAME, say=say), mine, ref).message
        == "2 s, not 1 s: {t.get_name(): 1} {unknown} {}"
    )
    assert not_yet(asked(time=SAME, say=say), mine, ref, lang="zh").message == "2 秒！"


def test_own_words_keep_the_place() -> None:
    """The sentence that names the line follows, unless the words name it themselves."""
    mine = case(holds=(Hold("main", 1.0, line(2), sleeping=True),))
    source = "async def main(delays):\n    time.sleep(1)"

    def said(words: str) -> str:
        return not_yet(asked(say={"blocked-loop": Text(words)}), mine, case(), source).message

    assert said("It stood still.") == "It stood still. Look at line 2: `time.sleep(1)`."
    assert said("Line {line}!") == "Line 2!"
    assert said("Not `{code}`.") == "Not `time.sleep(1)`."


def test_a_line_of_given_code_is_not_pointed_at() -> None:
    """Only the answer's own lines are shown."""
    mine = raised("ValueError", "boom", place=line(1, "<given>"))

    assert "Look at" not in not_yet(asked(), mine, case(), FETCHES).message


def test_places_in_cells_are_spoken_as_cells() -> None:
    """A cell of one line needs no line number."""
    typed = cells("x = 1", "def f():\n    raise ValueError")
    found = not_yet(
        asked(kind="prompt"), raised("ValueError", place=line(2, "<cell 2>")), case(), typed, lang="zh"
    )

    assert found.message.endswith("请看那个单元的第 2 行：`raise ValueError`。")


def test_allow_permits_only_always_on_causes() -> None:
    """`allow` is for what is always looked for; what an exercise expects stays expected."""
    assert cause(asked(returns=SAME, allow=("wrong-result",)), case(1), case(2)) == "wrong-result"
    assert {"leaked-task", "blocked-loop", "crashed"} <= ALWAYS_ON
    assert not ALWAYS_ON & {"wrong-result", "sequential", "too-slow", "must-use"}


@pytest.mark.parametrize(
    ("mine", "ref", "words"),
    [
        (Report(broken="given code raised"), report(case()), "given code raised"),
        (report(case()), Report(broken="no sandbox"), "no sandbox"),
        (report(case()), Report(syntax=SyntaxReport("SyntaxError", "x", line(1))), "SyntaxError"),
        (report(case()), Report(missing=("main",)), "main is not defined"),
        (report(case()), report(raised("ValueError", "boom")), "ValueError: boom"),
        (report(case()), report(case(ended="limit", limit=Limit("steps", 1))), "limit of steps"),
        (Report(), report(case()), "no case"),
        (report(case(), case()), report(case()), "no case"),
        (report(case()), report(case(), case()), "only 1 of 2 cases"),
        (report(case()), Report(), "no case"),
    ],
)
def test_what_is_not_the_learners_fault_is_broken(mine: Report, ref: Report, words: str) -> None:
    """A solution that does not run, a sandbox that sent nothing: never "not yet"."""
    found = judge(asked(), ref, mine, FETCHES, "en")

    assert isinstance(found, Broken)
    assert words in found.message


def test_an_expectation_that_says_nothing_is_broken() -> None:
    """A time that is no number is the exercise's fault."""
    found = verdict(asked(time=encode("soon")), case(1), case(1))

    assert isinstance(found, Broken)
    assert "expect.time" in found.message


def test_a_fault_of_the_answer_is_told_before_one_of_the_sandbox() -> None:
    """Missing cases are explained by what ended the last one."""
    assert (
        cause(asked(), report(case(ended="killed", how="os._exit(3)")), report(case(), case())) == "crashed"
    )


def test_a_report_from_another_process_is_judged_alike() -> None:
    """A report that was packed and unpacked gets the same verdict: all evidence is data."""
    ref, mine = (
        report(jobs(("a", 0, 1), ("b", 0, 1), value=[1])),
        report(jobs(("a", 0, 1), ("b", 1, 2), value=[1])),
    )
    what = asked(returns=SAME, time=SAME)
    there = unpack(Report, pack(mine))

    assert judge(what, ref, there, FETCHES, "en") == judge(what, ref, mine, FETCHES, "en")


def test_expected_and_got_are_not_told_where_they_are_the_same() -> None:
    """What is right is not shown as if it were wrong; a time is told as a time."""
    slow = not_yet(asked(returns=SAME, time=SAME), case(1, 2.0), case(1, 1.0))
    held = not_yet(asked(returns=SAME), case(1, holds=(Hold("main", 1.0, sleeping=True),)), case(1))

    assert (slow.facts.expected, slow.facts.got) == ("1 s", "2 s")
    assert held.facts.expected is None
    assert held.facts.got is None


def test_addresses_are_not_shown() -> None:
    """Where an object lives differs from run to run, and says nothing."""
    found = not_yet(asked(), raised("KeyError", "<coroutine object f at 0x7fc6e6b8b030>"), case())

    assert "<coroutine object f>" in found.message
    assert found.facts.got == "KeyError: <coroutine object f>"
    mine = raised("KeyError", "<Task coro=<f() done, defined at /somewhere/else/tasks.py:3>>")
    assert "defined at tasks.py:3>" in not_yet(asked(), mine, case()).message


EVIL = "\x1b]0;owned\x07\u202e"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "mine",
    [
        raised("ValueError", EVIL),
        raised(EVIL, "x"),
        case(EVIL),
        case(leaks=(Leak("task", EVIL),)),
        case(lost=(error("ValueError", EVIL),)),
        case(swallowed=(EVIL,)),
        case(unawaited=(Unawaited(EVIL),)),
        case(ended="stuck", stuck=(EVIL,)),
        case(ended="killed", how=EVIL),
        case(holds=(Hold(EVIL, 5.0, cpu=4.0),)),
    ],
)
def test_nothing_that_an_answer_says_reaches_the_terminal_raw(mine: CaseReport, lang: Language) -> None:
    """Control characters and overrides in names, errors and values are shown as escapes."""
    found = not_yet(asked(returns=SAME), mine, case(1), lang=lang)
    shown = [found.message, found.facts.got or "", found.facts.expected or ""]

    assert all(each.isprintable() for each in "".join(shown).splitlines())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.cause)
def test_rules_say_what_they_look_for(rule: Rule) -> None:
    """A class says what it looks at: that is what a reader of the code learns first."""
    assert (type(rule).__doc__ or "").startswith("Looks at")


def test_templates_name_only_facts() -> None:
    """No message keeps a brace that should have been filled."""
    situations = [
        (asked(), raised("ValueError", "boom"), case()),
        (asked(time=number(2)), case(None, 3), case()),
        (asked(time=number(2)), case(None, 1), case()),
        (asked(peak=number(1)), jobs(("a", 0, 1), ("b", 0, 1)), jobs(("a", 0, 1))),
        (asked(peak=number(3)), jobs(("a", 0, 1), ("b", 0, 1)), jobs(("a", 0, 1))),
        (asked(order=order("x")), case(), case()),
        (asked(raises=encode("ValueError")), case(), case()),
        (asked(returns=SAME), case([1]), case([2])),
        (asked(output=("x",)), case(output="y"), case()),
        (asked(source=Source(use=("a.b",))), case(), case()),
    ]
    for what, mine, ref in situations:
        for lang in LANGUAGES:
            message = not_yet(what, mine, ref, lang=lang).message
            assert not [name for _, name, _, _ in string.Formatter().parse(message) if name is not None], (
                message
            )
