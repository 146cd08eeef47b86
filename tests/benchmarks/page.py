"""What pictures of many tasks cost: to make each kind, and to draw and step through the page.

    python -m tests.benchmarks.page

The page's figures are of a Chromium without a graphics card: a screen draws faster.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.pictures import html, perfetto, svg
from playground.views.terminal import draw_timeline
from tests.views.browser import CHROMIUM, Browser
from tests.views.traces import many

COUNTS = (100, 1_000, 10_000)
MAKERS: dict[str, Callable[[Trace], str]] = {
    "timeline": lambda trace: draw_timeline(trace, Look(80), large=True),
    "svg": svg,
    "html": html,
    "json": perfetto,
}
DRAWN = 30  # pictures of the screen that are timed
IN_PAGE = {
    "a frame": "draw()",
    "a frame, zoomed in": "(show(whole * n / 60, whole * n / 60 + whole / 50), draw())",
    "a step on": "replay.go(Math.floor(moments.length / 2) + n)",
    "a step back": "replay.go(Math.floor(moments.length / 2) - n)",
    "a search": "find(String(n))",
}


def main() -> None:
    """Two tables: seconds of processor time, and milliseconds in the page."""
    print(f"{'tasks':>7}" + "".join(f"{name:>18}" for name in MAKERS))
    for count in COUNTS:
        trace = many(count, spread=True)
        figures = []
        for make in MAKERS.values():
            begin = time.process_time()
            size = len(make(trace))
            figures.append(f"{time.process_time() - begin:.2f} s, {size / 2**10:,.0f} kB")
        print(f"{count:>7,}" + "".join(f"{figure:>18}" for figure in figures))
    if CHROMIUM is None:
        print("no Chromium: the page is not timed")
        return
    print(f"\n{'tasks':>7}{'to open':>12}" + "".join(f"{name:>21}" for name in IN_PAGE))
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder, "profile"))
        for count in COUNTS:
            page = Path(folder, "page.html")
            page.write_text(html(many(count, spread=True)), encoding="utf-8")
            begin = time.perf_counter()
            browser.open(page)
            browser.run("1")
            opened = time.perf_counter() - begin
            browser.key("r")
            figures = [f"{_timed(browser, script):.2f} ms" for script in IN_PAGE.values()]
            print(f"{count:>7,}{opened:>10.2f} s" + "".join(f"{figure:>21}" for figure in figures))
        browser.close()


def _timed(browser: Browser, script: str) -> float:
    """Milliseconds that the script takes, on average."""
    loop = f"for (let n = 0; n < {DRAWN}; n += 1) {script};"
    return float(
        browser.run(
            f"(() => {{ const began = performance.now(); {loop} return performance.now() - began; }})()"
        )
        / DRAWN
    )


if __name__ == "__main__":
    main()
