"""The traceback of an error in a callback begins in asyncio's own file, as without us."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from pathlib import Path
from typing import Any

import pytest

from playground.loop import frames
from playground.loop.recorder import RecordingLoop


class Derived(RecordingLoop):
    """Somebody's own loop, built on ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def told(loop: asyncio.AbstractEventLoop) -> list[str]:
    """File and function of each line of the error that a callback raises on this loop."""
    errors: list[BaseException] = []
    loop.set_exception_handler(lambda _, context: errors.append(context["exception"]))
    with contextlib.closing(loop):
        loop.call_soon(lambda: 1 / 0)
        loop.run_until_complete(asyncio.sleep(0))
    (error,) = errors
    return [f"{Path(line.filename).name} {line.name}" for line in traceback.extract_tb(error.__traceback__)]


@pytest.mark.parametrize("name_means", [asyncio.SelectorEventLoop, RecordingLoop, Derived])
def test_whatever_the_name_of_asyncios_loop_means(
    name_means: type[asyncio.SelectorEventLoop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program may have put a loop of ours, or one built on it, in the place of asyncio's."""
    asyncios = told(asyncio.SelectorEventLoop())
    monkeypatch.setattr(asyncio, "SelectorEventLoop", name_means)
    frames._lent.cache_clear()
    assert told(RecordingLoop()) == asyncios
