"""Where Python only reports, the shell explains: what to type instead."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from playground.course.model import Exercise
from playground.shell import explanations
from playground.shell.explain import of_error, of_hold, of_value, while_edited
from playground.shell.explanations import Explanation
from playground.values.expect import Expect
from playground.values.text import Language, Text

from .conftest import Heard
from .fakes import FakeDesk, fake_parts

Hear = Callable[..., Heard]
F = "async def f(n=1):\n    return n\n"

# A lock belongs to the loop in which somebody first had to wait for it.
LOCK_OF_ANOTHER_LOOP = """\
lock = asyncio.Lock()
async def wait_in_vain():
    await lock.acquire()
    second = asyncio.create_task(lock.acquire())
    await asyncio.sleep(0)
    second.cancel()
await asyncio.to_thread(asyncio.run, wait_in_vain())
await lock.acquire()
"""

CASES = {
    "a coroutine shown": ("f(7)", "await f(7)"),
    "a list of coroutines": ("[f(1), f(2)]", "await asyncio.gather(*_)"),
    "asyncio.run": ("asyncio.run(f(2))", "await f(2)"),
    "run_until_complete": ("asyncio.get_running_loop().run_until_complete(f(3))", "await f(3)"),
    "another loop": (
        "new = asyncio.new_event_loop()\ntry:\n    new.run_until_complete(f(4))\nfinally:\n    new.close()",
        "await f(4)",
    ),
    "a number awaited": ("await 3", "is of type int"),
    "a function awaited": ("await f", "await f()"),
    "a list awaited": ("fs = [f()]; await fs", "await asyncio.gather(*fs)"),
    "create_task of a function": ("asyncio.create_task(f)", "f()"),
    "gather of a function": ("await asyncio.gather(f)", "Write the parentheses"),
    "a coroutine used as its result": ("f(1) + 1", "an `await` is missing"),
    "an attribute of a coroutine": ("f(1).upper()", "an `await` is missing"),
    "a coroutine asked like a task": ("f(1).result()", "Make one first:  task = asyncio.create_task(...)"),
    "a coroutine called": ("c = f(); await c()", "Without parentheses:  await c"),
    "awaited twice": ("c = f(); await c; await c", "A coroutine runs once"),
    "await in a plain function": ("def g():\n    await f()", "async def g(...)"),
    "a group": (
        "async with asyncio.TaskGroup() as g:\n    g.create_task(asyncio.wait_for(asyncio.sleep(9), 0))",
        "except* TimeoutError:",
    ),
    "a lock of another loop": (LOCK_OF_ANOTHER_LOOP, "It belongs to another event loop"),
    "a task's name": ("t = asyncio.create_task(f()); t.name", "t.get_name()"),
    "an async generator": ("async def gen():\n    yield 1\nawait gen()", "async for item in gen()"),
}


@pytest.mark.parametrize(("cell", "words"), CASES.values(), ids=CASES.keys())
def test_what_to_type_instead_stands_below(hear: Hear, cell: str, words: str) -> None:
    """One or two lines say what to type, after what Python says."""
    assert words in hear(F, cell).errors


@pytest.mark.parametrize("cell", [case[0] for case in CASES.values()])
def test_the_same_in_chinese(hear: Hear, cell: str) -> None:
    """With --lang zh the explanation is Chinese."""
    assert re.search(r"[\u4e00-\u9fff]", hear(F, cell, lang="zh").errors)


def test_a_refused_coroutine_is_closed_and_that_is_said(hear: Hear) -> None:
    """`asyncio.run` refuses the coroutine: it is closed, and never warned about."""
    heard = hear(F, "asyncio.run(f(2))")

    assert "The coroutine that it refused was closed." in heard.errors
    assert "never awaited" not in heard.errors


@pytest.mark.parametrize("script", [True, False])
def test_where_a_program_is_asked_its_own_loop_is_no_mistake(hear: Hear, script: bool) -> None:
    """The prompt refuses it; that the program is judged all the same is said, not to await instead."""

    class Desk(FakeDesk):
        current: Any = None

        def command(self, word: str, rest: str, transcript: Any) -> Any:
            self.current = Exercise(
                "ctrl-c", "9.1", "write", Text("Ctrl-C"), Text("Write."), Expect(), script=script
            )
            return super().command(word, rest, transcript)

    parts = replace(fake_parts(), open_desk=lambda folder, lang: Desk())
    heard = hear("lesson next", F, "asyncio.run(f(2))", parts=parts)

    assert ("Your program is judged all the same" in heard.errors) == script
    assert ("Type:  await f(2)" in heard.errors) == (not script)


def test_a_dropped_coroutine_names_the_line_that_made_it(hear: Hear) -> None:
    """A call whose coroutine went away at once is told with its cell and line."""
    heard = hear(F, "x = 1\nf(5); x")

    assert "f() was called (cell 2 line 2) but never awaited" in heard.errors


def test_dropped_twice_is_told_twice(hear: Hear) -> None:
    """Python says it once a line; a learner makes the mistake again."""
    assert hear(F, "f(5); 1", "f(5); 1").errors.count("but never awaited") == 2


def test_dropped_many_times_in_one_cell_is_told_once(hear: Hear) -> None:
    """A loop that forgets its `await` says so once, with its line; in Chinese with a Chinese place."""
    heard = hear(F, "for n in range(50):\n    f(n)", "1")

    assert heard.errors.count("was never awaited") == 1
    assert "cell 2 line 2" in heard.errors
    assert "cell 2 第 2 行" in hear(F, "for n in range(50):\n    f(n)", "1", lang="zh").errors


def test_a_lock_of_another_loop(hear: Hear) -> None:
    """An object that belongs to another loop is told to be made anew."""
    heard = hear(
        "lock = asyncio.Lock()\n"
        "async def hold():\n    await lock.acquire()\n    try:\n"
        "        await asyncio.wait_for(lock.acquire(), 0.01)\n    except TimeoutError: pass\n"
        "await asyncio.to_thread(lambda: asyncio.run(hold()))",
        "await lock.acquire()",
    )

    assert "belongs to another event loop" in heard.errors


def test_explain_tells_the_last_one_at_length(hear: Hear) -> None:
    """`explain()` repeats the last explanation and adds why."""
    heard = hear(F, "f(1)", "explain()")

    assert "`asyncio.create_task(f())` starts it" in heard.out


def test_explain_without_a_mistake(hear: Hear) -> None:
    """There may be nothing to explain yet."""
    assert "Nothing to explain yet." in hear("explain()").out


def test_a_plain_error_needs_no_explanation() -> None:
    """Python's own words are enough for most errors."""
    assert of_error(ValueError("no")) is None
    assert of_error(TypeError("unsupported operand type(s) for +: 'int' and 'str'")) is None
    assert of_error(RuntimeError("something else")) is None


def test_a_coroutine_that_already_ran_is_no_forgotten_await() -> None:
    """Shown after its end, a coroutine is just an object."""

    async def f() -> None:
        pass

    coroutine = f()
    asyncio.run(coroutine)

    assert of_value(coroutine, "c") is None


def test_a_hold_by_time_sleep_names_asyncio_sleep() -> None:
    """The line says which advice fits: sleep differently, or go to a thread."""
    slept = of_hold("task 'x'", 1.25, "cell 4 line 2", "    time.sleep(1.25)")
    worked = of_hold("task 'x'", 1.25, "cell 4 line 2", "    total = sum(range(10**8))")

    assert "task 'x' held the loop for 1.25 s at cell 4 line 2" in slept.say("en")
    assert "await asyncio.sleep" in slept.say("en")
    assert "await asyncio.to_thread" in worked.say("en")


def test_while_it_is_edited_one_line_is_enough() -> None:
    """The words fit into the line below the prompt."""
    text = "def g():\n    await f()\n"
    try:
        compile(text, "<input>", "exec")
    except SyntaxError as error:
        line, _, words, explanation = while_edited(error, text, "en")

    assert line == 2
    assert words.endswith("Write:  async def g(...):")
    assert explanation is not None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("lessn next", "lesson next"),
        ("answer b, then", "lesson answer b, then"),
        ("goto 3.1", "lesson goto 3.1"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_word_near_a_command_is_named(line: str, meant: str, lang: Language) -> None:
    """`lessn next` and `answer b` are no Python; what was probably meant is offered whole."""
    with pytest.raises(SyntaxError) as caught:
        compile(line, "<input>", "exec")

    words = while_edited(caught.value, line, lang)[2]
    assert words.endswith(f"  {meant}")
    assert bool(re.search(r"[\u4e00-\u9fff]", words)) is (lang == "zh")


def test_no_command_is_offered_for_other_text() -> None:
    """A slip in Python is no command."""
    with pytest.raises(SyntaxError) as caught:
        compile("x = = 1", "<input>", "exec")

    assert while_edited(caught.value, "x = = 1", "en")[2].endswith("(line 1).")


def test_a_word_of_the_course_alone_is_told_to_stand_behind_lesson(hear: Hear) -> None:
    """`hint` compiles, and is no name."""
    assert "Type:  lesson hint" in " ".join(hear("hint").errors.split("\n"))


@pytest.mark.parametrize(
    ("cells", "near"),
    [
        (("await simple_coroutin(1)",), "simple_coroutine"),
        (("t = asyncio.create_task(asyncio.sleep(0))", "t.canceled()"), "cancelled"),
        (("def f(number):\n    return numbr\nf(1)",), "number"),
    ],
)
def test_a_near_name_is_offered_on_every_python(hear: Hear, cells: tuple[str, ...], near: str) -> None:
    """Python says it itself from 3.12 on, and once."""
    assert hear(*cells).errors.count(f"Did you mean: '{near}'?") == 1


def test_no_name_is_offered_where_none_is_near(hear: Hear) -> None:
    """Nor where the object cannot be asked."""
    odd = "class Odd:\n    def __dir__(self):\n        raise OSError\nOdd().nothing"
    assert "Did you mean" not in hear("quite_another_thing", odd).errors


def all_explanations() -> list[Explanation]:
    return [value for value in vars(explanations).values() if isinstance(value, Explanation)]


@pytest.mark.parametrize("explanation", all_explanations(), ids=lambda e: e.short.en[:20])
def test_every_explanation_has_both_languages_with_the_same_places(explanation: Explanation) -> None:
    """English and Chinese fill the same facts in."""
    for text in (explanation.short, explanation.long):
        assert text.zh
        assert set(re.findall(r"{(\w+)", text.en)) == set(re.findall(r"{(\w+)", text.zh))
