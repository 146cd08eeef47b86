"""How the words name a line of the answer."""

from __future__ import annotations

import pytest

from playground.values.text import Language
from playground.values.transcript import Transcript

from .builders import asked, case, line, not_yet, raised

ANSWER = """\
LIMIT = 2 ** 3
@job
async def main(delays):
    async def worker():
        raise ValueError
    await worker()
class Chat:
    async def handle(self):
        return 1 / 0
"""


@pytest.mark.parametrize(
    ("number", "lang", "words"),
    [
        (5, "en", "Look at line 2 of `worker`: `raise ValueError`."),
        (6, "en", "Look at line 4 of `main`: `await worker()`."),
        (9, "en", "Look at line 2 of `Chat.handle`: `return 1 / 0`."),
        (1, "en", "Look at `LIMIT = 2 ** 3`."),
        (5, "zh", "请看 `worker` 的第 2 行：`raise ValueError`。"),
        (1, "zh", "请看 `LIMIT = 2 ** 3`。"),
    ],
)
def test_what_was_typed_in_cells_is_named_by_its_function(number: int, lang: Language, words: str) -> None:
    """Nobody sees the line numbers of an answer that was put together from cells."""
    mine = raised("ValueError", place=line(number, "answer"))
    typed = Transcript.of_definitions(ANSWER)

    assert not_yet(asked(), mine, case(), typed, lang=lang).message.endswith(words)


def test_a_file_is_named_by_its_line() -> None:
    """Whoever wrote a file has an editor that knows the number."""
    mine = raised("ValueError", place=line(5))

    assert not_yet(asked(), mine, case(), ANSWER).message.endswith("Look at line 5: `raise ValueError`.")


def test_a_cell_that_does_not_compile_is_named_by_its_line() -> None:
    """It has no functions, and it is judged alone, as it was typed."""
    mine = raised("ValueError", place=line(2, "answer"))
    typed = Transcript.of_definitions("def f(:\n    return 1\n")

    assert not_yet(asked(), mine, case(), typed).message.endswith("Look at line 2: `return 1`.")
