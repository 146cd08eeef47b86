"""The lessons that are shipped, as they look."""

from __future__ import annotations

import subprocess
import sys

import pytest

from playground.course.reader import read_course
from playground.course.replies import ExerciseShown, HintShown
from playground.views.look import Look
from playground.views.terminal import draw_reply

from .golden import plain, widest

COURSE = read_course(None)


@pytest.mark.parametrize("look", [Look(80), Look(80, color=True, lang="zh"), Look(100, unicode=False)])
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.number)
def test_every_exercise_fits_the_screen(exercise: object, look: Look) -> None:
    """Texts and hints are never wider than the screen; code is as it was written, and not wider either."""
    found = next(one for one in COURSE.exercises if one is exercise)
    shown = draw_reply(ExerciseShown(COURSE.lesson_of(found), found, first=True), look)
    hints = [draw_reply(HintShown(1, 1, hint), look) for hint in found.hints]
    code = [*found.given.split("\n"), *found.start.split("\n"), *found.text.en.split("\n")]
    allowed = max(look.width, *map(len, code))
    assert all(widest(text) <= allowed for text in (shown, *hints))
    assert "**" not in plain(shown).replace(found.given, "").replace(found.start, "")


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
