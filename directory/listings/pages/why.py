"""Why a result stands where it stands, in sentences for whoever asks."""

from collections.abc import Callable, Iterator
from datetime import date

from directory.formats import long_date, miles_in_words
from directory.i18n import Translator
from search.query import Hit

WHERE_WORDS_STAND: dict[str, Callable[[Translator], str]] = {
    "name": lambda words: words.gettext("Your words stand in its name."),
    "alternate_name": lambda words: words.gettext("Your words stand in another name of it."),
    "term": lambda words: words.gettext("It is of the kind you asked for."),
    "organization": lambda words: words.gettext("Your words stand in the name of who runs it."),
    "description": lambda words: words.gettext("Your words stand in its description."),
    "place": lambda words: words.gettext("Your words stand in its place or the way there."),
}
"""By the code of `search.query.Reason`, in the order in which they are said."""


def why(hit: Hit, words: Translator) -> tuple[str, ...]:
    """Every reason in one sentence; nothing where nothing was asked that it could answer."""
    given = dict(hit.reasons)
    return (
        *(said(words) for code, said in WHERE_WORDS_STAND.items() if code in given),
        *_circumstances(given, hit, words),
    )


def _circumstances(given: dict[str, str], hit: Hit, words: Translator) -> Iterator[str]:
    if "synonym" in given:
        typed, _, other = given["synonym"].partition(" > ")
        yield words.gettext("“%(other)s” means the same as “%(typed)s”.") % {"other": other, "typed": typed}
    if hit.miles is not None:
        far = miles_in_words(hit.miles, words, is_area=hit.card["visibility"] != "full")
        yield words.gettext("It is %(far)s from the place you named.") % {"far": far}
    if "on_now" in given:
        yield words.gettext("It is on now.")
    if "soon" in given:
        yield words.gettext("It begins in %(minutes)s min.") % {"minutes": given["soon"]}
    if "checked" in given:
        day = long_date(date.fromisoformat(given["checked"]), words)
        yield words.gettext("Somebody checked it on %(day)s.") % {"day": day}
    if "language" in given:
        yield words.gettext("It is written in your language.")
