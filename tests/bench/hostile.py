"""What nobody means well, or types by accident: any text must be answered, and soon."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

TEXTS: Final = (
    "a " * 100,
    "a* " * 60,
    "*",
    "?" * 200,
    '"' * 199,
    '"a ' * 60,
    "-" * 200,
    "-a " * 60,
    "- - -",
    "~~~~",
    "(((((((((((",
    "a" * 200,
    "aaaaaaaab" * 22,
    "1" * 200,
    "e" * 8,
    "th",
    "s",
    ".",
    "a.b." * 50,
    "a-" * 100,
    "o'" * 100,
    "a-b-c-d " * 25,
    "the and of to in for with on at by from up about into",
    "AND OR NOT NEAR",
    "name:meeting",
    "meeting^99",
    "[a TO z]",
    "'; DROP TABLE listing; --",
    "<script>alert(1)</script>",
    "%00%0a%0d",
    "\x00\x01\x02",
    "../../etc/passwd",
    "{{7*7}}",
    "\u202e\u202d\u200f reversed",
    "\ufeffbom",
    "\ud7ff\uffff",
    "🙂" * 100,
    "👩‍👩‍👧‍👦" * 18,
    "ﷺ" * 60,
    "İıŞş" * 40,
    "z\u0303\u0304\u0305" * 40,
    "東京" * 90,
    "مجموعة دعم " * 15,
    "קבוצה " * 30,
    "meeting" * 28,
    "recoverymeetingsupport",
    "near near near near 55401 55402 55403 55404 55405",
    "near " * 40,
    "in " * 60,
    "tonight tomorrow today now week " * 6,
    "9999999999999999999999 miles of nowhere",
    "-1 mi",
    "90,180",
    "-90,-180",
    "90.0,-180.0000001",
    "nan,nan",
    "inf,inf",
    "0,0",
    "1e308,1e308",
    "Springfield",
    "San " * 40,
    "St. Paul St. Paul St. Paul St. Paul",
    "grp mtg suport releif freinds",
    "xyzzyq plughh frotzz gnusto blorple rezrov",
    "reunion reunión reuniones reunirse reunido",
    "suicidde overdos dizy",
)
"""Typed into the box for words and into the box for places."""
VALUES: Final = (
    ("page", "10000"),
    ("per_page", "100"),
    ("miles", "100"),
    ("at", "9999-12-31T23:59:59Z"),
    ("at", "0001-01-01T00:00"),
    ("within", "44640"),
    ("from", "00:00"),
    ("sort", "soonest"),
    ("sort", "nearest"),
    ("grouped", "1"),
    ("status", "any"),
    ("page", "-1"),
    ("miles", "nan"),
    ("at", "tomorrow"),
    ("lang", "xx"),
    ("term", "no-such-term"),
    ("verified", "99999"),
)


def addresses(path: str = "/api/find") -> Iterator[str]:
    """Each text as words, as a place and as what is still being typed; each value alone and with words and a place."""
    for text in TEXTS:
        typed = text[:200].encode("utf-8", "replace")
        yield f"{path}?{urlencode({'q': typed})}"
        yield f"{path}?{urlencode({'q': 'meeting', 'near': typed[:60]})}"
        yield f"/api/suggest?{urlencode({'q': typed})}"
    for name, value in VALUES:
        yield f"{path}?{urlencode({name: value})}"
        yield f"{path}?{urlencode({'q': 'meeting', 'near': '55401', name: value})}"
