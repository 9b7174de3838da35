"""SQLite as a competent developer would use it: FTS5 for words, an R*Tree for circles, the rest in one statement."""

# ruff: noqa: S608 - every piece of a statement is written here; what is asked goes in as parameters

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from search import geo
from search.document import Document
from search.hours import Window, occurrences
from tests.bench.corpus import NOW
from tests.bench.engine import ALL_WITHIN, COUNTED, Answer, Documents
from tests.bench.questions import PER_PAGE, Question

WEEK: Final = 7 * 24 * 60
BATCH: Final = 1_000
MASKED: Final = ("domain", "format", "language", "for", "access", "need", "free")
"""Facets with few values: one bit a value. Terms have a table of their own."""
SCHEMA: Final = """
    pragma journal_mode = wal;
    pragma synchronous = normal;
    create virtual table words using fts5(name, alternate_name, terms, organization, description, place,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '3 4');
    create virtual table box using rtree(number, south, north, west, east);
    create table card (number integer primary key, id text unique, card text);
    create table value (facet text, value text, bit integer, primary key (facet, value)) without rowid;
    create table listing (number integer primary key, lat real, lon real, here int, online int, shown int,
        m_domain int, m_format int, m_language int, m_for int, m_access int, m_need int, m_free int);
    create table listing_term (number int, term text, primary key (number, term)) without rowid;
    create index term on listing_term (term, number);
    create table slot (number int, opens int, closes int);
"""
FINISH: Final = """
    create index slot_of on slot (number, opens, closes);
    create index online_only on listing (number) where online and shown;
    insert into words (words) values ('optimize');
    analyze;
"""
SCORE: Final = "-bm25(words, 8, 4, 3, 2, 1, 1)"
HAVERSINE: Final = """2 * 3958.7613 * asin(sqrt(pow(sin(radians(f.lat - :lat) / 2), 2)
    + cos(radians(f.lat)) * cos(radians(:lat)) * pow(sin(radians(f.lon - :lon) / 2), 2)))"""
EXACT: Final = "miles(f.lat, f.lon, :lat, :lon)"


class Fts5Engine:
    """One connection to the file, which must not be shared between threads."""

    name = "SQLite FTS5 + R*Tree"

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("mmap_size = 4000000000", "cache_size = -200000", "temp_store = memory"):
            self._database.execute(f"pragma {pragma}")
        self._database.create_function("miles", 4, geo.miles_between, deterministic=True)
        rows = self._database.execute("select facet, value, bit from value")
        self._bits: dict[str, dict[str, int]] = {facet: {} for facet in MASKED}
        for facet, value, bit in rows:
            self._bits[facet][value] = bit

    @staticmethod
    def build(path: Path, documents: Documents) -> None:
        """Write the file anew."""
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        database = sqlite3.connect(path, isolation_level=None)
        database.executescript(SCHEMA)
        writer = _Writer(database)
        database.execute("begin")
        for number, document in enumerate(documents, start=1):
            writer.add(number, document)
        database.execute("commit")
        database.executescript(FINISH)
        database.close()

    def find(self, question: Question) -> Answer:
        """Everything in one statement, the distance by the haversine formula."""
        return self._find(question, HAVERSINE)

    def find_exactly(self, question: Question) -> Answer:
        """The same with the distance on the ellipsoid, so that circles hold the same listings."""
        return self._find(question, EXACT)

    def change(self, document: Document) -> None:
        """Replace one listing in a transaction."""
        database = self._database
        (number,) = database.execute("select number from card where id = ?", (document.id,)).fetchone()
        database.execute("begin immediate")
        for table, key in (("words", "rowid"), ("box", "number"), ("card", "number"), ("listing", "number")):
            database.execute(f"delete from {table} where {key} = ?", (number,))
        for table in ("listing_term", "slot"):
            database.execute(f"delete from {table} where number = ?", (number,))
        _Writer(database, self._bits).add(number, document)
        database.execute("commit")

    def _find(self, question: Question, distance: str) -> Answer:
        statement, values = _statement(question, distance, self._bits)
        total, ids, cards = 0, [], []
        facets: dict[str, dict[str, int]] = {facet: {} for facet in COUNTED}
        for kind, key, count in self._database.execute(statement, values):
            if kind == "total":
                total = count
            elif kind == "hit":
                ids.append(key)
                cards.append(json.loads(count))
            elif kind == "term":
                facets["term"][key] = count
            else:
                self._count(facets[kind], kind, key, count)
        return Answer(total, facets, ids, cards)

    def _count(self, counts: dict[str, int], facet: str, mask: int, count: int) -> None:
        for value, bit in self._bits[facet].items():
            if mask >> bit & 1:
                counts[value] = counts.get(value, 0) + count


class _Writer:
    """Adds listings; gives each facet value its bit when it is first seen."""

    def __init__(self, database: sqlite3.Connection, bits: dict[str, dict[str, int]] | None = None) -> None:
        self._database = database
        self._bits = bits or {facet: {} for facet in MASKED}

    def add(self, number: int, document: Document) -> None:
        insert = self._database.execute
        texts, is_placed = document.texts, document.lat is not None
        columns = (texts.name, texts.alternate_name, texts.terms, texts.organization, texts.description, texts.place)
        insert("insert into words (rowid, name, alternate_name, terms, organization, description, place)"
               " values (?, ?, ?, ?, ?, ?, ?)", (number, *columns))  # fmt: skip
        insert("insert into card values (?, ?, ?)", (number, document.id, json.dumps(dict(document.card))))
        here = document.in_person and is_placed
        masks = [self._mask(facet, document.stated.get(facet, ())) for facet in MASKED]
        shown = document.status == "active"
        values = (number, document.lat, document.lon, here, document.online, shown, *masks)
        insert(f"insert into listing values ({', '.join('?' * len(values))})", values)
        if here:
            lat, lon = document.lat, document.lon
            insert("insert into box values (?, ?, ?, ?, ?)", (number, lat, lat, lon, lon))
        terms = [(number, term) for term in sorted(document.stated["term"])]
        self._database.executemany("insert into listing_term values (?, ?)", terms)
        slots = [(number, *slot) for slot in _slots(document)]
        self._database.executemany("insert into slot values (?, ?, ?)", slots)

    def _mask(self, facet: str, values: Any) -> int:
        bits, mask = self._bits[facet], 0
        for value in values:
            if value not in bits:
                bits[value] = len(bits)
                self._database.execute("insert into value values (?, ?, ?)", (facet, value, bits[value]))
            mask |= 1 << bits[value]
        return mask


def _slots(document: Document) -> Iterator[tuple[int, int]]:
    """The minutes of the week (UTC, of this week's offsets) in which it is on, also as seen from the weeks beside."""
    if document.hours.always:
        yield 0, 2 * WEEK
        return
    for occurrence in occurrences(document.hours, after=NOW, before=NOW + timedelta(days=7)):
        opens = _minute(occurrence.starts_at)
        closes = opens + occurrence.length // timedelta(minutes=1)
        yield from ((opens + shift, closes + shift) for shift in (-WEEK, 0, WEEK) if closes + shift > 0)


def _minute(moment: Any) -> int:
    at = moment.astimezone(NOW.tzinfo)
    return int(at.weekday() * 24 * 60 + at.hour * 60 + at.minute)


def _statement(question: Question, distance: str, bits: Mapping[str, Mapping[str, int]]) -> tuple[str, dict[str, Any]]:
    """One statement: the hits once, then their total, each facet without its own choice, and the page."""
    values: dict[str, Any] = {"skipped": (question.page - 1) * PER_PAGE, "wanted": PER_PAGE}
    source = _source(question, values, distance)
    choices = _choices(question, bits, values)
    passed = ", ".join(f"({choice}) as ok_{facet}" for facet, choice in choices.items())
    parts = [f"select 'total', null, count(*) from hit where {_all_but('', choices)}"]
    for facet in MASKED:
        mask = f"iif(near, m_{facet}, m_{facet} & ~:in_person)" if facet == "format" and question.near else f"m_{facet}"
        counted = f"where {_all_but(facet, choices)} group by 2"
        parts.append(f"select '{facet}', {mask}, count(*) from hit {counted}")
    values["in_person"] = 1 << bits["format"].get("in_person", 62)
    parts.append(
        "select 'term', t.term, count(*) from hit join listing_term t on t.number = hit.number "
        f"where {_all_but('term', choices)} group by 2"
    )
    parts.append(
        "select 'hit', id, card from (select number from hit "
        f"where {_all_but('', choices)} order by near desc, score / (1 + coalesce(distance, 0) / 8) desc, number "
        "limit :wanted offset :skipped) page join card on card.number = page.number"
    )
    chosen = f"select *{', ' + passed if passed else ''} from found f"
    return f"with found as ({source}), hit as materialized ({chosen}) " + " union all ".join(parts), values


def _source(question: Question, values: dict[str, Any], distance: str) -> str:
    """The listings that words, place and time find, with score, miles and whether they lie in the circle."""
    tables, where, score = "listing f", ["f.shown"], "1.0"
    if question.words:
        values["match"] = _match(question)
        tables, score = "words cross join listing f on f.number = words.rowid", SCORE
        where.append("words match :match")
    elif question.near:
        tables = "(select number from box where south >= :south and north <= :north and west >= :west and east <= :east"
        tables += (
            " union select number from listing where online and shown) b cross join listing f on f.number = b.number"
        )
    if question.window:
        values |= _minutes(question.window)
        where.append("exists (select 1 from slot s where s.number = f.number and opens < :closes and closes > :opens)")
    columns = f"f.*, {score} as score"
    if not question.near:
        return f"select {columns}, 1 as near, null as distance from {tables} where {' and '.join(where)}"
    values |= _box(question)
    inside = "f.here and f.lat between :south and :north and f.lon between :west and :east"
    where.append(f"(f.online or ({inside}))")
    measured = f"select {columns}, iif({inside}, {distance}, null) as away from {tables} where {' and '.join(where)}"
    near = "coalesce(away <= :miles, 0)"
    return f"select *, {near} as near, iif({near}, away, null) as distance from ({measured}) where {near} or online"


def _match(question: Question) -> str:
    if question.is_phrase:
        return f'"{" ".join(question.words)}"'
    words = [f'"{word}"' for word in question.words]
    if question.is_typing:
        words[-1] += "*"
    matched = " AND ".join(words)
    return f'({matched}) NOT "{question.without}"' if question.without else matched


def _minutes(window: Window) -> dict[str, int]:
    opens = _minute(window.opens_at)
    return {"opens": opens, "closes": opens + (window.closes_at - window.opens_at) // timedelta(minutes=1)}


def _box(question: Question) -> dict[str, float]:
    """The square that holds the circle, and the circle; a little too large, since the R*Tree rounds."""
    near = question.near
    if near is None or near.miles is None:
        raise ValueError("The plain engine needs a place and miles.")
    high = math.degrees(near.miles / 3940)
    wide = high / max(0.01, math.cos(math.radians(abs(near.lat) + high)))
    edges = {"south": near.lat - high, "north": near.lat + high, "west": near.lon - wide, "east": near.lon + wide}
    return {**edges, "lat": near.lat, "lon": near.lon, "miles": near.miles}


def _choices(question: Question, bits: Mapping[str, Mapping[str, int]], values: dict[str, Any]) -> dict[str, str]:
    """For each facet with a choice, what holds for a listing that passes it."""
    choices = {}
    for facet, chosen in question.chosen.items():
        if facet == "term":
            names = [f":term{place}" for place in range(len(chosen))]
            values |= {name[1:]: term for name, term in zip(names, sorted(chosen), strict=True)}
            choices[facet] = f"f.number in (select number from listing_term where term in ({', '.join(names)}))"
            continue
        values[f"c_{facet}"] = sum(1 << bits[facet].get(value, 61) for value in chosen)
        whole = f"f.m_{facet} & :c_{facet}"
        choices[facet] = f"{whole} = :c_{facet}" if facet in ALL_WITHIN else f"{whole} != 0"
        if facet == "format" and question.near:
            choices[facet] = "iif(f.near, f.m_format, f.m_format & ~:in_person) & :c_format != 0"
    return choices


def _all_but(facet: str, choices: Mapping[str, str]) -> str:
    kept = [f"ok_{other}" for other in choices if other != facet or other in ALL_WITHIN]
    return " and ".join(kept) or "1"
