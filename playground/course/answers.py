"""Reads an answer file: Python text, or a transcript in YAML."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

from playground.errors import BadInput, nearest
from playground.values.text import Text
from playground.values.transcript import Cell, Transcript

from .sayings import near

__all__ = ["decode_text", "near_file", "read_answer", "transcript_yaml", "write_transcript"]

MAX_BYTES = 2**20  # an answer of a megabyte is a mistake
_TRANSCRIPT = re.compile(r"(?:\s*(?:#.*)?\n)*\s*-\s*\{?\s*[\"']?(?:at|type)[\"']?\s*:")


def read_answer(path: Path) -> Transcript:
    """The answer in the file at `path`.

    A YAML list of `{at, type}` is a transcript (never valid Python, so its name does not matter);
    anything else is Python, a transcript of one cell. Raises BadInput.
    """
    text = decode_text(_bytes(path), str(path))
    if path.suffix in (".yaml", ".yml") or _TRANSCRIPT.match(text):
        return _transcript(text, str(path))
    return Transcript.of_file(text, path.name)


def near_file(path: Path) -> Text:
    """The end of an error sentence: the nearest name in the same folder, if one is near."""
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        folder = str(path.parent)
        return Text(f" There is no folder {folder!r}.", f"没有文件夹 {folder!r}。")
    return near(path.name, names)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        close = near_file(path)
        raise BadInput(
            f"There is no file {str(path)!r}.{close.en}", f"没有文件 {str(path)!r}。{close.zh}"
        ) from None
    except IsADirectoryError:
        words = f"{str(path)!r} 是一个文件夹；答案应当是一个文件。"
        raise BadInput(f"{str(path)!r} is a folder; an answer is a file.", words) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"{str(path)!r} cannot be read: {why}.", f"无法读取 {str(path)!r}：{why}。") from None
    if len(raw) > MAX_BYTES:
        size = MAX_BYTES // 2**20
        raise BadInput(
            f"{str(path)!r} is larger than {size} MiB; an answer is not so long.",
            f"{str(path)!r} 超过 {size} MiB；答案不会这么长。",
        )
    return raw


def decode_text(raw: bytes, name: str) -> str:
    """The text of an answer: UTF-8, with or without a byte-order mark; line ends become newlines.

    Raises BadInput that names the byte's place. A coding line changes nothing: the bytes are UTF-8.
    """
    wrong, words = -1, ""
    try:
        text = raw.decode("utf-8-sig")
        if "\0" in text:
            wrong, words = raw.index(b"\0"), "is no text"
    except UnicodeDecodeError:
        # Found again without the codec that drops the byte-order mark, and counts after it.
        wrong, words = _first_bad(raw), "is not UTF-8"
    if wrong >= 0:
        line = raw.count(b"\n", 0, wrong) + 1
        column = wrong - raw.rfind(b"\n", 0, wrong)
        utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        looks = " It looks like UTF-16." if utf16 else ""
        raise BadInput(
            f"{name}: byte {wrong} (line {line}, column {column}), 0x{raw[wrong]:02x}, {words}."
            f"{looks} Save the file as UTF-8.",
            f"{name}：第 {wrong} 个字节（第 {line} 行第 {column} 列）0x{raw[wrong]:02x} "
            f"{'不是文本' if words == 'is no text' else '不是 UTF-8'}。"
            f"{'看起来像 UTF-16。' if utf16 else ''}请把文件保存为 UTF-8。",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_bad(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _transcript(text: str, name: str) -> Transcript:
    from .located import Document, parse_yaml

    document = Document(name, text)
    parse_yaml(document)
    cells: list[Cell] = []
    if not document.problems:
        if not isinstance(document.data, list):
            document.wrong((), 'a transcript is a list of `- {at: seconds, type: "…"}`')
        else:
            for index, entry in enumerate(document.data):
                cell = _cell(document, index, entry)
                if cell is not None and cells and cell.at < cells[-1].at:
                    document.wrong((index,), f"`at` is {cell.at:g}, before the {cells[-1].at:g} above it")
                if cell is not None:
                    cells.append(cell)
    if document.problems:
        raise BadInput("\n".join(map(str, document.problems)))
    return Transcript(tuple(cells))


def _cell(document: Any, index: int, entry: Any) -> Cell | None:
    if not isinstance(entry, dict):
        document.wrong((index,), 'an entry is `{at: seconds, type: "…"}`')
        return None
    for key in entry:
        if key not in ("at", "type"):
            document.wrong((index, key), f"unknown key {key!r}.{nearest(str(key), ('at', 'type'))}")
    at, source = entry.get("at", 0.0), entry.get("type")
    if isinstance(at, bool) or not isinstance(at, (int, float)) or not math.isfinite(at) or at < 0:
        document.wrong((index, "at"), f"`at` is a number of seconds, 0 or more, not {at!r}")
        return None
    if not isinstance(source, str):
        what = "is missing" if source is None else f"is a text, not {source!r}"
        document.wrong((index, "type"), f"`type` {what}")
        return None
    return Cell(source, float(at))


def transcript_yaml(transcript: Transcript) -> str:
    """The transcript as `read_answer` reads it, each cell as readable as YAML allows."""
    entries = [f"- at: {cell.at!r}\n  type: {_yaml(cell.source)}" for cell in transcript.cells]
    return "\n".join(entries) + "\n" if entries else "[]\n"


def _yaml(source: str) -> str:
    lines = source.split("\n")
    plain = all(line.isprintable() and not line.endswith(" ") for line in lines)
    if plain and len(lines) > 1 and lines[0][:1] not in ("", " ") and lines[-1]:
        return "|-\n" + "\n".join(f"    {line}" if line else "" for line in lines)
    quoted = json.dumps(source, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def write_transcript(path: Path, transcript: Transcript) -> None:
    """Writes the transcript as YAML; BadInput rather than overwrite a file that is not a transcript."""
    try:
        if path.exists() and not _is_transcript(path):
            raise BadInput(
                f"{str(path)!r} is there already and is not a transcript; it is left as it is.",
                f"{str(path)!r} 已经存在，而且不是记录（transcript）；保持原样不动。",
            )
        _write_whole(path, transcript_yaml(transcript))
    except OSError as error:
        why = error.strerror or error
        raise BadInput(
            f"{str(path)!r} cannot be written: {why}.", f"无法写入 {str(path)!r}：{why}。"
        ) from None


def _write_whole(path: Path, text: str) -> None:
    """Write the file, or leave the one that is there as it was: the disk may be full."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_text(text, "utf-8")  # a link or a device stays what it is
        return
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        new.write_text(text, "utf-8")
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _is_transcript(path: Path) -> bool:
    try:
        read_answer(path)
        return bool(_TRANSCRIPT.match(decode_text(_bytes(path), str(path))))
    except BadInput:
        return False
