"""To compare with: what a competent developer writes in a day, of FastAPI, SQLite FTS5 with an R*Tree, and Jinja."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import local
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, Field
from uvicorn.supervisors import Multiprocess

from directory.cli.serving import prompt_socket
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from search.document import Facet
from search.hours import Window
from search.query import Near
from tests.bench.engine import Answer
from tests.bench.fts5 import Fts5Engine
from tests.bench.questions import PER_PAGE, Question

VARIABLE = "ALONGSIDE_BENCH_PLAIN"
"""The environment variable that names the SQLite file."""
Values = tuple[str, ...]
of_thread = local()


class Asked(BaseModel):
    """The parameters of a question; FastAPI reads them from the address."""

    q: str = ""
    near: str = ""
    miles: float = 25.0
    at: datetime | None = None
    within: int | None = None
    domain: Values = ()
    term: Values = ()
    format: Values = ()
    language: Values = ()
    for_: Values = Field((), alias="for")
    access: Values = ()
    need: Values = ()
    free: Values = ()
    page: int = 1

    def question(self) -> Question:
        """The question as the engine is asked it."""
        words = [word for word in self.q.split() if not word.startswith("-")]
        without = next((word[1:] for word in self.q.split() if word.startswith("-")), "")
        chosen: dict[Facet, tuple[str, ...]] = {
            "domain": self.domain,
            "term": self.term,
            "format": self.format,
            "language": self.language,
            "for": self.for_,
            "access": self.access,
            "need": self.need,
            "free": self.free,
        }
        return Question(
            kind="plain",
            words=tuple(word.strip('"') for word in words),
            is_phrase=self.q.startswith('"'),
            without=without,
            near=self._near(),
            window=self._window(),
            chosen={facet: frozenset(values) for facet, values in chosen.items() if values},
            page=self.page,
        )

    def _near(self) -> Near | None:
        if not self.near:
            return None
        lat, lon = (float(part) for part in self.near.split(","))
        return Near(lat, lon, self.miles)

    def _window(self) -> Window | None:
        if self.at is None or self.within is None:
            return None
        return Window(self.at, self.at + timedelta(minutes=self.within))


def find(asked: Asked) -> Answer:
    """The answer, over a connection of the thread's own."""
    if not hasattr(of_thread, "engine"):
        of_thread.engine = Fts5Engine(Path(os.environ[VARIABLE]))
    answer: Answer = of_thread.engine.find(asked.question())
    return answer


@cache
def vocabulary() -> Vocabulary:
    """The labels of the codes."""
    return load_vocabulary(seeds_folder() / "vocabulary")


def label(facet: str, code: str) -> str:
    """The words for a code."""
    known = {"domain": vocabulary().domains, "term": vocabulary().terms, "access": vocabulary().access}
    known |= {"language": vocabulary().languages, "for": vocabulary().audiences, "fact": vocabulary().facts}
    entries: Mapping[str, Any] = known.get(facet, {})
    return str(entries[code].label_en) if code in entries else code.replace("_", " ")


def make_app() -> FastAPI:
    """The app of the file that the environment names."""
    app = FastAPI(openapi_url=None)
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, auto_reload=False)
    pages.globals["label"] = label
    template = pages.get_template("plain_find.html")

    @app.get("/api/find")
    def find_as_json(asked: Annotated[Asked, Query()]) -> dict[str, Any]:
        answer = find(asked)
        hits = [{"id": key, **card} for key, card in zip(answer.ids, answer.cards, strict=True)]
        return {"total": answer.total, "facets": answer.facets, "page": asked.page, "hits": hits}

    @app.get("/find")
    def show_results(asked: Annotated[Asked, Query()]) -> HTMLResponse:
        answer = find(asked)
        hits = list(zip(answer.ids, answer.cards, strict=True))
        last = -(-answer.total // PER_PAGE)
        return HTMLResponse(template.render(asked=asked, answer=answer, hits=hits, last=last))

    return app


def serve(port: int, workers: int) -> None:
    """Serve the app of the environment, several processes by a socket as prompt as ours."""
    config = uvicorn.Config(
        "tests.bench.plain_app:make_app",
        factory=True,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
    )
    if workers > 1:
        Multiprocess(config, sockets=[prompt_socket(config)]).run()
    else:
        uvicorn.Server(config).run()
