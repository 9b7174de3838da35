"""What somebody is told who tried too often: how long to wait, and that nothing is wrong with their account."""

from fastapi import Request, Response

from directory.accounts.pages.doors import too_many_page
from directory.i18n import Translator
from directory.policy import TooManyRequestsError
from directory.web import page


def slow_down(request: Request, refusal: TooManyRequestsError, words: Translator) -> Response:
    """Answer 429 with a page that a person understands, the same whether or not the account is there."""
    response = page(request, "accounts/told.html", too_many_page(refusal.seconds, words), status=429)
    response.headers["Retry-After"] = str(refusal.seconds)
    return response
