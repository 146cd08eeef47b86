from __future__ import annotations

from dataclasses import replace

import pytest

from playground.values.trace import Event, Trace, Wait
from playground.views.look import Look
from playground.views.terminal import draw_timeline, summary_line
from playground.views.timeline import draw_timeline as draw

from ..work import calls
from .golden import LOOKS, check, plain, widest
from .programs import PROGRAMS, recorded
from .traces import Builder, gathered, many, mixed, one_by_one, sleep

TRACES = {"gathered": gathered(3, 1, 2), "one-by-one": one_by_one(1, 2, 1), "mixed": mixed()}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("trace", TRACES)
def test_a_timeline(trace: str, look: str) -> None:
    """One lane a task, what is waited on in words, a time axis, a legend of what is to be seen."""
    text = draw_timeline(TRACES[trace], LOOKS[look])
    assert widest(text) <= LOOKS[look].width
    check(f"timeline-{trace}-{look}", text)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("program", ["one-till", "a-crowd", "through-a-queue"])
def test_a_large_timeline(program: str, look: str) -> None:
    """It also tells who made and who cancelled whom, and what made the run as long as it was."""
    text = draw_timeline(recorded(PROGRAMS[program]), LOOKS[look], large=True)
    assert widest(text) <= LOOKS[look].width
    check(f"timeline-large-{program}-{look}", text)


def test_what_has_no_name_is_told_without_an_english_article() -> None:
    """A future or an event of no name, in a Chinese timeline."""
    build = Builder()
    build.task(waits=((0, Wait("future", "a future"), 9),), end=9, root=True, coroutine="main")

    assert " future " in draw_timeline(build.trace(9), Look(80, lang="zh"))
    assert "a future" not in draw_timeline(build.trace(9), Look(80, lang="zh"))
    assert "a future" in draw_timeline(build.trace(9), Look(80))


def test_arrows_of_makers_and_cancellers() -> None:
    """An arrow from the maker before the lane, where there is room; one from the canceller at its end."""
    build = Builder()
    main = build.task(waits=((0, sleep(9), 9),), end=9, root=True, coroutine="main")
    build.task("late", ((5, sleep(3, 5), 8),), 6, "cancelled", begin=5)
    build.task("last", ((5, sleep(4, 5), 9),), 9, "cancelled", begin=5)
    build.tasks[1:] = [replace(task, cancelled_by=main) for task in build.tasks[1:]]
    lanes = draw_timeline(build.trace(9), Look(80), large=True).split("\n")
    late, last = (next(line for line in lanes if line.startswith(name)) for name in ("late", "last"))
    assert "main →├" in late
    assert late.endswith("x ← main")
    assert last.endswith("─ main →x")
    assert "x cancelled: late ← main, last ← main" in lanes


@pytest.mark.parametrize(
    ("trace", "lang", "held", "line"),
    [
        (gathered(1, 1, 1), "en", None, "1.00 s · 3 tasks · peak 3"),
        (gathered(1, 1, 1), "en", 0.0, "1.00 s · 3 tasks · peak 3 · loop held 0 ms"),
        (gathered(1, 1, 1), "zh", 1.3, "1.00 s · 3 个任务 · 峰值 3 · 循环被占 1,300 ms"),
        (gathered(2), "en", None, "2.00 s · 1 task · peak 1"),
        (many(2000), "en", None, "1.00 s · 2,000 tasks · peak 2,000"),
        (Trace(), "en", None, "0.00 s · 0 tasks · peak 0"),
    ],
)
def test_the_summary_line(trace: Trace, lang: str, held: float | None, line: str) -> None:
    """Seconds, tasks beside the root, peak; and on request for how long the loop was held."""
    assert summary_line(trace, Look(lang=lang), held) == line  # type: ignore[arg-type]  # "en" or "zh"


def test_without_unicode_there_is_only_ascii() -> None:
    """A terminal without Unicode gets ASCII signs; only names of the learner's own stay."""
    text = draw_timeline(mixed(), Look(80, unicode=False)).replace("购物车", "")
    assert text.isascii()


def test_without_colour_there_is_no_escape() -> None:
    """No colour: no escape sequence; NO_COLOR: only bold."""
    assert "\x1b" not in draw_timeline(mixed(), Look(80))
    bold = draw_timeline(mixed(), Look(80, emphasis=True))
    assert set(bold.split("\x1b[")[1::2]) <= {part for part in bold.split("\x1b[") if part.startswith("1m")}
    assert plain(bold) == draw_timeline(mixed(), Look(80))


def test_states_differ_by_shape() -> None:
    """Sleeping, waiting, ready and holding the loop have a shape each, and so has every ending."""
    lanes = {line.split()[0]: line for line in draw_timeline(mixed(), Look(80)).split("\n")[1:8]}
    assert "────" in lanes["owner"]
    assert "═══" in lanes["customer"]
    assert "░░░" in lanes["late"]
    assert "▓▓▓" in lanes["thinker"]
    assert [lanes[name].rstrip()[-1] for name in ("owner", "late", "forgotten")] == ["●", "x", "▸"]
    assert "! ValueError" in lanes["customer"]


def test_names_cannot_send_escape_sequences() -> None:
    """A task's name, what it waits on and its error are shown, never obeyed."""
    build = Builder()
    evil = "\x1b]0;gotcha\x07\x1b[2J"
    build.task(evil, ((0, replace(sleep(5), what=evil), 5),), 5, "failed", error=evil, job="")
    for look in LOOKS.values():
        text = plain(draw_timeline(build.trace(10), look))
        assert "\x1b" not in text
        assert "\x07" not in text


def test_equal_lanes_share_a_line() -> None:
    """Thirty tasks that do the same take one line, which counts them."""
    lines = draw_timeline(many(30), Look(80)).split("\n")
    assert [line.split("  ")[0].split(" ├")[0].strip() for line in lines[1:3]] == ["main", "30× work(0…29)"]


def test_the_odd_one_is_kept() -> None:
    """Among hundreds that end well the one that fails has its own line."""
    build = Builder()
    for number in range(300):
        long = 1 + number / 100
        build.task(waits=((0, sleep(long), long),), end=long, job=f"job({number})")
    build.task("bad", ((0, sleep(1), 1),), 1, "failed", error="ValueError: boom")
    text = draw(build.trace(4), Look(80), 6)
    assert "! ValueError: boom" in text
    assert len(text.split("\n")) <= 6 + 3
    assert "299× job(1…299)" in text


def test_a_task_that_is_called_by_its_job_is_waited_for_by_that_name() -> None:
    """No lane is called Task-2: that name would be looked for in vain."""
    build = Builder()
    build.task("main()", ((0, Wait("task", "task 'Task-2'", tasks=("Task-2",)), 2),), 2, root=True)
    build.task(waits=((0, sleep(2), 2),), end=2, job="A")

    drawn = draw_timeline(build.trace(2), Look(80))

    assert "task 'A'" in drawn
    assert "Task-2" not in drawn


def test_what_has_no_place_is_counted() -> None:
    """More kinds than lines: the rest is one line that says how many there were when."""
    build = Builder()
    for number, letter in enumerate("abcdefghijklmnopqrst"):
        build.task(f"task {letter}", ((0, sleep(1), 1),), 1 + number / 5)
    text = draw(build.trace(5), Look(80), 5)
    assert "… 16 more" in text


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("spread", [False, True])
def test_ten_thousand_tasks_are_drawn_in_few_lines(spread: bool, large: bool) -> None:
    """Ten thousand tasks: few lines, and no more work than ten times that of a thousand."""
    trace = many(10_000, spread=spread)
    text = draw_timeline(trace, Look(80), large)
    assert len(text.split("\n")) <= (48 if large else 16)
    assert "10000" in text.replace(",", "") or "9999" in text.replace(",", "")
    fewer = many(1000, spread=spread)
    cost = calls(lambda: draw_timeline(trace, Look(80), large))
    assert cost <= 11 * calls(lambda: draw_timeline(fewer, Look(80), large))


def test_a_moment_is_drawn_in_order() -> None:
    """When all happened at one second, the order of the events takes the place of the time."""
    build = Builder()
    build.task(waits=(), end=0, root=True, coroutine="main")
    build.task("a", end=0)
    build.task("b", end=0)
    lines = draw_timeline(build.trace(0), Look(60)).split("\n")
    ends = [line.rstrip().rfind("●") for line in lines[:3]]
    assert ends[1] < ends[2]
    assert "step by step" in lines[-1]


def test_nothing_and_next_to_nothing() -> None:
    """An empty trace says so; a trace whose beginning fell out of the ring says that too."""
    assert draw_timeline(Trace(), Look()) == "nothing happened"
    assert "the first 7 events" in draw_timeline(replace(gathered(1), dropped=7), Look(90))


def test_a_task_older_than_the_trace() -> None:
    """A task that was there before the trace began is drawn from the left edge."""
    build = Builder()
    number = build.task("old", end=2, begin=-3, started=-3)
    trace = build.trace(2)
    trace = replace(trace, events=(Event(1.0, "resumed", number), Event(2.0, "done", number)))
    lane = next(line for line in draw_timeline(trace, Look(60)).split("\n") if line.startswith("old"))
    assert lane.startswith("old ├┄┄┄")
    assert lane.endswith("█●")


@pytest.mark.parametrize(
    ("elapsed", "last"),
    [(0.00025, "250 µs"), (0.02, "20 ms"), (1, "1 s"), (90, "90 s"), (5400, "90 min"), (86400, "24 h")],
)
def test_the_axis_names_its_unit(elapsed: float, last: str) -> None:
    """The last number of the axis is the end of the trace, in a unit that fits."""
    axis = draw_timeline(gathered(elapsed), Look(70)).split("\n")[0]
    assert axis.endswith(last)
    assert axis.split()[0] == "0"


@pytest.mark.parametrize(
    ("call", "label"),
    [
        ("main(delays)", "main(delays)"),
        ("main(asyncio.create_task(work(name, seconds)))", "main(…)"),
        ("(this if disturbed else that)(helper)", "(this if disturbed else…"),
    ],
)
def test_a_long_call_leaves_the_room_to_the_picture(call: str, label: str) -> None:
    """What is called is enough."""
    trace = gathered(1)
    root = next(task for task in trace.tasks if task.root)
    tasks = tuple(replace(task, coroutine=call) if task is root else task for task in trace.tasks)

    assert draw_timeline(replace(trace, tasks=tasks), Look(80)).split("\n")[1].startswith(label)


def test_a_hold_in_a_step_that_the_end_cuts_short_is_seen() -> None:
    """The step is told of when it is over, the hold in it at once: it is drawn as held, not as ready."""
    trace = gathered(1)
    held = Event(0.0, "held", trace.tasks[0].number, seconds=1.0)
    cut = replace(trace, events=(trace.events[0], held), elapsed=1.0)

    assert "▓▓▓▓" in draw_timeline(cut, Look(80))
