"""One SQL statement for one question: the hits once, then their total, every facet, and the page."""

# ruff: noqa: S608 - every piece of a statement is written here; what is asked goes in as parameters

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from search.hours import Window
from tests.bench.corpus import NOW
from tests.bench.engine import ALL_WITHIN
from tests.bench.questions import PER_PAGE, Question

MASKED: Final = ("domain", "format", "language", "for", "access", "need", "free")
"""Facets with few values: one bit a value. Terms have a table of their own."""
SCORE: Final = "-bm25(words, 8, 4, 3, 2, 1, 1)"
HAVERSINE: Final = """2 * 3958.7613 * asin(sqrt(pow(sin(radians(f.lat - :lat) / 2), 2)
    + cos(radians(f.lat)) * cos(radians(:lat)) * pow(sin(radians(f.lon - :lon) / 2), 2)))"""
EXACT: Final = "miles(f.lat, f.lon, :lat, :lon)"


def statement_of(
    question: Question, distance: str, bits: Mapping[str, Mapping[str, int]]
) -> tuple[str, dict[str, Any]]:
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
    away = f"select {columns}, iif({inside}, {distance}, null) as away from {tables} where {' and '.join(where)}"
    near = "coalesce(away <= :miles, 0)"
    chosen = f"select *, {near} as near, iif({near}, away, null) as distance from measured where {near} or online"
    return f"with measured as materialized ({away}) {chosen}"


def _match(question: Question) -> str:
    if question.is_phrase:
        return f'"{" ".join(question.words)}"'
    words = [f'"{word}"' for word in question.words]
    if question.is_typing:
        words[-1] += "*"
    matched = " AND ".join(words)
    return f'({matched}) NOT "{question.without}"' if question.without else matched


def _minutes(window: Window) -> dict[str, int]:
    opens = minute_of_week(window.opens_at)
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


def minute_of_week(moment: Any) -> int:
    """The minute of a moment in the week that begins on Monday (UTC)."""
    at = moment.astimezone(NOW.tzinfo)
    return int(at.weekday() * 24 * 60 + at.hour * 60 + at.minute)
