"""The one judge: every cause in its order, over all cases, and the words of the first that is found."""

from __future__ import annotations

import re

from playground import errors
from playground.values.expect import Asked
from playground.values.plain import show, visible
from playground.values.report import CaseReport, Ended, Report
from playground.values.text import Language, Text
from playground.values.trace import Trace
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, Facts, NotYet, Passed, Verdict

from .meets import asked_value
from .raising import expected_error
from .registry import RULES
from .rule import Case, Finding
from .where import line_words
from .words import Fact, fill

__all__ = ["judge"]


def judge(
    asked: Asked, reference: Report, report: Report, source: str | Transcript, lang: Language
) -> Verdict:
    """The verdict on a report, beside the solution's.

    `source` is the answer's text, or its transcript when its places name cells.
    """
    answer = source if isinstance(source, Transcript) else Transcript.of_file(source)
    trouble = _trouble(asked, reference, report)
    if trouble is not None:
        return Broken(asked.exercise, trouble.say(lang))
    cases = _cases(asked, reference, report, answer)
    try:
        for rule in RULES:
            if rule.always_on and rule.cause in asked.allow:
                continue
            for case in cases:
                if finding := rule.look(case):
                    message = _message(rule.cause, case, finding, lang)
                    return NotYet(asked.exercise, rule.cause, message, _facts(case, finding, lang))
    except errors.Broken as error:  # an expectation that says nothing: the exercise's fault
        return Broken(asked.exercise, str(error))
    if len(report.cases) < len(reference.cases):
        words = Text(
            f"only {len(report.cases)} of {len(reference.cases)} cases came back, and nothing says why",
            f"{len(reference.cases)} 种情况只回来了 {len(report.cases)} 种，原因不明",
        )
        return Broken(asked.exercise, words.say(lang))
    return Passed(asked.exercise, _facts(cases[0], Finding(Text("")), lang, passed=True))


def _trouble(asked: Asked, reference: Report, report: Report) -> Text | None:
    """Why there is nothing to judge: we or the exercise failed."""
    for words in (report.broken, reference.broken):
        if words:
            return Text(words)
    why = ""
    if reference.syntax is not None:
        why = f"{reference.syntax.type}: {reference.syntax.text}"
    elif reference.missing:
        why = f"{reference.missing[0]} is not defined"
    elif reference.failed is not None:
        why = reference.failed.words
    elif not reference.cases:
        why = "no case"
    for case in reference.cases:
        if case.ended in ("limit", "killed"):
            why = case.how or (f"limit of {case.limit.kind}" if case.limit else case.ended)
        raised = case.ended == "raised" and "crashed" not in asked.allow and asked.expect.exit is None
        if raised and asked.expect.raises is None and case.error is not None:
            why = case.error.words
    if why:
        return Text(f"the exercise's own solution does not run: {why}", f"练习自带的答案运行不了：{why}")
    begun = report.syntax or report.missing or report.failed or report.cases
    if not begun or len(report.cases) > len(reference.cases):
        return Text("the sandbox sent back no case to judge", "沙箱没有送回可以判断的情况")
    return None


def _cases(asked: Asked, reference: Report, report: Report, answer: Transcript) -> list[Case]:
    mine = report.cases
    if not mine:  # it came to none: what stands in the report itself is looked at beside the first
        ended: Ended = "returned" if report.failed is None else "raised"
        mine = (CaseReport(ended, 0.0, Trace(clock=asked.clock), error=report.failed),)
    pairs = zip(mine, reference.cases, strict=False)
    return [
        Case(asked, answer, report, reference, index, one, ref, mine, reference.cases)
        for index, (one, ref) in enumerate(pairs)
    ]


def _message(cause: str, case: Case, finding: Finding, lang: Language) -> str:
    """What happened and why, in the exercise's own words if it has some, then where to look."""
    said = next((words for name, words in case.asked.say.items() if name == cause), None)
    beside = finding.not_about and said is not None and finding.not_about in said.en
    if finding.our_words or beside:
        said = None
    facts = _say_facts(case, finding, lang)
    words = fill(said or finding.words, facts, lang).strip()
    own = said is not None and ("{line}" in said.say(lang) or "{code}" in said.say(lang))
    where = "" if own else _where(case, finding, lang)
    also = fill(finding.also, facts, lang) if finding.also else ""
    return _clean((" " if lang == "en" else "").join(part for part in (words, also, where) if part))


def _say_facts(case: Case, finding: Finding, lang: Language) -> dict[str, Fact]:
    mine, ref = case.mine, case.ref
    code = case.line(finding.place)
    facts: dict[str, Fact] = {
        "seconds": mine.seconds,
        "reference_seconds": ref.seconds,
        "peak": mine.trace.peak,
        "reference_peak": ref.trace.peak,
        "call": case.asked.call,
        "case": _shown_case(case) or "",
        "output": mine.output.strip()[:200],
    }
    shown = _facts(case, finding, lang)
    facts |= {"expected": shown.expected or "", "got": shown.got or ""}
    if finding.place is not None and code is not None:
        facts |= {"line": finding.place.line, "code": code}
    return {**facts, **finding.facts}


def _where(case: Case, finding: Finding, lang: Language) -> str:
    """Where to look: the answer's own line. Nothing where no line of it is to blame."""
    place = finding.place
    code = case.line(place) or str(finding.facts.get("code", ""))
    if place is None or not code:
        return ""
    line = line_words(case, place)
    where = Text(f"{line.en}: ", f"{line.zh}：") if line.en else Text("", " ")
    cell = case.cell(place)
    if cell is not None and place.file.startswith("<cell"):
        # Its number would be counted from the exercise's beginning; the prompt counts from its own.
        alone = len(case.answer.cells[cell].source.strip().splitlines()) == 1
        where = (
            Text("", " ")
            if alone
            else Text(f"line {place.line} of that cell: ", f"那个单元的第 {place.line} 行：")
        )
    return Text(f"Look at {where.en}`{code}`.", f"请看{where.zh}`{code}`。").say(lang)


def _facts(case: Case, finding: Finding, lang: Language, *, passed: bool = False) -> Facts:
    mine, ref, expect = case.mine, case.ref, case.asked.expect
    wanted, got = finding.expected, finding.got
    wanted_error = expected_error(case)
    if wanted is None and wanted_error is not None:
        wanted = wanted_error
    elif wanted is None and expect.returns is not None and ref.ended == "returned":
        wanted = asked_value(expect.returns, ref.value)
    if got is None and mine.ended == "raised" and mine.error is not None:
        got = mine.error.told
    elif got is None and mine.ended == "returned" and expect.returns is not None and mine.value is not None:
        got = show(mine.value)
    shown = _one_text(wanted, lang), _one_text(got, lang)
    if shown[0] == shown[1] and not passed:  # that is not what is wrong
        shown = None, None
    ran = bool(case.report.cases)
    return Facts(
        case=_shown_case(case),
        expected=shown[0],
        got=shown[1],
        seconds=round(mine.seconds, 6) if ran else None,
        reference_seconds=round(ref.seconds, 6),
        peak=mine.trace.peak if ran else None,
        mine=mine.trace if ran else None,
        reference=ref.trace,
        output=mine.output,
        place=finding.place,
    )


def _one_text(words: str | Text | None, lang: Language) -> str | None:
    if words is None:
        return None
    return _clean(words if isinstance(words, str) else words.say(lang))


def _clean(words: str) -> str:
    """Without what a terminal would obey, and without what differs from run to run or place to place."""
    words = re.sub(r" at 0x[0-9a-fA-F]+", "", words)
    words = re.sub(r"\b(defined|running|created) at (?:/[^\s/]*)*/", r"\1 at ", words)
    return visible(words, keep="\n")


def _shown_case(case: Case) -> str | None:
    cases = case.asked.cases
    return cases[case.index] or None if case.index < len(cases) else None
