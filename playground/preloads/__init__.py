"""What the learner has at the prompt without importing it.

journal    what jobs and log() told since an exercise began, and its clock
tasks      helpers for tasks, and jobs that can be seen
log        the article's LOGGER
coroutines the article's coroutines
servers    small real servers on the loopback
compare    the same waits one by one, in threads, in processes, in asyncio

`namespace` gives them all. The standard library and playground.loop suffice for it.
"""

from __future__ import annotations

__all__ = ["namespace"]

LOOKS = ("timeline", "replay", "cells", "save", "explain")  # the prompt's own, which only show or save


def namespace(plain: bool = False) -> dict[str, object]:
    """The learner's names. `plain`: for the sandbox, where nothing third-party may be loaded."""
    import asyncio
    import time

    from playground.loop.status import loop_status

    from . import compare, coroutines, log, servers, tasks

    log.choose_writer(plain)
    at_the_prompt_only = dict.fromkeys(LOOKS, _look_away) if plain else {}
    return {
        **at_the_prompt_only,
        "asyncio": asyncio,
        "time": time,
        "simple_coroutine": coroutines.simple_coroutine,
        "create_tasks": coroutines.create_tasks,
        "async_gather_example": coroutines.async_gather_example,
        "async_tasks_example": coroutines.async_tasks_example,
        "gather_demo": coroutines.gather_demo,
        "compare_demo": compare.compare_demo,
        "LOGGER": log.LOGGER,
        "tasks": tasks.tasks,
        "task": tasks.task,
        "cancel": tasks.cancel,
        "cancel_all": tasks.cancel_all,
        "job": tasks.job,
        "work": tasks.work,
        "log": tasks.log,
        "events": tasks.events,
        "clock": tasks.clock,
        "echo": servers.echo,
        "site": servers.site,
        "loop_status": loop_status,
    }


def _look_away(*_args: object, **_options: object) -> None:
    """Stand in, where nobody looks, for what only shows: a replayed cell may call it."""
