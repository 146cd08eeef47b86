"""Lesson files: what they become, and how their mistakes are told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.course import schema
from playground.course.reader import find_exercise, lessons_folder, read_around, read_course, read_lesson
from playground.errors import BadInput
from playground.values.codec import pack, unpack
from playground.values.expect import Bound, Same
from playground.values.plain import decode, encode
from playground.values.transcript import Cell

Write = Callable[..., Path]
ROOT = Path(__file__).resolve().parent.parent.parent


def told(path: Path) -> list[str]:
    """The problems of a file, without its name."""
    return [str(problem).removeprefix(f"{path}:") for problem in read_lesson(path).problems]


def test_a_sound_lesson(write_lesson: Write) -> None:
    """Everything that the file says arrives in the model."""
    read = read_lesson(write_lesson())

    assert read.problems == ()
    assert read.lesson is not None
    write, predict, prompt = read.lesson.exercises
    assert [e.number for e in read.lesson.exercises] == ["2.1", "2.2", "2.3"]
    assert write.place.endswith("02-gather.yaml:6")
    assert write.expect.returns == Same()
    assert write.expect.time == Bound(None, Same())
    assert [decode(case) for case in write.cases][1] == {"delays": {"x": 5, "y": 1}}
    assert write.wrong[0].gets == "sequential"
    assert predict.prediction is not None
    assert predict.prediction.of == ("time", "order")
    assert predict.wrong_predictions[0].answer == (encode(3), None)
    assert predict.wrong_predictions[1].answer == (None, encode(["A+", "A-", "B+", "B-"]))
    assert prompt.solution.cells == (Cell('t = asyncio.create_task(work("T", 1))'), Cell("await t", 2.0))
    assert prompt.expect.time == encode(0)
    assert prompt.optional


MISTAKES = [
    ("    kind: write\n", "    kind: wirte\n", "7:5: 'wirte' is not known here", "Did you mean 'write'?"),
    ("    kind: write\n", "", "6:5: ", "`kind` is missing: write, predict or prompt"),
    ("returns: same", "retruns: same", "22:14: unknown key 'retruns'.", "Did you mean 'returns'?"),
    ("time: {at_most: same}", "time: {at_mots: 1}", "22:36: unknown key", "Did you mean 'at_most'?"),
    ("time: {at_most: same}", "time: soon", "22:29: expected a number", 'got the text "soon"'),
    ("    ask: {", "    aks: {", "44:5: unknown key 'aks'", "Did you mean 'ask'?"),
    ("    call: main(delays)", "    ask: what\n    call: main(delays)", "18:5: ", "kind predict"),
    ("gets: sequential", "gets: sequentail", "37:9: ", "Did you mean 'sequential'?"),
    ("    hints:\n", "    allow: [laked-task]\n    hints:\n", "23:13: ", "Did you mean 'leaked-task'?"),
    ("    hints:\n", "    say: {laked-task: x}\n    hints:\n", "23:11: ", "Did you mean 'leaked-task'?"),
    ("{en: Hello, zh: 你好}", "{en: Hello}", "3:1: ", "`zh` (Chinese) is missing"),
    ("{en: Hello, zh: 你好}", "5", "3:1: ", "expected a text, or {en: …, zh: …}, got the number 5"),
    ("    call: main(delays)", "    python: 3.12\n    call: main(delays)", "18:5: ", "expected a text"),
    ("    call: main(delays)", "    python: '12'\n    call: main(delays)", "18:5: ", '">=3.12"'),
    ("    call: main(delays)", "    call: main(", "18:15: ", "does not compile"),
    ("    call: main(delays)\n", "", "6:5: ", "`call` is missing"),
    ("          return name.upper()", "          return name.upper(", "14:28: ", "does not compile"),
    ("          return await asyncio.gather", "          retrun await asyncio.gather", "28:18: ", "compile"),
    ("id: three-at-once", "id: Three", "6:5: ", "lower-case words"),
    ("of: [time, order]", "of: [time, ordr]", "49:16: ", "Did you mean 'order'?"),
    ("answer: {time: 3}", "answer: {tmie: 3}", "53:18: ", "Did you mean 'time'?"),
    ("answer: {time: 3}", "answer: {time: x}", "53:18: ", "is a number"),
    ("- {wait: 2, type: await t}", "- {}", "67:9: ", "`{type: …}`, `{wait: seconds}` or both"),
    ("expect: {returns: T, time: 0}", "expect: {}", "58:5: ", "nothing of the answer"),
    ("{en: Hello, zh: 你好}", "\n  en: Task #0\n  zh: 你好", "4:7: ", "put it in quotes"),
    ("{en: Hello, zh: 你好}", "\n  en: Hello\n  zh: 任务 #0", "5:7: ", "put it in quotes"),
    ("    optional: true", "    clock: real", "62:26: ", "must be a bound"),
    ("    optional: true", "    optional: 'yes'", "63:5: ", "expected true or false"),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), MISTAKES)
def test_a_mistake_is_told_at_its_place(
    write_lesson: Write, old: str, new: str, place: str, words: str
) -> None:
    """One mistake gives one problem, at the author's own key, with the near word."""
    problems = told(write_lesson(old, new))

    assert len(problems) == 1
    assert problems[0].startswith(place)
    assert words in problems[0]


def test_all_mistakes_at_once(write_lesson: Write, lesson_text: str) -> None:
    """Every problem of a file is told, in the order of the file; of YAML, shape and meaning alike."""
    path = write_lesson()
    path.write_text(
        lesson_text.replace("retruns", "x")
        .replace("title: {en: Three at once, zh: 三个一起}", "titel: x")
        .replace("gets: wrong-result", "gets: wrong")
        .replace("id: how-long", "id: how-long\n    id: again"),
        "utf-8",
    )

    problems = told(path)

    assert [problem.split(":")[0] for problem in problems] == ["8", "42", "71"]
    assert "duplicate key 'id'" in problems[1]


def test_yaml_that_is_none(write_lesson: Write) -> None:
    """A file that is not YAML is told where it stops being YAML."""
    (problem,) = told(write_lesson("exercises:", "exercises: [}"))

    assert problem.startswith("5:13: not YAML:")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "1:1: the file is empty"),
        (b"id: a\nx: \xff", "2:4: byte 0xff is not UTF-8"),
        (b"- 1", "1:1: expected a mapping, got a list"),
        (b"5", "1:1: expected a mapping, got the number 5"),
        (b"a: &a [*a]", "too large"),
        (b"a: !!python/object:os.system 1", "unknown tag"),
    ],
)
def test_what_is_no_lesson(tmp_path: Path, raw: bytes, words: str) -> None:
    """Any file at all is answered with located problems, never with a traceback."""
    path = tmp_path / "01-a.yaml"
    path.write_bytes(raw)

    assert any(words in problem for problem in told(path))


def test_python_literals(write_lesson: Write) -> None:
    """`!py` says what YAML has no words for."""
    read = read_lesson(write_lesson("returns: T,", """returns: !py "('T', {1, 2})","""))

    assert read.lesson is not None
    assert read.lesson.exercises[2].expect.returns == encode(("T", {1, 2}))


def test_a_broken_lesson_leaves_the_others(write_lesson: Write) -> None:
    """A broken lesson is left out and its problems are kept; the other lessons work."""
    good = write_lesson()
    bad = write_lesson("kind: write", "kind: wirte", name="03-bad.yaml")

    course = read_course(good.parent)

    assert [lesson.number for lesson in course.lessons] == [2]
    assert [problem.split(":")[0] for problem in course.problems] == [str(bad)]


def test_names_are_taken_once(write_lesson: Write) -> None:
    """An id that stands in an earlier lesson is a problem of the later one, which names the first."""
    first = write_lesson()
    write_lesson(name="03-copy.yaml")

    course = read_course(first.parent)

    assert len(course.lessons) == 1
    assert any(f"'three-at-once' is taken: see {first}:6" in problem for problem in course.problems)


def test_folders_that_are_none(tmp_path: Path) -> None:
    """A folder that is not there is named, with the nearest one."""
    (tmp_path / "lessons").mkdir()

    with pytest.raises(BadInput, match=r"Did you mean 'lessons'\?"):
        read_course(tmp_path / "lesons")
    with pytest.raises(BadInput, match="no lessons"):
        read_course(tmp_path / "lessons")


def test_a_cached_lesson_is_the_same(write_lesson: Write, tmp_path: Path) -> None:
    """It comes out as it went in, wherever Python is started; pydantic and ruamel.yaml stay unloaded."""
    path = write_lesson()
    fresh = read_course(path.parent)
    code = (
        "import sys; from pathlib import Path; from playground.course.reader import read_course\n"
        f"course = read_course(Path({str(path.parent)!r}))\n"
        "assert len(course.exercises) == 3\n"
        "assert not {'pydantic', 'ruamel', 'ruamel.yaml'} & set(sys.modules), 'loaded'\n"
    )
    elsewhere = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=elsewhere, timeout=60)

    assert read_course(path.parent) == fresh == read_course(path.parent, cached=False)


def test_one_exercise_is_found_without_reading_a_lesson(write_lesson: Write) -> None:
    """By id or number, out of the cache; it is the one that a whole reading finds."""
    path = write_lesson()
    exercise = read_course(path.parent).exercises[1]
    code = (
        "import sys; from pathlib import Path; from playground.course.reader import find_exercise\n"
        f"lesson, exercise = find_exercise(Path({str(path.parent)!r}), {exercise.number!r})\n"
        f"assert (exercise.id, lesson.id, lesson.exercises) == ({exercise.id!r}, 'gather', (exercise,))\n"
        "assert not {'pydantic', 'ruamel.yaml', 'playground.course.located'} & set(sys.modules), 'loaded'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.cwd(), timeout=60)

    assert find_exercise(path.parent, exercise.id)[1] == exercise
    with pytest.raises(BadInput, match=f"Did you mean '{exercise.id}'"):
        find_exercise(path.parent, f"{exercise.id}s")


def test_a_new_or_changed_lesson_has_its_say_in_what_is_found(write_lesson: Write) -> None:
    """An exercise is never found in a cache that is older than any file of the course."""
    path = write_lesson()
    name = read_course(path.parent).exercises[1].id
    write_lesson("en: Hello", "en: Howdy")
    assert find_exercise(path.parent, name)[0].intro.en == "Howdy"

    first = write_lesson(name="01-copy.yaml")
    assert find_exercise(path.parent, name)[0].file == str(first)


def test_around_an_exercise_its_lesson_is_read_alone_and_whole(write_lesson: Write) -> None:
    """Of a course of two, one; both, where the cache is older than a file or knows no such exercise."""
    path = write_lesson()
    other = path.with_name("03-other.yaml")
    other.write_text(path.read_text().replace("id: ", "id: other-"))
    assert len(read_around(path.parent, "other-gather").lessons) == 2, "nothing is cached yet"
    course = read_course(path.parent)
    assert [lesson.number for lesson in course.lessons] == [2, 3]

    for lesson in course.lessons:
        for exercise in lesson.exercises:
            assert read_around(path.parent, exercise.id).lessons == (lesson,)
    assert read_around(path.parent, "") == course
    path.write_text(path.read_text().replace("en: Hello", "en: Howdy"))
    changed = read_around(path.parent, course.lessons[1].exercises[0].id)
    assert [lesson.intro.en for lesson in changed.lessons] == ["Howdy", "Hello"]


def test_a_changed_file_is_read_again(write_lesson: Write) -> None:
    """The cache never serves a lesson whose file has changed."""
    path = write_lesson()
    read_course(path.parent)
    write_lesson("en: Hello", "en: Howdy")

    assert read_course(path.parent).lessons[0].intro.en == "Howdy"


def test_a_damaged_cache_is_made_anew(write_lesson: Write, tmp_path: Path) -> None:
    """Whatever stands in the cache file, the lessons are read."""
    path = write_lesson()
    course = read_course(path.parent)
    (cache,) = (tmp_path / "home").rglob("lessons-*.json")
    for damage in ("", "[]", '{"stamp": 1}', cache.read_text()[:-9], cache.read_text().replace("write", "x")):
        cache.write_text(damage)
        assert read_course(path.parent) == course


def test_a_lesson_can_be_packed(write_lesson: Write) -> None:
    """A lesson is plain data."""
    lesson = read_lesson(write_lesson()).lesson
    assert lesson is not None

    assert unpack(type(lesson), pack(lesson)) == lesson


def test_the_schema_is_current() -> None:
    """lessons/lesson.schema.json is what `python -m playground.course.schema` writes."""
    assert (ROOT / "lessons" / "lesson.schema.json").read_text("utf-8") == schema.json_schema()


def test_where_our_lessons_are() -> None:
    """In a checkout the lessons stand beside the package."""
    assert lessons_folder() == ROOT / "lessons"


def test_where_a_wheel_has_its_lessons(tmp_path: Path, write_lesson: Write) -> None:
    """Installed from a wheel, the lessons stand inside the package."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "playground", site / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(write_lesson().parent, site / "playground" / "lessons")
    code = "from playground.course.reader import *; print(lessons_folder(), len(read_course().exercises))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=True, timeout=60
    )

    assert found.stdout.split() == [str(site / "playground" / "lessons"), "3"]


JUNK = [
    "5", "[]", "{}", "null", "''", "x", "[1, x]", "{a: 1}", "true", "!py (1", "*a", "&a [*a]", ": :", "|",
    "{en: x}", "2001-01-01", ".inf", "same", "{at_most: x}", "{between: [1]}", "!py '{1: [2]}'",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_file_is_answered(tmp_path: Path, lesson_text: str, data: st.DataObject) -> None:
    """Whatever stands in a lesson file: a lesson, or problems at places of that file; never a traceback."""
    lines = lesson_text.splitlines()
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "indent", "copy", "value", "value", "value"]))
        if change == "drop":
            del lines[at]
        elif change == "indent":
            lines[at] = f"  {lines[at]}"
        elif change == "copy":
            lines.insert(at, data.draw(st.sampled_from(lines)))
        else:
            lines[at] = f"{lines[at].partition(':')[0]}: {data.draw(st.sampled_from(JUNK))}"
    path = tmp_path / "02-gather.yaml"
    path.write_text("\n".join(lines), "utf-8")

    read = read_lesson(path)

    assert (read.lesson is None) == bool(read.problems)
    assert all(1 <= problem.line <= len(lines) + 1 for problem in read.problems)
