"""The lessons that are shipped, as they look."""

from __future__ import annotations

import subprocess
import sys

import pytest

from playground.course.model import Lesson
from playground.course.reader import read_course
from playground.course.replies import CourseShown, ExerciseShown, HintShown
from playground.views.course import draw_course
from playground.views.look import Look
from playground.views.markdown import draw_markdown
from playground.views.terminal import draw_reply
from playground.views.text import width

from .golden import plain, widest

COURSE = read_course(None)


@pytest.mark.parametrize("look", [Look(80), Look(80, color=True, lang="zh"), Look(100, unicode=False)])
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.number)
def test_every_exercise_fits_the_screen(exercise: object, look: Look) -> None:
    """Texts, hints and code are never wider than the screen: code that breaks in mid-line cannot be read."""
    found = next(one for one in COURSE.exercises if one is exercise)
    shown = draw_reply(ExerciseShown(COURSE.lesson_of(found), found, first=True), look)
    hints = [draw_reply(HintShown(1, 1, hint), look) for hint in found.hints]
    assert all(widest(text) <= look.width for text in (shown, *hints))
    assert "**" not in plain(shown).replace(found.given, "").replace(found.start, "")


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_ending_fits_the_screen(lesson: Lesson) -> None:
    """What is shown when a lesson is completed fits; its pictures do without Unicode, too."""
    for look in (Look(80), Look(80, lang="zh"), Look(80, color=True)):
        assert widest(draw_markdown(lesson.outro.say(look.lang), look)) <= 80
    assert draw_markdown(lesson.outro.en, Look(80, unicode=False)).isascii()


def test_the_list_marks_what_does_not_count() -> None:
    """Every optional exercise has its star in the list, however long its title is."""
    for look in (Look(80), Look(80, lang="zh")):
        lines = plain(draw_course(CourseShown(COURSE, frozenset(), ""), look)).split("\n")
        starred = {line.split()[0] for line in lines if "★" in line}
        assert starred == {exercise.number for exercise in COURSE.exercises if exercise.optional}
        assert all(width(line) <= 80 for line in lines)


def test_a_reply_loads_no_rich() -> None:
    """rich is for pictures of terminals; nothing that is drawn at the prompt waits for it."""
    program = (
        "import sys; from playground.course.replies import CauseShown\n"
        "from playground.views.terminal import Look, draw_reply\n"
        "assert not any(name.startswith('playground.course.reader') for name in sys.modules)\n"
        "draw_reply(CauseShown('deadlock'), Look(80, color=True)); print('rich' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"
