"""Programs that we did not write the libraries of: the same under `trace`, and the trace is right."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from .both import run_both

FOLDER = Path(__file__).parents[1] / "programs"

# Program: its library, tasks that must be there, what somebody must have waited on, words of the summary.
PROGRAMS: dict[str, tuple[str, set[str], set[str], tuple[str, ...]]] = {
    "aiohttp_pages": (
        "aiohttp",
        {"fetch-1", "fetch-2", "fetch-3"},
        {"sleep", "task group"},
        ("critical path",),
    ),
    "websockets_echo": ("websockets", {"talk-a", "talk-hello", "talk-x"}, {"gather"}, ("talk-hello",)),
    "anyio_streams": ("anyio", {"consumer-1", "consumer-2", "producer"}, {"sleep"}, ("consumer-",)),
    "aiojobs_limit": ("aiojobs", {"job"}, {"sleep"}, ("job",)),
    "janus_bridge": ("janus", {"bridge"}, {"thread"}, ("bridge",)),
    "aiostream_pipes": ("aiostream", {"main"}, {"sleep", "wait"}, ("critical path",)),
    "tls_echo": ("trustme", {"ask-O", "ask-x", "echo"}, {"stream", "gather"}, ("ask-O",)),
    "aiosqlite_rows": ("aiosqlite", {"fill-a", "fill-b"}, {"future"}, ("fill-",)),
    "patterns": (
        "asyncio",
        {"worker-0", "worker-2", "kept"},
        {"queue", "sleep"},
        ("loop 2 of 2", "worker-0"),
    ),
}


def facts_of(picture: Path) -> tuple[set[str], set[str]]:
    """The names of the tracks, and of what happened on them."""
    document: Any = json.loads(picture.read_text(encoding="utf-8"))
    events = document["traceEvents"] if isinstance(document, dict) else document
    tracks = {event["args"]["name"] for event in events if event["name"] == "thread_name"}
    return tracks, {event["name"] for event in events if event["ph"] != "M"}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_others(name: str, tmp_path: Path) -> None:
    """Same output and exit code; the trace has its tasks by name, and what they waited on."""
    library, tasks, waits, words = PROGRAMS[name]
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    both = run_both(tmp_path, str(FOLDER / f"{name}.py"), options=("--out", "picture.json"))

    both.assert_same()
    assert both.traced.returncode == 0
    for word in words:
        assert word in both.summary
    tracks, happened = facts_of(tmp_path / "picture.json")
    for task in tasks:
        assert any(task in track for track in tracks), (task, tracks)
    for wait in waits:
        assert any(wait in event for event in happened), (wait, happened)
