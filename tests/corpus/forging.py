"""Answers that want to be taken for right: forged reports, cheating values, patched libraries, a peep."""

from __future__ import annotations

from .odd import odd

NOT = (  # whatever it is, it is not passed
    "crashed wrong-result too-fast too-slow sequential endless leaked-task never-ran wrong-order "
    "wrong-output not-awaited deadlock blocked-loop hard-coded missing-name not-async"
)

FORGED = (
    odd("writes to every descriptor", NOT, """
        import os
        for number in range(3, 256):
            for text in (b'{"kind": "end"}', bytes(500), b'{"kind": "case", "case": {"_": "CaseReport"}}' * 9):
                try: os.write(number, text)
                except OSError: pass
        """),
    odd("closes the channel", NOT, """
        import os
        for number in range(3, 256):
            try: os.close(number)
            except OSError: pass
        """),
    odd("fills the channel", NOT, """
        import os, fcntl
        for number in range(3, 64):
            try:
                fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK)
                while True: os.write(number, bytes(65536))
            except OSError: pass
        """),
    odd("finds the channel with gc", NOT, """
        import gc
        for thing in gc.get_objects():
            if type(thing).__name__ in ("Channel", "Seal", "Answer"):
                for end in ("end", "close"):
                    if hasattr(thing, end): getattr(thing, end)()
        """),
    odd("says the end through frames", NOT, """
        import sys
        frame = sys._getframe()
        while frame:
            channel = frame.f_locals.get("channel")
            if channel: channel.end()
            frame = frame.f_back
        """),
    odd("sends what is no case", NOT, """
        import sys
        frame = sys._getframe()
        while frame:
            channel = frame.f_locals.get("channel")
            if channel:
                for odd in (None, [], {}, {"kind": []}, {"kind": "case"}, {"kind": "case", "case": {"_": "X"}}, 7,
                            {"kind": "report", "report": {"_": "Report", "cases": 5}}, {"kind": "report"}):
                    channel._send(odd)
            frame = frame.f_back
        """),
    odd("sends a case of nonsense", NOT, """
        import sys
        frame = sys._getframe()
        nan = float("nan")
        while frame:
            channel = frame.f_locals.get("channel")
            if channel:
                for seconds in (nan, float("inf"), -1.0, 10**400, "1", None):
                    case = {"_": "CaseReport", "ended": "returned", "seconds": seconds, "trace": {"_": "Trace"}}
                    channel._send({"kind": "case", "case": case})
                value = {"_": "Plain", "kind": "int", "text": "\\x1b[31mzz"}
                channel._send({"kind": "case", "case": {**case, "seconds": 1.0, "value": value}})
            frame = frame.f_back
        """),
    odd("patches json", NOT, "return n", "import json\njson.dumps = lambda *a, **k: '[]'"),
    odd("patches os.write", NOT, "return n", "import os\nos.write = lambda f, data: len(data)"),
    odd("patches our modules", NOT, "return n", """
        import sys
        for name, module in list(sys.modules.items()):
            if name.startswith("playground."):
                for key in [key for key in vars(module) if key.startswith(("encode", "pack", "_function"))]:
                    setattr(module, key, None)
        """),
    odd("empties our modules", NOT, "return n", """
        import sys
        for name, module in list(sys.modules.items()):
            if name.startswith("playground."): vars(module).clear()
        """),
    odd("drops all modules", NOT, "return n", "import sys\nsys.modules.clear()"),
    odd("a clock that says what it likes", NOT, """
        loop = asyncio.get_running_loop()
        type(loop).time = lambda self: 0.0
        return list(range(n, 0, -1))
        """),
    odd("a clock that is no number", NOT, """
        loop = asyncio.get_running_loop()
        loop.time = lambda: "later"
        return n
        """),
    odd("a recorder without events", NOT, """
        recorder = asyncio.get_running_loop().recorder
        recorder.trace = recorder.mark = None
        """),
    odd("lifts the limits", NOT, """
        loop = asyncio.get_running_loop()
        loop.max_steps = loop.max_seconds = None
        import resource
        while True: await asyncio.sleep(1)
        """, endless=True),
)  # fmt: skip

CHEATING = (
    odd("equal to everything", NOT, "return Any()",
        "class Any:\n    __eq__ = lambda s, o: True\n    __hash__ = lambda s: 0\n    __repr__ = lambda s: '[3, 2, 1]'"),
    odd("a list equal to everything", NOT, "return Any([9])",
        "class Any(list):\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n    __len__ = lambda s: 3"),
    odd("a lie about its class", NOT, "return Lie()",
        "class Lie:\n    __class__ = list\n    __iter__ = lambda s: iter([3, 2, 1])\n    __len__ = lambda s: 3"),
    odd("a metaclass of its own", NOT, "return Odd()",
        "class M(type):\n    __instancecheck__ = __subclasscheck__ = lambda c, o: True\n    __eq__ = lambda c, o: True\n"
        "    __hash__ = lambda c: 0\nclass Odd(metaclass=M): pass"),
    odd("an int that shows as another", NOT, "return [Int(0)] * n",
        "class Int(int):\n    __eq__ = lambda s, o: True\n    __hash__ = int.__hash__\n    __repr__ = lambda s: '3'\n"
        "    __index__ = lambda s: 3"),
    odd("an iterator that never ends", NOT, "return L()",
        "import itertools\nclass L(list):\n    __iter__ = lambda s: itertools.count()"),
    odd("a getattr for everything", NOT, "return G()",
        "class G:\n    def __getattr__(self, name): raise SystemExit\n    __repr__ = None"),
    odd("a future that is done", NOT, "f = asyncio.get_running_loop().create_future()\nf.set_result(1)\nreturn f"),
    odd("a coroutine", NOT, "return asyncio.sleep(1)"),
    odd("raises in repr", NOT, "return R()", "class R:\n    def __repr__(self): raise KeyboardInterrupt"),
    odd("NaN", NOT, "return [float('nan')] * n"),
    odd("names that are no text", NOT, "asyncio.current_task().set_name(7)\nasyncio.current_task().get_name = None\n"
        "asyncio.create_task(asyncio.sleep(0), name='\\x1b[31m\\udc80')\nreturn n"),
    odd("a name of another kind", NOT, "countdown.__name__ = main.__name__ = '\\x1b]0;x\\x07'\nreturn n", "countdown = main = print"),
)  # fmt: skip

PATCHED = (
    odd("sleep takes no time", NOT, "await asyncio.sleep(1)\nreturn list(range(n, 0, -1))",
        "async def sleep(*a, **k): pass\nasyncio.sleep = sleep"),
    odd("no print", NOT, "print(1)", "import builtins\nbuiltins.print = None"),
    odd("no builtins", NOT, "return n", "import builtins\nvars(builtins).clear()"),
    odd("isinstance lies", NOT, "return n", "import builtins\nbuiltins.isinstance = lambda *a: True"),
    odd("type lies", NOT, "return n", "import builtins\nbuiltins.type = lambda *a: list"),
    odd("len lies", NOT, "return n", "import builtins\nbuiltins.len = lambda x: 3"),
    odd("no import", NOT, "return n", "import builtins\nbuiltins.__import__ = None"),
    odd("no all_tasks", NOT, "return n", "asyncio.all_tasks = asyncio.Future = None"),
    odd("another policy", NOT, "return n", "asyncio.set_event_loop_policy(None)\nasyncio.set_event_loop(None)"),
    odd("a task factory", NOT, "asyncio.get_running_loop().set_task_factory(lambda *a, **k: None)\n"
        "asyncio.create_task(asyncio.sleep(1))\nreturn n"),
    odd("an exception handler", NOT, "asyncio.get_running_loop().set_exception_handler(7)\nreturn n"),
    odd("no stdout", NOT, "print(1)", "import sys\nsys.stdout = sys.stderr = None"),
    odd("closed stdout", NOT, "print(1)", "import sys\nsys.stdout.close()\nsys.__stdout__.close()"),
    odd("no time", NOT, "return n", "import time\nfor name in list(vars(time)): delattr(time, name)"),
    odd("traces", "endless " + NOT, "return n", "import sys\nsys.settrace(lambda *a: 1 / 0)"),
    odd("an audit hook that raises", NOT, "return n", "import sys\nsys.addaudithook(lambda *a: 1 / 0)"),
    odd("gc hooks", NOT, "return n", "import gc\ngc.callbacks.append(lambda *a: 1 / 0)\ngc.disable()\ngc.collect = None"),
    odd("an import hook", NOT, "return n", "import sys\nsys.meta_path.insert(0, None)\nsys.path_hooks.clear()"),
    odd("a warning is an error", NOT, "asyncio.sleep(1)\nreturn n", "import warnings\nwarnings.simplefilter('error')"),
)  # fmt: skip

PEEPING = (
    odd("reads the lessons", NOT, """
        import pathlib, re
        found = [p.read_text() for folder in map(pathlib.Path, sys.path) for p in folder.glob('lessons/0*.yaml')]
        exec(re.search(r'solution: .*?async def (main|countdown)', ''.join(found), re.S)[0], globals())
        """, "import sys"),
    odd("looks into modules", NOT, """
        import sys
        return [m for m in sys.modules if "judge" in m or "course" in m] or n
        """),
    odd("looks into frames", NOT, """
        import sys
        frame, seen = sys._getframe(), []
        while frame:
            seen += [key for key in frame.f_locals if key in ("reference", "expect", "solution", "exercise")]
            frame = frame.f_back
        return seen or n
        """),
    odd("looks through all objects", NOT, """
        import gc
        return [o for o in gc.get_objects() if type(o).__name__ in ("Exercise", "Lesson", "Asked", "Expect")] or n
        """),
    odd("reads the memory of its parent", NOT, """
        import os
        open(f'/proc/{os.getppid()}/mem', 'rb').read(1)
        """),
    odd("its environment", NOT, "import os\nreturn [k for k in os.environ if 'PLAYGROUND' in k] or n"),
)  # fmt: skip
