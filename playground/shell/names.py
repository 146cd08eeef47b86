"""The names that the shell itself gives the learner."""

from __future__ import annotations

import builtins
import inspect
import re
import sys
import types
from typing import Any, NoReturn

from playground.values.text import Language, Text

from .commands import WORDS

__all__ = ["Exit", "help_screen", "main_module", "one_line"]

HEAD = Text("At this prompt you have:", "在这个提示符里可以使用：")
GROUPS: tuple[tuple[str, Text], ...] = (
    (
        "lesson next, back, goto ID",
        Text("move; `lesson list` shows the course", "在课程里移动；lesson list 显示课程"),
    ),
    (
        "lesson, lesson hint",
        Text("what is asked and what is missing; a hint", "要求什么、还缺什么；一个提示"),
    ),
    ("lesson check, answer", Text("judge what you typed; answer a prediction", "评判输入的内容；回答预测")),
    (
        "lesson solution, reset, skip",
        Text("look it up; begin again; leave it out", "看参考答案；重新开始；跳过"),
    ),
    ("await gather_demo(3)", Text("three waits at once, with their timeline", "三个等待同时进行，附时间线")),
    ("await compare_demo()", Text("the same in threads, processes, asyncio", "线程、进程、asyncio 对比")),
    ("simple_coroutine(1)", Text("waits a second, logs a line", "等一秒，写一行日志")),
    ("create_tasks(5)", Text("makes tasks 'Task #0' to 'Task #4'", "建立任务 'Task #0' 到 'Task #4'")),
    ("async_gather_example()", Text("three coroutines, timed", "三个协程，计时")),
    ("async_tasks_example()", Text("five tasks and asyncio.wait", "五个任务和 asyncio.wait")),
    ("tasks(), task(name)", Text("the tasks that are not done; one of them", "未完成的任务；其中一个")),
    ("cancel(name), cancel_all()", Text("ask a task, or all, to stop", "请求停止一个或全部任务")),
    (
        "loop_status(), timeline()",
        Text("what the loop does now; what it did last", "循环在做什么；刚才做了什么"),
    ),
    (
        "work(name, s), job, log(text)",
        Text("a traced job; make one; note an event", "可追踪的工作；自己定义；记事件"),
    ),
    ("events(), clock()", Text("what was noted; seconds of the exercise", "记下的事件；练习已过的秒数")),
    ("echo, site", Text("small servers on this machine", "本机上的小服务器")),
    (
        "record(coro), replay()",
        Text("run and keep its trace; step through it", "运行并保留轨迹；一步步重看"),
    ),
    (
        "cells(), save(FILE), explain()",
        Text("what you typed; write it; more advice", "输入过的；写入文件；详细说明"),
    ),
    ("LOGGER, asyncio, time", Text("the article's logger; two modules", "文章里的日志；两个模块")),
    ("help(name), exit", Text("more about one; leave", "某个名字的说明；离开")),
)
TAIL = Text(
    "Tasks go on while you type; Ctrl-C stops what runs, Ctrl-D leaves.",
    "输入时任务照常运行；Ctrl-C 停止正在运行的东西，Ctrl-D 离开。",
)


class Exit:
    """Leave the playground, with an exit code if one is given."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, code: object = None) -> NoReturn:
        """Leave with that exit code."""
        raise SystemExit(code)

    def __repr__(self) -> str:
        return f"Type {self._name} or press Ctrl-D to leave."


def main_module() -> dict[str, Any]:
    """The namespace of a fresh ``__main__``, so that classes made at the prompt can be found again.

    It has no file: a process that is spawned from here must not run the shell a second time.
    """
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = module
    return module.__dict__


def one_line(value: object) -> str:
    """The first line of a docstring."""
    text = inspect.getdoc(value) or ""
    return text.partition("\n")[0]


def help_screen(names: dict[str, object], lang: Language, width: int) -> str:
    """All names on one screen, each with what it is for."""
    from playground.views.text import clip, fill
    from playground.views.text import width as columns

    rows = [(words, text.say(lang)) for words, text in GROUPS]
    known = {name for words, _ in GROUPS for name in re.findall(r"\w+", words)}
    rows += [(name, _purpose(value)) for name, value in names.items() if name not in known | set(WORDS)]
    label = max(columns(words) for words, _ in rows) + 2
    lines = [clip(f"  {fill(words, label)}{text}", width - 1) for words, text in rows]
    return "\n".join([HEAD.say(lang), *lines, clip(TAIL.say(lang), width - 1)])


def _purpose(value: object) -> str:
    return one_line(value) or repr(value)
