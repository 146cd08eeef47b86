"""How a Python for the sandbox is started: with a clean environment, and without what is installed first.

It is read by a process that is about to be replaced (`playground.__main__`), so it loads nothing else.
"""

from __future__ import annotations

import os
import sys

__all__ = ["clean_environment", "command"]


def command(code: str) -> list[str]:
    """The command that runs `code` with our own interpreter and package."""
    # -S and -P: neither site packages nor the working folder are looked at to start; what the
    # learner has installed can still be imported by an answer, after the standard library.
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120  # pathlib takes longer to load than all this
    path = [root, *(entry for entry in sys.path if entry and entry != root)]
    return [sys.executable, "-S", "-P", "-s", "-c", f"import sys; sys.path += {path!r}; {code}"]


def clean_environment() -> dict[str, str]:
    """What an answer finds in ``os.environ``: enough to run programs, nothing of the user's."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",  # the order of a set of texts is the same in every run
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    return environment
