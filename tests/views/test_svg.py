from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.svg import screen_svg, timeline_html, timeline_svg
from playground.views.terminal import draw_timeline

from .traces import Builder, gathered, many, mixed, sleep

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


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
    classes = {element.get("class") for element in ET.fromstring(svg).iter()}
    assert {"sleeping", "waiting", "ready", "held", "done", "failed", "cancelled", "pending"} <= classes
    assert "lock 'till', held by owner" in texts(svg)


def test_light_and_dark() -> None:
    """One picture has both sets of colours; the reader's choice decides."""
    assert "@media(prefers-color-scheme:dark)" in timeline_svg(mixed())


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
    for page in (timeline_svg(build.trace(6), title=evil), timeline_html(build.trace(6), title=evil)):
        assert "<script" not in page
        assert "\x1b" not in page


def test_a_page_fetches_nothing() -> None:
    """The page holds all that it shows."""
    page = timeline_html(mixed())
    assert page.startswith("<!doctype html>")
    assert page.count("http") == page.count('xmlns="http://www.w3.org/2000/svg"')


def test_a_picture_of_a_terminal() -> None:
    """A terminal's text and colours become an SVG without fonts from elsewhere."""
    shown = draw_timeline(mixed(), Look(80, color=True, emphasis=True))
    svg = screen_svg(shown, 80, "asyncio")
    assert ET.fromstring(svg).tag == f"{SVG}svg"
    assert "customer" in svg.replace("&#160;", " ")
    assert "url(http" not in svg.replace('url("http', "url(http")
    assert svg != screen_svg(shown, 80, "asyncio", dark=False)
