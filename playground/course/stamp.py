"""What else than a lesson's own words a cached result depends on: Python, and our code."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

__all__ = ["cache_file", "code_stamp", "data_home"]

# Whatever has a part in reading a lesson and in running an answer.
PACKAGES = ("course", "judge", "loop", "preloads", "sandbox", "values")


@cache
def code_stamp() -> str:
    """A digest of Python's version and of our source files, by their names, sizes and times."""
    root = Path(__file__).parents[1]
    facts = []
    for package in PACKAGES:
        with os.scandir(root / package) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    facts.append((package, entry.name, status.st_mtime_ns, status.st_size))
    return hashlib.sha256(repr((sys.version, sorted(facts))).encode()).hexdigest()


def _cache_home() -> Path:
    if sys.platform == "linux":
        return _named_home("XDG_CACHE_HOME", "~/.cache")
    from platformdirs import user_cache_path

    return user_cache_path("asyncio-playground")


def data_home() -> Path:
    """The folder of what a learner has done."""
    if sys.platform == "linux":
        return _named_home("XDG_DATA_HOME", "~/.local/share")
    from platformdirs import user_data_path

    return user_data_path("asyncio-playground")


def _named_home(variable: str, otherwise: str) -> Path:
    """What platformdirs says on Linux, without the time that it takes to load."""
    named = os.environ.get(variable, "").strip()
    return Path(named or otherwise).expanduser() / "asyncio-playground"


def cache_file(folder: Path, kind: str, home: Path | None = None) -> Path:
    """Where the `kind` of cache for this folder of lessons is kept."""
    home = home or _cache_home()
    # As the folder was named, since the lessons name their files so.
    named = folder if folder.is_absolute() else f"{Path.cwd()}\n{folder}"
    name = hashlib.sha256(os.fsencode(named)).hexdigest()[:16]
    return home / f"{kind}-{name}.json"
