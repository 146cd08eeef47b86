"""The command line of ``trace``: which words are ours, and which the script's."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from playground.errors import BadInput

from .run import Options
from .script import Script

__all__ = ["read_options"]

PICTURES = (".svg", ".html", ".json")


def read_options(parsed: SimpleNamespace) -> tuple[Script, Options]:
    """The script and how to trace it; raises BadInput.

    `parsed` has what stood before the script; among the script's words ours are taken out, up to ``--``.
    """
    words: list[str] = list(parsed.module if parsed.module is not None else parsed.words)
    if words and words[0] == "--":
        del words[0]
    if not words:
        raise BadInput(
            "What is to be traced? Try: playground trace FILE", "要跟踪什么？试试：playground trace FILE"
        )
    name, rest = words[0], words[1:]
    virtual, follow, out = parsed.virtual, parsed.follow, parsed.out
    theirs: list[str] = []
    while rest:
        word = rest.pop(0)
        if word == "--":
            theirs += rest
            break
        if word == "--virtual":
            virtual = True
        elif word == "--follow":
            follow = True
        elif word == "--out" and rest:
            out = rest.pop(0)
        elif word.startswith("--out="):
            out = word.partition("=")[2]
        else:
            theirs.append(word)
    script = Script(name, tuple(theirs), is_module=parsed.module is not None)
    return script, Options(virtual, _picture(out), follow, parsed.language)


def _picture(out: str | None) -> Path | None:
    if out is None:
        return None
    path = Path(out)
    if path.suffix.lower() not in PICTURES:
        known = ", ".join(PICTURES)
        raise BadInput(f"{out}: a picture's name ends in {known}.", f"{out}：图片的文件名要以 {known} 结尾。")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"{out}: there is no folder {path.parent}.", f"{out}：没有文件夹 {path.parent}。")
    return path.absolute()  # the program may go to another folder
