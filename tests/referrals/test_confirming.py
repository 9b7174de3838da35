"""After a visit one tap tells the directory that a listing is still right; nothing of the client goes with it."""

import inspect
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from directory.curation.checking.models import ListingCheck
from directory.curation.checking.recording import record_visit
from directory.listings.models import Listing
from directory.referrals.codes import Mode
from directory.referrals.models import Referral
from tests.referrals.conftest import CHICAGO
from tests.referrals.office import Office
from tests.web.judge import Page

THERE = "Still right: day, time, place"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


def visit_of(office: Office, place: str = "open") -> str:
    return f"/listings/{office.places[place]}/visit"


def checks(office: Office) -> list[ListingCheck]:
    with office.database.reading() as session:
        return list(session.exec(select(ListingCheck)).all())


def checked(office: Office) -> tuple[object, object]:
    with office.database.reading() as session:
        row = session.get_one(Listing, office.places["open"])
        return row.checked_on, row.checked_how


def went(office: Office) -> str:
    referral_id = office.refer(mode=Mode.BRIDGE)
    office.do(referral_id, "taps", act="went")
    return f"/referrals/{referral_id}"


def offers(page: Page) -> bool:
    return THERE in page.main


def test_after_we_went_one_tap_confirms_the_listing_and_the_offer_is_gone(office: Office) -> None:
    page = office.browser.get(went(office))
    assert offers(page)
    office.browser.go(page, visit_of(office))
    assert checked(office) == (office.now.astimezone(CHICAGO).date(), "visited")
    assert not offers(office.browser.get(str(page.response.url.path)))


def test_on_today_it_is_offered_beside_what_was_recorded_and_leads_back(office: Office) -> None:
    referral_id = went(office).rsplit("/", 1)[1]
    page = office.browser.get("/today", done="referral", of=referral_id)
    assert offers(page)
    assert office.browser.go(page, visit_of(office)) == "/today?done=confirmed"
    assert "still right" in office.browser.get("/today?done=confirmed").main
    assert not offers(office.browser.get("/today", done="referral", of=referral_id))


def test_what_the_client_says_is_no_visit_of_the_peer(office: Office) -> None:
    referral_id = office.refer(mode=Mode.SELF)
    office.do(referral_id, "outcomes", state="connected", reason="attended_alone", provenance="client", day="")
    assert not offers(office.show(referral_id))


def test_it_is_not_offered_for_what_was_taken_back_nor_on_another_day(office: Office) -> None:
    first = went(office)
    office.browser.go(office.browser.get(first), f"{first}/taps", act="undo")
    assert not offers(office.browser.get(first))
    second = went(office)
    office.clock.pass_by(days=1)
    office.browser.sign_in_as(office.cast.ana)
    assert not offers(office.browser.get(second))


def test_it_is_offered_to_whoever_was_there_and_to_nobody_else(office: Office) -> None:
    address = went(office)
    office.browser.client.cookies.clear()
    office.browser.sign_in_as(office.cast.sol)
    assert not offers(office.browser.get(address))
    office.browser.client.cookies.clear()
    office.browser.sign_in_as(office.cast.cora)
    page = office.browser.get("/today", done="referral", of=address.rsplit("/", 1)[1])
    assert not offers(page)


def test_a_tap_that_waited_without_signal_counts_for_its_day(office: Office) -> None:
    office.clock.pass_by(hours=6.5)  # half past midnight
    office.browser.sign_in_as(office.cast.ana)
    page = office.browser.get(went(office))
    before = office.now - timedelta(hours=1)
    office.browser.go(page, visit_of(office), at=before.isoformat())
    assert checked(office)[0] == before.astimezone(CHICAGO).date() != office.now.astimezone(CHICAGO).date()


def test_what_is_sent_and_kept_holds_no_client_and_no_referral(office: Office, tmp_path: Path) -> None:
    address = went(office)
    page = office.browser.get(address)
    sent = office.browser.send(page, visit_of(office))
    body = dict(parse_qsl(sent.request.content.decode()))
    assert set(body) == {"form_token", "key"}
    with office.database.reading() as session:
        referral = session.exec(select(Referral)).one()
        canaries = (office.client.handle, str(office.client.id), str(referral.id), referral.id.hex)
    told = str(body) + str(sent.request.url) + sent.headers["location"] + "".join(map(repr, checks(office)))
    assert not any(canary in told for canary in canaries)
    assert len(checks(office)) == 1


def test_what_takes_a_visit_in_has_no_place_for_a_client() -> None:
    assert set(inspect.signature(record_visit).parameters) == {"session", "listing_id", "by", "today", "now"}
    columns = set(ListingCheck.__table__.columns.keys())  # type: ignore[attr-defined]  # SQLModel gives it
    assert not any("client" in name or "referral" in name for name in columns)
