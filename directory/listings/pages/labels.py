"""The words for what a question can ask: one label for each parameter and value."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import lru_cache

from directory.formats import clock_span, clock_time, short_date, whole_miles
from directory.i18n import Translator
from directory.listings.asking import DAYS, FindForm
from directory.listings.pages.hours_labels import weekday_name
from directory.listings.vocabulary import Entry, Language, Vocabulary

Say = Callable[[Translator], str]

WHEN: Mapping[str, Say] = {
    "now": lambda words: words.gettext("On now"),
    "today": lambda words: words.gettext("Today"),
    "tonight": lambda words: words.gettext("Tonight"),
    "tomorrow": lambda words: words.gettext("Tomorrow"),
    "week": lambda words: words.gettext("Next 7 days"),
}
FORMAT: Mapping[str, Say] = {
    "in_person": lambda words: words.gettext("In person"),
    "online": lambda words: words.gettext("Online"),
}
STATUS: Mapping[str, Say] = {
    "temporarily_closed": lambda words: words.gettext("Closed for now"),
    "overdue": lambda words: words.gettext("Overdue for a check"),
    "any": lambda words: words.gettext("Closed ones too"),
}
FILTERS: Mapping[str, Say] = {
    "domain": lambda words: words.gettext("Part of life"),
    "term": lambda words: words.gettext("Kind"),
    "format": lambda words: words.gettext("How"),
    "need": lambda words: words.gettext("Fits"),
    "not": lambda words: words.gettext("Hide places that ask for"),
    "for": lambda words: words.gettext("For whom"),
    "language": lambda words: words.gettext("Language"),
    "access": lambda words: words.gettext("Access"),
    "verified": lambda words: words.gettext("Checked by a person"),
}
"""What the panel calls a filter, by its parameter."""
SORT: Mapping[str, Say] = {
    "best": lambda words: words.gettext("Best fit"),
    "nearest": lambda words: words.gettext("Nearest"),
    "soonest": lambda words: words.gettext("Soonest"),
}


def value_label(name: str, value: str, vocabulary: Vocabulary, words: Translator) -> str:
    """The words for one value of a repeatable parameter; a code that is not known stays as it is."""
    if name == "format":
        return FORMAT[value](words) if value in FORMAT else value
    return _coded(vocabulary, words.code)[name].get(value, value)


@lru_cache(maxsize=4)
def _coded(vocabulary: Vocabulary, language: Language) -> Mapping[str, Mapping[str, str]]:
    """The label of every code in one language, by parameter."""
    entries: dict[str, Mapping[str, Entry]] = {
        "domain": vocabulary.domains,
        "term": vocabulary.terms,
        "language": vocabulary.languages,
        "for": vocabulary.audiences,
        "access": vocabulary.access,
    }
    labels = {name: {code: entry.label(language) for code, entry in each.items()} for name, each in entries.items()}
    labels["need"] = {code: fact.chip(fact.need_when, language) for code, fact in vocabulary.needs.items()}
    labels["not"] = {code: fact.chip(stated=True, language=language) for code, fact in vocabulary.asks.items()}
    return defaultdict(dict, labels)


def time_label(question: FindForm, now: datetime, words: Translator) -> str:
    """What the question says of time: "Tonight", "Monday 6–9 pm", "Tue Dec 1, 6:00 pm"; else nothing."""
    moment = f"{short_date(now.date(), words, today=now.date())}, {clock_time(now, words)}" if question.at else ""
    return ": ".join(part for part in (moment, _window_label(question, words)) if part)


def _window_label(question: FindForm, words: Translator) -> str:
    if question.within is not None:
        return words.gettext("within %(count)s min") % {"count": question.within}
    if question.day or question.has_hours:
        return _day_label(question, words)
    return WHEN[question.when](words) if question.when else ""


def _day_label(question: FindForm, words: Translator) -> str:
    name = weekday_name(DAYS.index(question.day), words) if question.day else ""
    if not question.has_hours:
        return name
    return f"{name} {clock_span(question.from_ or time(0), question.to or time(0), words)}".strip()


def miles_label(miles: float, words: Translator) -> str:
    """`Within 5 miles`."""
    said = words.ngettext("Within %(miles)s mile", "Within %(miles)s miles", 1 if miles == 1 else 2)
    return said % {"miles": whole_miles(miles)}
