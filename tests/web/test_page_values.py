"""Small decisions of the pages, as plain values."""

import pytest

from directory.i18n import translator
from directory.listings.asking import FindForm, read_question
from directory.listings.pages.address import Address
from directory.listings.pages.contact_rows import safe_link
from directory.listings.pages.fact_rows import fact_rows
from directory.listings.pages.fit_chips import FitChip, Stated, fit_chips
from directory.listings.pages.matches import Piece, folded, pieces
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from tests.web.town import listing

VOCABULARY = load_vocabulary(seeds_folder() / "vocabulary")
ENGLISH, SPANISH = translator("en"), translator("es")


def asked(query: str = "") -> FindForm:
    pairs = [tuple(part.split("=", 1)) for part in query.split("&") if part]
    return read_question(pairs, VOCABULARY)


def chips(query: str = "", **stated):
    known = {"facts": {}, "access": {}, "audiences": (), "domains": ("recovery",), **stated}
    return fit_chips(Stated(**known), asked(query), VOCABULARY, ENGLISH)


def test_what_matters_most_and_is_not_stated_is_said():
    assert chips() == (FitChip("Medication: not stated", "unknown"),)
    assert chips(domains=("school",)) == (FitChip("Children: not stated", "unknown"),)


def test_what_was_asked_for_and_is_not_stated_is_said_instead():
    silent = chips("need=attendance_slip&access=wheelchair&unstated=1")
    assert silent == (
        FitChip("Attendance slip: not stated", "unknown"),
        FitChip("Wheelchair access: not stated", "unknown"),
    )


def test_what_was_asked_for_stands_first():
    facts = {"open_meeting": True, "attendance_slip": True, "medication_friendly": True, "children_welcome": True}
    assert chips("need=attendance_slip", facts=facts)[0] == FitChip("Signs attendance slips", "yes")


def test_what_a_place_asks_for_is_marked_and_not_hidden_behind_what_it_offers():
    facts = {"id": True, "open_meeting": True, "medication_friendly": True, "children_welcome": True, "same_day": True}
    shown = chips(facts=facts, audiences=("women",))
    assert shown[:2] == (FitChip("Women", "yes"), FitChip("Asks for ID", "ask"))


def test_a_stated_no_is_never_shown_as_not_stated():
    shown = chips(facts={"medication_friendly": False, "children_welcome": True})
    assert "Medication: not stated" not in [chip.label for chip in shown]


def test_the_listings_page_says_every_fact_or_that_it_is_not_stated():
    draft = listing(name="x", facts={"medication_friendly": False, "id": False}, access={"parking": True})
    rows = fact_rows(draft, VOCABULARY, ENGLISH)
    said = len(rows.offers) + len(rows.asks)
    silent_facts = [name for name in rows.silent if name != "Wheelchair access"]
    assert said + len(silent_facts) == len(VOCABULARY.facts)
    assert rows.offers[0].tone == "no"
    assert rows.asks[0].tone == "yes"
    assert "Wheelchair access" in rows.silent


def test_matched_words_are_marked_whatever_their_accents():
    assert pieces("Reunión de café", {"reunion", "cafe"}) == (
        Piece("Reunión", is_marked=True),
        Piece(" de "),
        Piece("café", is_marked=True),
    )
    assert "".join(piece.text for piece in pieces("A b, c", {"b"})) == "A b, c"
    assert folded("ÜBER") == "uber"


@pytest.mark.parametrize(
    "query",
    [
        "q=aa&near=55401&when=tonight",
        "need=children_welcome&need=same_day&not=id&access=bus",
        "day=mo&from=18:00&to=21:30",
        "miles=2.5&free=1&verified=30&unstated=1&exact=1&status=any&sort=nearest",
        "at=2026-12-01T18:00&within=90",
        "grouped=0&per_page=50&page=3",
        "format=online&language=es&for=women&domain=work&term=food_shelf",
    ],
)
def test_an_address_says_the_whole_question_again(query):
    question = asked(query)
    again = Address.of(question)
    assert read_question(again.pairs, VOCABULARY) == question


def test_every_change_of_the_question_starts_at_the_first_page():
    address = Address.of(asked("q=food&page=4&need=same_day"))
    assert "page" not in address.without("need").href
    assert "page" not in address.also("free", "1").href
    assert address.at_page(5).href.endswith("page=5")
    assert address.without_value("need", "same_day").href == "/find?q=food"


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://example.org", True),
        ("http://example.org/a?b", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("http://[broken", False),
        ("mailto:a@example.org", False),
    ],
)
def test_only_web_addresses_are_made_links(url, is_safe):
    assert safe_link(url) is is_safe
