"""A trace as one page of HTML that needs nothing else: to zoom, to search, to step through.

The page's scripts and style are files of their own in `assets/`; here they are put together with
the data. They never make markup out of a text of the trace.
"""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files

from playground.values.text import Language
from playground.values.trace import Trace

from .page_data import page_data
from .palette import DARK, LIGHT, variables
from .text import safe

__all__ = ["timeline_page"]

# In the order in which they use each other.
SCRIPTS = ("model.js", "view.js", "draw.js", "tell.js", "search.js", "scene.js", "replay.js", "main.js")


def timeline_page(trace: Trace, lang: Language = "en", title: str = "") -> str:
    """The page. It asks for nothing from elsewhere, and forbids itself to."""
    style = _asset("page.css").replace("{{light}}", variables(LIGHT)).replace("{{dark}}", variables(DARK))
    parts = {
        "lang": lang,
        "title": escape(safe(title) or "asyncio"),
        "style": style,
        "script": "\n".join(map(_asset, SCRIPTS)),
        "data": _embedded(page_data(trace, lang, title)),
    }
    head, *pieces = _asset("page.html").split("{{")
    # One pass: what is put in is never looked through for places again.
    return head + "".join(parts[name] + rest for name, _, rest in (piece.partition("}}") for piece in pieces))


def _embedded(data: object) -> str:
    """JSON that ends no script element and opens no comment, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")
