"""What the article shows, what it gets wrong, where it leads: and the exercises for each."""

from __future__ import annotations

from .plan import Mention, Proof, Row

# What the article shows.
SHOWN: tuple[Row, ...] = (
    Row(
        "`simple_coroutine(number)`: one second and a line",
        Proof("what-a-call-gives", "text", "`simple_coroutine` is written with"),
        Proof("first-await", "right", "await simple_coroutine(1)"),
    ),
    Row(
        "`asyncio.run(simple_coroutine(1))`: in a script, not at the prompt",
        Proof("first-await", "wrong", "asyncio.run(simple_coroutine(1))"),
        Proof("script-without-a-loop", "right", "asyncio.run(main())"),
        Proof("loop-inside-a-loop", "right", "asyncio.run(simple_coroutine(1))"),
    ),
    Row(
        "three coroutines in one second instead of three",
        Proof("three-seconds-or-one", "given", "simple_coroutine(3))"),
        Proof("three-seconds-or-one", "say", "gather starts all three first"),
    ),
    Row(
        "the time taken with `time.perf_counter()`",
        Proof("timing-function", "start", "time.perf_counter()"),
    ),
    Row(
        "`create_tasks(num_tasks)`",
        Proof("five-tasks", "right", "ts = await create_tasks(5)"),
    ),
    Row(
        "`async_tasks_example()`, which waits for five tasks",
        Proof("counting-the-wrong-set", "start", "async def async_tasks_example(delays)"),
    ),
    Row(
        "`LOGGER` with its levels",
        Proof("counting-the-wrong-set", "right", "LOGGER.warning("),
    ),
    Row(
        "`set_name` and `get_name`",
        Proof("task-names", "right", "t.set_name(7)"),
        Proof("task-names", "right", "t.get_name()"),
    ),
    Row(
        "`cancel(msg=…)`",
        Proof("done-is-not-success", "given", 'c.cancel("too slow")'),
        Proof("cancel-one-of-five", "right", "ts[2].cancel()"),
    ),
    Row(
        "`cancelled`, `done` and `result`",
        Proof("canceled-or-cancelled", "right", "t.cancelled()"),
        Proof("done-is-not-success", "given", "task.done, task.cancelled, task.result"),
    ),
    Row(
        "which coroutine the loop works on, which failed and how",
        Proof("five-tasks", "right", "loop_status()"),
        Proof("wait-hides-failures", "right", "t.exception() is None"),
    ),
    Row(
        "one waiter, many tables",
        Proof("how-many-threads", "hints", "One waiter, a thousand tables"),
    ),
    Row(
        "threads, processes and asyncio compared",
        Proof("how-many-threads", "given", "threading.get_ident()"),
        Proof("off-to-a-thread", "right", "asyncio.to_thread(fn, *args)"),
    ),
    Row(
        "hundreds or thousands of such functions",
        Proof("how-many-threads", "given", "range(1000)"),
    ),
)

# What it gets wrong.
MISTAKES: tuple[Row, ...] = (
    Row(
        "no commas between the calls in gather, in two places",
        Proof("three-calls-no-commas", "start", "simple_coroutine(1) simple_coroutine(2)"),
        Proof("timing-function", "start", "simple_coroutine(1) simple_coroutine(2)"),
    ),
    Row(
        "gather at the top level of a script, where no loop runs: nothing happens",
        Proof("script-without-a-loop", "start", "asyncio.gather(simple_coroutine(1)"),
    ),
    Row(
        "a printed result 1 2 3, from a coroutine that returns nothing",
        Proof("gather-at-the-prompt", "text", "shows `1 2 3` as the result"),
    ),
    Row(
        "a `def` line without its colon",
        Proof("timing-function", "start", "def async_gather_example() start ="),
    ),
    Row(
        "a plain `def`, and a gather that nobody awaits: the time shown is 0.00",
        Proof("timing-function", "wrong", "start = time.perf_counter() asyncio.gather("),
        Proof("timing-function", "say", 'It prints "0.00 seconds"'),
    ),
    Row(
        "`__name__`, which is the module's, for the name of a function",
        Proof("timing-function", "start", "Executed {__name__}"),
        Proof("timing-function", "say", "`__name__` is the name of the module"),
    ),
    Row(
        "a call of a name that is defined nowhere",
        Proof("timing-function", "start", "async_example()"),
    ),
    Row(
        "a loop that hands its work to threads",
        Proof("how-many-threads", "text", "the loop hands its work to threads"),
    ),
    Row(
        "tasks that are executed immediately",
        Proof("when-a-task-starts", "text", "tasks are executed immediately"),
    ),
    Row(
        "`canceled()` with one l",
        Proof("canceled-or-cancelled", "start", "t.canceled()"),
    ),
    Row(
        "`done()` as a sign of success",
        Proof("done-is-not-success", "text", "`done()` means that a task went well"),
    ),
    Row(
        "`result()` of a cancelled task as a message",
        Proof("done-is-not-success", "text", "`result()` of a cancelled one gives"),
        Proof("done-is-not-success", "say", "The message travels inside the exception"),
    ),
    Row(
        '`result()` of a task as the word "done"',
        Proof("done-is-not-success", "choices", "**'done'**"),
    ),
    Row(
        'a task that "has not been called"',
        Proof("asking-too-early", "text", "complains of not having been *called*"),
        Proof("asking-too-early", "hints", 'does not mean "was not called"'),
    ),
    Row(
        "the number of the done ones, printed as that of the pending",
        Proof("counting-the-wrong-set", "start", "{len(done)} tasks pending"),
    ),
    Row(
        "a branch for pending tasks that cannot be taken without a time limit",
        Proof("counting-the-wrong-set", "right", "timeout=2"),
        Proof("what-wait-gives", "text", "branch for pending tasks can never be"),
    ),
    Row(
        "`wait` tries to complete all tasks",
        Proof("timeout-that-stops-nothing", "text", '"tries to complete" all tasks'),
    ),
    Row(
        "the names of a set, as if in order",
        Proof("what-wait-gives", "text", "article's own printout shows 1, 4, 3, 0, 2"),
    ),
    Row(
        "cancelling as the cure for a task that does not respond",
        Proof("task-that-cannot-be-stopped", "text", "recommends `cancel()` for tasks that do not respond"),
        Proof("frozen-ticker", "text", "would cancel such an unresponsive task"),
    ),
    Row(
        "coroutines that cannot be called like functions",
        Proof("what-a-call-gives", "text", "cannot be called like others"),
    ),
)

# Where its related articles lead.
RELATED: tuple[Row, ...] = (
    Row(
        "HTTP, and files",
        Proof("a-small-http-client", "right", "HTTP/1.1\\r\\n"),
        Proof("eight-files-three-at-a-time", "right", "asyncio.to_thread(save,"),
    ),
    Row(
        "TCP servers",
        Proof("echo-at-the-prompt", "right", "asyncio.start_server(echo"),
        Proof("a-read-is-not-a-message", "given", "asyncio.start_server("),
        Proof("length-first", "right", "reader.readexactly("),
        Proof("when-is-a-server-closed", "given", "server.wait_closed()"),
        Proof("the-silent-server", "given", "asyncio.start_server(serve"),
        Proof("the-chat-server", "given", "asyncio.start_server("),
    ),
    Row(
        "async iterators and async context managers",
        Proof("ticker", "right", "yield i"),
        Proof("iterating-by-hand", "right", "async def __anext__"),
        Proof("open-and-close", "right", "@asynccontextmanager"),
    ),
    Row(
        "generators as the ground of coroutines",
        Proof("your-own-little-loop", "given", "@types.coroutine"),
    ),
    Row(
        "`concurrent.futures.Future`",
        Proof("call-from-another-thread", "right", "run_coroutine_threadsafe("),
        Proof("waiting-for-yourself", "say", "a `concurrent.futures.Future`, made for threads"),
    ),
    Row(
        "transcoding and other long jobs: programs and their control",
        Proof("run-a-program", "right", "create_subprocess_exec("),
        Proof("the-full-pipe", "right", "p.communicate()"),
        Proof("the-job-scheduler", "right", "class Scheduler"),
    ),
    Row(
        '"I hate asyncio": the sharp corners',
        Proof("first-one-wins", "say", "`cancel()` is only a request"),
        Proof("gather-fails-fast", "say", "gather does not cancel the others"),
        Proof("which-except-swallows", "say", "swallow the request"),
        Proof("still-working", "say", "cancel what they wait for"),
        Proof("join-never-comes-back", "say", "`join` still waits"),
        Proof("workers-who-stayed", "say", "wait for an item that never"),
    ),
)

# What has no exercise of its own is named where a lesson ends.
MENTIONS: tuple[Mention, ...] = (
    Mention(
        "HTTP and files with packages",
        lesson=11,
        piece="`aiohttp` talks HTTP (11.8), `aiofiles` writes files in threads (11.9)",
    ),
    Mention("uvloop", lesson=11, piece="`uvloop` is a"),
    Mention("TLS", lesson=11, piece="with `ssl=` at both ends, 11.1 is encrypted"),
    Mention("threads, processes and asyncio measured", lesson=7, piece="`compare_demo()`"),
    Mention("ten thousand at once", lesson=2, piece="gather_demo(10_000)"),
)
