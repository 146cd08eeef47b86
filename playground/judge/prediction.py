"""A predict exercise: what was answered, beside what a run of the program shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from playground import errors
from playground.errors import BadInput
from playground.values.expect import Asked, OrderItem, Prediction
from playground.values.plain import Plain, decode, difference, visible
from playground.values.report import CaseReport, Report
from playground.values.text import Language, Text
from playground.values.verdict import Broken, Facts, NotYet, Passed, Verdict

from .guesses import ANY, Guess, agrees, from_plain, from_text, literal, right_order, show_guess, truth
from .mispredicted import ASK, what_is_wrong, which_part, wrong_places
from .rule import Meaning
from .sequence import show_order
from .words import fill

__all__ = ["MEANING", "Mistake", "predict"]

MEANING = Meaning(
    title=Text("It goes otherwise", "实际情况不是这样"),
    text=Text(
        "The program was run, and something else happened than was predicted. Go through it line by line "
        "and ask at each: who has the turn now, does this line really have to wait, and what for? A time "
        "is the longest of what waits together and the sum of what waits one after the other.",
        "程序实际运行了一遍，结果和预测的不一样。请逐行走一遍，每一行都问："
        "现在轮到谁运行？这一行真的需要等待吗？等的是什么？一起等待的，时间取最长的那个；"
        "一个接一个等待的，时间相加。",
    ),
    wrong=Text(
        "await asyncio.gather(work('A', 3), work('B', 1))      # 4 s?",
        "await asyncio.gather(work('A', 3), work('B', 1))      # 4 秒？",
    ),
    right=Text(
        "await asyncio.gather(work('A', 3), work('B', 1))      # 3 s: they wait together",
        "await asyncio.gather(work('A', 3), work('B', 1))      # 3 秒：它们一起等待",
    ),
)


class Mistake(Protocol):
    """A typical wrong prediction: a value for each thing predicted (None: any), and the words it gets."""

    @property
    def answer(self) -> Sequence[Plain | None]: ...

    @property
    def say(self) -> Text: ...


def predict(
    asked: Asked, reference: Report, answer: str, lang: Language, wrong: Sequence[Mistake] = ()
) -> Verdict:
    """The verdict on a prediction. BadInput when the answer cannot be read as one."""
    prediction, trouble = asked.prediction, _trouble(reference)
    if prediction is None or trouble:
        return Broken(asked.exercise, trouble or "nothing is asked to be predicted")
    case = reference.cases[0]
    try:
        if prediction.choices:
            return _choose(asked, prediction, case, answer, lang, wrong)
        return _compare(asked, prediction, case, answer, lang, wrong)
    except errors.Broken as error:
        return Broken(asked.exercise, str(error))


def _trouble(reference: Report) -> str:
    if reference.broken:
        return reference.broken
    if reference.syntax is not None:
        return f"{reference.syntax.type}: {reference.syntax.text}"
    if reference.failed is not None:
        return reference.failed.words
    if not reference.cases or reference.cases[0].ended in ("limit", "killed"):
        return "the program of this exercise does not come to its end"
    return ""


def _choose(
    asked: Asked,
    prediction: Prediction,
    case: CaseReport,
    answer: str,
    lang: Language,
    wrong: Sequence[Mistake],
) -> Verdict:
    letters = [letter for letter, _, _ in prediction.choices]
    right = [letter for letter, _, value in prediction.choices if _is_right(prediction, value, case, asked)]
    if not right:
        got = "; ".join(show_guess(kind, truth(kind, case), lang) for kind in prediction.of)
        raise errors.Broken(f"none of the choices {', '.join(letters)} is what happens: {got}")
    chosen = _letter(prediction, answer)
    if chosen is None:
        words = Text(
            f"'{visible(answer.strip()[:60])}' is none of the choices; answer with a letter: "
            f"{', '.join(letters)}.",
            f"'{visible(answer.strip()[:60])}' 不在选项里；请用字母回答：{'、'.join(letters)}。",
        )
        raise BadInput(words.en, words.zh)
    if chosen in right:
        return Passed(asked.exercise, _facts(asked, case, chosen, right[0]))
    value = next(value for letter, _, value in prediction.choices if letter == chosen)
    said = next((mistake.say for mistake in wrong if _means_choice(mistake, value)), None)
    general = Text("({chosen}) is not what happens. ", "实际发生的不是（{chosen}）。")
    ask = ASK[prediction.of[0]]
    words = said or asked.say.get("wrong-prediction") or Text(general.en + ask.en, general.zh + ask.zh)
    return _not_yet(asked, fill(words, {"chosen": chosen, "got": chosen}, lang), chosen)


def _letter(prediction: Prediction, answer: str) -> str | None:
    """The letter of the choice that was named by letter, by its text or by its value."""
    text = answer.strip()
    bare = text.strip("()（）.。:： '\"").casefold()
    for letter, words, _ in prediction.choices:
        if bare == letter.casefold():
            return letter
        if text.casefold() in (words.en.strip().casefold(), words.zh.strip().casefold()) and text:
            return letter
    value = literal(text)
    for letter, _, meant in prediction.choices:
        if value is not None and difference(meant, value) is None:
            return letter
        if meant.kind == "str" and meant.text.casefold() == bare and bare:
            return letter
    return None


def _is_right(prediction: Prediction, value: Plain, case: CaseReport, asked: Asked) -> bool:
    parts = value.items if len(prediction.of) > 1 else (value,)
    if len(parts) != len(prediction.of):
        raise errors.Broken("a choice has a value for each thing predicted")
    return all(
        agrees(kind, from_plain(kind, part, case.trace.order), truth(kind, case), asked)
        for kind, part in zip(prediction.of, parts, strict=True)
    )


def _means_choice(mistake: Mistake, value: Plain) -> bool:
    """A mistake names the value of a choice, not its letter."""
    meant = mistake.answer[0] if mistake.answer else None
    if meant is None:
        return False
    return difference(value, meant) is None


def _compare(
    asked: Asked,
    prediction: Prediction,
    case: CaseReport,
    answer: str,
    lang: Language,
    wrong: Sequence[Mistake],
) -> Verdict:
    known = _known(asked, prediction, case, wrong)
    guesses = _read(prediction, case, answer, known)
    order = right_order(asked, case)
    right = [
        _order_is_right(order, guess) if kind == "order" else agrees(kind, guess, truth(kind, case), asked)
        for kind, guess in zip(prediction.of, guesses, strict=True)
    ]
    got = "; ".join(show_guess(kind, guess, lang) for kind, guess in zip(prediction.of, guesses, strict=True))
    if all(right):
        expected = [
            show_order(order) if kind == "order" else show_guess(kind, truth(kind, case), lang)
            for kind in prediction.of
        ]
        return Passed(asked.exercise, _facts(asked, case, got, "; ".join(expected)))
    said = next(
        (mistake.say for mistake in wrong if _means(mistake, prediction, guesses, right, known)), None
    )
    said = said or asked.say.get("wrong-prediction")
    if said is not None:
        return _not_yet(asked, fill(said, {"got": got}, lang), got)
    first = right.index(False)
    kind = prediction.of[first]
    words = what_is_wrong(kind, guesses[first], order, truth(kind, case), lang)
    if len(right) > 1:
        words = which_part(right, first).say(lang) + words
    between = " " if lang == "en" else ""
    return _not_yet(asked, f"{words}{between}{ASK[kind].say(lang)}", got)


def _known(
    asked: Asked, prediction: Prediction, case: CaseReport, wrong: Sequence[Mistake]
) -> tuple[str, ...]:
    """Events by name: those that happen and those that typical mistakes name."""
    known = dict.fromkeys(case.trace.order)
    known.update(dict.fromkeys(text for item in right_order(asked, case) for text in item.any_of))
    for mistake in wrong:
        for kind, value in zip(prediction.of, mistake.answer, strict=False):
            if kind == "order" and value is not None and value.kind in ("list", "tuple"):
                known.update(dict.fromkeys(str(decode(item)) for item in value.items))
    return tuple(known)


def _read(prediction: Prediction, case: CaseReport, answer: str, known: tuple[str, ...]) -> list[Guess]:
    kinds = prediction.of
    if len(kinds) == 1:
        return [from_text(kinds[0], answer, truth(kinds[0], case), known)]
    parts = [part for part in answer.replace("；", ";").split(";") if part.strip()]
    whole = literal(answer) if len(parts) == 1 else None
    if whole is not None and whole.kind == "tuple" and len(whole.items) == len(kinds):
        try:
            return [from_plain(kind, item, known) for kind, item in zip(kinds, whole.items, strict=True)]
        except errors.Broken as error:
            raise BadInput(str(error)) from None
    if len(parts) != len(kinds):
        words = Text(
            f"{len(kinds)} things are asked ({', '.join(kinds)}), separated by `;`, and {len(parts)} came.",
            f"要回答 {len(kinds)} 项（{'、'.join(kinds)}），用 `;` 隔开，而收到 {len(parts)} 项。",
        )
        raise BadInput(words.en, words.zh)
    return [from_text(kind, part, truth(kind, case), known) for kind, part in zip(kinds, parts, strict=True)]


def _order_is_right(order: Sequence[OrderItem], guess: Guess) -> bool:
    return isinstance(guess, tuple) and not wrong_places(order, guess)


def _means(
    mistake: Mistake, prediction: Prediction, guesses: list[Guess], right: list[bool], known: tuple[str, ...]
) -> bool:
    """Whether the prediction is that mistake: all that it speaks of is so, and some of it is wrong."""
    spoken = [
        index for index, value in enumerate(mistake.answer) if value is not None and index < len(guesses)
    ]
    if not spoken or all(right[index] for index in spoken):
        return False
    for index in spoken:
        kind, value = prediction.of[index], mistake.answer[index]
        meant = from_plain(kind, value, known) if value is not None else ""
        guess = guesses[index]
        if kind == "order" and isinstance(meant, tuple) and isinstance(guess, tuple):
            if not _like(meant, guess):
                return False
        elif not agrees(kind, guess, meant):
            return False
    return True


def _like(pattern: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether the names are those of the pattern, in which "..." stands for any names, or none."""
    if not pattern:
        return not names
    if pattern[0] in ANY:
        return any(_like(pattern[1:], names[skip:]) for skip in range(len(names) + 1))
    return bool(names) and names[0] == pattern[0] and _like(pattern[1:], names[1:])


def _not_yet(asked: Asked, message: str, got: str) -> NotYet:
    # What really happens is not told: the learner may answer again.
    return NotYet(asked.exercise, "wrong-prediction", visible(message, "\n"), Facts(got=visible(got, "\n")))


def _facts(asked: Asked, case: CaseReport, got: str, expected: str) -> Facts:
    return Facts(
        case=asked.cases[0] or None if asked.cases else None,
        expected=visible(expected, "\n"),
        got=visible(got, "\n"),
        seconds=round(case.seconds, 6),
        reference_seconds=round(case.seconds, 6),
        peak=case.trace.peak,
        mine=case.trace,
        reference=case.trace,
        output=case.output,
    )
