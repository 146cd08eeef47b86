"""Answers that go on for ever, take everything, or take down their process."""

from __future__ import annotations

from .odd import odd

CRASH = "crashed"
ENDLESS = (
    odd("while True", "endless", "while True: pass", endless=True),
    odd(
        "catches everything",
        "endless",
        """
        while True:
            try:
                while True: pass
            except BaseException: continue
        """,
        endless=True,
    ),
    odd("sleep(0) for ever", "endless", "while True: await asyncio.sleep(0)", endless=True),
    odd("sleep for ever", "endless", "while True: await asyncio.sleep(1)", endless=True),
    odd("call_soon for ever", "endless", "loop = asyncio.get_running_loop()\nagain()\nawait asyncio.sleep(1)",
        "def again():\n    asyncio.get_running_loop().call_soon(again)", endless=True),
    odd("a call into C", "endless", "sum(range(10**12))", endless=True),
    odd("a big power", "endless crashed wrong-result", "len(str(7 ** 10**9))", endless=True),
    odd("a regular expression", "endless", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", endless=True),
    odd("joins a thread", "endless",
        "import threading\nt = threading.Thread(target=threading.Event().wait)\nt.start()\nt.join()", endless=True),
    odd("a lock of threads", "endless", "import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()",
        endless=True),
    odd("at the top", "endless", "return n", "while True: pass", endless=True),
    odd("in a finalizer", "endless", "C()", "class C:\n    def __del__(self):\n        while True: pass", endless=True),
    odd("in repr", "endless", "return C()", "class C:\n    def __repr__(self):\n        while True: pass", endless=True),
    odd("in an exception's text", "endless", "raise E",
        "class E(Exception):\n    def __str__(self):\n        while True: pass", endless=True),
    odd("in __await__", "endless", "await C()",
        "class C:\n    def __await__(self):\n        while True: yield", endless=True),
    odd("ignores the stop", "endless",
        "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except OSError: pass\n"
        "while True: pass", endless=True),
    odd("blocks the stop", "endless",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass", endless=True),
    odd("reads from a pipe", "endless", "import os\nr, w = os.pipe()\nos.read(r, 1)", endless=True),
    odd("a task that refuses", "endless leaked-task wrong-result swallowed-cancel",
        "t = asyncio.create_task(never())\nawait asyncio.sleep(1)\nt.cancel()\nawait t",
        "async def never():\n    while True:\n        try: await asyncio.sleep(1)\n"
        "        except asyncio.CancelledError: pass", endless=True),
    odd("waits for itself", "deadlock endless crashed",
        "t = asyncio.current_task()\nawait asyncio.wait([t])", endless=True),
    odd("a future of nobody", "deadlock", "await asyncio.get_running_loop().create_future()"),
)  # fmt: skip

GREEDY = (
    odd("a list that grows", "endless", "k = []\nwhile True: k.append(bytes(10**6))", endless=True),
    odd("one huge allocation", CRASH, "return bytearray(10**11)"),
    odd("tasks without end", "endless", "while True: asyncio.create_task(asyncio.sleep(9**9))", endless=True),
    odd("forks", "endless", "import os\nwhile True: os.fork()", endless=True),
    odd("threads", "endless crashed",
        "import threading\nwhile True: threading.Thread(target=threading.Event().wait).start()", endless=True),
    odd("a daemon", "leaked-task wrong-result",
        "import os, signal\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: signal.pause()\n    os._exit(0)\n"
        "os.wait()"),
    odd("a program left behind", "leaked-task wrong-result",
        "import subprocess\nsubprocess.Popen(['sleep', '60'])"),
    odd("a flood of output", "wrong-result", "for i in range(3000): print('x' * 1000)"),
    odd("a flood to the descriptor", "wrong-result crashed", "import os\nfor i in range(300): os.write(1, b'x' * 10**5)"),
    odd("a file that grows", "crashed", "with open('x', 'wb') as f:\n    while True: f.write(bytes(10**6))"),
    odd("files without end", "crashed wrong-result endless",
        "for i in range(1100): open(f'f{i}', 'w').close()\nkept = [open(f'f{i}') for i in range(1100)]"),
    odd("folders without end", "crashed wrong-result endless",
        "import os\nfor i in range(100):\n    os.mkdir('d' * 100)\n    os.chdir('d' * 100)"),
    odd("a folder that cannot be read", "wrong-result crashed",
        "import os\nos.mkdir('x')\nopen('x/y', 'w').close()\nos.chmod('x', 0)\nos.chmod('.', 0)"),
    odd("deep recursion", CRASH, "return deep(0)", "def deep(n): return deep(n + 1)"),
    odd("deeper recursion", "crashed endless",
        "import sys\nsys.setrecursionlimit(10**9)\nreturn deep()", "def deep(): return [deep()]"),
    odd("a huge value", "wrong-result", "return [[i] for i in range(n * 10**4)]"),
    odd("a deep value", "wrong-result", "x = []\nfor i in range(10**5): x = [x]\nreturn x"),
    odd("a value that holds itself", "wrong-result", "x = []\nx.append(x)\nreturn x"),
    odd("a huge text", "wrong-result", "return 'x' * 10**7"),
    odd("a huge number", "wrong-result", "return 1 << 10**7"),
    odd("a huge error", CRASH, "raise ValueError('x' * 10**7)"),
    odd("a chain of errors", CRASH,
        "e = ValueError(0)\nfor i in range(10**4):\n    new = ValueError(i)\n    new.__context__ = e\n    e = new\nraise e"),
    odd("a deep group", CRASH,
        "e = ValueError(0)\nfor i in range(3000): e = ExceptionGroup('g', [e])\nraise e"),
)  # fmt: skip

LEAVING = (
    odd("os._exit", CRASH, "import os\nos._exit(0)"),
    odd("os._exit at the top", CRASH, "return n", "import os\nos._exit(0)"),
    odd("sys.exit", CRASH, "import sys\nsys.exit(0)"),
    odd("sys.exit at the top", CRASH, "return n", "import sys\nsys.exit()"),
    odd("sys.exit with an odd code", CRASH, "import sys\nsys.exit(['\\x1b[31m'])"),
    odd("KeyboardInterrupt", CRASH, "raise KeyboardInterrupt"),
    odd("GeneratorExit", "crashed wrong-result not-awaited", "raise GeneratorExit"),
    odd("CancelledError", CRASH, "raise asyncio.CancelledError('x')"),
    odd("StopIteration", CRASH, "raise StopIteration"),
    odd("BaseException", CRASH, "class Own(BaseException): pass\nraise Own('mine')"),
    odd("exit in a task", CRASH, "t = asyncio.create_task(leave())\nawait asyncio.sleep(1)",
        "import sys\nasync def leave(): sys.exit(7)"),
    odd("exit in a callback", CRASH, "asyncio.get_running_loop().call_soon(sys.exit, 3)\nawait asyncio.sleep(1)", "import sys"),
    odd("kills itself", CRASH, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    odd("stops itself", CRASH, "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    odd("says that it is at a limit", "crashed endless wrong-result",
        "import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)\nwhile True: pass"),
    odd("ends its group", CRASH, "import os, signal\nos.killpg(0, signal.SIGTERM)"),
    odd("ends its parent", CRASH, "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"),
    odd("ends all", CRASH, "import os, signal\nos.kill(-1, signal.SIGKILL)"),
    odd("faults", CRASH, "import ctypes\nctypes.string_at(0)"),
    odd("aborts", CRASH, "import os\nos.abort()"),
    odd("becomes another program", "crashed wrong-result", "import os\nos.execv('/bin/true', ['true'])"),
    odd("closes every descriptor", "crashed wrong-result", "import os\nos.closerange(0, 2000)"),
    odd("an alarm", "crashed wrong-result",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nwhile True: pass"),
    odd("stops the loop", "crashed wrong-result deadlock", "asyncio.get_running_loop().stop()\nawait asyncio.sleep(1)"),
    odd("closes the loop", "crashed wrong-result deadlock", "asyncio.get_running_loop().close()"),
    odd("cancels itself", "crashed wrong-result", "asyncio.current_task().cancel()\nawait asyncio.sleep(0)"),
    odd("cancels all", "crashed wrong-result deadlock endless", "for t in asyncio.all_tasks(): t.cancel()\nawait asyncio.sleep(1)"),
    odd("runs the loop again", "nested-run crashed", "asyncio.get_running_loop().run_until_complete(asyncio.sleep(1))"),
    odd("forks and both return", "leaked-task wrong-result crashed too-fast sequential too-slow", "import os\nos.fork()\nreturn n"),
    odd("an exit function", "wrong-result", "import atexit\natexit.register(print, 'bye')"),
)  # fmt: skip
