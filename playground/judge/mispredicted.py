"""What is not right about a prediction, in words that do not say what is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from playground.values.expect import OrderItem
from playground.values.plain import Plain, difference, same, show, visible
from playground.values.text import Language, Text

from .guesses import Guess, Kind, show_guess

__all__ = ["ASK", "what_is_wrong", "which_part", "wrong_places"]

ASK: dict[Kind, Text] = {
    "time": Text(
        "Which waits go on at the same time, and which one after the other?",
        "哪些等待是同时进行的，哪些是一个接一个的？",
    ),
    "order": Text(
        "Ask at each line: who has the turn now, and does this line really have to wait?",
        "每一行都问：现在轮到谁运行？这一行真的需要等待吗？",
    ),
    "returns": Text(
        "What does the last line of it give back, and to whom?", "最后一行给出的是什么，给了谁？"
    ),
    "raises": Text(
        "Where would an exception come up, and who would see it?", "异常会在哪里出现，谁会看到它？"
    ),
    "output": Text("Which lines get their turn, and in which order?", "哪些行会轮到，按什么顺序？"),
    "peak": Text(
        "How many have begun and not ended, at the busiest moment?",
        "最忙的时刻，有多少个已经开始而还没有结束？",
    ),
}


def wrong_places(order: Sequence[OrderItem], guess: Sequence[str]) -> list[int]:
    """The places, from 0, at which a predicted order is not right."""
    left: list[list[str]] = []
    for item in order:
        left.extend([list(item.any_of)] * len(item.any_of))  # one list for all places of an item
    wrong = []
    for index, (texts, name) in enumerate(zip_longest(left, guess)):
        if texts is None or name is None or name not in texts:
            wrong.append(index)
        else:
            texts.remove(name)
    return wrong


def which_part(right: list[bool], first: int) -> Text:
    good = [str(index + 1) for index, each in enumerate(right) if each]
    if good:
        return Text(
            f"Of your {len(right)} answers number {', '.join(good)} is right; number {first + 1} is not. ",
            f"你的 {len(right)} 项回答中，第 {'、'.join(good)} 项是对的；第 {first + 1} 项不对。",
        )
    return Text(f"Number {first + 1} first. ", f"先看第 {first + 1} 项。")


def what_is_wrong(kind: Kind, guess: Guess, order: Sequence[OrderItem], right: Guess, lang: Language) -> str:
    """What is not right about a guess, without saying what is."""
    said = show_guess(kind, guess, lang)
    if isinstance(guess, float) and isinstance(right, float):
        more = guess > right
        return Text(
            f"{said} is {'more' if more else 'less'} than it really is.",
            f"{said} 比实际的{'多' if more else '少'}。",
        ).say(lang)
    if kind == "order" and isinstance(guess, tuple):
        return _wrong_order(order, guess).say(lang)
    if kind == "raises":
        if not guess:
            return Text("An exception does come out.", "确实有异常抛出。").say(lang)
        if not right:
            return Text(f"`{said}` does not come out.", f"不会抛出 `{said}`。").say(lang)
        return Text(
            f"Another exception than `{said}` comes out.", f"抛出的不是 `{said}`，而是另一个异常。"
        ).say(lang)
    if isinstance(guess, Plain) and isinstance(right, Plain):
        if difference(right, guess) == "type":
            return Text(
                f"`{said}` holds the right things, but the type is another.",
                f"`{said}` 的内容是对的，但类型不对。",
            ).say(lang)
        return (
            _wrong_items(guess, right) or Text(f"`{said}` is not what comes back.", f"返回的不是 `{said}`。")
        ).say(lang)
    return Text(f"`{said}` is not what is printed.", f"打印的不是 `{said}`。").say(lang)


def _wrong_items(guess: Plain, right: Plain) -> Text | None:
    """Of several values: how many come back, or which of them are right."""
    several = ("tuple", "list")
    if right.kind not in several:
        return None
    said, count = visible(show(guess, 60)), len(right.items)
    if guess.kind not in several:
        return Text(
            f"`{said}` is one value; {count} come back together.",
            f"`{said}` 是一个值；一起返回的有 {count} 个。",
        )
    if len(guess.items) != count:
        return Text(
            f"`{said}` holds {len(guess.items)} values; {count} come back.",
            f"`{said}` 有 {len(guess.items)} 个值；返回的有 {count} 个。",
        )
    good = [
        n for n, (one, other) in enumerate(zip(guess.items, right.items, strict=True), 1) if same(other, one)
    ]
    if not good:
        return None
    which = ", ".join(map(str, good))
    return Text(
        f"`{said}` is not what comes back. Of its {count} values number {which} "
        f"{'is' if len(good) == 1 else 'are'} right.",
        f"返回的不是 `{said}`。{count} 个值里，第 {which} 个是对的。",
    )


def _wrong_order(order: Sequence[OrderItem], guess: tuple[str, ...]) -> Text:
    known = {text for item in order for text in item.any_of}
    length = sum(len(item.any_of) for item in order)
    stranger = next((name for name in guess if name not in known), None)
    if stranger is not None:
        return Text(f"`{visible(stranger)}` does not happen here.", f"`{visible(stranger)}` 在这里不会发生。")
    wrong = wrong_places(order, guess)
    if len(guess) != length:
        return Text(
            f"You named {len(guess)} events; {length} happen. The first {wrong[0]} are right.",
            f"你写了 {len(guess)} 个事件；实际有 {length} 个。前 {wrong[0]} 个是对的。",
        )
    first = wrong[0]
    name = visible(guess[first])
    if len(wrong) == 1:
        return Text(
            f"All is right but place {first + 1}: `{name}`.", f"除了第 {first + 1} 位的 `{name}`，其余都对。"
        )
    if first == 0:
        return Text(f"`{name}` does not come first.", f"最先出现的不是 `{name}`。")
    return Text(
        f"The first {first} {'is' if first == 1 else 'are'} right; at place {first + 1} it is not `{name}`.",
        f"前 {first} 个是对的；第 {first + 1} 个不是 `{name}`。",
    )
