"""Which language somebody reads, and the sentences of the program in it. English is written in the source."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, get_args

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

from directory.paths import locale_folder

LanguageCode = Literal["en", "es"]
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
LANGUAGE_NAMES: Mapping[LanguageCode, str] = {"en": "English", "es": "Español"}
"""Each language by its own name, for those who read no other."""
COOKIE = "language"
PARAMETER = "lang"
_LOCALES: Mapping[LanguageCode, str] = {"en": "en_US", "es": "es_US"}


def _one_or_many(count: int) -> int:
    return int(count != 1)


@dataclass(frozen=True, slots=True)
class Translator:
    """The sentences of one language. A sentence that has no translation stays English: a test holds that none is."""

    code: LanguageCode
    locale: Locale
    singular: Mapping[tuple[str | None, str], str] = field(default_factory=dict, repr=False)
    plural: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    form: Callable[[int], int] = field(default=_one_or_many, repr=False)
    """Which plural form a number takes."""

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return self.singular.get((None, message), message)

    def pgettext(self, context: str, message: str) -> str:
        """The sentence in this language, where English says two things with one word."""
        return self.singular.get((context, message), message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The sentence for a number of things."""
        forms = self.plural.get(one, (one, many))
        return forms[min(self.form(count), len(forms) - 1)]


@cache
def translator(code: LanguageCode) -> Translator:
    """The translator of a language, its catalog read once."""
    locale = Locale.parse(_LOCALES[code])
    if code == "en":
        return Translator(code, locale)
    catalog = read_catalog(code)
    singular = {}
    plural = {}
    for message in catalog:
        if isinstance(message.id, str) and isinstance(message.string, str):
            if message.id and message.string:
                singular[(message.context, message.id)] = message.string
        elif isinstance(message.string, tuple | list) and all(message.string):
            plural[message.id[0]] = tuple(message.string)
    return Translator(code, locale, singular, plural, gettext.c2py(catalog.plural_expr))


def read_catalog(code: LanguageCode) -> Catalog:
    """The translations of a language as the translators keep them."""
    with (locale_folder() / code / "LC_MESSAGES" / "alongside.po").open("rb") as file:
        return read_po(file, locale=_LOCALES[code], abort_invalid=True)


def choose_language(connection: HTTPConnection) -> LanguageCode:
    """What the reader asked for: in the address, else chosen earlier, else what the browser prefers, else English."""
    for asked in (connection.query_params.get(PARAMETER), connection.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return "es" if asked == "es" else "en"
    return preferred_language(connection.headers.get("accept-language", ""))


def given_away(address: str, code: LanguageCode) -> str:
    """An address as it is shared or printed: it opens in the language of the page it was given from.

    One from an English page is left as it is, and opens in what its reader's browser prefers.
    """
    return address if code == "en" else f"{address}?{PARAMETER}={code}"


def preferred_language(accepted: str) -> LanguageCode:
    """The first of our languages in an `Accept-Language` header, by its weights; English when it names none."""
    wishes = sorted((_wish(part) for part in accepted.split(",")[:20]), key=lambda wish: -wish[1])
    for tag, weight in wishes:
        if weight > 0 and tag[:2] in LANGUAGES and tag[2:3] in ("", "-"):
            return "es" if tag[:2] == "es" else "en"
    return "en"


def _wish(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";q=")
    try:
        return tag.strip().lower(), float(weight or 1)
    except ValueError:
        return tag.strip().lower(), 0.0
