"""The lesson commands about an answer: judge it, show it, help with it, save it, begin it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playground.values.trace import Trace
from playground.values.transcript import Transcript

from . import sayings
from .answers import read_answer, transcript_yaml, write_transcript
from .model import Exercise
from .predicting import right_text
from .replies import AnswerShown, HintShown, Refused, Reply, Said, SolutionShown

if TYPE_CHECKING:
    from .session import Session

__all__ = ["answer", "check", "hint", "reset", "save", "solution"]


def check(session: Session, rest: str, transcript: Transcript) -> Reply:
    """Judges the answer so far, or a file."""
    exercise = session.opened()
    if rest:
        answer = read_answer(Path(rest).expanduser())
    elif exercise.kind == "predict":
        return Refused(sayings.PREDICT_WITH_ANSWER)
    else:
        answer = session.answer_of(exercise, transcript) if transcript.cells else _kept(session, exercise)
        if not answer.cells:
            return Refused(sayings.NOTHING_TO_CHECK)
    if exercise.kind != "predict":
        session.progress.answered(exercise.id, answer)
    return session.said(exercise, session.judging.check(exercise, answer))


def answer(session: Session, rest: str, transcript: Transcript) -> Reply:
    """A prediction; without words, what would be judged."""
    exercise = session.opened()
    if exercise.kind == "predict":
        if not rest:
            return Refused(sayings.ANSWER_WHAT)
        return session.said(exercise, session.judging.predict(exercise, rest))
    if rest:
        return Refused(sayings.NOT_PREDICTED)
    answer = session.answer_of(exercise, transcript) if transcript.cells else _kept(session, exercise)
    if not answer.cells:
        return Said(sayings.NO_ANSWER_YET)
    return AnswerShown(transcript_yaml(answer) if exercise.kind == "prompt" else answer.source)


def hint(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The next hint of the ladder; after the last one, the last again."""
    exercise = session.opened()
    step, hints = session.ladder(exercise)
    if not hints:
        return Said(sayings.NO_HINTS)
    shown = session.progress.state.of(exercise.id).hints.get(str(step), 0)
    number = min(shown + 1, len(hints))
    session.progress.hinted(exercise.id, step, number)
    return HintShown(number, len(hints), hints[number - 1], step)


def solution(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The reference solution, with its trace beside the learner's."""
    exercise = session.opened()
    session.judging.refuse_other_python(exercise)
    if exercise.kind == "predict":
        return _foretold(session, exercise)
    last = session.last.get(exercise.id)
    mine = last.facts.mine if last is not None else None
    source = "\n".join(cell.source.rstrip("\n") for cell in exercise.solution.cells)
    return SolutionShown(exercise, source, _reference_trace(session, exercise), mine)


def _foretold(session: Session, exercise: Exercise) -> SolutionShown:
    """The right prediction: what the program does when it is run."""
    report = session.judging.reference(exercise)
    case = report.cases[0]
    return SolutionShown(
        exercise, exercise.program, case.trace, answer=right_text(exercise, report), output=case.output
    )


def reset(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The exercise again, from the beginning."""
    exercise = session.opened()
    session.progress.reset(exercise.id)
    session.last.pop(exercise.id, None)
    return session.show(exercise)


def save(session: Session, rest: str, transcript: Transcript) -> Reply:
    """Writes the transcript since the exercise began."""
    if not rest:
        return Refused(sayings.SAVE_WHERE)
    if not transcript.cells:
        return Refused(sayings.NOTHING_TO_SAVE)
    path = Path(rest).expanduser()
    write_transcript(path, transcript)
    return Said(sayings.saved(path, len(transcript.cells)))


def _kept(session: Session, exercise: Exercise) -> Transcript:
    """The answer of an earlier session. Not of a prompt exercise: its tasks are gone."""
    return Transcript() if exercise.kind == "prompt" else session.progress.state.of(exercise.id).answer


def _reference_trace(session: Session, exercise: Exercise) -> Trace | None:
    report = session.judging.reference(exercise, len(exercise.steps) or 1)
    return report.cases[0].trace if report.cases else None
