"""What differs between Linux, macOS and Windows on the way of starting, interrupting and leaving.

Each function takes the platform's name, so that a test can ask for any of them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

__all__ = ["config_folder", "data_folder", "interrupt_main_thread", "leave_at_once"]

APP = "asyncio-playground"


def interrupt_main_thread(platform: str = sys.platform) -> None:
    """Make SIGINT's handler run in the main thread, also while that sits in `time.sleep`.

    A signal sent to the thread ends the sleep. Windows knows no signals between threads; there
    `raise` runs the C handler here, which wakes a sleeping main thread through an event.
    """
    thread = threading.main_thread().ident
    if platform != "win32" and hasattr(signal, "pthread_kill") and thread is not None:
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)


def leave_at_once(code: int) -> None:
    """End the process though threads of the learner's still run; what was printed is written first."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            continue  # closed, or nobody reads: there is nothing left to tell
    os._exit(code)


def data_folder() -> Path:
    """Where the history lives: the platform's place for data, made if it is not there. Raises OSError."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False, ensure_exists=True))


def config_folder() -> Path:
    """Where the config file may be: the platform's place for configuration."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False))
