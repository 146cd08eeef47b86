"""Learn, and see, asyncio at a prompt.

An answer travels one way:
cells -> Transcript -> sandbox (virtual clock + recorder) -> Report -> judge -> Verdict -> screen

Imports point the same way: values <- loop <- preloads <- sandbox, judge <- course <- views <- shell
<- cli. Only `views`, `shell` and `cli` know that there is a terminal. For programs of one's own:

    from playground import loop_status, record

Both are imported when they are first used; this module itself imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, whose import would take longer than all that is here
if TYPE_CHECKING:
    from typing import Any

    from playground.loop.recording import record as record
    from playground.loop.status import loop_status as loop_status

__all__ = ["loop_status", "record"]

_HOMES = {"loop_status": "playground.loop.status", "record": "playground.loop.recording"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
