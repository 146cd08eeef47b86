"""What an answer is, at the prompt."""

from __future__ import annotations

import ast

import pytest

from playground.course.extract import defined_names, extract, extract_program, starts_a_program

CASES = {
    "definitions without experiments": (
        ["def f():\n    return 1", "await f()", "f()", "print(f())"],
        "def f():\n    return 1\n",
    ),
    "the last one wins": (
        ["def f(): return 1", "f()", "def f(): return 2"],
        "def f(): return 2\n",
    ),
    "as typed, with comments and decorators": (
        ["@job  # traced\n@other(1)\nasync def f():\n    # why\n    await g()  # here\n"],
        "@job  # traced\n@other(1)\nasync def f():\n    # why\n    await g()  # here\n",
    ),
    "imports and plain assignments": (
        ["import asyncio, json", "LIMIT = 2", "a, *b = [1, 2]", "n: int = 3", "await asyncio.sleep(1)"],
        "import asyncio, json\nLIMIT = 2\na, *b = [1, 2]\nn: int = 3\n",
    ),
    "several on one line": (["x = 1; y = 2; print(x)", "x = 3"], "y = 2\nx = 3\n"),
    "an awaited value is an experiment": (["r = await f()", "def g(): return r"], "def g(): return r\n"),
    "a task is an experiment": (["def f(): pass", "t = asyncio.create_task(f())"], "def f(): pass\n"),
    "a forgotten await is an experiment": (
        ["async def f():\n    result = 1\n    return result", "result = f()"],
        "async def f():\n    result = 1\n    return result\n",
    ),
    "a made value that a definition uses": (
        ["lock = asyncio.Lock()", "other = asyncio.Lock()", "async def f():\n    async with lock: pass"],
        "lock = asyncio.Lock()\nasync def f():\n    async with lock: pass\n",
    ),
    "a made value that a made value uses": (
        ["size = int('3')", "queue = make(size)", "def f(): return queue"],
        "size = int('3')\nqueue = make(size)\ndef f(): return queue\n",
    ),
    "a lambda is a definition": (["f = lambda: g()"], "f = lambda: g()\n"),
    "going on from a value is an experiment": (["n = 0", "n = n + 1", "n += 1"], "n = 0\n"),
    "attributes and items are experiments": (["a.b = 1", "a[0] = 1", "del a"], ""),
    "what a statement needs comes before it": (
        ["def f(): return 1", "X = f()", "def g(): return X", "def f(): return 2"],
        "def f(): return 2\nX = f()\ndef g(): return X\n",
    ),
    "a decorator typed later": (
        ["async def f(): pass", "def twice(g): return g", "@twice\nasync def f(): pass"],
        "def twice(g): return g\n@twice\nasync def f(): pass\n",
    ),
    "a base class typed anew": (
        ["class A: pass", "class B(A): pass", "class A:\n    x = 1"],
        "class A:\n    x = 1\nclass B(A): pass\n",
    ),
    "the future comes first": (
        ["x = 1", "from __future__ import annotations"],
        "from __future__ import annotations\nx = 1\n",
    ),
    "cells that did not compile": (["def f(:", "def f(): pass", "f("], "def f(): pass\n"),
    "only a broken cell": (["def f(:\n    pass"], "def f(:\n    pass"),
    "nothing": ([], ""),
    "only experiments": (["await f()", "1 + 1", "# nothing"], ""),
    "Chinese on the line before it": (["x = '任务'; y = 2"], "x = '任务'\ny = 2\n"),
    "a text over lines": (['TEXT = """\n  a\n"""'], 'TEXT = """\n  a\n"""\n'),
    "tabs": (["def f():\n\treturn 1"], "def f():\n\treturn 1\n"),
    "an awaited default": (["def f(x=await g()): pass"], "def f(x=await g()): pass\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept(name: str) -> None:
    """What the cells define, as it was typed, and nothing else."""
    cells, answer = CASES[name]

    assert extract(cells) == answer


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_its_own_answer(name: str) -> None:
    """An answer that was extracted, typed again, is the same answer."""
    answer = extract(CASES[name][0])

    assert extract([answer]) == answer


def test_definitions_that_need_each_other() -> None:
    """A circle of needs ends: each is kept once, and at the prompt it had run."""
    cells = ["class A: pass", "def f(x=A): pass", "@f\nclass A: pass"]

    assert sorted(ast.unparse(node) for node in ast.parse(extract(cells)).body) == [
        "@f\nclass A:\n    pass",
        "def f(x=A):\n    pass",
    ]


def test_defined_names() -> None:
    """What a cell binds for an answer."""
    assert defined_names("import a.b, c as d\nasync def f(): x = 1\ny, (z, *w) = 1, (2,)\nawait f()") == {
        "a", "d", "f", "y", "z", "w",
    }  # fmt: skip
    assert defined_names("def f(") == frozenset()


MAIN = "import asyncio\nasync def main():\n    print(1)\n"
START = "asyncio.run(main())\n"
GUARD = "if __name__ == '__main__':\n    asyncio.run(main())\n"
TRY = "try:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    print('outside')\n"


@pytest.mark.parametrize(
    ("cells", "program"),
    [
        ([MAIN + TRY], MAIN + TRY),
        ([MAIN, GUARD], MAIN + GUARD),
        ([MAIN + START, MAIN.replace("1", "2")], MAIN.replace("1", "2") + START),
        ([MAIN + START, "await main()", TRY], MAIN + TRY),
        ([MAIN + "with asyncio.Runner() as runner:\n    runner.run(main())"],
         MAIN + "with asyncio.Runner() as runner:\n    runner.run(main())\n"),
        ([MAIN, "await main()"], MAIN),
    ],
)  # fmt: skip
def test_a_program_of_its_own_keeps_what_starts_it(cells: list[str], program: str) -> None:
    """Typed whole or in parts; of several starts the last, with the last of each definition."""
    assert extract_program(cells) == program


@pytest.mark.parametrize(
    ("cell", "starts"),
    [
        ("asyncio.run(main())", True),
        ("loop.run_until_complete(main())", True),
        ("def go():\n    asyncio.run(main())", False),
        ("await main()", False),
        ("not python (", False),
    ],
)
def test_what_starts_a_program(cell: str, starts: bool) -> None:
    """A loop that is started at the top; not what a function would do when it is called."""
    assert starts_a_program(cell) is starts
