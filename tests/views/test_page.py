"""The page, opened, zoomed, hovered, searched and stepped through in a real Chromium."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.values.replay import Replay
from playground.values.trace import Trace
from playground.views.page import timeline_page
from playground.views.pictures import save_picture

from .browser import Browser
from .programs import PROGRAMS, a_crowd, one_till, recorded, three_sleeps
from .traces import Builder, many, mixed, sleep

EVIL = "</script><script>document.title='gotcha'</script><img src=x onerror=\"document.title='gotcha'\">"


@pytest.fixture
def shop() -> Trace:
    """What `one_till` did. Two runs may differ: a busy machine makes a step hold the loop."""
    return recorded(one_till)


@pytest.fixture
def till(browser: Browser, tmp_path: Path, shop: Trace) -> Browser:
    """The page of `one_till`, open."""
    return opened(browser, tmp_path, shop)


def opened(browser: Browser, folder: Path, trace: Trace, **facts: Any) -> Browser:
    path = save_picture(trace, folder / "page.html")
    browser.open(path, **facts)
    return browser


def span(browser: Browser) -> list[float]:
    found: list[float] = browser.run("[view.begin, view.end]")
    return found


def point(browser: Browser, label: str, at: float) -> tuple[float, float]:
    """Where on the window that lane is at that second."""
    x, y = browser.run(
        f"(() => {{ const lane = trace.lanes.find((lane) => lane.label === {json.dumps(label)});"
        f" const box = canvas.getBoundingClientRect();"
        f" return [box.left + xOf({at}), box.top + yOf(lane.index) + ROW / 2]; }})()"
    )
    return x, y


def test_it_opens_and_asks_for_nothing(till: Browser) -> None:
    """From the disk, without an error, without a request; with title, summary and a lane a task."""
    assert till.problems == []
    assert till.run("document.getElementById('summary').textContent") == "4.00 s · 5 tasks · peak 5"
    labels = till.run("trace.lanes.map((lane) => lane.label)")
    assert labels == ["one_till", "clock", "ann", "ben", "thinker", "poor"]


def test_something_is_drawn(till: Browser) -> None:
    """Every colour of a state that occurs is on the canvas, where the state is."""

    def pixel(label: str, at: float) -> list[int]:
        x, y = point(till, label, at)
        return till.run(  # type: ignore[no-any-return]  # four numbers
            f"(() => {{ const box = canvas.getBoundingClientRect(); const pen = canvas.getContext('2d');"
            f" return [...pen.getImageData({x} - box.left, {y} - box.top, 1, 1).data]; }})()"
        )

    assert pixel("ann", 1.9) == [0x8F, 0xBC, 0xE6, 255]  # sleeps
    assert pixel("ann", 3.0) == [255, 255, 255, 255]  # has ended: paper
    assert pixel("thinker", 1.0)[0] > 0xB0  # holds the loop: red, with its hatch


def test_wheel_keys_and_drag(till: Browser) -> None:
    """The wheel brings nearer what is below the pointer; keys and buttons do too; dragging moves."""
    x, y = point(till, "ann", 2.0)
    till.mouse("mouseWheel", x, y, deltaX=0, deltaY=-120)
    begin, end = span(till)
    assert end - begin == pytest.approx(4 / 1.4)
    assert till.run(f"secondAt({x} - canvas.getBoundingClientRect().left)") == pytest.approx(2.0, abs=0.02)
    till.key("+")
    assert span(till)[1] - span(till)[0] == pytest.approx(4 / 1.4**2)
    before = span(till)
    till.drag((x, y), (x - 200, y))
    assert span(till)[0] > before[0]
    assert span(till)[1] - span(till)[0] == pytest.approx(before[1] - before[0])
    till.key("-")
    till.key("0")
    assert span(till) == pytest.approx([0, 4])
    till.key("ArrowRight")
    assert span(till) == pytest.approx([0, 4])  # there is nothing beyond the end
    till.run("document.getElementById('in').click()")
    assert span(till)[1] - span(till)[0] == pytest.approx(4 / 1.4)


def test_a_range(till: Browser) -> None:
    """Dragging with Shift shows just that stretch."""
    till.drag(point(till, "ben", 1.0), point(till, "ben", 3.0), modifiers=8)
    assert span(till) == pytest.approx([1, 3], abs=0.02)


def test_hover(till: Browser) -> None:
    """The tip says what the task does, who waits for whom, who made it, and where in the source."""
    till.mouse("mouseMoved", *point(till, "ben", 1.0))
    tip = till.run("document.getElementById('tip').innerText")
    assert "lock 'till', held by ann" in tip
    assert "ben waits on lock 'till', held by ann" in tip
    assert "ann sleeps until 2 s" in tip
    assert "async with till:" in tip
    assert "created by one_till" in tip
    assert "programs.py:" in tip
    assert "asyncio.create_task(customer(2), name=name)" in tip
    till.mouse("mouseMoved", *point(till, "thinker", 1.0))
    assert "time.sleep(1)" in till.run("document.getElementById('tip').innerText")
    till.mouse("mouseMoved", 5, 5)
    assert till.run("document.getElementById('tip').hidden")


def test_choosing_by_click_and_by_key(till: Browser) -> None:
    """A click keeps a lane's details; the arrow keys go from lane to lane; Escape lets go."""
    x, y = point(till, "poor", 1.0)
    till.drag((x, y), (x, y))
    assert "ValueError: no money left" in till.run("details.innerText")
    till.key("ArrowUp")
    assert till.run("view.chosen.label") == "thinker"
    till.run("chooseBeside(-3)")
    assert "cancelled by one_till" in till.run("details.innerText")
    till.key("Escape")
    assert till.run("view.chosen") is None


def test_search(till: Browser) -> None:
    """Search finds names, errors, locks; Enter goes on to the next one found; the keys are text there."""
    till.key("/")
    till.type("lock")
    assert till.run("view.matches.map((lane) => lane.label)") == ["clock", "ben"]
    assert till.run("document.getElementById('found').value") == "1 of 2"
    till.key("Enter")
    assert till.run("view.chosen.label") == "ben"
    assert span(till) == pytest.approx([0, 4])
    till.run("(search.value = 'no money', search.dispatchEvent(new Event('input')))")
    assert till.run("view.matches.map((lane) => lane.label)") == ["poor"]
    till.run("(search.value = 'nobody of that name', search.dispatchEvent(new Event('input')))")
    assert till.run("document.getElementById('found').value") == "nothing found"


def test_replay_by_keys(till: Browser) -> None:
    """r opens the replay; arrows step both ways; Home and End go to the ends; space plays and pauses."""
    till.key("r")
    told = "document.querySelector('.told').textContent"
    assert till.run(told) == "one_till takes a table. It is ready, and waits for the waiter."
    till.key("ArrowRight")
    second = till.run(told)
    assert second == "The waiter comes to one_till for the first time: its code begins to run."
    till.key("ArrowRight")
    till.key("ArrowLeft")
    assert till.run(told) == second
    till.key("End")
    assert till.run(told) == "one_till is done and leaves its table."
    till.key("Home")
    assert till.run("replay.number") == 0
    till.key(" ")
    assert till.run("replay.timer !== null")
    till.key(" ")
    assert till.run("replay.timer === null")
    till.key("r")
    assert till.run("restaurant.hidden")


def test_the_restaurant(till: Browser, shop: Trace) -> None:
    """While ben waits for the lock: his table says who holds it; sleepers say until when."""
    number = next(
        moment.number
        for moment in Replay(shop)
        if moment.kind == "waits" and (task := moment.task(moment.event.task)) and task.name == "ben"
    )
    till.key("r")
    till.run(f"replay.jump({number})")
    tables = till.run("[...document.querySelectorAll('.table')].map((table) => table.innerText)")
    assert "ben\nwaits: lock 'till', held by ann" in tables
    assert "ann\nsleeps until 2 s" in tables
    queue = till.run("[...document.querySelectorAll('.queue .chip')].map((chip) => chip.innerText)")
    assert queue == ["thinker", "poor"]
    where = "document.querySelector('.waiter').innerText"
    assert till.run(where) == "on the way to the next table"
    till.key("ArrowRight")
    assert till.run(where) == "the waiter: your event loop"
    assert till.run("document.querySelectorAll('.table.running svg').length") == 1


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_page_steps_as_the_replay_does(browser: Browser, tmp_path: Path, program: str) -> None:
    """At every moment, forwards and backwards, the page has the ready queue and states of `Replay`."""
    trace = recorded(PROGRAMS[program])
    opened(browser, tmp_path, trace)
    wanted = [
        [list(moment.ready), moment.running, {str(task.number): task.state for task in moment.tasks}]
        for moment in Replay(trace)
    ]
    script = """(() => {{
        const said = [];
        for (let step = 0; step < moments.length; step += 1) {{
            const number = {order};
            const scene = scenes.at(number);
            const tables = [...scene.tables].map(([task, standing]) => [task, standing.state]);
            said[number] = [scene.ready, scene.running, Object.fromEntries(tables)];
        }}
        return JSON.stringify(said);
    }})()"""
    assert json.loads(browser.run(script.format(order="step"))) == wanted
    assert json.loads(browser.run(script.format(order="moments.length - 1 - step"))) == wanted


def test_light_and_dark(till: Browser) -> None:
    """The page follows the system's colours, and the button changes them."""
    paper = "getComputedStyle(document.body).backgroundColor"
    assert till.run(paper) == "rgb(255, 255, 255)"
    till.colors(dark=True)
    assert till.run(paper) == "rgb(13, 17, 23)"
    assert till.run("colors.paper") == "#0d1117"
    till.run("document.getElementById('colors').click()")
    assert till.run(paper) == "rgb(255, 255, 255)"
    assert till.run("colors.paper") == "#ffffff"


def test_nothing_of_a_trace_becomes_markup(browser: Browser, tmp_path: Path) -> None:
    """Names, waits and errors are text wherever the page shows them."""
    build = Builder()
    build.task(EVIL, ((0, replace(sleep(5), what=EVIL), 5),), 5, "failed", error=EVIL)
    path = tmp_path / "evil.html"
    path.write_text(timeline_page(build.trace(6), title=EVIL), encoding="utf-8")
    browser.open(path)
    browser.key("ArrowDown")
    browser.mouse("mouseMoved", *point(browser, EVIL, 2.0))
    browser.key("r")
    browser.key("End")
    assert browser.problems == []
    assert browser.run("document.title") == EVIL
    assert browser.run("document.images.length") == 0
    assert EVIL in browser.run("document.querySelector('.told').textContent")


def test_ten_thousand_tasks(browser: Browser, tmp_path: Path) -> None:
    """Only what can be seen is drawn: ten thousand lanes take no longer to draw than twenty screens of them.

    Measured in one run of the page, against a page that has just as many lanes as fit its window.
    """

    def cost(trace: Trace) -> float:
        opened(browser, tmp_path, trace)
        twenty = "for (let n = 0; n < 20; n += 1) draw();"
        took = f"(() => {{ const began = performance.now(); {twenty} return performance.now() - began; }})()"
        return min(float(browser.run(took)) for _ in range(3))

    few, lots = cost(many(30, spread=True)), cost(many(10_000, spread=True))
    assert browser.problems == []
    assert lots < 20 * few
    browser.key("End")
    browser.run("chooseBeside(9_999)")
    assert browser.run("laneAt(view.height - ROW) !== null")


@pytest.mark.parametrize("trace", [Trace(), mixed()], ids=["nothing", "cut off"])
def test_odd_traces_open(browser: Browser, tmp_path: Path, trace: Trace) -> None:
    """A trace of nothing, and one that ends in the middle, open and can be stepped through."""
    opened(browser, tmp_path, trace)
    for key in ("r", "ArrowRight", "End", "r", "+", "ArrowDown", "0"):
        browser.key(key)
    assert browser.run("1") == 1
    assert browser.problems == []


def test_in_chinese(browser: Browser, tmp_path: Path) -> None:
    """The page speaks the learner's language."""
    browser.open(save_picture(recorded(three_sleeps), tmp_path / "page.html", "zh"))
    assert browser.run("document.getElementById('replay').textContent") == "一步步看"
    assert browser.run("document.documentElement.lang") == "zh"


def test_a_crowd_can_be_stepped_through(browser: Browser, tmp_path: Path) -> None:
    """Of four hundred tables those that matter are shown; the others are counted by what they do."""
    opened(browser, tmp_path, recorded(a_crowd))
    browser.key("r")
    browser.run("replay.jump(1000)")
    assert browser.run("document.querySelectorAll('.table').length") == 60
    assert browser.run("document.querySelector('.rest').innerText").startswith("341 more tables: ")
