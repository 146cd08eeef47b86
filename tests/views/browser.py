"""A real Chromium without a window, driven through the pipe that it offers for that (DevTools protocol).

Nothing has to be installed for it but Chromium itself.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["CHROMIUM", "Browser"]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
READ, WRITE = 3, 4  # the descriptors at which Chromium expects the pipe
Json = dict[str, Any]


class Browser:
    """One window of Chromium; `folder` is for its own files."""

    def __init__(self, folder: Path) -> None:
        assert CHROMIUM is not None
        theirs, self._to = os.pipe()
        self._from, answers = os.pipe()
        # The shell puts the two ends of the pipe where Chromium looks for them.
        command = f'exec "$0" "$@" {READ}<&{theirs} {WRITE}>&{answers}'
        self._process = subprocess.Popen(
            ["bash", "-c", command, CHROMIUM, *FLAGS, f"--user-data-dir={folder}"],
            pass_fds=(theirs, answers), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)
        os.close(answers)
        self._buffer = b""
        self._number = 0
        self._session = ""
        self.events: list[Json] = []  # what the page told of itself: errors, requests
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    # The protocol -----------------------------------------------------------------------------

    def call(self, method: str, **params: Any) -> Json:
        """One command of the protocol, and its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: Json = answer["result"]
                return result
            self.events.append(answer)

    def _read(self) -> Json:
        while b"\0" not in self._buffer:
            more = os.read(self._from, 2**16)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: Json = json.loads(line)
        return message

    def _wait_for(self, method: str) -> None:
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._read())

    def close(self) -> None:
        """End Chromium and all of its processes."""
        os.close(self._to)
        os.close(self._from)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    # A page -----------------------------------------------------------------------------------

    def open(self, path: Path, width: int = 1200, height: int = 800, dark: bool = False) -> None:
        """Open a file, as from the disk, and wait until it has run."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.colors(dark)
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        self._wait_for("Page.loadEventFired")

    def colors(self, dark: bool) -> None:
        """What the reader's system prefers."""
        wanted = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def run(self, script: str) -> Any:
        """The value of an expression in the page, once the page has drawn what it wanted to draw."""
        settled = (
            f"new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(({script})))))"
        )
        answer = self.call("Runtime.evaluate", expression=settled, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def mouse(self, kind: str, x: float, y: float, **facts: Any) -> None:
        """One event of the mouse: mouseMoved, mousePressed, mouseReleased, mouseWheel."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **facts)

    def drag(self, begin: tuple[float, float], end: tuple[float, float], **facts: Any) -> None:
        """Press, move, release."""
        held = {"button": "left", "buttons": 1, "clickCount": 1, **facts}
        self.mouse("mousePressed", *begin, **held)
        self.mouse("mouseMoved", *end, **held)
        self.mouse("mouseReleased", *end, **held)

    def key(self, key: str) -> None:
        """Press and release a key: "ArrowLeft", " ", "+"."""
        text = {"text": key} if len(key) == 1 else {}
        code = {"Enter": 13, "Escape": 27, "Home": 36, "End": 35}.get(key, 0)
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text: str) -> None:
        """Text, as from a keyboard."""
        self.call("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        """What is to be seen now, as a PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    @property
    def problems(self) -> list[str]:
        """Errors of the page since it was opened, and everything that it wanted from elsewhere."""
        found = []
        for event in self.events:
            params = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(
                    params["exceptionDetails"].get("exception", {}).get("description", "an exception")
                )
            elif event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
                found.append(params["entry"]["text"])
            elif event.get("method") == "Network.requestWillBeSent":
                url = params["request"]["url"]
                if not url.startswith(("file:", "data:", "about:")):
                    found.append(f"asks for {url}")
        return found
