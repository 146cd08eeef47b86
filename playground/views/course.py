"""The course as a list, and what is worth doing again."""

from __future__ import annotations

from playground.course.model import Exercise, Lesson, available
from playground.course.replies import CourseShown, ReviewShown
from playground.values.text import Text

from .look import Look
from .text import clip, fill, width
from .words import draw_words

__all__ = ["draw_course", "draw_review"]

PROGRESS = Text("{done} of {all} exercises passed", "已通过 {done} / {all} 个练习")
REVIEW = Text("Worth doing again, the hardest first:", "值得再做一遍，最难的在前：")
REVIEW_LINE = Text("tries {tries}, hints {hints}", "试了 {tries} 次，提示 {hints} 个")

ID_ROOM = 28  # columns: an id is there to be typed, so the title is cut before it is


def draw_course(shown: CourseShown, look: Look) -> str:
    """Every exercise with its number and whether it is done; a bar for each lesson and for all."""
    lines: list[str] = []
    for lesson in shown.course.lessons:
        lines += [*_lesson_lines(lesson, shown, look), ""]
    # ★ exercises do not count for completing a lesson.
    counted = [exercise for exercise in shown.course.exercises if not exercise.optional]
    done = sum(exercise.id in shown.passed for exercise in counted)
    lines.append(f"{_bar(done, len(counted), 30, look)}  {look.say(PROGRESS, done=done, all=len(counted))}")
    lines += [draw_words(problem, look, style="red") for problem in shown.problems]
    return "\n".join(lines)


def _lesson_lines(lesson: Lesson, shown: CourseShown, look: Look) -> list[str]:
    counted = [exercise for exercise in lesson.exercises if not exercise.optional]
    done = sum(exercise.id in shown.passed for exercise in counted)
    tail = f"{_bar(done, len(counted), 10, look)}  {done}/{len(counted)}"
    title = clip(f"{lesson.number} {lesson.title.say(look.lang)}", look.width - 20, look.dots)
    lines = [f"{look.paint('bold', fill(title, min(look.width - 20, 56)))}  {tail}"]
    return lines + [_exercise_line(exercise, shown, look) for exercise in lesson.exercises]


def _exercise_line(exercise: Exercise, shown: CourseShown, look: Look) -> str:
    passed, current = exercise.id in shown.passed, exercise.id == shown.current
    sign = look.sign("✓" if passed else "▸" if current else "")
    style = "green" if passed else "bold" if current else ""
    room = min(look.width - ID_ROOM - 7, 50)
    star = f" {look.sign('★')}" if exercise.optional else ""
    title = f"{exercise.number:<5} {exercise.title.say(look.lang)}"
    name = clip(title, room - width(star), look.dots) + star  # a long title does not push the star out
    needs = "" if available(exercise.python) else f" {look.sign('·')} Python {exercise.python}"
    ident = clip(exercise.id + needs, look.width - room - 7, look.dots)
    return f"  {look.paint(style, fill(sign, 3) + fill(name, room))} {look.paint('dim', ident)}".rstrip()


def _bar(done: int, of: int, columns: int, look: Look) -> str:
    filled = done * columns // of if of else 0
    full, empty = ("█", "░") if look.unicode else ("#", ".")
    return look.paint("green", full * filled) + look.paint("dim", empty * (columns - filled))


def draw_review(shown: ReviewShown, look: Look) -> str:
    """What took several tries or hints."""
    lines = [look.say(REVIEW)]
    room = min(44, look.width * 2 // 5)
    for entry in shown.entries:
        name = clip(f"{entry.exercise.number:<5} {entry.exercise.title.say(look.lang)}", room, look.dots)
        about = look.say(REVIEW_LINE, tries=entry.tries, hints=entry.hints)
        causes = f"  {', '.join(entry.causes)}" if entry.causes else ""
        sign = fill(look.sign("✓") if entry.passed else "", 3)
        rest = clip(about + causes, look.width - room - 7, look.dots)
        lines.append(f"  {look.paint('green', sign)}{fill(name, room)}  {look.paint('dim', rest)}".rstrip())
    return "\n".join(lines)
