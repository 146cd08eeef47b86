"""How a cell is compiled and run."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from playground.values.cells import compile_cell


def run(source: str, **names: object) -> object:
    return asyncio.run(compile_cell(source, "<cell 1>").run(dict(names)))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", 2),
        ("a = 1; b = 2; a + b", 3),
        ("a = 1", None),
        ("1;", None),
        ("import asyncio\nawait asyncio.sleep(0, 'x')", "x"),
        ("[await one() for _ in 'ab']", [1, 1]),
        ("if True:\n    5", None),
        ("", None),
        ("# nothing", None),
    ],
)
def test_the_value_of_a_cell_is_its_last_expression(source: str, value: object) -> None:
    """Whatever stands before it, awaits included; a semicolon keeps it."""

    async def one() -> int:
        return 1

    assert run(source, one=one) == value


def test_tracebacks_show_the_lines_of_a_cell() -> None:
    """Under the cell's own name."""
    with pytest.raises(ZeroDivisionError) as caught:
        run("x = 1\nx / 0")
    assert 'File "<cell 1>", line 2' in "".join(traceback.format_exception(caught.value))
    assert "x / 0" in "".join(traceback.format_exception(caught.value))
