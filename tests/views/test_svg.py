from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.palette import DARK, LIGHT
from playground.views.shapes import shape
from playground.views.svg import screen_svg, timeline_svg
from playground.views.terminal import draw_timeline

from .programs import one_till, recorded
from .traces import Builder, gathered, many, mixed, sleep

SHAPED = ("sleeping", "waiting", "lock", "queue", "outside", "ready", "running", "held")
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def classes(svg: str) -> set[str]:
    return {name for element in ET.fromstring(svg).iter() for name in (element.get("class") or "").split()}


@pytest.mark.parametrize("trace", [mixed(), gathered(1, 2), many(500, spread=True), gathered(0, 0), Trace()])
def test_a_timeline_is_well_formed(trace: Trace) -> None:
    """Every timeline is an SVG document that names its seconds."""
    svg = timeline_svg(trace, title="a & <b>")
    assert ET.fromstring(svg).tag == f"{SVG}svg"
    assert any("a & <b>" in text for text in texts(svg))


def test_lanes_and_states_are_there() -> None:
    """Each task has its label; each state and ending its class; what is waited on its words."""
    svg = timeline_svg(mixed())
    assert {"cell 4", "owner", "customer", "late", "thinker", "forgotten", "购物车"} <= set(texts(svg))
    used = classes(svg)
    assert {
        "sleeping",
        "waiting",
        "lock",
        "queue",
        "ready",
        "held",
        "done",
        "failed",
        "cancelled",
        "pending",
    } <= used
    assert "lock 'till', held by owner" in texts(svg)


def test_light_and_dark() -> None:
    """One picture has both sets of colours, and the reader's choice decides; unless one is asked for."""
    both = timeline_svg(mixed())
    assert "@media(prefers-color-scheme:dark)" in both
    light, dark = timeline_svg(mixed(), theme="light"), timeline_svg(mixed(), theme="dark")
    assert "@media" not in light + dark
    assert LIGHT["paper"] in light
    assert DARK["paper"] in dark
    assert DARK["paper"] not in light


def test_waits_differ_by_shape() -> None:
    """A lock is two lines, a queue three, a task dotted: told apart without colour."""
    lines = {mark: shape(mark, 0, 100, 0).count("M") for mark in ("lock", "queue", "waiting")}
    assert lines == {"lock": 2, "queue": 3, "waiting": 1}
    drawn = [re.sub(r'class="[^"]*"', "", shape(mark, 0, 100, 0)) for mark in SHAPED]
    assert len(set(drawn)) == len(SHAPED)


def test_arrows_and_the_path() -> None:
    """Arrows from who made and who cancelled; a line below what made the run as long as it was."""
    svg = timeline_svg(recorded(one_till))
    assert svg.count('stroke-dasharray="4 3"') == 1  # one cancelled another
    assert svg.count('stroke-opacity=".7"') == 5  # five were made
    assert "cancelled by one_till" in texts(svg)
    assert "made the run this long" in texts(svg)
    path = next(
        element for element in ET.fromstring(svg).iter(f"{SVG}path") if element.get("class") == "path"
    )
    assert (path.get("d") or "").count("V") == 1  # from ann down to ben


def test_it_can_be_read_aloud() -> None:
    """The picture has a title and a description, which its root element names."""
    root = ET.fromstring(timeline_svg(mixed(), title="orders"))
    named = (root.get("aria-labelledby") or "").split()
    told = {element.get("id"): element.text or "" for element in root}
    assert [name in told for name in named] == [True, True]
    assert told["title"].startswith("orders · 8.00 s")
    assert "customer: failed." in told["description"]


def test_many_lanes_are_one_hill() -> None:
    """Thousands of tasks make a small picture."""
    svg = timeline_svg(many(5000, spread=True))
    assert len(svg) < 40_000
    assert list(ET.fromstring(svg).iter(f"{SVG}polygon"))


def test_nothing_of_a_name_becomes_markup() -> None:
    """A task's name, wait and error are text in the picture, whatever they hold."""
    build = Builder()
    evil = "<script>alert('x')</script>\x1b[2J"
    build.task(evil, ((0, replace(sleep(5), what=evil), 5),), 5, "failed", error=evil)
    for page in (
        timeline_svg(build.trace(6), title=evil),
        timeline_svg(build.trace(6), title=evil, theme="dark"),
    ):
        assert "<script" not in page
        assert "\x1b" not in page


def test_a_picture_of_a_terminal() -> None:
    """A terminal's text and colours become an SVG without fonts from elsewhere."""
    shown = draw_timeline(mixed(), Look(80, color=True, emphasis=True))
    svg = screen_svg(shown, 80, "asyncio")
    assert ET.fromstring(svg).tag == f"{SVG}svg"
    assert "customer" in svg.replace("&#160;", " ")
    assert "url(http" not in svg.replace('url("http', "url(http")
    assert svg != screen_svg(shown, 80, "asyncio", dark=False)
