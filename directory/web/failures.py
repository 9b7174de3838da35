"""What people and programs are told when something cannot be answered: sentences they can act on."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from directory.errors import AlongsideError, AskedWrongly
from directory.i18n import Translator, choose_language, translator
from directory.policy import TooManyRequestsError
from directory.web.once import DoneBeforeError
from directory.web.refusals import note_refused, way_out
from directory.web.telling import FailurePage, answer_failure, not_found, told_by_status
from directory.web.templating import see_other


def install_failures(app: FastAPI) -> None:
    """Give the application one way of saying no, to people and to programs."""
    app.add_exception_handler(AlongsideError, _named)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(OperationalError, _away)


async def failure_page(request: Request, failure: str) -> Response:
    """What is said when a bug struck: nothing of the bug but its id."""
    words = translator(choose_language(request))
    sentence = words.gettext("Something went wrong on our side. Please try again in a moment.")
    content = FailurePage(words.gettext("That did not work"), sentence, failure)
    return await run_in_threadpool(answer_failure, request, 500, content)


# The handlers are plain functions, so that what they ask of the database keeps nobody else waiting.


def _named(request: Request, error: Exception) -> Response:
    if not isinstance(error, AlongsideError):
        raise error
    if isinstance(error, DoneBeforeError):
        return see_other(error.answer)
    note_refused(request, error)
    if elsewhere := way_out(request, error):
        return elsewhere
    words = translator(choose_language(request))
    if error.status == 404:
        return answer_failure(request, 404, not_found(words))
    if error.status == 503:
        return _away(request, error)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyRequestsError) else {}
    return answer_failure(request, error.status, _told(error, words), headers)


def _told(error: AlongsideError, words: Translator) -> FailurePage:
    """The words for a refusal: those of its status where it has its own, else the error's sentence."""
    if error.status in {401, 403, 415, 429}:
        return told_by_status(error.status, words)
    fields = error.sentences if isinstance(error, AskedWrongly) else {}
    return FailurePage(words.gettext("That did not work"), words.gettext(str(error)), fields=fields)


def _away(request: Request, error: Exception) -> Response:
    """Say that something this answer needs is not there for the moment: the database, or the index."""
    del error  # that of the database repeats its statement
    words = translator(choose_language(request))
    sentence = words.gettext("The directory is being made ready. Please try again in a minute.")
    content = FailurePage(words.gettext("Just a moment"), sentence)
    return answer_failure(request, 503, content, {"Retry-After": "30"})


def _by_status(request: Request, error: Exception) -> Response:
    words = translator(choose_language(request))
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers: Mapping[str, str] | None = error.headers if isinstance(error, HTTPException) else None
    return answer_failure(request, status, told_by_status(status, words), headers)


def _not_understood(request: Request, error: Exception) -> Response:
    del error  # its detail repeats what was typed
    words = translator(choose_language(request))
    return answer_failure(request, 422, told_by_status(422, words))
