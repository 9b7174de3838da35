"""What people and programs are told when something cannot be answered: sentences they can act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from directory.errors import AlongsideError, AskedWrongly
from directory.i18n import Translator, choose_language, translator
from directory.web.templating import page


@dataclass(frozen=True, slots=True)
class FailurePage:
    """One calm page: what happened, what to do, and an id when somebody must look into it."""

    title: str
    sentence: str
    failure: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each parameter that cannot be used, for programs."""


def install_failures(app: FastAPI) -> None:
    """Give the application one way of saying no, to people and to programs."""
    app.add_exception_handler(AlongsideError, _named)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _away)


def wants_json(request: Request) -> bool:
    """Whether a program asks: below `/api/`, or when JSON is accepted and HTML is not."""
    accepted = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("application/json" in accepted and "text/html" not in accepted)


def answer_failure(
    request: Request, status: int, content: FailurePage, headers: Mapping[str, str] | None = None
) -> Response:
    """The same refusal as a page or as JSON."""
    if wants_json(request):
        detail = {"failure": content.failure, "fields": dict(content.fields)}
        body = {"error": content.sentence} | {name: value for name, value in detail.items() if value}
        response: Response = JSONResponse(body, status_code=status)
    else:
        response = page(request, "errors/failure.html", content, status=status)
    response.headers.update(headers or {})
    return response


async def failure_page(request: Request, failure: str) -> Response:
    """What is said when a bug struck: nothing of the bug but its id."""
    words = translator(choose_language(request))
    sentence = words.gettext("Something went wrong on our side. Please try again in a moment.")
    return answer_failure(request, 500, FailurePage(words.gettext("That did not work"), sentence, failure))


def not_found(words: Translator) -> FailurePage:
    """The one page for what never existed, what is gone, and what is not for this reader."""
    return FailurePage(
        words.gettext("Nothing here"),
        words.gettext("This page is not here. It may have moved, or the address may be mistyped."),
    )


def _by_status_code(status: int, words: Translator) -> FailurePage:
    if status == 405:
        return FailurePage(
            words.gettext("That is not possible here"),
            words.gettext("This page can be read, but nothing can be sent to it."),
        )
    if status == 413:
        return FailurePage(words.gettext("Too much at once"), words.gettext("What was sent is too big to be read."))
    if status == 404:
        return not_found(words)
    return FailurePage(
        words.gettext("That did not work"), words.gettext("The request could not be understood. Please start again.")
    )


async def _named(request: Request, error: Exception) -> Response:
    words = translator(choose_language(request))
    status = error.status if isinstance(error, AlongsideError) else 500
    if status == 404:
        return answer_failure(request, status, not_found(words))
    if status == 503:
        return await _away(request, error)
    fields = error.sentences if isinstance(error, AskedWrongly) else {}
    content = FailurePage(words.gettext("That did not work"), str(error), fields=fields)
    return answer_failure(request, status, content)


async def _away(request: Request, error: Exception) -> Response:
    """Say that something this answer needs is not there for the moment: the database, or the index."""
    del error  # that of the database repeats its statement
    words = translator(choose_language(request))
    sentence = words.gettext("The directory is being made ready. Please try again in a minute.")
    content = FailurePage(words.gettext("Just a moment"), sentence)
    return answer_failure(request, 503, content, {"Retry-After": "30"})


async def _by_status(request: Request, error: Exception) -> Response:
    words = translator(choose_language(request))
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return answer_failure(request, status, _by_status_code(status, words), headers)


async def _not_understood(request: Request, error: Exception) -> Response:
    del error  # its detail repeats what was typed
    words = translator(choose_language(request))
    return answer_failure(request, 422, _by_status_code(422, words))
