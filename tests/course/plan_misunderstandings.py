"""What people believe of asyncio, and the exercises in which they meet the truth."""

from __future__ import annotations

from .plan import Proof, Row

MISUNDERSTANDINGS: tuple[Row, ...] = (
    Row(
        "Calling a coroutine function runs it",
        Proof("what-a-call-gives", "say", "nobody asked the loop to run anything"),
        Proof("forgotten-await", "start", "return price() * 2"),
    ),
    Row(
        "`await` is allowed anywhere",
        Proof("await-in-a-plain-function", "text", "'await' outside async function"),
    ),
    Row(
        "A coroutine object can be awaited again",
        Proof("only-once", "expect", "cannot reuse already awaited coroutine"),
        Proof("try-again-later", "wrong", "coro = make()"),
    ),
    Row(
        "Anything can be awaited; the result of a plain call",
        Proof("what-can-be-awaited", "text", "`await None`"),
        Proof("echo-at-the-prompt", "wrong", "await w.write("),
    ),
    Row(
        "Awaits in a row, or in a comprehension, overlap",
        Proof("three-seconds-or-one", "say", "In a row there is no overlap"),
        Proof("await-in-a-comprehension", "given", '[await work(n, 1) for n in "ABC"]'),
        Proof("max-not-sum", "given", 'await asyncio.create_task(work("A", 2)),'),
    ),
    Row(
        "`asyncio.run` works everywhere",
        Proof("first-await", "wrong", "asyncio.run("),
        Proof("loop-inside-a-loop", "say", "one thread, one running loop"),
    ),
    Row(
        "`gather` and `create_task` work with no loop",
        Proof("script-without-a-loop", "wrong", "asyncio.run(asyncio.gather("),
    ),
    Row(
        "asyncio means threads or several cores",
        Proof("how-many-threads", "say", "The number of cores plays no part"),
        Proof("gather-of-blocking-code", "say", "They never pause"),
    ),
    Row(
        "Every `await` lets others run",
        Proof("await-and-switch", "say", "Control goes back to the loop only when"),
        Proof("awaits-that-do-not-pause", "say", "returns at once, without a pause"),
    ),
    Row(
        "`async def` makes a function non-blocking",
        Proof("gather-of-blocking-code", "given", "time.sleep(0.1)"),
        Proof("frozen-ticker", "given", "time.sleep(0.2)"),
        Proof("let-the-ticker-tick", "start", "time.sleep(0.12)"),
        Proof("off-to-a-thread", "say", "`async` does not make a function"),
    ),
    Row(
        "Cancelling stops a thread",
        Proof("cannot-cancel-a-thread", "say", "Nothing can interrupt the function from outside"),
    ),
    Row(
        "Starvation, and what `sleep(0)` is for",
        Proof("share-the-counter", "say", "That is starvation"),
        Proof("starting-gun", "say", "busy waiting: `sleep(0)`"),
    ),
    Row(
        "A created task has already begun; start order",
        Proof("when-a-task-starts", "say", "Creating is not running"),
        Proof("eager-tasks", "say", "ordinary factory"),
    ),
    Row(
        "Eager tasks change nothing but speed",
        Proof("eager-tasks", "say", "it is still one thread"),
    ),
    Row(
        "The loop keeps my background task alive",
        Proof("task-that-vanished", "text", "holds tasks only *weakly*"),
    ),
    Row(
        "A failed task will make itself heard",
        Proof("failure-nobody-asked-about", "say", "never stops the loop"),
        Proof("wait-hides-failures", "wrong", 'return f"{len(done)} ok"'),
        Proof("guard-for-background-tasks", "text", "its failure would be lost"),
    ),
    Row(
        "`done()` means success",
        Proof("done-is-not-success", "say", "whatever the way it ended"),
        Proof("wait-hides-failures", "say", "`done` includes the failed ones"),
    ),
    Row(
        "`result()` waits, or gives a message",
        Proof("done-is-not-success", "say", "`result()` of a cancelled task raises"),
        Proof("asking-too-early", "expect", "InvalidStateError"),
    ),
    Row(
        "`exception()` of a cancelled task gives a value",
        Proof("done-is-not-success", "say", "A cancelled one raises its `CancelledError` here too"),
        Proof("guard-for-background-tasks", "wrong", "if task.exception():"),
    ),
    Row(
        "gather cancels the others on a failure",
        Proof("gather-fails-fast", "say", "gather does not cancel the others"),
        Proof("group-stops-the-others", "say", "That was gather"),
    ),
    Row(
        "`return_exceptions=True`, and nobody looks",
        Proof("return-exceptions", "say", "whoever forgets to look at it has hidden"),
        Proof("good-ones-and-bad-ones", "right", "return_exceptions=True"),
    ),
    Row(
        "`wait` raises, or cancels, at its time limit",
        Proof("timeout-that-stops-nothing", "say", "`wait` just comes back"),
        Proof("counting-the-wrong-set", "say", "`wait` does not stop what is late"),
    ),
    Row(
        "`wait` takes coroutines",
        Proof("wait-wants-tasks", "start", "asyncio.wait([work("),
    ),
    Row(
        "`done` and `pending` keep the order",
        Proof("what-wait-gives", "say", "a set promises no"),
    ),
    Row(
        "`as_completed` gives back my tasks",
        Proof("as-they-come", "wrong", "tasks[next_one]"),
    ),
    Row(
        "The losers of a race stop by themselves",
        Proof("first-one-wins", "say", "the losers were still there"),
        Proof("hedge", "say", "The loser was still running"),
    ),
    Row(
        "A TaskGroup raises the plain error",
        Proof("group-stops-the-others", "say", "It comes wrapped in a group"),
        Proof("except-does-not-catch-a-group", "start", "except ValueError as e"),
    ),
    Row(
        "Cancelling is immediate",
        Proof("cancel-one-of-five", "text", "`cancel()` is a request"),
        Proof("cancelled-before-it-began", "say", "it has begun (`A+`)"),
        Proof("cleaning-up-takes-time", "say", "only plans the delivery"),
    ),
    Row(
        "Swallowing `CancelledError` is harmless",
        Proof("which-except-swallows", "say", "swallow the request"),
        Proof("task-that-cannot-be-stopped", "wrong", "except asyncio.CancelledError: pass"),
        Proof("stop-and-wait", "wrong", "contextlib.suppress(asyncio.CancelledError)"),
        Proof("the-supervisor", "wrong", "except BaseException"),
    ),
    Row(
        "`CancelledError` always means: I was cancelled",
        Proof("stop-and-wait", "say", "sees the same exception for two"),
        Proof("cancel-a-gather-or-a-child", "hints", "does not always mean"),
        Proof("the-job-scheduler", "say", 'tell "the job was cancelled" from'),
    ),
    Row(
        "`wait_for` ends exactly at its limit",
        Proof("wait-for-waits-for-the-cleanup", "say", "asks at 1 s, and then waits"),
        Proof("still-working", "say", "at the limit `wait_for` and `timeout` cancel"),
    ),
    Row(
        "A limit for each step is a limit for all",
        Proof("one-limit-for-several-steps", "wrong", 'await asyncio.wait_for(work("B", 3), 2)'),
    ),
    Row(
        "`shield` protects the caller",
        Proof("shield", "say", "The outer one is cancelled at once"),
        Proof("still-working", "right", "asyncio.shield(t)"),
    ),
    Row(
        "One thread, so no races",
        Proof("lost-updates", "say", "All ten read 0 before any of them wrote"),
        Proof("close-the-gap", "start", "n = x + 1"),
    ),
    Row(
        "An asyncio lock can be taken twice",
        Proof("locked-in", "say", "cannot be taken twice"),
        Proof("two-locks-two-orders", "start", "async with target.lock"),
    ),
    Row(
        "One semaphore each; a semaphore limits the rate",
        Proof("at-most-three", "wrong", "async with asyncio.Semaphore(n)"),
        Proof("so-many-per-second", "start", "asyncio.Semaphore(n)"),
    ),
    Row(
        "`join` needs nothing; workers stop by themselves",
        Proof("join-never-comes-back", "start", "q.task_done()"),
        Proof("workers-who-stayed", "start", "await q.join()"),
        Proof("one-end-mark", "start", "await q.put(None)"),
    ),
    Row(
        "Unlimited queues and writes cost nothing",
        Proof("queue-with-one-place", "say", "So it would be without a limit"),
        Proof("pipeline-with-limits", "wrong", "between = asyncio.Queue() results"),
        Proof("why-drain", "say", "it stores"),
    ),
    Row(
        "`break` closes an async generator",
        Proof("break-leaves-the-door-open", "start", "break"),
    ),
    Row(
        "`async for` is parallel",
        Proof("async-for-is-not-parallel", "say", "not that its turns overlap"),
    ),
    Row(
        "`with` and `async with` are the same",
        Proof("with-or-async-with", "start", "with asyncio.Lock()"),
        Proof("close-the-gap", "wrong", "with lock:"),
    ),
    Row(
        "Context variables flow back from tasks",
        Proof("who-sees-the-variable", "say", "Nothing flows back"),
        Proof("request-number", "wrong", "await asyncio.create_task(note(i))"),
    ),
    Row(
        "Methods of the loop may be called from threads",
        Proof("call-from-another-thread", "start", "loop.call_soon(fut.set_result"),
    ),
    Row(
        "`run_coroutine_threadsafe(...).result()` in the loop",
        Proof("waiting-for-yourself", "start", "run_coroutine_threadsafe(job(), loop).result()"),
    ),
    Row(
        "All futures are alike",
        Proof("waiting-for-yourself", "wrong", "return await asyncio.run_coroutine_threadsafe("),
    ),
    Row(
        "One read is one message",
        Proof("a-read-is-not-a-message", "start", "reader.read(100)"),
        Proof("length-first", "wrong", "return await reader.read(length)"),
    ),
    Row(
        "Closing a server ends its connections",
        Proof("when-is-a-server-closed", "say", "only stops listening"),
        Proof("the-silent-server", "say", "The server still waits for you"),
    ),
    Row(
        "`wait()` is enough for a subprocess",
        Proof("the-full-pipe", "start", "await p.wait()"),
    ),
    Row(
        "Ctrl-C shows up as `KeyboardInterrupt` inside",
        Proof("ctrl-c", "wrong", 'except KeyboardInterrupt: print("cancelled inside")'),
    ),
)
