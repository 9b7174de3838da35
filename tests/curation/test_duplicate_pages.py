"""The pages of duplicates: three pairs are made one, one of them two again, and whoever else comes finds nothing."""

import re
from collections.abc import Callable

import pytest

from directory.accounts.models import Person
from directory.curation.duplicates.merging import merge_listings, undo_merge
from directory.curation.duplicates.pairs import waiting_pairs
from directory.curation.duplicates.searching import find_and_file
from directory.listings.forms import PhoneDraft
from directory.listings.queries import get_listing
from directory.referrals.codes import State
from directory.referrals.forms import Outcome
from directory.referrals.outcomes import record_outcome, undo_last
from tests.accounts.desk import Desk as Browser
from tests.accounts.desk import hidden_fields
from tests.cast import Cast
from tests.factories import Make
from tests.referrals.office import CHICAGO, Office
from tests.web.judge import Page, judge

Open = Callable[[Person], Browser]
LIST = "/curation/duplicates"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


@pytest.fixture
def pairs(office: Office) -> list[str]:
    """Three pairs, as addresses."""
    with office.writing() as session:
        make = Make(session, office.now)
        for number, name in enumerate(("Harbor Breakfast", "Quiet Pottery", "River Walkers")):
            phones = (PhoneDraft(number=f"612-555-010{number}"),)
            make.listing(name=name, organization=f"{name} Club", phones=phones)
            make.listing(name=f"The {name}", organization=f"{name} Club", phones=phones, fees="Free")
    find_and_file(office.database, lambda: office.now)
    with office.database.reading() as session:
        found, _ = waiting_pairs(session, limit=10)
        return [f"{LIST}/{pair.proposal.id}" for pair in found]


def form(page) -> dict[str, list[str]]:
    """What stands in the form of a pair, as it would be sent."""
    chosen = re.findall(r'name="(part\.[^"]+)" value="([^"]+)" checked', page.html)
    return {name: [value] for name, value in chosen}


def test_three_are_made_one_and_one_is_taken_back(office: Office, browser_of: Open, cast: Cast, pairs) -> None:
    dee = browser_of(cast.dee)
    assert len(pairs) == 3
    listed = dee.get(LIST)
    assert "3 pairs may be one" in listed.main
    assert "the same telephone number" in listed.main
    merged = []
    for pair in pairs:
        page = dee.get(pair)
        merged.append(dee.go(page, f"{pair}/merge", **form(page)))
    last = dee.get(merged[-1])
    assert "Both addresses lead to it" in last.main
    assert "No two listings seem to be one" in dee.get(LIST).main
    address = dee.go(last, f"{merged[-1].split('?')[0]}/reversal")
    assert "They are two again" in dee.get(address).main
    assert "1 pair may be one" in dee.get(LIST).main


def test_a_merge_is_looked_at_first_and_the_old_address_leads_on(office, browser_of: Open, cast: Cast, pairs) -> None:
    dee = browser_of(cast.dee)
    page = dee.get(pairs[0])
    ids = re.findall(r'href="/listings/([0-9a-f-]{36})"', page.html)
    fields = hidden_fields(page, f"{pairs[0]}/merge") | form(page) | {"part.fees": ["right"]}
    shown = dee.client.post(f"{pairs[0]}/preview", data=fields, headers={"accept": "text/html"})
    judge(Page(shown), "en")
    assert "So it would read" in shown.text
    dee.go(page, f"{pairs[0]}/merge", **(form(page) | {"part.fees": ["right"]}))
    kept, gone = ids
    for ending in ("", ".ics", "/print"):
        response = dee.client.get(f"/listings/{gone}{ending}", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (301, f"/listings/{kept}{ending}")


def test_two_that_are_told_apart_are_not_asked_about_again(office, browser_of: Open, cast: Cast, pairs) -> None:
    dee = browser_of(cast.dee)
    assert dee.go(dee.get(pairs[0]), f"{pairs[0]}/refusal") == f"{LIST}?done=apart"
    assert "2 pairs may be one" in dee.get(LIST).main
    find_and_file(office.database, lambda: office.now)
    assert "2 pairs may be one" in dee.get(LIST).main
    assert "Somebody decided about this already" in dee.get(pairs[0]).main


def test_only_coordinators_see_pairs(office, browser_of: Open, cast: Cast, pairs) -> None:
    for path in (LIST, pairs[0]):
        for other in (cast.ana, cast.sol, cast.ada):
            browser = browser_of(other)
            assert browser.get(path, status=404).main == browser.get("/not/at/all", status=404).main


def test_a_referral_follows_and_its_taps_can_still_be_taken_back(office: Office, cast: Cast) -> None:
    referral_id = office.refer("open")
    gone = office.places["open"]
    said = Outcome(state=State.NOT_CONNECTED, reason="turned_away", at=office.now)
    with office.writing() as session:
        record_outcome(office.tap(session, referral_id, cast.ana), said, zone=CHICAGO)
    with office.writing() as session:
        older = get_listing(session, office.places["food"])
        dee = office.caller(session, cast.dee)
        merge = merge_listings(session, older, get_listing(session, gone), older.draft, None, by=dee, now=office.now)
        merge_id = merge.id
    assert office.referral(referral_id).listing_id == older.id
    with office.writing() as session:
        undo_last(office.tap(session, referral_id, cast.ana))
    assert office.referral(referral_id).listing_id == older.id
    with office.writing() as session:
        undo_merge(session, merge_id, by=office.caller(session, cast.dee), now=office.now)
    assert office.referral(referral_id).listing_id == gone
