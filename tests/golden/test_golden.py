"""Golden folders, compared whole: lesson.yaml and answer.* -> report.json -> screen.txt.

A new case is a folder with a lesson of one exercise and an answer; `pytest --write-golden` runs
both the solution and the answer in the sandbox and writes the other two files. What is judged
here is the stored report, the same on every Python and every machine; a run of today has to get the
same cause.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.course.judging import prediction_text, request_for
from playground.course.model import Exercise
from playground.course.reader import read_lesson
from playground.judge import judge, predict
from playground.sandbox import Sandbox
from playground.values.codec import pack, unpack
from playground.values.report import Report
from playground.values.text import LANGUAGES, Language
from playground.values.transcript import Transcript
from playground.values.verdict import CAUSES, Broken, NotYet, Passed, Verdict

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/lesson.yaml"))


def exercise_in(folder: Path, tmp_path: Path) -> Exercise:
    """The exercise of a folder's lesson. A lesson file of a course has a number before its name."""
    file = shutil.copy(folder / "lesson.yaml", tmp_path / "01-lesson.yaml")
    read = read_lesson(Path(file))
    assert read.lesson is not None, read.problems
    (exercise,) = read.lesson.exercises
    return exercise


def answer_in(folder: Path) -> Transcript:
    """The answer of a folder."""
    (file,) = folder.glob("answer.*")
    return Transcript.of_file(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def run(sandbox: Sandbox, exercise: Exercise, answer: Transcript) -> dict[str, object]:
    """What the sandbox says of the solution (of a predict exercise: the program) and of the answer."""
    reports = {"solution": pack(sandbox.run(request_for(exercise, exercise.solution)))}
    if exercise.kind != "predict":
        reports["answer"] = pack(sandbox.run(request_for(exercise, answer)))
    return reports


def verdict_on(exercise: Exercise, answer: Transcript, reports: dict[str, object], lang: Language) -> Verdict:
    """The verdict on stored reports."""
    solution = unpack(Report, reports["solution"])
    if exercise.kind == "predict":
        text = prediction_text(answer.source)
        return predict(exercise.asked(), solution, text, lang, exercise.wrong_predictions)
    return judge(exercise.asked(), solution, unpack(Report, reports["answer"]), answer, lang)


def screen(verdict: Verdict, lang: Language) -> str:
    """The words of a verdict, below the first line that is fixed for every screen."""
    facts = verdict.facts
    match verdict:
        case Passed():
            lines = ["✓ passed" if lang == "en" else "✓ 通过"]
        case NotYet(cause=cause, message=message):
            lines = [f"✗ {'not yet' if lang == 'en' else '还没有'} · {cause}", message]
        case Broken(message=message):
            lines = ["broken", message]
    lines += [
        f"{name}: {value}"
        for name in ("case", "expected", "got", "seconds", "reference_seconds", "peak")
        if (value := getattr(facts, name)) is not None
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_golden(folder: Path, tmp_path: Path, sandbox: Sandbox, request: pytest.FixtureRequest) -> None:
    """The report of a folder gets the verdict of its screen, in both languages."""
    exercise, answer = exercise_in(folder, tmp_path), answer_in(folder)
    write = request.config.getoption("--write-golden")
    if write:
        stored = json.dumps(run(sandbox, exercise, answer), ensure_ascii=False, indent=1)
        stored = stored.replace(f"{HERE.parent.parent}/", "")  # where it was written is nobody's business
        (folder / "report.json").write_text(stored + "\n", encoding="utf-8")
    reports = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    shown = "\n".join(screen(verdict_on(exercise, answer, reports, lang), lang) for lang in LANGUAGES)

    if write:
        (folder / "screen.txt").write_text(shown, encoding="utf-8")
    assert shown == (folder / "screen.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_is_named_for_its_cause(folder: Path) -> None:
    """A folder begins with the cause that its screen shows: a rewritten screen cannot change it unseen."""
    first = (folder / "screen.txt").read_text(encoding="utf-8").splitlines()[0]
    cause = first.rpartition("· ")[2]

    assert folder.name == cause or folder.name.startswith(f"{cause}-")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_run_gets_the_same_cause(folder: Path, tmp_path: Path, sandbox: Sandbox) -> None:
    """What the sandbox says today gets the cause of the stored report; words may differ between Pythons."""
    exercise, answer = exercise_in(folder, tmp_path), answer_in(folder)

    verdict = verdict_on(exercise, answer, run(sandbox, exercise, answer), "en")

    assert isinstance(verdict, NotYet), verdict
    assert screen(verdict, "en").splitlines()[0] in (folder / "screen.txt").read_text(encoding="utf-8")


def test_every_cause_has_a_folder() -> None:
    """Each cause is shown by at least one answer."""
    named = {cause for cause in CAUSES for folder in FOLDERS if folder.name.startswith(cause)}

    assert named == set(CAUSES)
