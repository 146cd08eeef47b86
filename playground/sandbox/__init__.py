"""The process in which an answer runs, on the virtual clock and under limits.

`Sandbox` (parent.py) keeps a warm server process (server.py). The server forks once an answer;
the fork (child.py) runs it (running.py, case by case: current.py), looks at what it left behind
(observing.py) and sends case reports back over a sealed channel (frames.py). The server counts memory
and processes, ends the answer at its limits and leaves nothing of it alive (tree.py). Where the
platform cannot fork, each answer has an interpreter of its own (spawning.py, alone.py).

It is a fence for accidents, and a fair one for classrooms; it is no jail for malware.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which `check` has no use for before it begins anew
if TYPE_CHECKING:
    from .parent import Sandbox

__all__ = ["Sandbox"]


def __getattr__(name: str) -> object:
    # Late: the server imports this package too, and has no use for its parent's side.
    if name == "Sandbox":
        from .parent import Sandbox

        return Sandbox
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
