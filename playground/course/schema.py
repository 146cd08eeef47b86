"""Lessons as they are written: the shape of a lesson file.

These models serve twice: the reader checks a file against them, and `python -m
playground.course.schema` writes `lessons/lesson.schema.json` from them, with which an editor
completes and explains keys. What the keys mean together is looked at in `build`.

Only the reader imports this module, when a lesson is really read: pydantic is slow to load.
"""

# ruff: noqa: RUF012 - pydantic copies a default for each model made
from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from .shapes import (
    BOUND_WORDS,
    Bound,
    CauseName,
    Expect,
    Number,
    Order,
    SignalName,
    Text,
    Words,
    Written,
    picks,
)

__all__ = [
    "BOUND_WORDS", "Bound", "ExerciseFile", "Expect", "LessonFile", "Line", "Order", "PredictExercise",
    "PromptExercise", "Step", "Text", "Words", "WriteExercise", "WrongCode", "WrongLines", "json_schema",
]  # fmt: skip


class SourceRules(Written):
    """Judged last, after behaviour."""

    use: list[str] = []
    """Names that the answer must use; `a | b` asks for one of them."""
    avoid: list[str] = []
    """Names that it must not use."""


class LimitsFile(Written):
    """Limits of one answer, all its cases together."""

    real_seconds: Number = None
    virtual_seconds: Number = None
    steps: int | None = None
    """Steps of the loop."""
    memory: int | None = None
    """Bytes."""
    processes: int | None = None
    file_bytes: int | None = None
    output_bytes: int | None = None


class SignalFile(Written):
    at: Number
    """Real seconds after the start."""
    send: SignalName


Values = dict[str, Any]


class Step(Written):
    """One step of a larger exercise; all earlier ones must still pass."""

    text: Text
    call: str
    cases: list[Values] = []
    expect: Expect
    hints: list[Text] = []


class _Exercise(Written):
    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    """Lower-case words with hyphens, unique in the course."""
    title: Text
    given: str = ""
    """Code that runs before the answer, here and at the prompt."""
    hints: list[Text] | None = None
    """The ladder: each one says more; the last may be the answer. `[]` when none is needed."""
    python: str = Field("", pattern=r"^(|\s*(>=|>|<=|<|==)\s*3\.\d+\s*(,\s*(>=|>|<=|<|==)\s*3\.\d+\s*)*)$")
    """`">=3.12"`: elsewhere the exercise is shown as not available."""
    clock: Literal["virtual", "real"] = "virtual"
    limits: LimitsFile = LimitsFile()
    optional: bool = False
    """A ★ exercise: it does not count for completing the lesson."""
    expect: Expect = Expect()
    allow: list[CauseName] = []
    """Always-on causes that this exercise permits."""
    say: dict[CauseName, Text] = {}
    """The exercise's own words for a cause."""


class WrongCode(Written):
    gets: CauseName
    """The cause that this answer must get."""
    code: str


class WriteExercise(_Exercise):
    kind: Literal["write"]
    text: Text
    start: str = ""
    """What the learner starts from; must not pass."""
    call: str = ""
    """Evaluated once a case, and awaited if awaitable: `main(delays)`."""
    cases: list[Values] = []
    """Several, so that a typed-in answer cannot pass."""
    source: SourceRules = SourceRules()
    solution: str
    right: dict[str, str] = {}
    """Other good answers: they must pass too."""
    wrong: dict[str, WrongCode] = {}
    """Typical wrong answers, each with its cause."""
    steps: list[Step] = []
    run: Literal["script"] | None = None
    """The answer runs as a program of its own, in real time."""
    signals: list[SignalFile] = []
    equivalent: list[str] = []
    """Changes of the solution that `verify --mutate` tells of and that are no fault: `line => new line`."""


class Choice(Written):
    text: Text
    is_: Any = Field(alias="is")
    """The value that this choice stands for; `!py "(1, 2)"` for what YAML cannot say."""


class WrongPredictionFile(Written):
    answer: Any
    """A value, a choice's letter, or for several parts `{part: value}`."""
    say: Text


Part = Literal["time", "order", "returns", "raises", "output", "peak"]


class PredictExercise(_Exercise):
    kind: Literal["predict"]
    text: Text | None = None
    ask: Text
    """The question."""
    of: Annotated[
        Annotated[Part, Tag("word")] | Annotated[list[Part], Tag("list")], picks(list=list, word=object)
    ]
    """What is predicted; several parts in a list."""
    call: str
    """The program is `given` and this call; the right answer is computed by running it."""
    cases: list[Values] = Field([], max_length=1)
    choices: dict[str, Choice] = {}
    wrong: dict[str, WrongPredictionFile] = {}


class Line(Written):
    """One line typed at the prompt, or a pause, or a pause and then a line."""

    type: str | None = None
    wait: Number = None
    """Seconds after the line before was submitted."""


Lines = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[Line], Tag("list")], picks(text=str, list=list)
]


class WrongLines(Written):
    gets: CauseName
    code: Lines


class PromptExercise(_Exercise):
    kind: Literal["prompt"]
    text: Text
    source: SourceRules = SourceRules()
    solution: Lines
    right: dict[str, Lines] = {}
    wrong: dict[str, WrongLines] = {}


ExerciseFile = Annotated[WriteExercise | PredictExercise | PromptExercise, Discriminator("kind")]


class LessonFile(Written):
    """One lesson of the course."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: Text
    intro: Text
    outro: Text | None = None
    exercises: list[ExerciseFile] = Field(min_length=1)


def json_schema() -> str:
    """The JSON Schema of a lesson file, as it is committed beside the lessons."""
    schema = LessonFile.model_json_schema(mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(json_schema())
