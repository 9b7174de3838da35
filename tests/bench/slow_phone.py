"""`make phone`: how soon the first results stand on a slow phone with a slow line, in a real browser.

The phone: 360 × 740, the processor slowed four times, 1.6 Mbit/s both ways, without and with 150 ms until each answer
begins, which is how far away a server is on a poor network. Results stand when the first card has been painted.
Cold: nothing was fetched before. Warm: style and script are in the browser's cache, the page itself is not.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated, Any, Final

import typer
from playwright.sync_api import Browser, CDPSession, Page
from rich.console import Console
from rich.table import Table

from tests.bench.loopback import serve_demo
from tests.browser import PHONE, open_browser

PATH: Final = "/find?q=food&near=55401"
SLOWED: Final = 4
BYTES_A_SECOND: Final = 1_600_000 / 8
DISTANCES: Final = (0, 150)
"""Milliseconds until an answer begins."""
WATCH: Final = """
const look = () => requestAnimationFrame(() => {
  const card = document.querySelector(".hit");
  if (card?.getBoundingClientRect().height) requestAnimationFrame(() => { window.stood = performance.now(); });
  else look();
});
look();
window.shifted = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifted += each.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
TELL: Final = """() => ({
  stood: window.stood,
  shifted: window.shifted,
  page: performance.getEntriesByType("navigation")[0].responseEnd,
})"""


@dataclass(frozen=True, slots=True)
class View:
    """One opening of the page."""

    stood: float
    """Milliseconds until the first result was painted."""
    page: float
    """Milliseconds until the page itself had come."""
    shifted: float
    """How much moved after it was painted, as browsers count it."""
    requests: int
    kilobytes: float
    """Over the wire, with headers."""


class Line:
    """A slow line of a page, and what came over it."""

    def __init__(self, page: Page, distance: int) -> None:
        self.requests, self.bytes = 0, 0.0
        tools: CDPSession = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        speed = {"latency": distance, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        tools.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        tools.on("Network.loadingFinished", self._came)

    def _came(self, told: dict[str, Any]) -> None:
        self.requests += 1
        self.bytes += told["encodedDataLength"]


def open_twice(browser: Browser, address: str, path: str, distance: int) -> Iterator[View]:
    """A cold view, then a warm one."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(WATCH)
    line = Line(page, distance)
    for _ in ("cold", "warm"):
        line.requests, line.bytes = 0, 0.0
        page.goto(f"{address}{path}")
        page.wait_for_function("() => window.stood")
        page.wait_for_load_state("networkidle")
        told = page.evaluate(TELL)
        yield View(told["stood"], told["page"], told["shifted"], line.requests, line.bytes / 1000)
        page.goto("about:blank")
    context.close()


def measure(
    path: Annotated[str, typer.Option(help="The page.")] = PATH,
    rounds: Annotated[int, typer.Option(min=3, help="How often; the first is not counted.")] = 11,
) -> None:
    """Measure the first results of the demo on a slow phone, cold and warm."""
    table = Table("line", "cache", "results stand ms", "least", "most", "page came ms", "requests", "kB", "shift")
    with tempfile.TemporaryDirectory() as folder, serve_demo(Path(folder)) as address, open_browser() as browser:
        for distance in DISTANCES:
            views = [list(open_twice(browser, address, path, distance)) for _ in range(rounds)][1:]
            for place, cache in enumerate(("cold", "warm")):
                table.add_row(f"{distance} ms away", cache, *_row([pair[place] for pair in views]))
    console = Console()
    console.width = max(console.width, 110)
    console.print(table)


def _row(views: list[View]) -> Iterator[str]:
    stood = [view.stood for view in views]
    yield from (f"{value:.0f}" for value in (median(stood), min(stood), max(stood), median(v.page for v in views)))
    yield f"{median(view.requests for view in views):.0f}"
    yield f"{median(view.kilobytes for view in views):.1f}"
    yield f"{max(view.shifted for view in views):.3f}"


if __name__ == "__main__":
    typer.run(measure)
