"""A trace as a file: SVG for a README or slides, HTML to look into, JSON for Perfetto."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.values.text import Language, Text
from playground.values.trace import Trace

__all__ = ["ENDINGS", "UnknownPicture", "html", "perfetto", "save_picture", "svg"]

WANTED = Text(
    "a picture's name ends in {endings}; {name!r} does not",
    "图的文件名要以 {endings} 结尾；{name!r} 不是",
)


class UnknownPicture(ValueError):
    """The name of the file does not tell what kind of picture is wanted."""


def svg(trace: Trace, lang: Language = "en", title: str = "") -> str:
    """The timeline as one SVG document that follows the reader's light or dark colours."""
    from .svg import timeline_svg

    return timeline_svg(trace, lang=lang, title=title)


def html(trace: Trace, lang: Language = "en", title: str = "") -> str:
    """One page that needs nothing else: to zoom, to search, to step through."""
    from .page import timeline_page

    return timeline_page(trace, lang, title)


def perfetto(trace: Trace, lang: Language = "en", title: str = "") -> str:
    """JSON in Chrome's Trace Event Format, for ui.perfetto.dev and chrome://tracing."""
    from .perfetto import perfetto

    return perfetto(trace)


ENDINGS: dict[str, Callable[[Trace, Language, str], str]] = {".svg": svg, ".html": html, ".json": perfetto}


def save_picture(trace: Trace, path: str | Path, lang: Language = "en", title: str = "") -> Path:
    """Write the picture that the file's ending names, and give back where it is.

    Raises UnknownPicture when the ending is none of `ENDINGS`, OSError when it cannot be written.
    """
    path = Path(path).expanduser()
    draw = ENDINGS.get(path.suffix.lower())
    if draw is None:
        raise UnknownPicture(WANTED.say(lang, endings=", ".join(ENDINGS), name=path.name))
    path.write_text(draw(trace, lang, title), encoding="utf-8")
    return path
