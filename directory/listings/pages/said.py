"""What is said above the results: how many, where, and every way in which the answer is wider than the question."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.formats import one_after_another, whole_miles
from directory.i18n import Translator
from directory.listings.find import Found
from directory.listings.pages.address import Address
from directory.listings.pages.matches import as_written, folded
from search.query import Hit, Relaxed, Results

MOST_SYNONYMS = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, with a link that undoes what it tells of."""

    text: str
    href: str = ""
    link: str = ""


def how_many(found: Found, words: Translator) -> str:
    """`41 found`, and in how many groups when a card stands for a group."""
    results = found.results
    if results is None or (found.cards and not results.total):
        return ""
    said = words.ngettext("%(count)s found", "%(count)s found", results.total) % {"count": results.total}
    if not found.question.grouped or results.groups == results.total:
        return said
    in_groups = words.ngettext("in %(count)s group", "in %(count)s groups", results.groups) % {"count": results.groups}
    return f"{said} {in_groups}"


def where(found: Found, words: Translator) -> str:
    """`within 5 miles of Minneapolis, MN 55401`."""
    if found.place is None or found.results is None:
        return ""
    if found.results.miles is None:
        return words.gettext("near %(place)s") % {"place": found.place.label}
    miles = found.results.miles
    said = words.ngettext(
        "within %(miles)s mile of %(place)s", "within %(miles)s miles of %(place)s", 1 if miles == 1 else 2
    )
    return said % {"miles": whole_miles(miles), "place": found.place.label}


def explanations(found: Found, address: Address, words: Translator) -> tuple[Said, ...]:
    """Every way in which the answer is wider than the question, each with a way back."""
    if found.results is None:
        return ()
    exactly = address.instead("exact", "1").href
    said = [_relaxed(relaxed, exactly, words) for relaxed in found.results.relaxed]
    return (*said, *_synonyms(found.results, words), *_unstated(found.results, address, words))


def _relaxed(relaxed: Relaxed, exactly: str, words: Translator) -> Said:
    link = words.gettext("Only exactly this")
    values = {"typed": relaxed.from_, "used": relaxed.to}
    if relaxed.kind == "spelling":
        return Said(words.gettext("Also looked for “%(used)s” in place of “%(typed)s”.") % values, exactly, link)
    if relaxed.kind == "any_word":
        return Said(
            words.gettext("Too little has all of these words, so some below have only one of them."), exactly, link
        )
    return Said(words.gettext("Looked up to %(used)s miles away to find more.") % values, exactly, link)


def _synonyms(results: Results, words: Translator) -> Iterator[Said]:
    """Other words that mean the same, as far as the reader can see them in what was found."""
    seen = (word for hit in results.hits for word in _seen_synonyms(hit, words))
    found = list({folded(word): word for word in seen}.values())[:MOST_SYNONYMS]
    if found:
        quoted = one_after_another([f"“{word}”" for word in found], words)
        text = words.ngettext(
            "Including %(words)s, which means the same.", "Including %(words)s, which mean the same.", len(found)
        )
        yield Said(text % {"words": quoted})


def _seen_synonyms(hit: Hit, words: Translator) -> Iterator[str]:
    """Those that brought a listing in: it is written in the reader's language and has the other word, not the typed."""
    if hit.card["text_language"] != words.code:
        return
    for synonym in [reason.value for reason in hit.reasons if reason.code == "synonym"]:
        typed, _, other = synonym.partition(" > ")
        if not set(typed.split()) <= set(hit.matched):
            text = f"{hit.card['name']} · {hit.card['alternate_name']} · {hit.card['summary']}"
            written = as_written(text, other.split())
            if written:
                yield written if " " in written or written.isupper() else written.lower()


def _unstated(results: Results, address: Address, words: Translator) -> Iterator[Said]:
    if results.unstated:
        text = words.ngettext(
            "%(count)s more place does not say.", "%(count)s more places do not say.", results.unstated
        ) % {"count": results.unstated}
        yield Said(text, address.instead("unstated", "1").href, words.gettext("Show them too"))
