"""Keeps out of the start what ptpython loads for later."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

__all__ = ["put_off_history_browser"]

MODULE = "ptpython.history_browser"  # F3's screen: it brings pygments' lexers of markup languages, 15 ms


def put_off_history_browser() -> None:
    """Let ptpython load the screen of the history with the first F3. Before ptpython is imported."""
    if MODULE in sys.modules:
        return
    stand_in: Any = ModuleType(MODULE)
    stand_in.PythonHistory = _the_real_one
    sys.modules[MODULE] = stand_in


def _the_real_one(*args: Any) -> Any:
    sys.modules.pop(MODULE, None)
    return importlib.import_module(MODULE).PythonHistory(*args)
