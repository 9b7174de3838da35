"""The form of a source, new or known, and what its fields are called where two people changed them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from directory.accounts.pages.parts import Option, Way
from directory.feeds.formats import FORMATS
from directory.feeds.pages.words import rule_names, schedule_names
from directory.formats import clock_time
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.web.filled import Filled
from directory.web.merging import Label


@dataclass(frozen=True, slots=True)
class FeedFormPage:
    """The whole page."""

    title: str
    action: str
    form: Filled
    version: str
    is_new: bool
    formats: tuple[Option, ...]
    schedules: tuple[Option, ...]
    hours: tuple[Option, ...]
    rules: tuple[Option, ...]
    terms: tuple[Option, ...]
    asks: bool
    """Whether it asks who offers what the source lists, and what it is."""
    back: Way


def feed_form_page(
    form: Filled, version: str, vocabulary: Vocabulary, words: Translator, *, source_href: str, format_name: str
) -> FeedFormPage:
    """Build the page; `source_href` is empty for a new source."""
    chosen = form.value
    rules = rule_names(words)
    return FeedFormPage(
        title=words.gettext("How it is read") if source_href else words.gettext("A new source"),
        action=f"{source_href}/settings" if source_href else "/curation/feeds",
        form=form,
        version=version,
        is_new=not source_href,
        formats=_options(((name, words.gettext(one.label)) for name, one in FORMATS.items()), chosen("format")),
        schedules=_options(schedule_names(words).items(), chosen("schedule")),
        hours=_options(((str(hour), clock_time(time(hour), words)) for hour in range(24)), chosen("hour")),
        rules=tuple(Option(rule, name, rule == chosen("rule"), said) for rule, (name, said) in rules.items()),
        terms=_terms(vocabulary, chosen("term"), words),
        asks=not source_href or (format_name in FORMATS and FORMATS[format_name].asks_who_and_what),
        back=Way(words.gettext("Source"), source_href)
        if source_href
        else Way(words.gettext("Sources"), "/curation/feeds"),
    )


def _options(named: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in named)


def _terms(vocabulary: Vocabulary, chosen: str, words: Translator) -> tuple[Option, ...]:
    named = ((code, term.label(words.code)) for code, term in vocabulary.terms.items())
    return _options(sorted(named, key=lambda one: one[1].casefold()), chosen)


def form_labels(vocabulary: Vocabulary, words: Translator) -> Mapping[str, Label]:
    """What the fields are called, and what their codes mean."""
    return {
        "name": Label(words.gettext("Name")),
        "address": Label(words.gettext("Address")),
        "schedule": Label(words.gettext("How often"), {one.value: said for one, said in schedule_names(words).items()}),
        "hour": Label(words.gettext("At what hour"), {str(hour): clock_time(time(hour), words) for hour in range(24)}),
        "rule": Label(
            words.gettext("What needs no look"), {one.value: said for one, (said, _) in rule_names(words).items()}
        ),
        "organization": Label(words.gettext("Who offers it")),
        "term": Label(
            words.gettext("Kind of offer"), {code: one.label(words.code) for code, one in vocabulary.terms.items()}
        ),
    }
