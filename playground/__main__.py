"""``python -m playground``, and the command ``playground``."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> int:
    """Without words, the shell at once: reading a command line would take 40 ms of its start."""
    words = sys.argv[1:]
    if not words:
        from playground.shell import ShellOptions, run

        return run(ShellOptions())
    if words[0] == "check" or words[:2] == ["lesson", "check"]:
        _begin_anew()
    from playground.cli import main as command_line

    return command_line()


def _begin_anew() -> None:
    """Become a process that can be the sandbox's server too: nothing is then loaded twice.

    What an answer must find is fixed when a Python starts: its environment and the order of its
    sets. So this process is replaced, before it has loaded anything, by one that has both; our own
    environment and command line are handed to it in a file without a name. Gives back where that
    cannot be had, and the sandbox starts an interpreter of its own, as it does for the shell.
    """
    if sys.platform != "linux" or not sys.executable:
        return
    import marshal  # there already, and the other side is the same Python

    from playground.sandbox.interpreter import clean_environment, command

    streams = [(stream.encoding, stream.errors) for stream in (sys.stdout, sys.stderr) if stream is not None]
    if len(streams) < 2:
        return
    ours = (dict(os.environ), sys.argv, sys.path, streams)
    writes = (sys.dont_write_bytecode, sys.pycache_prefix)
    code = (
        f"sys.dont_write_bytecode, sys.pycache_prefix = {writes!r}; "
        "from playground.__main__ import go_on; sys.exit(go_on({}))"
    )
    try:
        handed = os.memfd_create("playground", 0)
    except (AttributeError, OSError):
        return
    os.write(handed, marshal.dumps(ours))
    os.lseek(handed, 0, os.SEEK_SET)
    words = command(code.format(handed))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    try:
        os.execve(words[0], words, clean_environment())  # noqa: S606  # our own interpreter, our own arguments
    except OSError:
        os.close(handed)


def go_on(handed: int) -> int:
    """The new process: its copy becomes the sandbox's server, and it is the command line as before."""
    import gc
    import marshal

    gc.disable()  # for one verdict nothing needs to be collected; an answer does so for itself
    with open(handed, "rb") as file:  # a descriptor
        environ, argv, path, streams = marshal.load(file)  # noqa: S302  # written by ourselves, a moment ago
    from playground.sandbox.parent import Sandbox

    with Sandbox() as sandbox:
        sandbox.fork()
        os.environ.clear()
        os.environ.update(environ)
        sys.argv, sys.path = argv, path
        for stream, (encoding, errors) in zip((sys.stdout, sys.stderr), streams, strict=True):
            stream.reconfigure(encoding=encoding, errors=errors)  # type: ignore[union-attr]  # ours are no others
        from playground.cli import main as command_line

        return command_line(sandbox=sandbox)


if __name__ == "__main__":
    sys.exit(main())
