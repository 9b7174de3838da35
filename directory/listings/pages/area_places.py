"""The places of an area as a phone keeps them: said in the reader's language, but for what depends on the moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from directory.formats import long_date, phone_in_words, phone_link
from directory.i18n import Translator
from directory.listings.area import MOST, Area
from directory.listings.asking import FindForm
from directory.listings.cards import draft_of_card
from directory.listings.coming import clock_of, coming
from directory.listings.forms import ListingDraft
from directory.listings.hours import hours_of
from directory.listings.pages.fact_rows import fact_rows
from directory.listings.pages.hours_labels import hours_sentences
from directory.listings.pages.result_cards import Reader, known_of, result_card
from directory.listings.pages.trust_labels import trust_line
from directory.listings.pages.voices import Line
from directory.listings.vocabulary import Entry, Vocabulary
from search.hours import Occurrence
from search.query import Hit

VERSION: Final = 1
"""Of the form of what a phone keeps; with another one, what was kept in the older form is dropped."""


@dataclass(frozen=True, slots=True)
class AreaReader:
    """In whose language and from which day on the places are told."""

    vocabulary: Vocabulary
    words: Translator
    now: datetime
    zone: ZoneInfo
    begins: datetime
    ends: datetime


def area_json(
    area: Area, vocabulary: Vocabulary, words: Translator, *, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """One page of an area as plain values; times are minutes after `begins`, each with its length in minutes."""
    reader = AreaReader(vocabulary, words, now, zone, area.begins, area.ends)
    codes = {code: None for hit in area.hits for code in hit.card["terms"] if code in vocabulary.terms}
    return {
        "version": VERSION,
        "edition": area.edition,
        "language": words.code,
        "place": {"name": area.place.label, "lat": area.place.lat, "lon": area.place.lon},
        "miles": area.miles,
        "total": area.total,
        "most": MOST,
        "told": area.told,
        "page": area.page,
        "pages": area.pages,
        "begins": area.begins.isoformat(),
        "ends": area.ends.isoformat(),
        "kinds": {code: _kind(code, vocabulary, words) for code in codes},
        "places": [_place(hit, reader) for hit in area.hits],
    }


def _kind(code: str, vocabulary: Vocabulary, words: Translator) -> dict[str, str]:
    """What it is called, and every word in both languages by which it and what lies above it is looked for."""
    above = [label for term in vocabulary.lineage(code) for label in (term.label_en, term.label_es)]
    return {"label": vocabulary.terms[code].label(words.code), "words": " ".join(dict.fromkeys(above))}


def _place(hit: Hit, reader: AreaReader) -> dict[str, Any]:
    card, words = hit.card, reader.words
    draft = draft_of_card(card)
    shown = result_card(hit, Reader(FindForm(), reader.vocabulary, words, reader.now, reader.zone))
    here = clock_of(draft, reader.zone)
    today = reader.now.astimezone(reader.zone).date()
    return {
        "id": hit.id,
        "name": card["name"],
        "also": card["alternate_name"],
        "language": card["text_language"],
        "organization": card["organization"],
        "domains": card["domains"],
        "terms": card["terms"],
        "what": _voices(shown.what),
        "far": _voices(shown.far),
        "about": card["summary"],
        "audiences": _labels(card["audiences"], reader.vocabulary.audiences, words),
        "languages": _labels(card["languages"], reader.vocabulary.languages, words),
        "fit": [[chip.label, chip.tone] for chip in shown.fit],
        "facts": list(_facts(draft, reader)),
        "fees": card["fees"],
        "hall": card["place"],
        "door": card["door"],
        "address": card["address"] or card["area"],
        "is_private": card["visibility"] != "full",
        "way": card["transportation"],
        "lat": card["lat"],
        "lon": card["lon"],
        "miles": None if hit.miles is None else round(hit.miles, 2),
        "phone": _phone(card["phone"]),
        "hours": hours_sentences(hours_of(draft), words, today=today),
        "hours_note": card["hours_note"],
        "time": _kind_of_time(draft),
        "timezone": here.key,
        "times": list(_times(draft, here, reader)),
        **_trust(card, reader, today),
        "url": shown.href,
    }


def _voices(line: Line) -> list[str]:
    """Our words and theirs, apart: each is in a language of its own."""
    return [line.ours, f"{line.between}{line.theirs}" if line.ours and line.theirs else line.theirs]


def _labels(codes: list[str], entries: Mapping[str, Entry], words: Translator) -> str:
    return ", ".join(entries[code].label(words.code) for code in codes if code in entries)


def _facts(draft: ListingDraft, reader: AreaReader) -> Iterator[list[str]]:
    rows = fact_rows(draft, reader.vocabulary, reader.words)
    for row in (*rows.offers, *rows.access, *rows.asks):
        yield [row.said, row.tone]


def _phone(number: str) -> dict[str, str] | None:
    href = phone_link(number) if number else ""
    return {"said": phone_in_words(number), "href": href} if href else None


def _kind_of_time(draft: ListingDraft) -> str:
    """How it is on: at times that can be told, always, by appointment, or nobody knows when."""
    hours = hours_of(draft)
    if hours.always or hours.by_appointment:
        return "always" if hours.always else "by_appointment"
    return "times" if any(line.is_placed for line in hours.schedules) else "unknown"


def _times(draft: ListingDraft, here: ZoneInfo, reader: AreaReader) -> Iterator[int]:
    for occurrence in coming(draft, now=reader.now, here=here, before=reader.ends):
        yield from _counted(occurrence, reader.begins)


def _counted(occurrence: Occurrence, begins: datetime) -> tuple[int, int]:
    minute = timedelta(minutes=1)
    return (occurrence.starts_at.astimezone(UTC) - begins) // minute, occurrence.length // minute


def _trust(card: Mapping[str, Any], reader: AreaReader, today: date) -> dict[str, Any]:
    """How it is known, now and once it falls due: it is read on days that are not yet known."""
    known = known_of(card)
    when = _on_day(known.verified_on, reader.words)
    line = trust_line(known, reader.words, today=today, when=when)
    falls_due = known.due_on if known.verified_on and known.due_on and line.tone == "good" else None
    day_after = falls_due + timedelta(days=1) if falls_due else today
    later = trust_line(known, reader.words, today=day_after, when=when)
    return {
        "checked_on": card["verified_on"],
        "trust": [line.text, line.tone],
        "due_on": falls_due.isoformat() if falls_due else None,
        "trust_then": [later.text, later.tone],
    }


def _on_day(day: date | None, words: Translator) -> str:
    return words.gettext("on %(day)s") % {"day": long_date(day, words)} if day else ""
