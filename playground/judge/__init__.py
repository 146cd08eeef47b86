"""The judge: what an answer did, beside what the solution did, becomes a verdict.

Asked + the solution's Report + the answer's Report -> each Rule, in the order of CAUSES, looks at
each Case -> the first Finding -> its words -> Verdict

A rule is one small class in the file of its family (`shape`, `running`, `holding`, `awaiting`,
`failing`, `values`, `timing`, `crowd`, `order`, `output`, `source`); `registry` lists them all.
The evidence is what the run left in the report. Only `syntax`, `missing-name`, `must-use` and
`must-not-use` look at the answer's text. A predict exercise has no answer to run: `prediction`.

An exercise's own words for a cause (`say`) may hold facts in braces. Always: `{seconds}`,
`{reference_seconds}`, `{peak}`, `{reference_peak}`, `{call}`, `{case}`, `{expected}`, `{got}`,
`{output}`; where the answer's own line is known `{line}` and `{code}` (else a sentence that names
the line follows the words); and what the cause itself found, as `{error}` of `crashed`, `{task}` of
`wrong-task`, `{coroutine}` of `not-awaited`, `{names}` of `leaked-task`. Other braces stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.values.frozen import frozen
from playground.values.text import Language
from playground.values.verdict import Cause

from .engine import judge
from .registry import ALWAYS_ON, meanings

if TYPE_CHECKING:
    from .prediction import Mistake as Mistake
    from .prediction import predict as predict

__all__ = ["ALWAYS_ON", "Explanation", "Mistake", "explanation", "judge", "predict"]


def __getattr__(name: str) -> Any:
    if name not in ("Mistake", "predict"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import prediction  # late: most answers are no predictions

    return getattr(prediction, name)


@frozen
class Explanation:
    """What `explain` shows of a cause: words, code that has it, code that has not."""

    title: str
    text: str
    wrong: str
    right: str


def explanation(cause: Cause, lang: Language) -> Explanation:
    """What a cause means, with a wrong and a right example."""
    meaning = meanings()[cause]
    return Explanation(
        *(part.say(lang) for part in (meaning.title, meaning.text, meaning.wrong, meaning.right))
    )
