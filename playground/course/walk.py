"""Ways through a course: what comes next, what a name means, what is done, what is worth another look."""

from __future__ import annotations

from .model import Course, Exercise, Lesson, available
from .progress import State
from .replies import ReviewEntry

__all__ = ["is_done", "named", "next_to_do", "to_review"]


def next_to_do(course: Course, state: State, current: Exercise | None) -> Exercise | None:
    """The first exercise not yet passed after `current`, else the first such of the course.

    When all are passed it is the first of the course. Exercises that this Python cannot do are
    passed over. None only in a course without exercises.
    """
    exercises = course.exercises
    after = exercises.index(current) + 1 if current else 0
    there = (*exercises[after:], *exercises[:after])
    to_do = [e for e in there if e.id not in state.passed and available(e.python)]
    return next(iter(to_do or exercises), None)


def named(course: Course, name: str) -> Exercise | None:
    """The exercise of that id or number; a lesson's id or number means its first exercise."""
    lesson = next((each for each in course.lessons if name in (str(each.number), each.id)), None)
    return course.find(name) or (lesson.exercises[0] if lesson else None)


def is_done(lesson: Lesson, state: State) -> bool:
    """Whether all is passed that counts: not the ★ exercises, nor those that this Python cannot do."""
    counts = (e for e in lesson.exercises if not e.optional and available(e.python))
    return all(exercise.id in state.passed for exercise in counts)


def to_review(course: Course, state: State) -> tuple[ReviewEntry, ...]:
    """What took a second try or a hint: first what is not passed, then the hardest."""
    entries = []
    for exercise in course.exercises:
        done = state.of(exercise.id)
        hints = sum(done.hints.values())
        misses = done.tries - 1 if done.passed else done.tries
        if misses > 0 or hints > 0:
            causes = tuple(sorted(done.causes, key=lambda cause: -done.causes[cause]))
            entries.append(ReviewEntry(exercise, done.passed, done.tries, hints, causes))
    return tuple(sorted(entries, key=lambda entry: (entry.passed, -(entry.tries + entry.hints))))
