"""Made-up listings and questions for the engine, small enough that everything collides."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from search.document import Document, Facet, Texts
from search.hours import DayWindow, Frequency, Hours, Schedule, Window
from search.query import Near, Query
from search.synonyms import Synonyms
from tests.search.oracle_words import Language, Words

SPOKEN = (
    "sober", "group", "groups", "women", "yoga", "library", "aa", "alcoholics", "anonymous", "detox", "café", "bus",
    "zine", "q", "reunión",
)  # fmt: skip
MISSPELT = {"wemen": "women", "libary": "library", "yoag": "yoga"}
LANGUAGE = Language(
    forms={"group": "groups", "groups": "group"},
    synonyms={("aa",): ("alcoholics", "anonymous"), ("alcoholics", "anonymous"): ("aa",)},
    misspelt=MISSPELT,
)
SYNONYMS = Synonyms([("both", ["aa", "alcoholics anonymous"])])
NOW = datetime(2026, 10, 30, 17, 45, tzinfo=ZoneInfo("America/Chicago"))
"""Two days before clocks go back."""

VALUES: Mapping[Facet, tuple[str, ...]] = {
    "domain": ("recovery", "social"),
    "term": ("aa", "smart", "yoga"),
    "language": ("en", "es"),
    "for": ("women", "youth"),
    "access": ("bus", "quiet"),
    "need": ("same_day", "room_now"),
    "free": ("1",),
}
SILENT: tuple[Facet, ...] = ("language", "for", "access", "need", "free")
ASKS = ("id", "fee")
PLACES = (
    (44.98, -93.27), (44.98, -93.27), (44.98, -93.27), (44.99, -93.3), (45.0, -93.2), (45.05, -93.1), (45.1, -93.3),
    (44.9, -93.2), (44.96, -93.25), (45.4, -93.9), (44.2, -93.2), (44.98, -93.27), (44.975, -93.26), (44.99, -93.28),
    (90.0, 0.0), (89.97, 120.0), (-90.0, 10.0), (51.9, 179.98), (51.9, -179.98), (52.0, 180.0), (0.0, 0.0),
)  # fmt: skip
"""The point itself and around it, both poles, and both sides of the antimeridian."""
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def words_of(least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    """So many words."""
    return st.lists(st.sampled_from(SPOKEN), min_size=least, max_size=most).map(tuple)


def days_around() -> st.SearchStrategy[date]:
    return st.sampled_from([-900, -400, -100, -31, -30, -29, -8, -1, 0, 1, 5, 60]).map(
        lambda days: NOW.date() + timedelta(days=days)
    )


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """The common kinds: weekly, every other week, second Tuesdays, the fifth of the month, once; some over."""
    kind = draw(st.sampled_from(["weekly", "weekly", "spaced", "nth", "monthday", "once"]))
    clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30, 45]))
    day = draw(days_around())
    return Schedule(
        starts=draw(clock),
        ends=draw(st.none() | clock),
        timezone=draw(st.sampled_from(["America/Chicago", "America/Chicago", "Pacific/Kiritimati", "Etc/UTC", None])),
        freq={"nth": Frequency.MONTHLY, "monthday": Frequency.MONTHLY, "once": Frequency.ONCE}.get(
            kind, Frequency.WEEKLY
        ),
        byday={
            "weekly": tuple(draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))),
            "spaced": (draw(st.sampled_from(CODES)),),
            "nth": (draw(st.sampled_from(["1", "2", "-1"])) + draw(st.sampled_from(CODES)),),
        }.get(kind, ()),
        bymonthday=(draw(st.sampled_from([5, 31, -1])),) if kind == "monthday" else (),
        interval=2 if kind == "spaced" else 1,
        anchor=day if kind in ("spaced", "once") else None,
        valid_to=draw(st.none() | days_around()) if kind == "weekly" else None,
        except_on=frozenset(draw(st.lists(days_around(), max_size=1))),
    )


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    kind = draw(st.sampled_from(["timed"] * 6 + ["always", "by_appointment"]))
    return Hours(tuple(draw(st.lists(schedules(), max_size=2))), kind == "always", kind == "by_appointment")


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    lat, lon = draw(st.sampled_from([*PLACES, (None, None)]))
    verified = draw(st.none() | days_around())
    texts = [" ".join(draw(words_of(0, 2))) for _ in range(6)]
    in_person = draw(st.sampled_from([True, True, True, False]))
    return Document(
        id=f"listing-{number:03}",
        group=draw(st.sampled_from(["a", "b", f"own-{number}"])),
        texts=Texts(*texts),
        text_language=draw(st.sampled_from(["en", "es"])),
        hours=draw(hours()),
        stated={facet: draw(st.frozensets(st.sampled_from(values))) for facet, values in VALUES.items()},
        unstated={facet: draw(st.frozensets(st.sampled_from(["*", *VALUES[facet]]))) for facet in SILENT},
        asks=draw(st.frozensets(st.sampled_from(ASKS))),
        in_person=in_person,
        online=draw(st.booleans()) or not in_person,
        lat=lat if in_person else None,
        lon=lon if in_person else None,
        precision="exact" if in_person and lat is not None else "none",
        status=draw(st.sampled_from(["active"] * 12 + ["temporarily_closed", "inactive", "defunct"])),
        closed_until=draw(st.none() | days_around()),
        venue_closed=draw(st.sampled_from([False] * 8 + [True])),
        verified_on=verified,
        due_on=verified + timedelta(days=draw(st.sampled_from([30, 180]))) if verified else None,
        live_source=draw(st.booleans()),
        reported_wrong=draw(st.sampled_from([False] * 4 + [True])),
        card={"name": texts[0], "number": number},
    )


@st.composite
def corpora(draw: st.DrawFn) -> list[Document]:
    return [draw(documents(number)) for number in range(draw(st.sampled_from([32, 32, 14, 3, 0])))]


@st.composite
def typed(draw: st.DrawFn) -> Words:
    """One word more often than not; two, a word nobody knows, words in quotes and with a minus now and then."""
    kind = draw(st.sampled_from(["word", "word", "words", "misspelt", "marked", "none"]))
    if kind == "marked":
        return Words(draw(words_of(0, 1)), draw(st.lists(words_of(1, 2), max_size=1).map(tuple)), draw(words_of(0, 1)))
    if kind == "misspelt":
        return Words((draw(st.sampled_from(sorted(MISSPELT))), *draw(words_of(0, 1))))
    sizes = {"word": 1, "words": 2, "none": 0}
    return Words(tuple(draw(st.sampled_from(SPOKEN)) for _ in range(sizes[kind])))


@st.composite
def windows(draw: st.DrawFn) -> Window | DayWindow | None:
    kind = draw(st.sampled_from(["none", "none", "none", "stretch", "day"]))
    if kind == "stretch":
        opens = NOW.astimezone(UTC) + timedelta(minutes=draw(st.sampled_from([-600, 0, 60, 1440])))
        return Window(opens, opens + timedelta(minutes=draw(st.sampled_from([0, 60, 900, 10_080]))))
    if kind == "day":
        clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
        return DayWindow(draw(st.none() | st.integers(0, 6)), draw(clock), draw(clock))
    return None


def _seldom(usual: object, *others: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The usual value four times out of five."""
    return st.sampled_from([True, True, True, True, False]).flatmap(
        lambda is_usual: st.just(usual) if is_usual else st.one_of(*others)
    )


@st.composite
def queries(draw: st.DrawFn) -> tuple[Query, Words]:
    words = draw(typed())
    facets = draw(_seldom([], st.lists(st.sampled_from([*VALUES, "format"]), min_size=1, max_size=2, unique=True)))
    values = {**VALUES, "format": ("in_person", "online")}
    near = draw(st.none() | st.sampled_from(PLACES))
    query = Query(
        words=words.text,
        near=Near(*near, draw(_seldom(None, st.sampled_from([1.0, 7.0, 100.0])))) if near else None,
        window=draw(windows()),
        chosen={facet: frozenset(draw(st.sets(st.sampled_from(values[facet]), min_size=1))) for facet in facets},
        excluded=draw(_seldom(frozenset(), st.frozensets(st.sampled_from(ASKS), min_size=1))),
        verified_days=draw(_seldom(None, st.sampled_from([30, 180]))),
        unstated=draw(st.booleans()),
        exact=draw(st.sampled_from([False, False, False, True])),
        guarded=draw(st.sampled_from([False, False, False, True])),
        status=draw(_seldom("active", st.sampled_from(["temporarily_closed", "overdue", "any"]))),
        sort=draw(st.sampled_from(["best", "nearest", "soonest"])),
        language=draw(st.sampled_from(["en", "es"])),
        typing=draw(st.sampled_from([False, False, True])),
        per_page=100,
    )
    return query, words
