"""SQLite as a competent developer would use it: FTS5 for words, an R*Tree for circles, the rest in one statement."""

# ruff: noqa: S608 - every piece of a statement is written here; what is asked goes in as parameters

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from search import geo
from search.document import Document
from search.hours import occurrences
from tests.bench.corpus import NOW
from tests.bench.engine import COUNTED, Answer, Documents
from tests.bench.fts5_statement import EXACT, HAVERSINE, MASKED, minute_of_week, statement_of
from tests.bench.questions import Question

WEEK: Final = 7 * 24 * 60
BATCH: Final = 1_000
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
        statement, values = statement_of(question, distance, self._bits)
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
        opens = minute_of_week(occurrence.starts_at)
        closes = opens + occurrence.length // timedelta(minutes=1)
        yield from ((opens + shift, closes + shift) for shift in (-WEEK, 0, WEEK) if closes + shift > 0)
