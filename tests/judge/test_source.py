"""must-use, must-not-use: names through aliases and attribute chains, only where the program gets."""

from __future__ import annotations

import pytest

from playground.values.expect import Source

from .builders import SAME, asked, case, cause, cells, not_yet

USE = asked(call="main()", source=Source(use=("asyncio.Semaphore",)))
AVOID = asked(call="main()", source=Source(avoid=("asyncio.Semaphore",)))

USED = [
    "async def main():\n    asyncio.Semaphore(3)",
    "import asyncio as aio\nasync def main():\n    gate = aio.Semaphore(3)",
    "from asyncio import Semaphore as S\nasync def main():\n    async with S(3): pass",
    "from asyncio import *\nasync def main():\n    Semaphore(3)",
    "Gate = asyncio.Semaphore\nasync def main():\n    Gate(3)",
    "async def main():\n    make = asyncio.Semaphore\n    make(3)",
    "import asyncio.locks\nasync def main():\n    asyncio.locks.Semaphore(3)",
    "from asyncio.locks import Semaphore\nasync def main():\n    Semaphore(3)",
    "async def main():\n    from asyncio import Semaphore\n    Semaphore(3)",
    "async def main():\n    getattr(asyncio, 'Semaphore')(3)",
    "async def main():\n    __import__('asyncio').Semaphore(3)",
    "import importlib\nasync def main():\n    importlib.import_module('asyncio').Semaphore(3)",
    "gate = asyncio.Semaphore(3)\nasync def main():\n    async with gate: pass",
    "def helper():\n    return asyncio.Semaphore(3)\nasync def main():\n    helper()",
    "class Pool:\n    def __init__(self):\n        asyncio.Semaphore(3)\nasync def main():\n    Pool()",
    "class Gate(asyncio.Semaphore): ...\nasync def main():\n    Gate(3)",
    "async def main(gate=asyncio.Semaphore(3)): ...",
    "async def main():\n    def inner():\n        asyncio.Semaphore(3)\n    inner()",
    "async def main():\n    return (lambda: asyncio.Semaphore(3))()",
    "async def main():\n    if x:\n        return 1\n    asyncio.Semaphore(3)",
    "async def main():\n    while True:\n        if x: break\n    asyncio.Semaphore(3)",
    "async def main():\n    try:\n        pass\n    finally:\n        asyncio.Semaphore(3)",
    "async def main():\n    match x:\n        case 1:\n            asyncio.Semaphore(3)",
    "def register(f): return f\n@register\ndef later():\n    asyncio.Semaphore(3)\nasync def main(): ...",
    "async def main():\n    global gate\n    gate = asyncio.Semaphore(3)",
]
UNUSED = [
    "async def main(): ...",
    "async def main():\n    # asyncio.Semaphore(3)\n    'asyncio.Semaphore(3)'",
    "from asyncio import Semaphore\nasync def main(): ...",
    "async def main():\n    return 1\n    asyncio.Semaphore(3)",
    "async def main():\n    raise ValueError\n    asyncio.Semaphore(3)",
    "async def main():\n    if False:\n        asyncio.Semaphore(3)",
    "async def main():\n    if not True:\n        asyncio.Semaphore(3)\n    else:\n        return",
    "async def main():\n    while True:\n        await x()\n    asyncio.Semaphore(3)",
    "async def main():\n    asyncio.Semaphore(3) if 0 else None",
    "def helper():\n    asyncio.Semaphore(3)\nasync def main(): ...",
    "async def main():\n    def inner():\n        asyncio.Semaphore(3)",
    "async def main():\n    asyncio.Semaphore",
    "async def main():\n    gate: asyncio.Semaphore",
    "async def main(asyncio):\n    asyncio.Semaphore(3)",
    "class asyncio:\n    Semaphore = list\nasync def main():\n    asyncio.Semaphore(3)",
    "if __name__ == '__main__':\n    asyncio.Semaphore(3)\nasync def main(): ...",
    "async def main():\n    asyncio.Lock()",
    "Gate = asyncio.Semaphore\nasync def main(): ...",
]


@pytest.mark.parametrize("source", USED)
def test_what_is_used_is_found(source: str) -> None:
    """Through aliases, chains, helpers and classes; wherever the program may get to."""
    assert cause(USE, case(), case(), source) == ""
    assert cause(AVOID, case(), case(), source) == "must-not-use"


@pytest.mark.parametrize("source", UNUSED)
def test_what_is_not_used_is_not(source: str) -> None:
    """A comment, an import, dead code, a function that nobody calls, another thing of that name."""
    assert cause(USE, case(), case(), source) == "must-use"
    assert cause(AVOID, case(), case(), source) == ""


def test_one_of_several_is_enough() -> None:
    """An entry such as "a | b" asks for one of them, and the message names both."""
    what = asked(call="main()", source=Source(use=("asyncio.wait | asyncio.as_completed",)))

    assert cause(what, case(), case(), "async def main():\n    await asyncio.wait(x)") == ""
    found = not_yet(what, case(), case(), "async def main():\n    await asyncio.wait_for(x, 1)")
    assert "`asyncio.wait` or `asyncio.as_completed`" in found.message


def test_all_of_a_list_are_asked() -> None:
    """Each entry of `use` has to be met."""
    what = asked(call="main()", source=Source(use=("asyncio.Lock", "asyncio.Event")))

    assert cause(what, case(), case(), "async def main():\n    asyncio.Lock()") == "must-use"
    assert cause(what, case(), case(), "async def main():\n    asyncio.Lock(); asyncio.Event()") == ""


@pytest.mark.parametrize("name", ["get_name", ".get_name"])
def test_a_method_of_whatever_object(name: str) -> None:
    """A bare name is also the method of that name."""
    what = asked(call="main()", source=Source(use=(name,)))

    assert cause(what, case(), case(), "async def main():\n    task.get_name()") == ""
    assert cause(what, case(), case(), "async def main():\n    task.set_name()") == "must-use"


def test_a_module_is_used_by_any_of_its_names() -> None:
    """`threading` is used by `threading.Thread`, not by its import alone."""
    what = asked(call="main()", source=Source(avoid=("threading",)))

    assert cause(what, case(), case(), "import threading\nasync def main(): ...") == ""
    assert (
        cause(what, case(), case(), "import threading as t\nasync def main():\n    t.Thread()")
        == "must-not-use"
    )


def test_given_code_may_call_any_function() -> None:
    """Where the exercise calls given code, every function of the answer may be reached."""
    what = asked(call="check(delays)", source=Source(use=("asyncio.Lock",)))

    assert cause(what, case(), case(), "def start():\n    asyncio.Lock()") == ""


def test_must_not_use_points_at_the_line() -> None:
    """The line is that of the use."""
    found = not_yet(AVOID, case(), case(), "import asyncio as aio\nasync def main():\n    aio.Semaphore(3)\n")

    assert "with `asyncio.Semaphore`" in found.message
    assert found.message.endswith("Look at line 3: `aio.Semaphore(3)`.")


def test_a_transcript_is_read_as_one_program() -> None:
    """Names of earlier cells are known in later ones; the place is a cell."""
    what = asked(call="", kind="prompt", source=Source(avoid=("time.sleep",)))

    found = not_yet(what, case(), case(), cells("import time as t", "x = 1\nt.sleep(1)", "t"))

    assert "Look at line 2 of that cell: `t.sleep(1)`." in found.message


def test_a_script_is_its_own_main_program() -> None:
    """In a script the main guard runs."""
    source = "if __name__ == '__main__':\n    asyncio.Semaphore(3)"

    assert (
        cause(asked(call="", source=Source(use=("asyncio.Semaphore",))), case(exit_code=0), case(), source)
        == ""
    )


def test_behaviour_comes_first() -> None:
    """The text is judged last: a wrong value is told before a missing name."""
    what = asked(call="main()", returns=SAME, source=Source(use=("asyncio.Semaphore",)))

    assert cause(what, case(1), case(2), "async def main(): ...") == "wrong-result"


def test_a_kind_of_what_is_wanted_is_used_as_well() -> None:
    """A BoundedSemaphore is a Semaphore; who asks to do without the one does not speak of the other."""
    source = "async def main():\n    asyncio.BoundedSemaphore(3)"

    assert cause(USE, case(), case(), source) == ""
    assert cause(AVOID, case(), case(), source) == ""
