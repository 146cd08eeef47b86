"""All causes, in the order in which they are looked for.

A new cause is a class in the file of its family, a name in `values.verdict.CAUSES` (its place there
is its place here), and a line below.
"""

from __future__ import annotations

from playground.values.verdict import CAUSES, Cause

from . import (
    awaiting,
    crowd,
    failing,
    holding,
    order,
    output,
    running,
    shape,
    source,
    timing,
    values,
)
from .rule import Meaning, Rule

__all__ = ["ALWAYS_ON", "RULES", "meanings"]

_FOUND: tuple[Rule, ...] = (
    shape.CannotBeRead(),
    shape.NameIsMissing(),
    shape.CallsNoCoroutine(),
    running.StartedALoopInsideTheLoop(),
    running.NobodyCanGoOn(),
    running.CameToNoEnd(),
    holding.HeldTheLoop(),
    holding.LetTheOthersStarve(),
    awaiting.ForgotToAwait(),
    awaiting.NeverRanTheJobs(),
    awaiting.LeftSomethingBehind(),
    failing.Crashed(),
    failing.RaisedSomethingElse(),
    failing.LostAFailure(),
    failing.SwallowedACancellation(),
    values.GaveAConstant(),
    values.GaveSomethingElse(),
    timing.AwaitedOneByOne(),
    timing.TookTooLong(),
    timing.TookTooLittle(),
    crowd.RanTooManyAtOnce(),
    crowd.RanTooFewAtOnce(),
    order.HappenedInAnotherOrder(),
    order.TaskEndedOtherwise(),
    output.PrintedSomethingElse(),
    source.DoesNotUse(),
    source.UsesWhatItMustNot(),
)
RULES: tuple[Rule, ...] = tuple(sorted(_FOUND, key=lambda rule: CAUSES.index(rule.cause)))
ALWAYS_ON: frozenset[Cause] = frozenset(rule.cause for rule in RULES if rule.always_on)


def meanings() -> dict[Cause, Meaning]:
    """What `explain` says of each cause."""
    from .prediction import MEANING  # late: most answers are no predictions

    return {**{rule.cause: rule.meaning for rule in RULES}, "wrong-prediction": MEANING}
