"""Editing a listing as its readers see it: nothing typed is lost, nothing shared changes unasked."""

import re
from collections.abc import Callable
from datetime import date, time
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from directory.accounts.models import Person
from directory.audit.models import AuditEntry
from directory.curation.models import Proposal
from directory.listings.forms import ContactDraft, ListingDraft, PhoneDraft, ScheduleDraft
from directory.listings.models import ListingVersion
from directory.listings.queries import get_listing
from tests.accounts.desk import Desk as Browser
from tests.accounts.desk import hidden_fields
from tests.cast import Cast
from tests.factories import HALL, Make
from tests.referrals.office import Office
from tests.web.judge import Page, judge

Open = Callable[[Person], Browser]
NEW = "/curation/listings/new"


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


@pytest.fixture
def dee(browser_of: Open, cast: Cast) -> Browser:
    return browser_of(cast.dee)


def made(office: Office, **facts: Any) -> UUID:
    with office.writing() as session:
        return Make(session, office.now).listing(listing_id=uuid4(), **facts).id


def edit_of(listing_id: UUID) -> str:
    return f"/curation/listings/{listing_id}/edit"


def said_of(office: Office, listing_id: UUID) -> ListingDraft:
    with office.database.reading() as session:
        return get_listing(session, listing_id).draft


def form(page: Page) -> dict[str, Any]:
    """What the form of a page would send, as it stands."""
    sent: dict[str, Any] = {}
    for element in page.elements:
        name, attributes = element.attributes.get("name"), element.attributes
        if not name or name in {"act", "form_token", "key"} or "form" not in element.within:
            continue
        if attributes.get("type") in {"checkbox", "radio"} and "checked" not in attributes:
            continue
        if element.tag == "input":
            sent.setdefault(name, []).append(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n?(.*?)</textarea>', page.html, re.DOTALL):
        sent.setdefault(name, []).append(unescape(text))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"(.*?)</select>', page.html, re.DOTALL):
        sent.setdefault(name, []).extend(re.findall(r'value="([^"]*)" selected', options))
    return sent


def refused(browser: Browser, page: Page, action: str, typed: dict[str, Any], *, status: int = 422) -> Page:
    """The page that asks again, judged."""
    response = browser.client.post(action, data=hidden_fields(page, action) | typed, headers=HEADERS)
    assert response.status_code == status, response.text[:400]
    judge(again := Page(response), "en")
    return again


def went(browser: Browser, page: Page, action: str, typed: dict[str, Any]) -> str:
    response = browser.client.post(action, data=hidden_fields(page, action) | typed, headers=HEADERS)
    assert response.status_code == 303, re.findall(r'class="fault"[^>]*>([^<]*)', response.text)
    return str(response.headers["location"])


HEADERS = {"accept": "text/html", "referer": "http://localhost/curation/listings"}


def test_the_form_shows_what_the_listing_says_and_saving_it_unchanged_changes_nothing(
    office: Office, dee: Browser
) -> None:
    said = {
        "schedules": (
            ScheduleDraft(starts=time(19), ends=time(20), byday=("TU",), description='the "blue" room'),
            ScheduleDraft(starts=time(8), byday=("FR",), valid_from=date(2026, 1, 1), count=3),
        ),
        "phones": (PhoneDraft(number="612-555-0101", extension="7"), PhoneDraft(number="988", type="text")),
        "contacts": (ContactDraft(name="Pat", key=True), ContactDraft(title="chair", public=True)),
        "facts": {"open_meeting": True, "fee": False},
        "access": {"wheelchair": True},
        "audiences": ("women",),
        "languages": ("en", "es"),
        "required_documents": ("photo ID", "letter"),
        "unmapped": {"row": "as it came"},
    }
    listing = made(office, **said)
    before = said_of(office, listing)
    page = dee.get(edit_of(listing))
    assert went(dee, page, edit_of(listing), form(page)) == f"{edit_of(listing)}?done=saved"
    after = said_of(office, listing)
    assert {name: value for name, value in before if getattr(after, name) != value} == {}
    with office.database.reading() as session:
        assert len(session.exec(select(ListingVersion).where(ListingVersion.listing_id == listing)).all()) == 1


def test_the_hours_are_corrected_in_words(office: Office, dee: Browser) -> None:
    listing = made(office)
    page = dee.get(edit_of(listing))
    typed = form(page) | {"hours": "every 2nd and 4th Tuesday 7-8:30 pm\r\nclosed Dec 22", "words": "They called."}
    went(dee, page, edit_of(listing), typed)
    (line,) = said_of(office, listing).schedules
    assert (line.byday, line.starts, line.ends) == (("2TU", "4TU"), time(19), time(20, 30))
    assert line.except_on == (date(2026, 12, 22),)
    with office.database.reading() as session:
        version = session.exec(
            select(ListingVersion).where(ListingVersion.listing_id == listing).order_by(ListingVersion.number.desc())
        ).first()
        assert (version.words, version.reason, version.changed) == ("They called.", "edited", ["schedules"])
        acts = [event.act for event in session.exec(select(AuditEntry))]
    assert "listing.edited" in acts


def test_editing_moves_neither_clock(office: Office, dee: Browser) -> None:
    listing = made(office, checked_on=date(2026, 9, 1), checked_how="called")
    page = dee.get(edit_of(listing))
    went(dee, page, edit_of(listing), form(page) | {"description": "Coffee first."})
    draft = said_of(office, listing)
    assert (draft.description, draft.checked_on, draft.checked_how) == ("Coffee first.", date(2026, 9, 1), "called")


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(office: Office, dee: Browser) -> None:
    listing = made(office)
    page = dee.get(edit_of(listing))
    wrong = {
        "name": "",
        "hours": "now and then on Tuesday 7pm",
        "url": "example.org",
        "email": "somebody at example",
        "place_lat": "north",
        "closed_reason": "",
        "status": "temporarily_closed",
        "fees": "ten dollars",
        "phone_number": ["612-555-0101", ""],
        "phone_type": ["voice", "text"],
        "phone_extension": ["", ""],
        "phone_description": ["", "texts only"],
    }
    again = refused(dee, page, edit_of(listing), form(page) | wrong)
    for name in ("name", "hours", "url", "email", "place_lat", "closed_until", "closed_reason", "phones"):
        assert again.one("span", id=f"{name}-fault").text, name
    summary = again.html[again.html.index('role="alert"') :]
    assert 'href="#name"' in summary
    assert "Not understood: “now then”" in again.main or "now and then" in again.main
    sent = form(again)
    assert (sent["fees"], sent["place_lat"], sent["url"]) == (["ten dollars"], ["north"], ["example.org"])
    assert sent["phone_description"] == ["", "texts only"]
    assert said_of(office, listing).name == "Elm Street Group"


def test_without_script_rows_are_added_the_pin_is_moved_and_all_that_was_typed_stays(
    office: Office, dee: Browser
) -> None:
    listing = made(office, phones=(PhoneDraft(number="612-555-0101"),))
    page = dee.get(edit_of(listing))
    typed = form(page) | {"name": "A half typed na", "fact_children_welcome": "yes"}
    for act, more in (("add_phone", {}), ("add_contact", {}), ("look", {"terms": ["aa", "na"]})):
        response = dee.send(page, edit_of(listing), **typed | more, act=act)
        assert response.status_code == 200
        again = Page(response)
        sent = form(again)
        assert (sent["name"], sent["fact_children_welcome"]) == (["A half typed na"], ["yes"])
        if act == "add_phone":
            assert sent["phone_number"] == ["612-555-0101", ""]
    assert sent["terms"] == ["aa", "na"]
    north = form(Page(dee.send(page, edit_of(listing), **typed, act="north")))
    assert float(north["place_lat"][0]) == pytest.approx(HALL.lat + 0.0005)
    assert north["place_lon"] == typed["place_lon"]
    zip_code = {"place_postal_code": "55407", "place_lat": "", "place_lon": "", "timezone": ""}
    pinned = form(Page(dee.send(page, edit_of(listing), **typed | zip_code, act="pin")))
    assert pinned["timezone"] == ["America/Chicago"]
    assert float(pinned["place_lat"][0]) == pytest.approx(44.94, abs=0.05)
    assert said_of(office, listing).name == "Elm Street Group"


def test_the_next_dates_are_shown_with_closings_and_the_day_after_a_closing_for_now(
    office: Office, dee: Browser
) -> None:
    listing = made(office)
    page = dee.get(edit_of(listing))
    hours = {"hours": "every Monday 7pm\nclosed Nov 30", "listing": str(listing)}
    looked = dee.send(page, edit_of(listing), **form(page) | hours, act="look").text
    assert "<li>Mon Nov 23" in looked
    assert "<li>Mon Nov 30" not in looked
    closed = {"status": "temporarily_closed", "closed_until": "2026-12-10", "closed_reason": "painting"}
    fragment = dee.client.post(
        "/curation/listings/look",
        data=form(page) | hours | closed | {"form_token": hidden_fields(page, edit_of(listing))["form_token"]},
    )
    assert fragment.status_code == 200
    assert "<li>Mon Dec 14" in fragment.text
    assert "<li>Mon Dec 7" not in fragment.text
    assert "<html" not in fragment.text


def test_a_shared_place_is_changed_for_all_or_for_the_one_that_moved(office: Office, dee: Browser) -> None:
    one, other = made(office), made(office, name="Elm Street Early", place=HALL.model_copy(update={"description": "B"}))
    page = dee.get(edit_of(one))
    assert "other listing" in page.main
    moved = form(page) | {"place_address_1": "200 Oak Avenue"}
    asked = refused(dee, page, edit_of(one), moved)
    assert "For whom does the place change?" in asked.main
    assert form(asked)["place_address_1"] == ["200 Oak Avenue"]
    went(dee, asked, edit_of(one), form(asked) | {"place_for": "all"})
    drafts = [said_of(office, listing).place for listing in (one, other)]
    assert [place.address_1 for place in drafts] == ["200 Oak Avenue", "200 Oak Avenue"]
    assert drafts[1].description == "B"
    with office.database.reading() as session:
        assert get_listing(session, one).location_id == get_listing(session, other).location_id
    page = dee.get(edit_of(one))
    went(dee, page, edit_of(one), form(page) | {"place_name": "The barn", "place_for": "this"})
    assert said_of(office, other).place.name == "Elm Street Hall"


def test_the_door_belongs_to_the_listing_alone(office: Office, dee: Browser) -> None:
    one = made(office)
    made(office, name="Elm Street Early")
    page = dee.get(edit_of(one))
    went(dee, page, edit_of(one), form(page) | {"place_description": "Side door"})
    assert said_of(office, one).place.description == "Side door"


def test_two_who_edit_the_same_listing_are_asked_only_about_what_both_changed(
    office: Office, browser_of: Open, cast: Cast
) -> None:
    listing = made(office, fees="Free")
    first, second = browser_of(cast.dee), browser_of(cast.dee)
    page, other = first.get(edit_of(listing)), second.get(edit_of(listing))
    went(first, page, edit_of(listing), form(page) | {"fees": "A dollar", "hours": "every Tuesday 6pm"})
    mine = form(other) | {"fees": "Two dollars", "description": "Coffee first.", "phone_number": ["612-555-0199"]}
    question = refused(second, other, edit_of(listing), mine, status=412)
    assert "A dollar" in question.main
    assert "Two dollars" in question.main
    assert "Tuesday" not in question.main
    sent = form(question) | {"fees": "Two dollars"}
    went(second, question, edit_of(listing), sent)
    draft = said_of(office, listing)
    assert (draft.fees, draft.description, draft.phones[0].number) == ("Two dollars", "Coffee first.", "612-555-0199")
    assert draft.schedules[0].byday == ("TU",)


def test_a_new_listing_is_published_and_what_is_alike_is_told(office: Office, dee: Browser) -> None:
    made(office, phones=(PhoneDraft(number="(612) 555-0142"),))
    page = dee.get(NEW)
    typed = form(page) | {
        "name": "Elm Street Groups",
        "organization": "Elm Street Fellowship",
        "terms": ["aa"],
        "hours": "every Monday 7-8pm",
        "place_address_1": "100 Elm Street",
        "place_city": "Minneapolis",
        "place_postal_code": "55401",
        "phone_number": ["612.555.0142"],
    }
    looked = dee.send(page, NEW, **(typed | {"place_visibility": "hidden"}), act="look").text
    assert "Is it in the directory already?" in looked
    assert "nearly the same name" in looked
    assert "Readers never see this pin, nor any map of this listing." in looked
    assert 'data-zone="America/Chicago" data-name="Minneapolis, MN 55401"' in looked
    address = went(dee, page, NEW, typed)
    listing = UUID(address.split("/")[3])
    draft = said_of(office, listing)
    assert (draft.name, draft.timezone, draft.in_person) == ("Elm Street Groups", "America/Chicago", True)
    assert "Elm Street Groups" in dee.get(f"/listings/{listing}").main


def test_a_draft_keeps_all_that_was_typed_and_is_published_later(office: Office, dee: Browser) -> None:
    page = dee.get(NEW)
    address = went(dee, page, NEW, form(page) | {"name": "Pottery", "hours": "someday", "fees": "Free", "act": "draft"})
    assert address.endswith("&done=kept")
    kept = dee.get(address)
    with office.database.reading() as session:
        waiting = session.exec(select(Proposal)).one()
    assert f'href="{NEW}?proposal={waiting.id}"' in dee.get(f"/curation/proposals/{waiting.id}").html
    sent = form(kept)
    assert (sent["name"], sent["hours"], sent["fees"]) == (["Pottery"], ["someday"], ["Free"])
    whole = sent | {"organization": "Clay House", "terms": ["aa"], "hours": "every Friday 6pm"}
    listing = UUID(went(dee, kept, NEW, whole).split("/")[3])
    assert said_of(office, listing).fees == "Free"
    with office.database.reading() as session:
        proposal = session.exec(select(Proposal)).one()
    assert (proposal.state, proposal.listing_id) == ("accepted", listing)
    assert dee.get(address, status=404)


def test_closed_for_now_retired_with_what_became_of_it_and_opened_again(office: Office, dee: Browser) -> None:
    listing = made(office)

    def turn(**typed: str) -> ListingDraft:
        page = dee.get(edit_of(listing))
        went(dee, page, edit_of(listing), form(page) | typed)
        return said_of(office, listing)

    closed = turn(status="temporarily_closed", closed_until="2026-12-24", closed_reason="the heating is broken")
    assert (closed.status, closed.closed_until) == ("temporarily_closed", date(2026, 12, 24))
    assert "the heating is broken" in dee.get(f"/listings/{listing}").main
    retired = turn(status="inactive", closed_reason="They joined the Oak group.")
    assert (retired.status, retired.closed_until, retired.closed_reason) == (
        "inactive",
        None,
        "They joined the Oak group.",
    )
    opened = turn(status="active")
    assert (opened.status, opened.closed_reason) == ("active", "")


def test_the_form_is_for_coordinators(office: Office, browser_of: Open, cast: Cast) -> None:
    listing = made(office)
    for path in (NEW, edit_of(listing), "/curation/listings"):
        for other in (cast.ana, cast.sol, cast.ada):
            browser = browser_of(other)
            assert browser.get(path, status=404).main == browser.get("/not/at/all", status=404).main


def test_the_form_in_spanish_reads_spanish_hours(office: Office, dee: Browser) -> None:
    listing = made(office)
    dee.client.cookies.set("language", "es")
    response = dee.client.get(edit_of(listing), headers={"accept": "text/html"})
    page = Page(response)
    assert "Cada lunes 7–8 pm" in page.html
    went(dee, page, edit_of(listing), form(page) | {"hours": "primer sábado de cada mes a las 10 de la mañana"})
    assert said_of(office, listing).schedules[0].byday == ("1SA",)


def test_many_are_chosen_looked_at_and_changed(office: Office, dee: Browser) -> None:
    listings = [made(office, name=f"Oak {number}", organization="Oak House") for number in range(3)]
    page = dee.get("/curation/listings", organization="Oak House")
    assert "3 listings" in page.main
    change = {"turn": "close", "until": "2026-12-24"}
    again = refused(dee, page, "/curation/listings/many/preview", {"of_organization": "Oak House", **change})
    assert again.one("span", id="change-reason-fault").text
    asked = {"listing": [str(listing) for listing in listings[:2]], "reason": "painting", **change}
    response = dee.send(again, "/curation/listings/many/preview", **asked)
    shown = Page(response)
    judge(shown, "en")
    assert "painting" in shown.main
    made_of = {"listing": re.findall(r'name="listing" value="([^"]+)"', shown.html)}
    with office.writing() as session:
        Make(session, office.now).listing(listing_id=listings[0], name="Oak 0", organization="Oak House", fees="Free")
    assert went(dee, shown, "/curation/listings/many", made_of) == "/curation/listings?done=many"
    assert [said_of(office, listing).status for listing in listings] == ["active", "temporarily_closed", "active"]


def test_what_cannot_be_done_with_many_is_said_on_their_page_with_what_was_typed_and_ticked(
    office: Office, dee: Browser
) -> None:
    listings = [made(office, name=f"Oak {number}", organization="Oak House") for number in range(2)]
    choice = {"of_organization": "Oak House", "of_page": "1"}
    page = dee.get("/curation/listings", organization="Oak House")
    typed = {"turn": "close", "reason": "painting", "listing": str(listings[1])}
    again = refused(dee, page, "/curation/listings/many/preview", choice | typed)
    assert again.one("input", id="change-reason").attributes["value"] == "painting"
    assert re.findall(r'name="listing" value="([^"]+)" checked', again.html) == [str(listings[1])]
    empty = refused(dee, page, "/curation/listings/many/preview", {"of_organization": "Nobody", "turn": "open"})
    assert "Choose at least one listing." in empty.main
    assert 'value="Nobody"' in empty.html


def test_a_sheet_without_a_file_or_of_another_kind_is_refused_beside_its_field(dee: Browser) -> None:
    page = dee.get("/curation/listings")
    hidden = hidden_fields(page, "/curation/listings/sheets") | {"sheet": ""}
    for content in (b"", b"name,fees\r\n", b"\x00" * 50):
        response = dee.client.post(
            "/curation/listings/sheets",
            data={name: value for name, value in hidden.items() if name != "sheet"},
            files={"sheet": ("listings.csv", content, "text/csv")},
            headers=HEADERS,
        )
        assert response.status_code == 422
        assert Page(response).one("span", id="sheet-fault").text
    huge = dee.client.post("/curation/listings/new", data={"name": "x" * 70_000}, headers=HEADERS)
    assert huge.status_code == 413
