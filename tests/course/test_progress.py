"""The progress file: shared, never lost without a word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from playground.course import progress as progress_module
from playground.course.progress import Progress
from playground.values.transcript import Cell, Transcript


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.json"


def test_what_was_done_is_there_again(file: Path) -> None:
    """All that a learner did is read back, whatever the text of the answer."""
    answer = Transcript((Cell("x = '任务\ud800'", 1.5),), "answer.py")
    progress = Progress(file)
    progress.open("gather")
    progress.tried("gather", "sequential")
    progress.tried("gather", "sequential")
    progress.hinted("gather", 0, 1)
    progress.hinted("gather", 0, 2)
    progress.answered("gather", answer)
    progress.tried("tasks", None)
    progress.set_auto(False)

    again = Progress(file).state

    assert again == progress.state
    assert (again.current, again.auto, set(again.passed)) == ("gather", False, {"tasks"})
    done = again.of("gather")
    assert (done.tries, done.hints, done.cause, done.causes) == (2, {"0": 2}, "sequential", {"sequential": 2})
    assert done.answer == answer


def test_two_shells_lose_nothing(file: Path) -> None:
    """What one shell does between two changes of the other stays."""
    one, other = Progress(file), Progress(file)
    one.tried("a", None)
    other.tried("b", None)
    one.tried("c", "crashed")
    other.tried("c", "endless")

    assert Progress(file).state == other.state
    assert other.state.passed == {"a", "b"}
    assert other.state.of("c").tries == 2
    assert other.state.of("c").causes == {"crashed": 1, "endless": 1}


def test_many_processes_lose_nothing(file: Path) -> None:
    """Every try of processes that write at once is counted."""
    code = (
        "import sys; from pathlib import Path; from playground.course.progress import Progress\n"
        "for _ in range(10): Progress(Path(sys.argv[1])).tried('a', 'crashed')\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(file)]) for _ in range(3)]

    assert [child.wait(60) for child in children] == [0, 0, 0]
    assert Progress(file).state.of("a").tries == 30
    assert sorted(path.name for path in file.parent.iterdir()) == ["progress.json", "progress.json.lock"]


def test_many_threads_lose_nothing(file: Path) -> None:
    """One Progress may be used by the prompt and by its worker at once."""
    progress = Progress(file)

    def try_often() -> None:
        for _ in range(10):
            progress.tried("a", "crashed")

    threads = [threading.Thread(target=try_often) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert progress.state.of("a").tries == Progress(file).state.of("a").tries == 30


def test_reset_keeps_what_was_passed(file: Path) -> None:
    """A reset forgets the answer and the hints; passed stays passed."""
    progress = Progress(file)
    progress.tried("a", None)
    progress.hinted("a", 0, 3)
    progress.answered("a", Transcript((Cell("x"),)))
    progress.reset("a")

    done = progress.state.of("a")
    assert (done.passed, done.hints, done.answer, done.tries) == (True, {}, Transcript(), 1)


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"version": 1}', b'{"version": 1, "state": {"_": "State", "x": 1}}'],
)
def test_a_damaged_file_is_kept_aside(file: Path, damage: bytes) -> None:
    """The damaged file is kept under another name, said in both languages, and a new one is begun."""
    file.parent.mkdir()
    file.write_bytes(damage)

    progress = Progress(file)
    progress.tried("a", None)

    (aside,) = file.parent.glob("progress.json.damaged-*")
    assert aside.read_bytes() == damage
    notice = progress.take_notice()
    assert notice is not None
    assert str(aside) in notice.en
    assert str(aside) in notice.zh
    assert progress.take_notice() is None
    assert Progress(file).state.passed == {"a"}


def test_a_newer_file_is_left_as_it_is(file: Path) -> None:
    """A file of a newer playground is not overwritten; progress lives as long as the process."""
    file.parent.mkdir()
    newer = json.dumps({"version": 2, "state": "of another kind"})
    file.write_text(newer)

    progress = Progress(file)
    progress.tried("a", None)

    assert file.read_text() == newer
    assert progress.state.passed == {"a"}
    assert progress.notice is not None
    assert "newer" in progress.notice.en


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """It is said, and progress lives as long as the process."""
    (tmp_path / "home").write_text("a file where a folder should be")
    progress = Progress(tmp_path / "home" / "progress.json")
    progress.open("a")
    progress.tried("a", None)

    assert progress.state.passed == {"a"}
    assert progress.notice is not None
    assert "cannot be saved" in progress.notice.en


def test_a_disk_that_is_full(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails the old file stays whole, and nothing half written lies beside it."""
    progress = Progress(file)
    progress.tried("a", None)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    progress.tried("b", None)

    assert file.read_bytes() == before
    assert progress.state.passed == {"a", "b"}
    assert progress.notice is not None
    assert "No space left" in progress.notice.en
    assert not list(file.parent.glob("*.new"))


def test_a_lock_that_is_never_let_go(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that hangs with the lock stops nobody for long."""
    monkeypatch.setattr(progress_module, "LOCK_SECONDS", 0.0)
    progress = Progress(file)
    file.parent.mkdir()
    with FileLock(f"{file}.lock"):
        progress.tried("a", None)

    assert progress.state.passed == {"a"}
    assert progress.notice is not None
