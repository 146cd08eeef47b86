"""How long until the prompt can be used, beside ptpython's and IPython's? Paired, in turn.

    python -m tests.benchmarks.start --runs 15

Each shell is started in a pseudo terminal. A key is typed as soon as its prompt appears; when the
screen shows that key the prompt is "usable". The rest of the line is typed then, and the time of the
"first answer" ends when its answer is on the screen. IPython is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time

from .pty_shell import PLAYGROUND, PTPYTHON, Shell

SHELLS = {
    "playground": (PLAYGROUND, r">>>", "13579"),
    "ptpython": (PTPYTHON, r">>>", "13579"),
    "IPython": ([sys.executable, "-m", "IPython", "--no-banner"], r"In \[.*1.*\]: ", "13579"),
}


def once(name: str) -> tuple[float, float, float]:
    """Seconds until the prompt of that shell appears, until a key echoes, and until the first answer."""
    command, prompt, answer = SHELLS[name]
    shell = Shell(command)
    shell.sees(prompt)
    appeared = time.perf_counter() - shell.began
    shell.send("+")  # no escape sequence holds one
    shell.sees(r"\+")
    usable = time.perf_counter() - shell.began
    shell.send("12345+1234\r")
    shell.sees(answer)
    answered = time.perf_counter() - shell.began
    shell.close()
    return appeared, usable, answered


def main() -> None:
    """Measure and print medians and the ratio pair by pair."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    names = [
        name for name in SHELLS if importlib.util.find_spec(name if name != "playground" else "playground")
    ]
    for name in names:
        once(name)  # bytecode and file caches are warm for all
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in names}
    for _ in range(options.runs):
        for name in names:
            times[name].append(once(name))
    print("what         milliseconds, median of each; in brackets ours as a share of it, pair by pair")
    for number, what in enumerate(("prompt appears", "usable", "first answer")):
        row = []
        for name in names:
            one = [measured[number] for measured in times[name]]
            ours = [measured[number] for measured in times["playground"]]
            share = statistics.median(a / b for a, b in zip(ours, one, strict=True))
            row.append(f"{name} {statistics.median(one) * 1000:5.0f} ({share:.2f})")
        print(f"{what:15} {'   '.join(row)}")


if __name__ == "__main__":
    main()
