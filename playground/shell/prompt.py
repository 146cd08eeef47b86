"""The prompt itself: ptpython's input, with what we need of it bent. The only file that knows ptpython.

It runs in a thread of its own, with a loop of its own. Everything it calls back (toolbar, validator,
completer) runs there too, and so reads prepared snapshots, never the learner's loop.
"""

from __future__ import annotations

import asyncio
import textwrap
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ptpython.python_input as ptpython_input
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import Completer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, is_done, renderer_height_is_known
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History, ThreadedHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.containers import ConditionalContainer, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.validation import ValidationError, Validator
from ptpython.signatures import Signature, get_signatures_using_eval
from ptpython.style import default_ansi_code_style, win32_code_style

from .coloring import LazyLexer, LazyStyles, with_our_classes

__all__ = ["Callbacks", "Prompt"]

REFRESH = 0.2  # seconds between two drawings of the bottom line, at least


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What the prompt asks the shell, from its own thread."""

    refusal: Callable[[str], tuple[int, int, str] | None]  # line, column (from 1), words; None accepts
    is_command: Callable[[str], bool]
    bottom: Callable[[], str]
    held: Callable[[], bool]
    interrupt: Callable[[], None]
    is_up: Callable[[Callable[[Callable[[], None], float], None]], None]


class CellValidator(Validator):
    """Lets commands and Python pass."""

    def __init__(self, refusal: Callable[[str], tuple[int, int, str] | None]) -> None:
        self._refusal = refusal

    def validate(self, document: Document) -> None:
        """Raise where the text cannot be submitted."""
        refused = self._refusal(document.text)
        if refused is not None:
            line, column, words = refused
            raise ValidationError(document.translate_row_col_to_index(line - 1, column - 1), words)


class Prompt(ptpython_input.PythonInput):
    """ptpython's input with our lexer, validator, completer and bottom line.

    `show_bottom_line` is a setting like ptpython's own: for a config file, and in the menu of F2.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        callbacks: Callbacks,
        completer: Completer,
        history: History,
        vi: bool,
        color: bool,
        terminal: tuple[Input, Output],
    ) -> None:
        self._callbacks = callbacks
        self._terminal = terminal
        self.show_bottom_line = True
        self._drawn = ""  # the bottom line that is on the screen
        self._draw_next = 0.0
        bottom = FormattedTextControl(self._bottom_line)
        lexer = LazyLexer(callbacks.is_command)
        keep_jedi_and_styles_away()
        super().__init__(
            get_globals=lambda: dict(namespace),
            vi_mode=vi,
            color_depth=None if color else ColorDepth.DEPTH_1_BIT,
            extra_key_bindings=self._keys(),
            _completer=completer,
            _validator=CellValidator(callbacks.refusal),
            _lexer=lexer,
            _extra_toolbars=[
                ConditionalContainer(
                    Window(bottom, height=1, style="class:bottom-line"),
                    filter=~is_done & renderer_height_is_known & Condition(lambda: self.show_bottom_line),
                )
            ],
            _input_buffer_height=Dimension(min=1),
            input=terminal[0],
            output=terminal[1],
        )
        # ptpython's own file history would raise where nothing can be written.
        self.history = self.default_buffer.history = ThreadedHistory(history)
        lexer.ready = self.draw_again
        self.confirm_exit = False
        self.show_status_bar = False
        self.show_signature = True
        self.insert_blank_line_after_output = False
        self.enable_open_in_editor = True
        self.install_ui_colorscheme("default", with_our_classes(self.ui_styles["default"]))
        self.use_ui_colorscheme("default")

    def _create_options(self) -> list[Any]:
        """Ptpython's menu of F2, with our setting at the head of what is displayed."""
        categories: list[Any] = super()._create_options()
        display = next(category for category in categories if category.title == "Display")
        display.options.insert(0, ptpython_input.Option(
            title="Bottom line",
            description="Show what the loop does below the prompt, and below a cell that runs.",
            get_current_value=lambda: "on" if self.show_bottom_line else "off",
            get_values=lambda: {"on": lambda: self._bottom(True), "off": lambda: self._bottom(False)},
        ))  # fmt: skip
        return categories

    def _bottom(self, shown: bool) -> None:
        self.show_bottom_line = shown

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        # While a task holds the loop, Ctrl-C is for that task; else it clears the line.
        @keys.add("c-c", filter=Condition(self._callbacks.held), eager=True)
        def _(event: KeyPressEvent) -> None:
            self._callbacks.interrupt()

        @keys.add(Keys.SIGINT)  # sent by `kill -INT`, not typed
        def _(event: KeyPressEvent) -> None:
            self._callbacks.interrupt()

        return keys

    def read(self) -> str:
        """The next input; raises EOFError at Ctrl-D. Runs in the prompt's thread."""
        while True:
            try:
                # F3's screen takes the session's terminal: sys.stdout is not one any more.
                with create_app_session(*self._terminal):
                    text: str = self.app.run(pre_run=self._when_up, handle_sigint=False)
            except KeyboardInterrupt:
                self.signatures = []
                self.default_buffer.document = Document()
                continue
            if text.lstrip().startswith("\x1a"):  # Ctrl-Z and Enter end a Windows console's input
                raise EOFError
            if text.strip():
                return textwrap.dedent(text)

    def _bottom_line(self) -> StyleAndTextTuples:
        self._drawn = self._callbacks.bottom()
        return [("class:bottom-line", self._drawn)]

    def keep_up(self) -> None:
        """Draw anew where the bottom line has something else to say; from any thread, often.

        All of the prompt is drawn for it: five times a second would be a twentieth of a processor.
        """
        now = time.monotonic()
        if now >= self._draw_next and self.show_bottom_line and self._callbacks.bottom() != self._drawn:
            self._draw_next = now + REFRESH
            self.draw_again()

    def draw_again(self) -> None:
        """Draw the prompt anew if it is up; from any thread."""
        self._in_its_loop(self.app.invalidate)

    def offer_again(self) -> None:
        """Complete what is typed already, now that the names are there; from any thread."""
        self._in_its_loop(self._offer)

    def _in_its_loop(self, call: Callable[[], None]) -> None:
        loop = self.app.loop
        if loop is None:
            return  # a cell runs: the next prompt is drawn anyway
        try:
            loop.call_soon_threadsafe(call)
        except RuntimeError:
            pass  # the prompt was left in this moment, and its loop is closed

    def _offer(self) -> None:
        buffer = self.default_buffer
        if self.complete_while_typing and buffer.text and buffer.complete_state is None:
            buffer.start_completion()

    def _when_up(self) -> None:
        self._callbacks.is_up(self._above)

    def _above(self, write: Callable[[], None], seconds: float) -> None:
        """Run `write` with the prompt out of the way, `seconds` from now; from any thread."""
        loop = self.app.loop
        if loop is not None:
            loop.call_soon_threadsafe(loop.call_later, seconds, self._start_above, write)

    def _start_above(self, write: Callable[[], None]) -> None:
        if self.app.is_running:
            self.app.create_background_task(self._write_above(write))

    async def _write_above(self, write: Callable[[], None]) -> None:
        """As prompt_toolkit's `run_in_terminal`, but the terminal stays raw.

        Its switch to the cooked mode and back would echo what is typed at that moment.
        """
        app = self.app
        while app._running_in_terminal:  # noqa: ASYNC110, SLF001  # Ctrl-Z, or the history's screen: no event
            await asyncio.sleep(0.05)
        if app.output.responds_to_cpr:
            await app.renderer.wait_for_cpr_responses()
        app.renderer.erase()
        write()
        app.renderer.reset()
        app._request_absolute_cursor_position()  # noqa: SLF001  # as run_in_terminal does
        app._redraw()  # noqa: SLF001  # as above


def keep_jedi_and_styles_away() -> None:
    """Give ptpython ways of its own that are cheap.

    jedi takes 100 ms to load and up to 140 ms in one piece to read what it knows of the built-ins,
    in which no other thread moves; the objects themselves are at hand, so their signatures are read.
    Loading every pygments style and the lexer of bash takes as long as everything else together.
    """
    module: Any = ptpython_input  # its imports are no names of its own to a type checker
    module.get_signatures_using_jedi = _signatures
    module.get_all_code_styles = lambda: LazyStyles(
        {"win32": win32_code_style, "default-ansi": default_ansi_code_style}
    )
    module.PtpythonLexer = lambda lexer: lexer  # ours knows the commands


def _signatures(document: Document, names: dict[str, Any], more: dict[str, Any]) -> list[Signature]:
    """The signatures of the call being typed, without the marks that `inspect` has for "nothing"."""
    found = list(get_signatures_using_eval(document, names, more))
    for signature in found:
        signature.returns = "" if signature.returns == "_empty" else signature.returns
        for parameter in signature.parameters:
            parameter.annotation = None if parameter.annotation == "_empty" else parameter.annotation
    return found
