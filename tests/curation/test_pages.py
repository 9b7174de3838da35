"""The pages of coordinators and what peers see of a place: who may, who may not, and what is done there."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.curation.naming import propose_by_name
from directory.curation.reports import Fault, Month, Report, open_reports, report_listing
from directory.listings.indexing import index_keeper
from directory.listings.models import KeyContact, PeerNote
from directory.referrals.codes import State
from directory.referrals.forms import Outcome
from directory.referrals.outcomes import record_outcome, undo_last
from tests.accounts.desk import Desk as Browser
from tests.cast import Cast
from tests.referrals.office import CHICAGO, Office

Open = Callable[[Person], Browser]
HINT = "Put people first"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


@pytest.fixture
def place(office: Office) -> str:
    return f"/listings/{office.places['open']}"


@pytest.fixture
def report(office: Office) -> str:
    with office.writing() as session:
        filed = Report(office.places["open"], Fault.TURNED_AWAY, Month.of(office.now))
        report_listing(session, filed, now=office.now)
        return f"/curation/proposals/{open_reports(session, office.places['open'])[0].id}"


def add_contact(browser: Browser, place: str, **typed: str) -> str:
    said = {"role": "greets newcomers", "name": "", "best_time": "", "phone": ""} | typed
    return browser.go(browser.get(f"{place}/key-contacts/new"), f"{place}/key-contacts", **said)


def write_note(browser: Browser, place: str, words: str) -> str:
    return browser.go(browser.get(f"{place}/notes/new"), f"{place}/notes", words=words)


def nothing(browser: Browser, path: str) -> None:
    assert browser.get(path, status=404).main == browser.get("/not/at/all", status=404).main


def test_the_list_is_for_coordinators(office: Office, browser_of: Open, cast: Cast, report: str) -> None:
    for path in ("/curation", report, f"/curation/listings/{office.places['open']}/referrals"):
        assert browser_of(cast.dee).get(path).one("h1").text
        for other in (cast.ana, cast.sol, cast.ada):
            nothing(browser_of(other), path)


def test_the_forms_of_peers_are_for_peers(browser_of: Open, cast: Cast, place: str) -> None:
    for path in (f"{place}/key-contacts/new", f"{place}/notes/new"):
        for peer in (cast.ana, cast.cora, cast.sol):
            assert browser_of(peer).get(path).one("h1").text
        for other in (cast.dee, cast.ada):
            nothing(browser_of(other), path)


def test_a_report_is_seen_checked_and_gone(browser_of: Open, cast: Cast, place: str, report: str) -> None:
    dee = browser_of(cast.dee)
    assert "Somebody was turned away · November 2026" in dee.get("/curation/proposals").main
    assert "1 Reported wrong the oldest: November 2026" in dee.get("/curation").main
    assert "Reported wrong: check first" in dee.get(place).main
    assert "reported in November 2026" in dee.get(place).main
    assert dee.go(dee.get(report), f"{report}/check", how="called") == "/curation?done=checked"
    assert "Nothing waits for you." in dee.get("/curation").main
    assert "Reported wrong" not in dee.get(place).main
    assert "Called and confirmed" in dee.get(place).main


def test_a_name_is_taken_up_or_not_with_a_reason(office: Office, browser_of: Open, cast: Cast) -> None:
    with office.writing() as session:
        path = f"/curation/proposals/{propose_by_name(session, 'Pottery with Marta', now=office.now)}"
    dee = browser_of(cast.dee)
    page = dee.get(path)
    assert page.one("h1").text == "Pottery with Marta"
    assert dee.send(page, f"{path}/reject", reason="").status_code == 422
    assert dee.go(page, f"{path}/reject", reason="not_enough") == "/curation?done=rejected"
    assert "This was not taken up." in dee.get(path).main


def test_key_contacts_are_for_peers_and_a_name_needs_permission(browser_of: Open, cast: Cast, place: str) -> None:
    ana, form = browser_of(cast.ana), f"{place}/key-contacts/new"
    typed = {"role": "greets newcomers", "name": "Wilhelmina", "best_time": "Mondays at 6", "phone": "612 555 0199"}
    page = ana.refused(ana.get(form), f"{place}/key-contacts", **typed)
    assert "only if they said" in page.one("span", id="name-fault").text
    assert page.one("input", id="best_time").attributes["value"] == "Mondays at 6"
    assert add_contact(ana, place, allowed="1", **{k: v for k, v in typed.items() if k != "role"}) == f"{place}#peers"
    for peer in (cast.ben, cast.cora, cast.sol):
        assert "Wilhelmina, greets newcomers" in browser_of(peer).get(place).main
    for other in (cast.dee, cast.ada):
        assert "Wilhelmina" not in browser_of(other).get(place).html


def test_a_key_contact_without_a_name_is_kept_by_role_and_can_be_removed(
    office: Office, browser_of: Open, cast: Cast, place: str
) -> None:
    add_contact(browser_of(cast.ana), place)
    with office.database.reading() as session:
        contact = session.exec(select(KeyContact)).one()
    assert (contact.name, contact.named_since) == ("", None)
    ben = browser_of(cast.ben)
    removal = f"/listings/key-contacts/{contact.id}/removal"
    assert ben.go(ben.get(place), removal) == f"{place}#peers"
    assert "greets newcomers" not in ben.get(place).main


def test_a_note_is_read_by_others_once_it_is_approved(office: Office, browser_of: Open, cast: Cast, place: str) -> None:
    ana, ben, dee = browser_of(cast.ana), browser_of(cast.ben), browser_of(cast.dee)
    assert HINT in ana.get(f"{place}/notes/new").main
    write_note(ana, place, "Ring twice.\nThe door sticks.")
    assert "A coordinator reads it first." in ana.get(place).main
    assert "Ring twice" not in ben.get(place).html
    with office.database.reading() as session:
        note = session.exec(select(PeerNote)).one()
    waiting = dee.get("/curation")
    assert cast.ana.display_name not in waiting.main
    assert dee.go(waiting, f"/curation/notes/{note.id}/approval") == "/curation?done=approved"
    assert "Ring twice." in ben.get(place).main
    assert ben.get(place).main.count("Ring twice.") == 1
    assert ana.get(place).main.count("Ring twice.") == 1


def test_a_changed_note_waits_again_and_is_not_approved_unread(
    office: Office, browser_of: Open, cast: Cast, place: str
) -> None:
    ana, dee = browser_of(cast.ana), browser_of(cast.dee)
    write_note(ana, place, "Ring twice.")
    with office.database.reading() as session:
        note = session.exec(select(PeerNote)).one()
    waiting = dee.get("/curation")
    write_note(ana, place, "Somebody's story.")
    assert dee.send(waiting, f"/curation/notes/{note.id}/approval").status_code == 422
    refusal = f"/curation/notes/{note.id}/refusal"
    assert dee.go(dee.get("/curation"), refusal, reason="names_somebody") == "/curation?done=declined"
    assert "it tells of a person" in ana.get(place).main
    assert "story" not in browser_of(cast.ben).get(place).html


def test_who_knows_a_place_says_so_and_takes_it_back(browser_of: Open, cast: Cast, place: str) -> None:
    ana, cora = browser_of(cast.ana), browser_of(cast.cora)
    ana.go(ana.get(place), f"{place}/knowing", knows="yes")
    assert f"Colleagues who know this place {cast.ana.display_name}" in cora.get(place).main
    assert cast.ana.display_name not in browser_of(cast.dee).get(place).main
    ana.go(ana.get(place), f"{place}/knowing", knows="no")
    assert cast.ana.display_name not in cora.get(place).main


def test_what_peers_know_is_in_no_index_no_json_and_on_no_paper(
    office: Office, browser_of: Open, cast: Cast, place: str
) -> None:
    ana, dee = browser_of(cast.ana), browser_of(cast.dee)
    add_contact(ana, place, name="Wilhelmina Canary", allowed="1", best_time="Canary noon", phone="612 555 0177")
    write_note(ana, place, "Canary stairs.")
    with office.database.reading() as session:
        note = session.exec(select(PeerNote)).one()
    dee.go(dee.get("/curation"), f"/curation/notes/{note.id}/approval")
    ana.go(ana.get(place), f"{place}/knowing", knows="yes")
    keeper = index_keeper(office.browser.client.app.state.settings, office.database)  # type: ignore[attr-defined]
    keeper.rebuild(now=office.now)
    files = [file for file in keeper.folder.rglob("*") if file.is_file()]
    said = b"".join(file.read_bytes() for file in files)
    assert files
    ana.client.cookies.clear()
    pages = [ana.client.get(path).text for path in (place, f"{place}/print", f"{place}.ics", f"/api/v1{place}")]
    for canary in ("Canary", "555 0177", "5550177"):
        assert canary.encode() not in said
        assert all(canary not in page for page in pages)
    assert "Print" in pages[0]


def test_a_coordinator_sees_how_referrals_stand_and_nothing_of_anybody(
    office: Office, browser_of: Open, cast: Cast
) -> None:
    referral_id = office.refer("open")
    office.refer("registering")
    page = browser_of(cast.dee).get(f"/curation/listings/{office.places['open']}/referrals")
    assert "November 2026" in page.main
    assert "Welcome there1" in page.main
    private = (office.client.handle, cast.ana.display_name, str(office.client.id), str(referral_id), cast.north.name)
    assert [one for one in private if one in page.html] == []
    assert State.ACCEPTED.value not in json.dumps(page.links)


def test_an_outcome_marks_the_listing_and_undoing_it_clears_the_mark(
    office: Office, browser_of: Open, cast: Cast, place: str
) -> None:
    referral_id = office.refer("open")
    said = Outcome(state=State.NOT_CONNECTED, reason="turned_away", at=office.now)
    with office.writing() as session:
        record_outcome(office.tap(session, referral_id, cast.ana), said, zone=CHICAGO)
    assert "Reported wrong: check first" in browser_of(cast.ben).get(place).main
    with office.writing() as session:
        undo_last(office.tap(session, referral_id, cast.ana))
    assert "Reported wrong" not in browser_of(cast.ben).get(place).main
