"""Stuck tasks in one sentence."""

from __future__ import annotations

from playground.values.plain import visible
from playground.values.stuck import Link, Stuck
from playground.values.text import Language, Text

__all__ = ["stuck_words"]

MOST = 4  # tasks named where every task waits, and of those that one waits for
AT = Text("{task} at {place}", "{task}（{place}）")
HOLDS = Text("{task} holds {thing} and waits for {wants}", "{task} 占着 {thing}，在等 {wants}")
WAITS = Text("{task} waits for {wants}", "{task} 在等 {wants}")
OF = Text("{wants} of {tasks}", "{wants}（{tasks}）")
HELD = Text("{wants}, held by {task}", "由 {task} 占着的 {wants}")
FOR = Text("{wants}, which waits for {task}", "{wants}，也就是在等 {task}")
ALONE = Text("{task} holds {thing} and waits for it again", "{task} 占着 {thing}，又在等它")
ALL = Text(
    "every task waits, and nothing is left that could wake one: {tasks}",
    "每个任务都在等，而且没有什么能唤醒它们：{tasks}",
)
MORE = Text("{tasks}; and {count} more", "{tasks}；还有 {count} 个")


def stuck_words(stuck: Stuck, lang: Language = "en") -> str:
    """``A holds lock 'x' and waits for lock 'y', held by B at f.py:12; B waits for lock 'x'``."""
    words = _ring(stuck.links, lang) if stuck.ring else _all(stuck.links, lang)
    return visible(words.replace("） ", "）") if lang == "zh" else words)


def _ring(links: tuple[Link, ...], lang: Language) -> str:
    last = links[-1]
    if len(links) == 1:
        return ALONE.say(lang, task=_where(last, lang), thing=_wants(last, lang))
    parts = []
    for link, following in zip(links, links[1:] + links[:1], strict=True):
        wants = _wants(link, lang)
        if link is not last:
            wants = (HELD if link.held else FOR).say(lang, wants=wants, task=_where(following, lang))
        if link is links[0] and last.held:
            parts.append(HOLDS.say(lang, task=link.task, thing=_wants(last, lang), wants=wants))
        else:
            parts.append(WAITS.say(lang, task=link.task, wants=wants))
    return ("；" if lang == "zh" else "; ").join(parts)


def _all(links: tuple[Link, ...], lang: Language) -> str:
    parts = [WAITS.say(lang, task=_where(link, lang), wants=_wants(link, lang)) for link in links[:MOST]]
    words = ("；" if lang == "zh" else "; ").join(parts)
    if len(links) > MOST:
        words = MORE.say(lang, tasks=words, count=len(links) - MOST)
    return ALL.say(lang, tasks=words)


def _wants(link: Link, lang: Language) -> str:
    if not link.of:
        return link.wants
    names = ", ".join(link.of[:MOST]) + (", …" if len(link.of) > MOST else "")
    return OF.say(lang, wants=link.wants, tasks=names)


def _where(link: Link, lang: Language) -> str:
    return AT.say(lang, task=link.task, place=link.place) if link.place is not None else link.task
