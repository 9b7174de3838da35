"""What browsers report that a page tried and its policy forbids: which rule, on which route, and nothing else."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

from directory import policy
from directory.web.protection import CONTENT_SECURITY_POLICY, REPORTS, UNMATCHED
from directory.web.rates import limited

router = APIRouter(include_in_schema=False)
MOST_AT_ONCE: Final = 10
"""Reports of one request that are logged."""
RULES: Final = frozenset(rule.split(" ")[0] for rule in CONTENT_SECURITY_POLICY.split("; "))
PARTS: Final = ("-elem", "-attr")
"""Browsers name rules more finely than we write them."""
INLINE: Final = frozenset({"inline", "eval", "wasm-eval", "data", "blob"})

log = structlog.get_logger("alongside.web")


@router.post(REPORTS, **limited(policy.browser_reports, "10/minute; 60/hour"))
async def take_reports(request: Request) -> Response:
    """Log the rule, the route and the kind of what was blocked; addresses and texts in a report are dropped."""
    for report in list(read_reports(await request.body()))[:MOST_AT_ONCE]:
        log.warning("blocked by policy", **told(report, request))
    return Response(status_code=204)


def read_reports(body: bytes) -> Iterator[dict[str, Any]]:
    """The reports in what a browser sent, old way or new; nothing for anything else."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in said if isinstance(said, list) else [said]:
        report = one.get("csp-report", one.get("body")) if isinstance(one, dict) else None
        if isinstance(report, dict):
            yield report


def told(report: dict[str, Any], request: Request) -> dict[str, str]:
    """What is worth knowing of a report, in words of ours alone."""
    rule = _text(report, "effectiveDirective", "effective-directive", "violated-directive").split(" ")[0]
    for part in PARTS:
        rule = rule.removesuffix(part)
    blocked = _text(report, "blockedURL", "blocked-uri")
    return {
        "rule": rule if rule in RULES else "other",
        "route": _route_told(report, request),
        "blocked": blocked if blocked in INLINE else "address",
    }


def _route_told(report: dict[str, Any], request: Request) -> str:
    try:
        page = urlsplit(_text(report, "documentURL", "document-uri"))
    except ValueError:  # no address at all
        return UNMATCHED
    return route_of_path(request.app, page.path) if page.netloc == request.url.netloc else UNMATCHED


def route_of_path(app: FastAPI, path: str) -> str:
    """The route that a path belongs to, as declared."""
    for context in iter_route_contexts(app.routes):
        declared = str(context.path or "")
        if compile_path(declared)[0].match(path):
            return declared
    return UNMATCHED


def _text(report: dict[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := report.get(name), str)), "")
