"""A real browser for the tests: Debian's Chromium, a server for it to talk to, and a checker of accessibility."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from tests.required import absent

CHROMIUM = Path("/usr/bin/chromium")
SWITCHED_OFF = (
    # The pages of the address bar, a program of its own to each window, though nobody sees one here.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off itself: of two such lists Chromium reads the last one.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    f"--disable-features={','.join(SWITCHED_OFF)}",
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
FAULTS = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations', 'incomplete']});
    const undecided = found.incomplete.filter((rule) => rule.id === 'color-contrast');
    return [...found.violations, ...undecided].flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""
"""What passed is not asked for: to write it down for us takes as long as to find it."""
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
def serve(app: FastAPI, *, port: int = 0) -> Iterator[str]:
    """Serve an application on a free port of this machine, or on one that was served before; gives its address."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
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
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FAULTS, [only] if only else RULES)
    return found


def is_wider_than_screen(page: Page) -> bool:
    """Whether somebody would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
