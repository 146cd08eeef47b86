"""Nothing of a program changes under `trace`: each of these is run plainly and traced, and compared."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from zipfile import ZipFile

import pytest

from .both import run_both, run_traced

MAIN = "import asyncio, sys\n"
PROGRAMS = {
    "names, tasks, policy and factory": """
        async def main():
            one = asyncio.create_task(asyncio.sleep(0))
            two = asyncio.create_task(asyncio.sleep(0), name="two")
            three = asyncio.create_task(asyncio.sleep(0))
            loop = asyncio.get_running_loop()
            print(asyncio.current_task().get_name(), one.get_name(), two.get_name(), three.get_name())
            print(len(asyncio.all_tasks()), loop.get_task_factory(), type(one), type(loop.create_future()))
            print(type(loop), type(loop) is asyncio.SelectorEventLoop, loop, loop.get_debug())
            print(type(asyncio.get_event_loop_policy()), one)
            await asyncio.gather(one, two, three)
        asyncio.run(main())
        asyncio.run(main())
    """,
    "every way to a loop": """
        import threading
        async def main():
            await asyncio.sleep(0.001)
            return asyncio.current_task().get_name(), type(asyncio.get_running_loop()).__name__
        class Own(asyncio.SelectorEventLoop):
            def create_task(self, coro, **options):
                print("made by its own method")
                return super().create_task(coro, **options)
        print(asyncio.run(main()))
        for factory in (None, asyncio.new_event_loop, asyncio.SelectorEventLoop, Own):
            with asyncio.Runner(loop_factory=factory) as runner:
                print(runner.run(main()), runner.run(main()))
        loop = asyncio.DefaultEventLoopPolicy().new_event_loop()
        asyncio.set_event_loop(loop)
        print(loop.run_until_complete(main()))
        loop.close()
        print(loop)
        thread = threading.Thread(target=lambda: print(asyncio.run(main()), threading.current_thread().name))
        thread.start()
        thread.join()
        first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
        print(first.run_until_complete(main()), second.run_until_complete(main()))
        print(first.run_until_complete(main()))
        first.close(), second.close()
    """,
    "a task factory": """
        def factory(loop, coro, **options):
            print("factory", coro.__qualname__, sorted(options))
            return asyncio.Task(coro, loop=loop, **options)
        async def main():
            asyncio.get_running_loop().set_task_factory(factory)
            await asyncio.create_task(asyncio.sleep(0))
            print(asyncio.get_running_loop().get_task_factory() is factory)
        asyncio.run(main())
    """,
    "when things are freed": """
        import gc, weakref
        gc.disable()
        class Thing: pass
        async def work(how):
            thing = Thing()
            refs.append(weakref.ref(thing))
            await asyncio.sleep(0)
            if how: raise ValueError(thing)
            return thing
        async def main():
            global refs
            for how in (0, 1):
                refs = []
                task = asyncio.create_task(work(how))
                refs.append(weakref.ref(task))
                await asyncio.wait([task])
                if how: task.exception()
                del task
                await asyncio.sleep(0)
                print([ref() is None for ref in refs])
        asyncio.run(main())
    """,
    "what nobody looks at": """
        import gc
        async def fail(): raise ValueError("unseen")
        async def never(): pass
        async def main():
            asyncio.create_task(fail())
            await asyncio.sleep(0)
            gc.collect()
            never()
            asyncio.get_running_loop().create_future().set_exception(OSError("nor this"))
            gc.collect()
        asyncio.run(main())
        loop = asyncio.new_event_loop()
        task = loop.create_task(asyncio.sleep(1))
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
        del task
        gc.collect()
    """,
    "an error in a callback": """
        def bad(): 1 / 0
        async def main():
            loop = asyncio.get_running_loop()
            loop.call_soon(bad)
            loop.call_later(0, bad)
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """,
    "an error": """
        async def inner():
            try: {}["a"]
            except KeyError as error: raise ValueError("wrong") from error
        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(inner())
        asyncio.run(main())
    """,
    "an error before any loop": """
        def outer(): raise LookupError("early")
        outer()
    """,
    "a hook of its own": """
        def hook(kind, error, trace):
            import traceback
            print("hook", kind.__name__, error, len(traceback.extract_tb(trace)), sys.last_value is error)
        print(sys.excepthook is sys.__excepthook__)
        sys.excepthook = hook
        async def main(): raise OSError("mine")
        asyncio.run(main())
    """,
    "a code": "sys.exit(7)",
    "words for a code": "sys.exit('so it ends')",
    "no code": "sys.exit()",
    "a code from a task": """
        async def main():
            waiting = asyncio.create_task(asyncio.sleep(1))
            await asyncio.sleep(0)
            sys.exit(4)
        asyncio.run(main())
    """,
    "an interrupt from a task": """
        async def main():
            await asyncio.sleep(0)
            raise KeyboardInterrupt
        asyncio.run(main())
    """,
    "ctrl-c": """
        import os, signal
        async def main():
            asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
            try: await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("cancelled")
                raise
        asyncio.run(main())
    """,
    "its end": """
        import atexit, threading
        atexit.register(print, "at exit")
        ready = threading.Event()
        def late():
            ready.wait()
            print("late thread")
        threading.Thread(target=late).start()
        threading.Timer(0.05, ready.set).start()
        class Loud:
            def __del__(self): print("freed at the end")
        kept = Loud()
        async def main(): print("main", [t.name for t in threading.enumerate()])
        asyncio.run(main())
    """,
    "threads and numbers of descriptors": """
        import os, socket, threading
        async def main():
            a, b = socket.socketpair()
            print(a.fileno(), b.fileno(), threading.active_count())
            print(await asyncio.to_thread(lambda: threading.current_thread().name))
            thread = threading.Thread(target=lambda: None)
            print(thread.name)
            a.close(), b.close()
        asyncio.run(main())
    """,
    "subprocesses": """
        async def main():
            code = "import asyncio, sys; print(sys.argv, asyncio.SelectorEventLoop.__mro__[0].__module__)"
            run = await asyncio.create_subprocess_exec(sys.executable, "-c", code, "x", stdout=-1)
            out, _ = await run.communicate()
            print(out.decode(), run.returncode)
        asyncio.run(main())
    """,
    "a fork": """
        import os
        async def main():
            for code in (3, 4):
                child = os.fork()
                if not child:
                    os._exit(code)
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                await asyncio.sleep(0.01)
        asyncio.run(main())
        if not (child := os.fork()):
            sys.exit("a child that ends as a program does")
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """,
    "debug mode": """
        async def main():
            asyncio.get_running_loop().slow_callback_duration = 60
            task = asyncio.create_task(asyncio.sleep(0), name="seen")
            await task
            print(task._source_traceback[-2])
        asyncio.run(main(), debug=True)
    """,
    "what it is called": """
        print(__name__, __file__, __spec__, __package__, __cached__, __loader__.__class__.__name__)
        print(sorted(globals()), sys.argv, sys.path[0], sys.modules["__main__"].__dict__ is globals())
    """,
    "what it is not told": """
        def f(x: "no"): pass
        class A:
            y: int = 1
        print(f.__annotations__, A.__annotations__)
    """,
    "standard input": "print(sys.stdin.read())",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_the_same(name: str, tmp_path: Path) -> None:
    """Its output, its words on stderr, its code."""
    (tmp_path / "program.py").write_text(MAIN + dedent(PROGRAMS[name]))
    run_both(tmp_path, "program.py", "one", "--two", stdin="read me").assert_same()


def test_a_syntax_error_is_pythons(tmp_path: Path) -> None:
    """With the line and the mark below it, and none of our frames."""
    (tmp_path / "bad.py").write_text("def f(:\n    pass\n")
    run_both(tmp_path, "bad.py").assert_same()


def test_modules_folders_and_archives(tmp_path: Path) -> None:
    """`-m` as Python's, with the package's `__main__`; a folder and an archive that have one."""
    text = (
        "import asyncio, sys\nfrom {}other import word\n"
        "print(word, __name__, __package__, __file__, sys.argv, sys.path[0])\nasyncio.run(asyncio.sleep(0))\n"
    )
    package, folder = tmp_path / "package", tmp_path / "folder"
    for place, dot in ((package, "."), (folder, "")):
        place.mkdir()
        (place / "__main__.py").write_text(text.format(dot))
        (place / "other.py").write_text("word = 'found'\n")
    (package / "__init__.py").touch()
    with ZipFile(tmp_path / "archive.zip", "w") as archive:
        for file in folder.glob("*.py"):
            archive.write(file, file.name)
    (tmp_path / "single.py").write_text("import sys\nprint(__name__, __spec__.name, sys.argv)\n1 / 0\n")
    for words in (("-m", "package", "a", "-b"), ("folder", "x"), ("archive.zip",), ("-m", "single", "c")):
        run_both(tmp_path, *words).assert_same()


def test_the_words_of_the_script_are_its_own(tmp_path: Path) -> None:
    """Ours are taken out up to `--`; what is behind it is the script's, whatever it is."""
    (tmp_path / "said.py").write_text("import sys\nprint(sys.argv[1:])\n")
    done = run_traced(
        tmp_path, "said.py", "a", "--virtual", "-x", "--follow", "--", "--virtual", "--out", "--"
    )
    assert done.stdout == "['a', '-x', '--virtual', '--out', '--']\n"
    done = run_traced(tmp_path, "--virtual", "-m", "said", "--port", "80")
    assert done.stdout == "['--port', '80']\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "What is to be traced?"),
        (("nowhere.py",), "no file nowhere.py"),
        (("said.py", "--out", "x.gif"), ".svg, .html, .json"),
        (("said.py", "--out", "nowhere/x.svg"), "no folder nowhere"),
    ],
)
def test_bad_input_runs_nothing(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """It leaves with 2 and a sentence, before the script has begun."""
    (tmp_path / "said.py").write_text("print('it ran')\n")
    done = run_traced(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_closed_stderr_is_no_error(tmp_path: Path) -> None:
    """A program that closes its streams leaves as it would."""
    (tmp_path / "closed.py").write_text("import sys\nsys.stdout.flush(); sys.stderr.close(); sys.exit(5)\n")
    assert run_traced(tmp_path, "closed.py").returncode == 5
