"""Pages from dataclasses and templates, in the reader's language."""

import secrets
from dataclasses import dataclass
from functools import cache

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from directory.config import Settings
from directory.i18n import COOKIE, LANGUAGE_NAMES, LANGUAGES, PARAMETER, LanguageCode, choose_language, translator
from directory.paths import templates_folder
from directory.policy import FORM_TOKEN, Caller, caller_even_locked, own_origin, remember_visit, visit_token
from directory.web.escaping import SafeEnvironment, sentences
from directory.web.my_list import kept_places
from directory.web.static_files import static_url, together_url

KEY = "key"
"""The hidden field by which a form that is sent twice is done once."""
HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The way to the same page in another language."""

    code: LanguageCode
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Site:
    """What the layout of every page knows beside the page itself."""

    language: LanguageCode
    others: tuple[OtherLanguage, ...]
    path: str
    caller: Caller | None
    """Who reads: the caller's session may be locked, and then nothing private is shown."""
    form_token: str
    """What the forms of this page carry; empty for those of visitors, which need none."""
    my_list: tuple[str, ...]
    """The ids of the listings that this device keeps."""
    quick_exit: str
    """Where somebody goes who must not be seen here."""


@pass_context
def form_token(context: Context, *, once: bool = True) -> Markup:
    """The hidden fields of every form that is sent: the token of the session, and a key by which it is done once.

    Without `once` there is no key: in frames of pages, which must be the same for everything that is not found.
    """
    site: Site = context["site"]
    fields = {FORM_TOKEN: site.form_token, KEY: secrets.token_urlsafe(16) if once else ""}
    return Markup("").join(HIDDEN.format(name, value) for name, value in fields.items() if value)


@cache
def environment(code: LanguageCode) -> Environment:
    """The templates with the sentences of one language; an undefined name is an error, never an empty place."""
    jinja = SafeEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.policies["ext.i18n.trimmed"] = True
    words = translator(code)
    jinja.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    jinja.globals["gettext"] = sentences(words.gettext)
    jinja.globals["static_url"] = static_url
    jinja.globals["together_url"] = together_url
    jinja.globals["form_token"] = form_token
    return jinja


def page(request: Request, template: str, content: object, *, status: int = 200) -> HTMLResponse:
    """Answer with the page `content` (a dataclass) as `template` shows it."""
    code = choose_language(request)
    html = environment(code).get_template(template).render(page=content, site=_site(request, code))
    response = HTMLResponse(html, status_code=status, headers={"Vary": "Accept-Language, Cookie"})
    if hasattr(request.state, "visit"):
        response.headers["Cache-Control"] = "no-store"  # whose link it is, or what was typed, is nobody's to go back to
    remember_visit(request, response)
    if request.query_params.get(PARAMETER) == code:
        remember_language(request, response, code)
    return response


def remember_language(request: Request, response: Response, code: str) -> None:
    """Have the browser ask for its pages in this language from now on."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, secure=secure, samesite="lax")


def see_other(address: str) -> RedirectResponse:
    """Send the browser to `address` with a GET, after something was done."""
    return RedirectResponse(address, status_code=303)


def whole_address(request: Request, name: str, **parameters: str) -> str:
    """The address of a page of ours as it is printed and given away: the public one, whatever host was asked."""
    return f"{own_origin(request)}{request.url_for(name, **parameters).path}"


def _site(request: Request, code: LanguageCode) -> Site:
    # A path of two slashes would be read as the name of another host.
    here = f"/{request.url.path.lstrip('/')}"
    others = tuple(
        OtherLanguage(other, LANGUAGE_NAMES[other], f"{here}?{request.url.include_query_params(lang=other).query}")
        for other in LANGUAGES
        if other != code
    )
    caller = caller_even_locked(request)
    token = visit_token(request) or (caller.form_token if caller else "")
    settings: Settings = request.app.state.settings
    mine = tuple(str(listing_id) for listing_id in kept_places(request))
    return Site(code, others, here, caller, token, mine, settings.quick_exit_url)
