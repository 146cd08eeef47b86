"""Answer files: text of any honest kind, transcripts, and what is said of everything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.course.answers import decode_text, read_answer, transcript_yaml, write_transcript
from playground.errors import BadInput
from playground.values.transcript import Cell, Transcript


@pytest.mark.parametrize(
    "raw",
    [
        b"x = 1\ny = 2\n",
        b"\xef\xbb\xbfx = 1\ny = 2\n",
        b"x = 1\r\ny = 2\r\n",
        b"x = 1\ry = 2\r",
    ],
)
def test_any_utf8_is_the_same_text(tmp_path: Path, raw: bytes) -> None:
    """A byte-order mark and any line ends change nothing."""
    path = tmp_path / "a.py"
    path.write_bytes(raw)

    assert read_answer(path) == Transcript.of_file("x = 1\ny = 2\n", "a.py")


def test_a_coding_line_changes_nothing() -> None:
    """The bytes are UTF-8, whatever a coding line says."""
    source = "# -*- coding: latin-1 -*-\nx = 'é'\n"

    assert decode_text(source.encode(), "a.py") == source


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"x = 1\ny = '\xe9'\n", r"byte 11 \(line 2, column 6\), 0xe9, is not UTF-8"),
        (b"\xef\xbb\xbfx = '\xe9'", r"byte 8 \(line 1, column 9\)"),
        ("x = 1".encode("utf-16"), r"byte 0 .* It looks like UTF-16"),
        (b"x = 1\n\0", r"byte 6 \(line 2, column 1\), 0x00, is no text"),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, words: str) -> None:
    """Bad input names the place of the byte, counted in the file as it is."""
    with pytest.raises(BadInput, match=words):
        decode_text(raw, "a.py")


def test_a_missing_file(tmp_path: Path) -> None:
    """What was typed and the nearest file name."""
    (tmp_path / "answer.py").write_text("")

    with pytest.raises(BadInput, match=r"no file '.*anwser.py'. Did you mean 'answer.py'\?"):
        read_answer(tmp_path / "anwser.py")
    with pytest.raises(BadInput, match="There is no folder"):
        read_answer(tmp_path / "nowhere" / "a.py")


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, an endless file and a name with a NUL are bad input, and reading them ends."""
    with pytest.raises(BadInput, match="is a folder"):
        read_answer(tmp_path)
    with pytest.raises(BadInput, match="larger than 1 MiB"):
        read_answer(Path("/dev/zero"))
    with pytest.raises(BadInput, match="cannot be read"):
        read_answer(Path("a\0b"))


@pytest.mark.parametrize("name", ["t.yaml", "t.txt"])
@pytest.mark.parametrize(
    "text",
    [
        '- {at: 0, type: "x = 1"}\n- {at: 2.5, type: await f()}\n',
        "# mine\n\n- at: 0\n  type: x = 1\n- at: 2.5\n  type: await f()\n",
        "- type: x = 1\n- {type: await f(), at: 2.5}\n",
    ],
)
def test_a_transcript(tmp_path: Path, name: str, text: str) -> None:
    """A YAML list of `{at, type}` is a transcript, whatever its name."""
    path = tmp_path / name
    path.write_text(text)

    assert read_answer(path) == Transcript((Cell("x = 1", 0.0), Cell("await f()", 2.5)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {at: 0, typ: x}", r"t.yaml:1:11: unknown key 'typ'. Did you mean 'type'\?\n.*`type` is missing"),
        ("- {at: soon, type: x}", "1:4: `at` is a number"),
        ("- {at: -1, type: x}", "1:4: `at` is a number"),
        ("- {at: .nan, type: x}", "1:4: `at` is a number"),
        ("- {at: 2, type: x}\n- {at: 1, type: x}", "2:3: `at` is 1, before the 2"),
        ("- {at: 0, type: 5}", "1:11: `type` is a text, not 5"),
        ("- x", "1:3: an entry is"),
        ("a: b", "a transcript is a list"),
        ("- {at: 0", "not YAML"),
    ],
)
def test_a_wrong_transcript(tmp_path: Path, text: str, words: str) -> None:
    """Mistakes in a transcript are told with their place."""
    path = tmp_path / "t.yaml"
    path.write_text(text)

    with pytest.raises(BadInput, match=words):
        read_answer(path)


SOURCES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


@given(st.lists(st.tuples(SOURCES, st.floats(0, 1e6)), max_size=4))
def test_a_saved_transcript_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, cells: object
) -> None:
    """What `lesson save` writes is what `check` reads, to the character and to the second."""
    assert isinstance(cells, list)
    cells.sort(key=lambda cell: cell[1])
    transcript = Transcript(tuple(Cell(source, at) for source, at in cells))
    path = tmp_path_factory.mktemp("saved") / "t.yaml"

    write_transcript(path, transcript)

    assert read_answer(path) == transcript


def test_cells_are_saved_readable() -> None:
    """A definition stands in the file as it was typed."""
    source = "async def f():\n    await g()\n\n    return 1"

    assert transcript_yaml(Transcript((Cell(source, 1.5),))) == (
        "- at: 1.5\n  type: |-\n    async def f():\n        await g()\n\n        return 1\n"
    )


def test_saving_spares_what_is_no_transcript(tmp_path: Path) -> None:
    """A transcript may be saved over a transcript, never over other files."""
    mine = tmp_path / "answer.py"
    mine.write_text("work = 'of a week'\n")
    one, two = (Transcript((Cell(source),)) for source in ("x = 1", "x = 2"))

    with pytest.raises(BadInput, match="left as it is"):
        write_transcript(mine, one)
    write_transcript(tmp_path / "t.yaml", one)
    write_transcript(tmp_path / "t.yaml", two)

    assert mine.read_text() == "work = 'of a week'\n"
    assert read_answer(tmp_path / "t.yaml") == two
    with pytest.raises(BadInput, match="cannot be written"):
        write_transcript(tmp_path / "no" / "t.yaml", one)


def test_a_pipe_is_read(tmp_path: Path) -> None:
    """`check id <(command)` works: a pipe is a file too."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"x = 1\n")

    answer = read_answer(Path(f"/dev/fd/{reading}"))
    os.close(reading)

    assert answer.source == "x = 1\n"


def test_a_transcript_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up in the middle costs nothing that was saved, and leaves no half file behind."""
    file = tmp_path / "t.yaml"
    write_transcript(file, Transcript((Cell("before"),)))

    def full(path: Path, text: str, encoding: str) -> int:
        path.write_bytes(text[:3].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(BadInput, match="No space left on device"):
        write_transcript(file, Transcript((Cell("after"),)))

    assert read_answer(file).cells == (Cell("before"),)
    assert list(tmp_path.iterdir()) == [file]
