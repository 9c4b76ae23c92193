"""Chromium by its own protocol, behind a proxy that writes down what is asked for."""

import contextlib
import json
import re
import resource
import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import websocket

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-default-apps", "--disable-domain-reliability"),
    *("--disable-dev-shm-usage", "--disable-extensions", "--metrics-recording-only"),
    *("--window-size=1366,850", "--lang=pl", "--remote-debugging-port=0"),
    "--remote-allow-origins=*",
)
# What Chromium itself asks for, whatever page it shows
OWN = re.compile(
    r"//((clients\d?|accounts|www|update|[\w.-]+\.clients)\.google\.com"
    r"|(update|content-autofill|optimizationguide-pa)\.googleapis\.com)[:/ ]"
)
LOCAL = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:|about:")


def _no_memory_limit():
    """Chromium reserves more addresses than Odoo allows itself."""
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, unlimited)


class DeadProxy(socketserver.ThreadingTCPServer):
    """Answers 502 to everything; ``asked`` keeps the first line of each request."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        self.asked = []
        super().__init__(("127.0.0.1", 0), _Refuse)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Refuse(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline(4096).decode(errors="replace").strip()
        if line:
            self.server.asked.append(line.replace("CONNECT ", "CONNECT //"))
        self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


class Browser:
    """One page of a headless Chromium."""

    def __init__(self):
        self.proxy = DeadProxy()
        self.folder = Path(tempfile.mkdtemp(prefix="skks-browser-"))
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        assert program, "the tests need Chromium, see README.md"
        self.process = subprocess.Popen(
            [
                program,
                *FLAGS,
                f"--proxy-server=http://127.0.0.1:{self.proxy.server_address[1]}",
                f"--user-data-dir={self.folder}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_no_memory_limit,
        )
        self.number = 0
        self.asked = []
        self.console = []
        self.socket = websocket.create_connection(
            self._page(), timeout=120, suppress_origin=True
        )
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def _page(self):
        """Address of the page, once the browser has written where it listens."""
        note = self.folder / "DevToolsActivePort"
        for _turn in range(600):
            with contextlib.suppress(OSError, IndexError, StopIteration):
                port = note.read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                    pages = json.load(answer)
                return next(
                    page["webSocketDebuggerUrl"]
                    for page in pages
                    if page["type"] == "page"
                )
            time.sleep(0.1)
        raise RuntimeError("Chromium did not start.")

    def call(self, method, **parameters):
        """One command of the protocol; returns its result."""
        self.number += 1
        self.socket.send(
            json.dumps({"id": self.number, "method": method, "params": parameters})
        )
        while True:
            message = json.loads(self.socket.recv())
            self._note(message)
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]

    def _note(self, message):
        if message.get("method") == "Runtime.consoleAPICalled":
            said = message["params"]["args"]
            self.console.append(str([one.get("value") for one in said]))
        elif message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])

    def outside(self):
        """What the pages asked of other hosts since the last question.

        The page's own requests, and whatever else came to the proxy.
        """
        found = [url for url in self.asked if not LOCAL.match(url)]
        found += [line for line in self.proxy.asked if not OWN.search(line)]
        self.asked.clear()
        self.proxy.asked.clear()
        return found

    def run(self, code):
        """Value of a JavaScript expression, awaited if it is a promise."""
        result = self.call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, code, seconds=60):
        """Wait until an expression is true, also across a change of page.

        The first screen of a server that has just started asks for all its scripts;
        beside other tests that has taken more than twenty seconds.
        """
        for _turn in range(seconds * 10):
            with contextlib.suppress(AssertionError):
                if self.run(code):
                    return
            time.sleep(0.1)
        shown = self.run("location.href + ' ' + document.body.innerText.slice(0, 300)")
        raise AssertionError(f"{code} did not come true: {shown} {self.console[-5:]}")

    def open(self, url, ready="true"):
        """Go to a page and wait until all that it asks for is there."""
        self.call("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && {ready}")
        self.run(
            "document.fonts.ready.then(() => new Promise(f => setTimeout(f, 300)))"
        )

    def close(self):
        """Stop it and remove what it kept."""
        self.socket.close()
        self.process.terminate()
        self.process.wait(30)
        self.proxy.shutdown()
        self.proxy.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)
