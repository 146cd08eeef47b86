"""A YAML file as plain data, with the line and column of everything in it.

YAML 1.2, read with ruamel.yaml's composer: the nodes carry their marks, so an error can point at
the author's own key. Nothing is built but None, bool, int, float, str, list and dict, and what a
`!py` literal says (a tuple, say, which YAML has no words for).
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.values.frozen import frozen

__all__ = ["Document", "Key", "Problem", "read_yaml"]

Key = tuple[Any, ...]  # the way to a value: keys of mappings and places in lists
MAX_NODES = 100_000  # an alias counts each time that it is used: a file of 200 bytes can hold a billion
MAX_DEPTH = 50
PROSE = ("en", "zh", "title", "intro", "outro", "text", "ask")  # keys of texts that a learner reads


@frozen
class Problem:
    """What is wrong at one place of a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass
class Document:
    """What a YAML file holds. `problems` grows while it is read and checked."""

    file: str
    text: str = ""
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    marks: dict[Key, tuple[int, int]] = field(default_factory=dict)  # of the key, or of a list's item
    scalars: dict[Key, tuple[int, int, str | None]] = field(default_factory=dict)  # of the value; its style

    def wrong(self, key: Key, message: str) -> None:
        """Notes a problem at `key`, or at the nearest thing around it that the file has."""
        self.problems.append(Problem(self.file, *self.place(key), message))

    def place(self, key: Key) -> tuple[int, int]:
        """The line and column of `key`, or of the nearest thing around it."""
        while key and key not in self.marks:
            key = key[:-1]
        line, column = self.marks.get(key, (0, 0))
        return line + 1, column + 1

    def wrong_code(self, key: Key, line: int, column: int, message: str) -> None:
        """Notes a problem at a line and column (from 1) of the code that stands at `key`."""
        self.problems.append(Problem(self.file, *self.code_place(key, line, column), message))

    def code_place(self, key: Key, line: int, column: int) -> tuple[int, int]:
        """Where in the file the line and column (from 1) of the code at `key` stand."""
        if key not in self.scalars:
            return self.place(key)
        at, beside, style = self.scalars[key]
        if style not in ("|", ">"):
            one_line = line == 1
            return (at + 1, beside + (1 if style else 0) + column) if one_line else (at + 1, beside + 1)
        lines = self.text.splitlines()
        at = min(at + line, len(lines) - 1)  # the code begins on the line after its `|`
        first = next((raw for raw in lines[self.scalars[key][0] + 1 :] if raw.strip()), "")
        return at + 1, len(first) - len(first.lstrip(" ")) + column


def read_yaml(path: Path, shown: str) -> Document:
    """The document in the file at `path`, which problems call `shown`; problems of YAML are in it."""
    document = Document(shown)
    try:
        raw = path.read_bytes()
    except OSError as error:
        document.problems.append(Problem(shown, 1, 1, f"cannot be read: {error.strerror or error}"))
        return document
    try:
        document.text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        document.problems.append(Problem(shown, line, column, message))
        return document
    parse_yaml(document)
    return document


def parse_yaml(document: Document) -> None:
    """Fills `document` with what its text says."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # YAML allows it: the later one counts
            node = YAML(typ="safe", pure=True).compose(document.text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = " ".join(str(error.problem or error.context or error).split())
        document.problems.append(Problem(document.file, line, column, f"not YAML: {words}"))
        return
    except (YAMLError, ValueError) as error:
        words = " ".join(str(error).split())
        document.problems.append(Problem(document.file, 1, 1, f"not YAML: {words}"))
        return
    if node is not None:
        document.data = _Building(document).value(node, ())


class _Building:
    """Nodes to data, with their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.text.splitlines()
        self.nodes = 0
        self.full = False

    def value(self, node: Any, key: Key) -> Any:
        self.nodes += 1
        if key not in self.document.marks:
            self._mark(key, node)
        if self.nodes > MAX_NODES or len(key) > MAX_DEPTH:
            if not self.full:
                self.document.wrong(key, f"too large: more than {MAX_NODES} values, or {MAX_DEPTH} levels")
            self.full = True
            return None
        if isinstance(node.value, str):
            mark = node.start_mark
            self.document.scalars[key] = (mark.line, mark.column, node.style)
            self._cut_off(node, key)
            return self._scalar(node, key)
        if node.value and isinstance(node.value[0], tuple):
            return self._mapping(node, key)
        if node.tag == "tag:yaml.org,2002:map":
            return {}
        self._known_tag(node, key, "tag:yaml.org,2002:seq")
        return [self.value(item, (*key, index)) for index, item in enumerate(node.value)]

    def _mapping(self, node: Any, key: Key) -> dict[Any, Any]:
        self._known_tag(node, key, "tag:yaml.org,2002:map")
        data: dict[Any, Any] = {}
        for name_node, value_node in node.value:
            if not isinstance(name_node.value, str):
                self._wrong_at(name_node, "a key must be a single word, number or text")
                continue
            name = self._scalar(name_node, key)
            if any(name == other and type(name) is type(other) for other in data):
                self._wrong_at(name_node, f"duplicate key {name!r}: it stands here a second time")
                continue
            self._mark((*key, name), name_node)
            data[name] = self.value(value_node, (*key, name))
        return data

    def _scalar(self, node: Any, key: Key) -> Any:
        words = node.value
        match str(node.tag).rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return words.lower() == "true"
            case "int":
                return _int(words)
            case "float":
                return float(words.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
            case "!py":
                return self._python(node, words)
            case "str" | "timestamp":
                return words
            case other:
                self._wrong_at(node, f"unknown tag {other}; the only one is !py")
                return words

    def _cut_off(self, node: Any, key: Key) -> None:
        """YAML takes what follows a blank and a # for a comment: the rest of a text would be lost."""
        if node.style in ("|", ">", "'", '"') or not key or key[-1] not in PROSE:
            return
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if rest.lstrip().startswith("#"):
            self._wrong_at(node, "the text ends before its #, where YAML begins a comment; put it in quotes")

    def _python(self, node: Any, words: str) -> Any:
        try:
            return ast.literal_eval(words)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            self._wrong_at(node, f"!py wants a Python literal, got {words!r}")
            return None

    def _known_tag(self, node: Any, key: Key, tag: str) -> None:
        if str(node.tag) != tag:
            self._wrong_at(node, f"unknown tag {node.tag}; the only one is !py, before a text")

    def _mark(self, key: Key, node: Any) -> None:
        self.document.marks[key] = (node.start_mark.line, node.start_mark.column)

    def _wrong_at(self, node: Any, message: str) -> None:
        mark = node.start_mark
        problem = Problem(self.document.file, mark.line + 1, mark.column + 1, message)
        self.document.problems.append(problem)


def _int(words: str) -> int:
    digits = words.replace("_", "").lower()
    prefix = digits.lstrip("+-")[:2]
    base = {"0o": 8, "0x": 16, "0b": 2}.get(prefix, 10)
    return int(digits, base)
