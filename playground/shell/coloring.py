"""Colours of what is typed, loaded when they are needed: pygments takes as long as everything else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import BaseStyle, Style

__all__ = ["LazyLexer", "LazyStyles", "with_our_classes"]


class LazyStyles(dict[str, BaseStyle]):
    """All of pygments' styles by name, each loaded when it is chosen (all at once take 60 ms)."""

    def __init__(self, more: Mapping[str, dict[str, str]]) -> None:
        from pygments.styles import STYLE_MAP  # type: ignore[import-untyped]  # pygments has no types

        super().__init__(dict.fromkeys(STYLE_MAP, Style([])))
        self._unloaded = set(STYLE_MAP)
        self.update((name, Style.from_dict(style)) for name, style in more.items())

    def __getitem__(self, name: str) -> BaseStyle:
        if name in self._unloaded:
            from prompt_toolkit.styles import style_from_pygments_cls
            from pygments.styles import get_style_by_name

            self._unloaded.discard(name)
            self[name] = style_from_pygments_cls(get_style_by_name(name))
        return super().__getitem__(name)


class LazyLexer(Lexer):
    """Python in colour, commands plain.

    pygments' lexer takes 40 ms to build. A thread begins with the first key; until it is done what is
    typed has no colour, `ready` is called then.
    """

    def __init__(self, is_command: Callable[[str], bool]) -> None:
        self.ready: Callable[[], None] = lambda: None
        self._is_command = is_command
        self._python: Lexer | None = None
        self._begun = False

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The fragments of each line."""
        python = self._python
        if python is not None and document.text.strip() and not self._is_command(document.text):
            return python.lex_document(document)
        if document.text.strip() and not self._begun:
            self._begun = True
            threading.Thread(target=self._build, name="playground-colours", daemon=True).start()
        lines, style = document.lines, "class:command" if self._is_command(document.text) else ""
        return lambda number: [(style, lines[number] if number < len(lines) else "")]

    def _build(self) -> None:
        from prompt_toolkit.lexers import PygmentsLexer
        from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # pygments has no types

        python = PygmentsLexer(PythonLexer)
        python.lex_document(Document("1"))(0)  # the first use compiles its patterns
        self._python = python
        self.ready()

    def invalidation_hash(self) -> Hashable:
        """Changes when the colours have come: what was drawn without them is not kept."""
        return self._python is None


def with_our_classes(style: BaseStyle) -> BaseStyle:
    """The style, with what is drawn of our own."""
    from prompt_toolkit.styles import merge_styles

    ours = Style.from_dict({"bottom-line": "reverse", "command": "bold", "aborting": ""})
    return merge_styles([style, ours])
