"""Figures for Prometheus: answers by route and status, and what else the installation adds; nothing of anybody.

Where several processes answer, each keeps its counts in a file of the folder `PROMETHEUS_MULTIPROC_DIR` names
(prometheus_client's multiprocess mode), and whichever process is asked adds them up. That name must be in the
environment before a process loads prometheus_client.
"""

import os
from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from directory import policy

COUNTS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
OWN_COUNTS: Final = CollectorRegistry()
"""What this process alone has counted."""
ANSWERS: Final = Histogram(
    "alongside_answer_seconds",
    "Seconds until an answer was sent, by declared route and status; its count is the number of answers.",
    ("route", "status"),
    buckets=SECONDS,
    registry=OWN_COUNTS,
)
REFUSED_SIGN_INS: Final = Counter(
    "alongside_refused_sign_ins", "Sign-ins that were refused, whatever the reason.", registry=OWN_COUNTS
)

router = APIRouter(include_in_schema=False)
"""Included only where the setting `metrics_token` names a token."""


@router.get("/metrics", **policy.own_token("metrics_token"))
def show_figures(request: Request) -> Response:
    """Answer whoever sends the token with the figures of all processes."""
    return Response(figures_in_text(request.app.state.figures), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def count_answer(route: str, status: int, seconds: float) -> None:
    """Count an answer under its declared route: never the path that was asked."""
    ANSWERS.labels(route, str(status)).observe(seconds)


def count_refused_sign_in() -> None:
    """Count somebody who could not prove who they are."""
    REFUSED_SIGN_INS.inc()


def all_figures(others: Iterable[Collector]) -> CollectorRegistry:
    """The counts of every process that answers, and what others know."""
    registry = CollectorRegistry()
    if folder := os.environ.get(COUNTS_FOLDER):
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    else:
        registry.register(OWN_COUNTS)
    for other in others:
        registry.register(other)
    return registry


def figures_in_text(others: Iterable[Collector]) -> bytes:
    """All figures as Prometheus reads them."""
    return generate_latest(all_figures(others))
