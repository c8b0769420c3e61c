"""A headless Chromium driven through its debugging pipe: pages, keys, pictures, network."""

from __future__ import annotations

import base64
import fcntl
import itertools
import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 60.0
"""The longest that a page may take to answer before a test fails."""

KEYS = {
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "Space": 32,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowRight": 39,
}
_ARGUMENTS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--ignore-certificate-errors",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--lang=fr",
)

Answer = tuple[int, dict[str, Any] | str] | str | None
"""What becomes of a watched request: status and JSON or text, "hold", "refuse connection", or let it go."""


class Browser:
    """One running Chromium. Commands are answered in turn; what happens meanwhile goes to its page."""

    def __init__(self, writing: int, reading: int) -> None:
        self._writing, self._reading = writing, reading
        self._numbers = itertools.count(1)
        self._buffer = b""
        self.pages: dict[str, Page] = {}

    def page(self, width: int = 320, height: int = 800) -> Page:
        """A new page of that size."""
        target = self.ask("Target.createTarget", {"url": "about:blank"})
        attached = self.ask("Target.attachToTarget", {"targetId": target["targetId"], "flatten": True})
        page = Page(self, attached["sessionId"], target["targetId"])
        self.pages[attached["sessionId"]] = page
        page.prepare(width, height)
        return page

    def tell(self, method: str, parameters: dict[str, Any] | None = None, session: str | None = None) -> int:
        """Send a command and do not wait."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        return number

    def ask(
        self, method: str, parameters: dict[str, Any] | None = None, session: str | None = None
    ) -> dict[str, Any]:
        """Send a command and give its result."""
        number = self.tell(method, parameters, session)
        for message in self._messages(SECONDS, method):
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                return dict(message["result"])
        raise AssertionError(f"Chromium left during {method}")

    def listen(self, seconds: float) -> None:
        """Let things happen for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._reading], [], [], left)[0]:
                self._read()
                while (message := self._next()) is not None:
                    self._event(message)

    def _messages(self, seconds: float, what: str) -> Iterator[dict[str, Any]]:
        end = time.monotonic() + seconds
        while True:
            while (message := self._next()) is not None:
                self._event(message)
                yield message
            ready = select.select([self._reading], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"no answer to {what} in {seconds:g} s"
            self._read()

    def _read(self) -> None:
        found = os.read(self._reading, 1 << 20)
        assert found, "Chromium ended"
        self._buffer += found

    def _next(self) -> dict[str, Any] | None:
        message, separator, rest = self._buffer.partition(b"\0")
        if not separator:
            return None
        self._buffer = rest
        return dict(json.loads(message))

    def _event(self, message: dict[str, Any]) -> None:
        page = self.pages.get(message.get("sessionId", ""))
        if page and "method" in message:
            page.happened(message["method"], message["params"])


class Page:
    """One page.

    Attributes:
        requests: Bodies posted to the addresses watched, in order.
        problems: What the page threw, or wrote as an error.
        decide: What becomes of a watched request, from its address and body.
        held: Requests that were stopped and wait for `release`.
        replaced: Texts of scripts served in the place of those at an address.
    """

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target
        self.requests: list[tuple[str, Any]] = []
        self.problems: list[str] = []
        self.held: list[str] = []
        self.decide: Callable[[str, Any], Answer] = lambda url, body: None
        self.replaced: dict[str, str] = {}

    def prepare(self, width: int, height: int) -> None:
        """Size, and events to be told of."""
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        self.resize(width, height)

    def watch(self, *patterns: str) -> None:
        """Stop at each request of these addresses, to count, replace, fail or hold it."""
        self.ask("Fetch.enable", {"patterns": [{"urlPattern": pattern} for pattern in patterns]})

    def ask(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """A command to this page."""
        return self._browser.ask(method, parameters, self._session)

    def open(self, url: str, ready: str) -> None:
        """Go to an address and wait until an expression is true there."""
        assert "errorText" not in self.ask("Page.navigate", {"url": url})
        self.until(ready)

    def before(self, script: str) -> None:
        """What each page that opens runs first."""
        self.ask("Page.addScriptToEvaluateOnNewDocument", {"source": script})

    def close(self) -> None:
        """Leave the page."""
        self._browser.ask("Target.closeTarget", {"targetId": self._target})
        del self._browser.pages[self._session]

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        found = self.ask(
            "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, condition: str, seconds: float = 20.0) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < end, f"never true: {condition}; problems: {self.problems}"
            self._browser.listen(0.05)

    def wait(self, seconds: float) -> None:
        """Let things happen."""
        self._browser.listen(seconds)

    def press(self, *keys: str, shift: bool = False) -> None:
        """Press keys of the keyboard."""
        for key in keys:
            text = {"Enter": "\r", "Space": " "}.get(key)
            event: dict[str, Any] = {
                "key": " " if key == "Space" else key,
                "code": key,
                "windowsVirtualKeyCode": KEYS[key],
                "modifiers": 8 if shift else 0,
            }
            self.ask("Input.dispatchKeyEvent", {"type": "keyDown"} | event | ({"text": text} if text else {}))
            self.ask("Input.dispatchKeyEvent", {"type": "keyUp"} | event)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.ask("Input.insertText", {"text": text})

    def resize(self, width: int, height: int) -> None:
        """Another size."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def theme(self, name: str) -> None:
        """ "light" or "dark"."""
        self.ask(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]}
        )

    def picture(self, path: Path) -> None:
        """What the page looks like, as PNG."""
        found = self.ask("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": False})
        path.write_bytes(base64.b64decode(found["data"]))

    def release(self) -> None:
        """Let the held requests go."""
        for request in self.held:
            self._browser.tell("Fetch.continueRequest", {"requestId": request}, self._session)
        self.held.clear()

    def happened(self, method: str, parameters: dict[str, Any]) -> None:
        """Something in the page."""
        if method == "Fetch.requestPaused":
            self._paused(parameters)
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.problems.append(parameters["entry"]["text"])

    def _paused(self, paused: dict[str, Any]) -> None:
        url, request = paused["request"]["url"], paused["requestId"]
        replacement = self.replaced.get(url)
        if replacement is not None:
            self._fulfil(request, 200, replacement, "text/javascript")
            return
        body = json.loads(paused["request"].get("postData", "null"))
        self.requests.append((url, body))
        decision = self.decide(url, body)
        if decision == "hold":
            self.held.append(request)
        elif decision == "refuse connection":
            self._browser.tell(
                "Fetch.failRequest",
                {"requestId": request, "errorReason": "ConnectionRefused"},
                self._session,
            )
        elif isinstance(decision, tuple):
            status, content = decision
            if isinstance(content, str):
                self._fulfil(request, status, content, "text/plain")
            else:
                self._fulfil(request, status, json.dumps(content), "application/json")
        else:
            self._browser.tell("Fetch.continueRequest", {"requestId": request}, self._session)

    def _fulfil(self, request: str, status: int, body: str, media_type: str) -> None:
        answer = {
            "requestId": request,
            "responseCode": status,
            "responseHeaders": [{"name": "Content-Type", "value": media_type}],
            "body": base64.b64encode(body.encode()).decode(),
        }
        self._browser.tell("Fetch.fulfillRequest", answer, self._session)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """A Chromium with a profile of its own, ended on leaving."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        inward, outward = os.pipe(), os.pipe()
        # clear of 3 and 4, which Chromium reads and writes
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (inward[0], outward[1])]
        arguments = [program, *_ARGUMENTS, f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        launcher = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}'
        process = subprocess.Popen(
            ["bash", "-c", launcher, "chromium", *arguments],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": profile},
        )
        for end in (inward[0], outward[1], *ends):
            os.close(end)
        try:
            yield Browser(inward[1], outward[0])
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(inward[1])
            os.close(outward[0])
