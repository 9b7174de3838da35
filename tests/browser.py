"""A real browser for the tests: Debian's Chromium, a server for it to talk to, and a checker of accessibility."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from tests.required import absent

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE = Path(__file__).parent / "journeys" / "axe" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 860}
NARROWEST = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium; a machine without it skips the test, or fails it where browsers are required."""
    if not CHROMIUM.exists():
        absent("browser", f"{CHROMIUM} is not here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # who connects before the server runs waits for it
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="on")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        host, port = listening.getsockname()
        waiting = HTTPConnection(host, port, timeout=30)
        waiting.request("GET", "/healthz")
        assert waiting.getresponse().status == 200
        waiting.close()
        yield f"http://{host}:{port}"
        server.should_exit = True
        thread.join(timeout=10)


def faults_of(page: Page, *, only: str = "") -> list[str]:
    """What axe finds wrong, or `only` one rule of it, undecided contrast included; one line for each element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", [only] if only else RULES)
    undecided = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] + undecided for node in rule["nodes"]]


def is_wider_than_screen(page: Page) -> bool:
    """Whether somebody would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
