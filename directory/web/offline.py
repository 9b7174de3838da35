"""Without a connection: what a browser keeps unasked so that help in a crisis is there, and the site as an app.

Kept are the crisis page, a page that says there is no connection, and the page that searches what somebody chose to
keep, as a visitor reads them, with what they are made of. Nothing else is ever kept unasked: the worker's script has
one place where it keeps something. Areas that are kept on request lie elsewhere (`listings.views_area`).
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from directory import policy
from directory.i18n import LANGUAGES, PARAMETER, LanguageCode, choose_language
from directory.paths import locale_folder, seeds_folder, static_folder, templates_folder
from directory.web.dependencies import WordsDep
from directory.web.quick_json import QuickJson
from directory.web.static_files import static_url, together_url
from directory.web.templating import page

router = APIRouter(include_in_schema=False)
WORKER: Final = "offline-worker.js"
PAGES: Final = ("/crisis", "/offline", "/saved")
SAVED: Final = " ".join(
    f"offline-{part}.js" for part in ("store", "search", "times", "area", "cards", "keeping", "saved")
)
MADE_OF: Final = (
    "brand.svg",
    "tokens.css site.css print.css",
    "tokens.css site.css listing.css print.css",
    "tokens.css site.css find.css offline-saved.css print.css",
    "quick-exit.js offline.js",
    f"quick-exit.js offline.js {SAVED}",
)
"""Style, script and marks of those pages."""
SPOKEN_IN: Final = ("crisis", "offline", "layouts", "components")
"""Folders of the templates of those pages."""
LINES: Final = "vocabulary/crisis_lines.csv"
"""The numbers that the crisis page shows, among the seeds."""
THEME: Final = "#0b5e58"
PAPER: Final = "#f7f6f2"
ICONS: Final = (
    ("brand.svg", "any", "image/svg+xml", "any"),
    ("icons/icon-192.png", "192x192", "image/png", "any"),
    ("icons/icon-512.png", "512x512", "image/png", "any"),
    ("icons/maskable-512.png", "512x512", "image/png", "maskable"),
)
"""File, size, type and purpose of each mark that a phone may show."""


@dataclass(frozen=True, slots=True)
class OfflinePage:
    """What stands in place of a page that cannot be fetched."""

    title: str


@router.get("/offline", **policy.public)
def show_offline(request: Request, words: WordsDep) -> HTMLResponse:
    """The page that a browser keeps for when there is no connection."""
    return page(request, "offline/offline.html", OfflinePage(words.gettext("No connection")))


@router.get("/sw.js", **policy.public)
async def show_worker(request: Request) -> Response:
    """The script that keeps and hands out; other bytes than before make a browser keep everything anew."""
    kept = {
        "version": shell_version(),
        "language": choose_language(request),
        "languages": LANGUAGES,
        "pages": PAGES,
        "addresses": kept_addresses(),
    }
    script = f"const KEPT = {orjson.dumps(kept).decode()};\n{_worker_script()}"
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/", "Vary": "Accept-Language, Cookie"}
    return Response(script, media_type="text/javascript", headers=headers)


@router.get("/manifest.webmanifest", **policy.public)
async def show_manifest(request: Request, words: WordsDep) -> QuickJson:
    """The name and marks under which a phone keeps this site among its apps."""
    description = words.gettext(
        "What is near and on: support groups, classes, work, volunteering, things to do, and help with what is in"
        " the way."
    )
    crisis = {"name": words.gettext("Crisis help"), "url": "/crisis"}
    return QuickJson(manifest(choose_language(request), description, crisis), media_type="application/manifest+json")


def manifest(language: LanguageCode, description: str, crisis: dict[str, str]) -> dict[str, Any]:
    """The web app manifest, in one language."""
    return {
        "id": "/",
        "name": "Alongside",
        "short_name": "Alongside",
        "description": description,
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": PAPER,
        "icons": [
            {"src": static_url(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
        "shortcuts": [crisis],
    }


def kept_addresses() -> list[str]:
    """The address of everything that is kept unasked: each page in each language, and what they are made of."""
    pages = [f"{path}?{PARAMETER}={language}" for path in PAGES for language in LANGUAGES]
    return [*pages, *(together_url(names) for names in MADE_OF)]


@cache
def shell_version() -> str:
    """A hash of all that is kept unasked and of what its words are made of: another one, and it is kept anew."""
    parts = ["\n".join(kept_addresses()).encode(), _worker_script().encode()]
    folders = (templates_folder() / name for name in SPOKEN_IN)
    written = [file for folder in folders for file in sorted(folder.rglob("*.html"))]
    said = (seeds_folder() / LINES, *sorted(locale_folder().rglob("*.po")))
    parts += [file.read_bytes() for file in (*written, *said)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


@cache
def _worker_script() -> str:
    return (static_folder() / WORKER).read_text(encoding="utf-8")
