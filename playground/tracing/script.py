"""Runs a file or a module as Python itself would run it, in this process.

``python FILE`` and ``python -m MODULE`` are told apart by what they put into `sys.argv`, `sys.path`
and `__main__`; all of it is as there. An error is shown by the program's own `sys.excepthook`,
with a traceback that has none of our lines.
"""

from __future__ import annotations

import builtins
import io
import os
import runpy
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from zipfile import is_zipfile

from playground.errors import BadInput
from playground.loop.frames import as_asyncio_has_it

__all__ = ["Ended", "Script"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the program ended: the code of its SystemExit, or None; whether Ctrl-C ended it."""

    exit: object = None
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A file (or a folder or archive with a ``__main__.py``), or a module, with its arguments."""

    name: str
    arguments: tuple[str, ...] = ()
    is_module: bool = False

    def check(self) -> None:
        """Raise BadInput when there is no such file; a module is looked for when it runs."""
        if not self.is_module and not Path(self.name).exists():
            raise BadInput(f"There is no file {self.name}.", f"没有文件 {self.name}。")

    def run(self) -> Ended:
        """Run it to its end. What it raises is shown as Python shows it."""
        main = types.ModuleType("__main__")
        main.__dict__.update(__builtins__=builtins, __annotations__={})
        sys.modules["__main__"] = main
        try:
            if self.is_module:
                self._as_module()
            else:
                self._as_file(main)
        except SystemExit as leave:
            leave.with_traceback(as_asyncio_has_it(leave.__traceback__))  # a task may keep it
            return Ended(leave.code)
        except BaseException as error:  # whatever a program may end with
            _show(error)
            return Ended(1, isinstance(error, KeyboardInterrupt))
        return Ended()

    def _as_module(self) -> None:
        # The folder one is in, and the finder's own word for argv[0], are what `python -m` has.
        sys.argv[:] = ["-m", *self.arguments]
        _put_first(str(Path.cwd()))
        runpy._run_module_as_main(self.name)  # type: ignore[attr-defined]  # noqa: SLF001  # what `python -m` calls

    def _as_file(self, main: types.ModuleType) -> None:
        sys.argv[:] = [self.name, *self.arguments]
        file = os.path.abspath(self.name)  # noqa: PTH100  # resolve() would follow links, and Python does not here
        if Path(file).is_dir() or is_zipfile(file):
            _put_first(file)
            runpy._run_module_as_main("__main__", alter_argv=False)  # type: ignore[attr-defined]  # noqa: SLF001  # as above
            return
        _put_first(str(Path(self.name).resolve().parent))
        main.__dict__.update(__file__=file, __cached__=None, __loader__=SourceFileLoader("__main__", file))
        with io.open_code(file) as opened:
            source = opened.read()
        exec(compile(source, file, "exec", dont_inherit=True), main.__dict__)  # noqa: S102  # the program that was asked for


def _put_first(folder: str) -> None:
    """Where Python looks for the program's own modules: in place of where it looked for us."""
    if not sys.flags.safe_path:
        sys.path[0] = folder


def _show(error: BaseException) -> None:
    """Show the error as the end of the program, through the hook that the program may have set."""
    error.with_traceback(as_asyncio_has_it(error.__traceback__))
    for one in _before(error):
        one.with_traceback(as_asyncio_has_it(one.__traceback__))
    kind, trace = type(error), error.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    sys.excepthook(kind, error, trace)


def _before(error: BaseException) -> Iterator[BaseException]:
    """The errors that led to this one, as far as a traceback shows them."""
    seen = {id(error)}
    todo = [error.__cause__, error.__context__]
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__]
