"""Answers that are odd as texts, or show what a terminal would obey."""

from __future__ import annotations

from .odd import odd

RIGHT = """\
async def countdown(n):
    out = []
    for i in range(n, 0, -1):
        await asyncio.sleep(1)
        out.append(i)
    return out
async def main():
    return await asyncio.gather(*[simple_coroutine(i) for i in (1, 2, 3)])
"""
ESCAPES = "\\x1b[2J\\x1b]0;title\\x07\\x9b31m\\u202e\\u2066\\x00\\x08\\r\\udcff\\U000e0041"

TEXTS = (
    odd("nothing", "missing-name", text=""),
    odd("blank lines", "missing-name", text="\n\n   \n\t\n"),
    odd("a comment", "missing-name", text="# 等一下"),
    odd("right", "passed", text=RIGHT),
    odd("CRLF", "passed", text=RIGHT.replace("\n", "\r\n")),
    odd("CR alone", "passed", text=RIGHT.replace("\n", "\r")),
    odd("form feeds", "passed", text="\f" + RIGHT + "\f\n"),
    odd("a byte-order mark", "passed syntax", text="\ufeff" + RIGHT),
    odd("a coding line", "passed", text="# -*- coding: latin-1 -*-\n" + RIGHT),
    odd("a coding line of nowhere", "passed syntax", text="# -*- coding: nowhere -*-\n" + RIGHT),
    odd("tabs and spaces", "syntax", text="async def main():\n\tx = 1\n        y = 2\n"),
    odd("a null byte", "syntax", text=RIGHT + "x = '\0'\n"),
    odd("a control character", "syntax", text=RIGHT + "x \x1b[31m= 1\n"),
    odd("an escape in a comment", "passed", text="# \x1b[31m\u202e\n" + RIGHT),
    odd("a lone surrogate", "syntax crashed", text=RIGHT + "x = '\ud800'\n"),
    odd("a lone surrogate in a comment", "syntax passed crashed", text="# \udcff\n" + RIGHT),
    odd("a line of a megabyte", "passed", text=f"x = '{'x' * 2**20}'\n{RIGHT}"),
    odd("ten thousand lines", "passed", text="x = 1\n" * 10_000 + RIGHT),
    odd("deep brackets", "syntax", text=RIGHT + "x = " + "(" * 5000 + ")" * 5000),
    odd("deep lists", "syntax", text=RIGHT + "x = " + "[" * 150 + "]" * 150 + "+" * 100_000 + "1"),
    odd("deep operators", "syntax passed", text=RIGHT + "x = " + "-" * 20_000 + "1"),
    odd("deep blocks", "syntax", text="".join(f"{' ' * i}if 1:\n" for i in range(150)) + " " * 150 + "pass"),
    odd("a long sum", "syntax passed crashed", text=RIGHT + "x = " + "+".join(["1"] * 20_000)),
    odd("no end", "syntax", text="async def main("),
    odd("an odd error line", "syntax", text="x = '\x1b[31m\u202e"),
    odd("letters of other scripts", "passed", text="變數 = 1\nｘ = 2\n" + RIGHT),
    odd("future annotations", "passed", text="from __future__ import annotations\n" + RIGHT),
    odd("a main guard", "passed", text=RIGHT + "if __name__ == '__main__':\n    asyncio.run(main())\n"),
    odd("asyncio.run at the end", "nested-run crashed", text=RIGHT + "asyncio.run(main())\n"),
    odd("an experiment at the end", "passed", text=RIGHT + "await asyncio.sleep(1)\nasyncio.sleep\n"),
    odd("the name bound to a class", "crashed wrong-result not-async too-fast", text="class countdown:\n"
        "    def __init__(self, n): pass\nclass main: pass"),
    odd("the name bound to a number", "crashed wrong-result not-async", text="main = countdown = 7"),
    odd("the name deleted", "missing-name", text=RIGHT + "del main, countdown\n"),
    odd("a generator", "crashed wrong-result not-async too-fast never-ran",
        text="async def countdown(n):\n    yield n\nasync def main():\n    yield 1\n"),
)  # fmt: skip

WORDS = (
    odd("in a value", "wrong-result", f"return '{ESCAPES}'"),
    odd("in an error", "crashed", f"raise ValueError('{ESCAPES}')"),
    odd("in an error's name", "crashed", f"raise type('E{ESCAPES}'.replace('\\x00', ''), (Exception,), {{}})"),
    odd("in a repr", "wrong-result", "return R()", f"class R:\n    def __repr__(self): return '{ESCAPES}'"),
    odd("in output", "wrong-result", f"print('{ESCAPES}')"),
    odd("in bytes of output", "wrong-result", "import os, sys\nos.write(1, bytes(range(256)))\n"
        "sys.stdout.buffer.write(bytes(range(256)))"),
    odd("in a task's name", "leaked-task", f"asyncio.create_task(asyncio.sleep(9), name='{ESCAPES}')"),
    odd("in a thread's name", "leaked-task endless", f"""
        import threading
        threading.Thread(target=threading.Event().wait, name='{ESCAPES}').start()
        """),
    odd("in a coroutine's name", "not-awaited", f"c = never()\nc.__qualname__ = '{ESCAPES}'\ndel c", "async def never(): pass"),
    odd("in a log", "wrong-result", f"log('{ESCAPES}')\nLOGGER.info('{ESCAPES}')"),
    odd("in a deadlock", "deadlock", f"asyncio.current_task().set_name('{ESCAPES}')\nawait asyncio.Event().wait()"),
    odd("in an exit code", "crashed", f"import sys\nsys.exit('{ESCAPES}')"),
    odd("in a job's name", "wrong-result", f"await work('{ESCAPES}', 1)"),
    odd("in a source line", "crashed", "x = '\x1b[31m\u202e'; 1 / 0"),
    odd("in a lost error", "lost-exception", "t = asyncio.create_task(bad())\nawait asyncio.sleep(1)",
        f"async def bad(): raise ValueError('{ESCAPES}')"),
    odd("in a file's name", "crashed", f"open('{ESCAPES}'.replace('\\x00', '') + '/x')"),
    odd("as code that is compiled", "crashed", f"exec(compile('1/0', '{ESCAPES}'.replace('\\x00', '').replace('\\udcff', ''), 'exec'))"),
)  # fmt: skip
