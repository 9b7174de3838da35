"""One calm page, or the same as JSON, for what cannot be answered: the words for each status."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from directory.i18n import Translator
from directory.web.templating import page


@dataclass(frozen=True, slots=True)
class FailurePage:
    """One calm page: what happened, what to do, and an id when somebody must look into it."""

    title: str
    sentence: str
    failure: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each parameter that cannot be used, for programs."""


def wants_json(request: Request) -> bool:
    """Whether a program asks: for an interface of theirs, or when JSON is accepted and HTML is not."""
    path, accepted = request.url.path, request.headers.get("accept", "")
    is_interface = path.startswith(("/api/", "/hsds")) or path.endswith(".json")
    return is_interface or ("application/json" in accepted and "text/html" not in accepted)


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


def not_found(words: Translator) -> FailurePage:
    """The one page for what never existed, what is gone, and what is not for this reader."""
    return FailurePage(
        words.gettext("Nothing here"),
        words.gettext("This page is not here. It may have moved, or the address may be mistyped."),
    )


def told_by_status(status: int, words: Translator) -> FailurePage:
    """What is said where the status is all that is to be told."""
    _ = words.gettext
    sentences = {
        401: (_("Please sign in"), _("This is for people who work here. Sign in to go on.")),
        403: (
            _("Please open the page again"),
            _("What you sent came from an older page, or from another site, and was not used. Go back, reload, send."),
        ),
        405: (_("That is not possible here"), _("This page can be read, but nothing can be sent to it.")),
        413: (_("Too much at once"), _("What was sent is too big to be read.")),
        415: (_("That cannot be read here"), _("What was sent is of a kind that is not read here.")),
        429: (
            _("Please wait a little"),
            _("This was asked very often from where you are. Wait a minute or two, then try again."),
        ),
    }
    if status == 404:
        return not_found(words)
    otherwise = (_("That did not work"), _("The request could not be understood. Please start again."))
    return FailurePage(*sentences.get(status, otherwise))
