"""One odd or hostile answer: a body for the function that an exercise asks for, and what it may get."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

__all__ = ["Odd", "odd"]


@dataclass(frozen=True, slots=True)
class Odd:
    """An answer of the corpus.

    `body` stands in the asked function (its `n` is 3 where the exercise has none), `top` before
    it. `text` is a whole answer instead. `may` names the verdicts that it may get: causes, or
    "passed" where it is deserved. `endless`: it goes on until a limit ends it.
    """

    name: str
    may: frozenset[str]
    body: str = ""
    top: str = ""
    text: str | None = None
    endless: bool = False

    def source(self, head: str) -> str:
        """The text of the answer, whose function begins with `head`."""
        if self.text is not None:
            return self.text
        return f"{textwrap.dedent(self.top)}\n{head}\n{textwrap.indent(textwrap.dedent(self.body), '    ')}\n"


def odd(
    name: str, may: str, body: str = "pass", top: str = "", *, text: str | None = None, endless: bool = False
) -> Odd:
    """An entry; `may` has the verdicts with spaces between them.

    Where a result may be wrong, the given jobs may also never have run: not each exercise has some.
    """
    verdicts = {*may.split()}
    if "wrong-result" in verdicts:
        verdicts.add("never-ran")
    return Odd(name, frozenset(verdicts), body, top, text, endless)
