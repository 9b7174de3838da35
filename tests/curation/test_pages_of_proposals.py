"""The pages of proposals and histories: decided in two steps, in parts, many at once, put back, and nothing lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from directory.accounts.models import Person
from directory.curation.proposing import suggest_correction
from directory.listings.forms import ListingDraft
from directory.listings.history import Origin, Reason
from directory.listings.queries import get_listing
from directory.listings.service import save_listing
from tests.accounts.desk import Desk as Browser
from tests.cast import Cast
from tests.factories import EDITED
from tests.referrals.office import Office

Open = Callable[[Person], Browser]
CORRECTED = {"fees": "$2 for coffee", "first_time": "Ring twice."}


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


def correct(office: Office, place: str = "open", **fields: str) -> str:
    """A reader's correction; those of another place come an hour later."""
    at = office.now - timedelta(hours=place == "open")
    with office.writing() as session:
        proposal = suggest_correction(session, office.places[place], fields or CORRECTED, "", now=at)
        return f"/curation/proposals/{proposal.id}"


def listing(office: Office, place: str = "open") -> ListingDraft:
    with office.database.reading() as session:
        return get_listing(session, office.places[place]).draft


def edit(office: Office, **changes: str) -> None:
    with office.writing() as session:
        edited = get_listing(session, office.places["open"]).draft.model_copy(update=changes)
        save_listing(session, edited, listing_id=office.places["open"], now=office.now, origin=EDITED)


@pytest.fixture
def dee(browser_of: Open, cast: Cast) -> Browser:
    return browser_of(cast.dee)


def test_a_proposal_is_decided_in_two_steps_and_leads_to_the_next(office: Office, dee: Browser) -> None:
    first, second = correct(office), correct(office, "registering", fees="Free")
    queue = dee.get("/curation/proposals")
    assert [href for href in queue.links if "/proposals/" in href] == [first, second]
    page = dee.get(first)
    onwards = dee.go(page, f"{first}/acceptance", take=["fees", "first_time"])
    assert onwards == f"{second}?done=accepted"
    assert listing(office).fees == "$2 for coffee"
    assert "Taken up." in dee.get(onwards).main
    assert dee.go(dee.get(second), f"{second}/reject", reason="not_so") == "/curation?done=rejected"
    assert "Nothing waits for you." in dee.get("/curation").main


def test_only_what_is_ticked_is_taken(office: Office, dee: Browser) -> None:
    path = correct(office)
    before = listing(office)
    dee.go(dee.get(path), f"{path}/acceptance", take=["fees"])
    assert listing(office) == before.model_copy(update={"fees": "$2 for coffee"})


def test_nothing_ticked_is_said_and_nothing_happens(office: Office, dee: Browser) -> None:
    path = correct(office)
    page = dee.refused(dee.get(path), f"{path}/acceptance")
    assert "Choose at least one thing to take" in page.main


def test_a_page_that_was_overtaken_shows_three_columns_and_keeps_what_was_ticked(office: Office, dee: Browser) -> None:
    path = correct(office)
    page = dee.get(path)
    edit(office, fees="Free will offering")
    again = dee.refused(page, f"{path}/acceptance", status=409, take=["fees"])
    assert "what you chose is kept" in again.main
    assert "When it was proposednothing NowFree will offering Then$2 for coffee" in again.main
    ticked = {one.attributes["value"]: "checked" in one.attributes for one in again.all("input", name="take")}
    assert ticked == {"fees": True, "first_time": False}
    assert listing(office).fees == "Free will offering"
    dee.go(again, f"{path}/acceptance", take=["fees"])
    assert listing(office).fees == "$2 for coffee"


def test_the_queue_is_narrowed_down_and_stays_so(office: Office, dee: Browser, cast: Cast) -> None:
    mine, other = correct(office), correct(office, "registering")
    dee.go(dee.get(mine), f"{mine}/assignment", to=str(cast.dee.id))
    page = dee.get("/curation/proposals?whose=mine")
    assert [href for href in page.links if "/proposals/" in href] == [f"{mine}?whose=mine"]
    assert "1 Mine" in dee.get("/curation").main
    onwards = dee.go(dee.get(f"{mine}?whose=mine"), f"{mine}/acceptance?whose=mine", take=["fees"])
    assert onwards == "/curation?done=accepted"
    assert other in dee.get("/curation/proposals").links
    assert dee.send(dee.get(other), f"{other}/assignment", to=str(cast.ana.id)).status_code == 422


def test_many_are_shown_before_they_are_decided_and_taken_back_afterwards(office: Office, dee: Browser) -> None:
    correct(office, fees="Free")
    correct(office, "registering", fees="Free")
    choosing = dee.get("/curation/many?kind=correction")
    assert "Take these" not in choosing.main
    shown = dee.get("/curation/many?kind=correction&decision=accepted&only=fees")
    assert "2 proposals are like this." in shown.main
    decision = dee.go(shown, "/curation/many?kind=correction")
    assert (listing(office).fees, listing(office, "registering").fees) == ("Free", "Free")
    path = decision.partition("?")[0]
    assert "2 proposals taken up" in dee.get("/curation/many").main
    assert dee.go(dee.get(decision), f"{path}/reversal") == f"{path}?done=reverted&left=0"
    assert listing(office).fees == ""
    assert "taken back" in dee.get(path).main


def test_what_came_since_the_look_is_looked_at_first(office: Office, dee: Browser) -> None:
    correct(office, fees="Free")
    shown = dee.get("/curation/many?kind=correction&decision=accepted")
    correct(office, "registering", fees="Free")
    again = dee.refused(shown, "/curation/many?kind=correction", status=409)
    assert "2 proposals are like this." in again.main
    assert listing(office).fees == ""


def test_a_mistake_is_put_back_from_the_history(office: Office, dee: Browser, cast: Cast) -> None:
    path = correct(office)
    dee.go(dee.get(path), f"{path}/acceptance", take=["fees", "first_time"])
    history = f"/curation/listings/{office.places['open']}"
    page = dee.get(f"{history}/history")
    assert "Took up a proposal" in page.main
    assert f"{cast.dee.display_name} ·" in page.main
    compared = dee.get(f"{history}/history?older=1")
    done = dee.go(compared, f"{history}/reversion", take=["fees"], words="They told us otherwise.")
    assert (listing(office).fees, listing(office).first_time) == ("", "Ring twice.")
    assert "They told us otherwise." in dee.get(done).main
    again = dee.refused(compared, f"{history}/reversion", status=409, take=["first_time"], words="Mine.")
    assert again.one("input", id="words").attributes["value"] == "Mine."


def test_the_history_names_no_peer(office: Office, dee: Browser, cast: Cast) -> None:
    with office.writing() as session:
        edited = get_listing(session, office.places["open"]).draft.model_copy(update={"fees": "Free"})
        origin = Origin(reason=Reason.CHECKED, by=cast.ana.id)
        save_listing(session, edited, listing_id=office.places["open"], now=office.now, origin=origin)
    page = dee.get(f"/curation/listings/{office.places['open']}/history")
    assert "Somebody who works here" in page.main
    assert cast.ana.display_name not in page.main


def test_it_is_all_for_coordinators(office: Office, browser_of: Open, cast: Cast) -> None:
    path = correct(office)
    history = f"/curation/listings/{office.places['open']}/history"
    for other in (cast.ana, cast.sol, cast.ada):
        browser = browser_of(other)
        for address in ("/curation/proposals", path, history, "/curation/many", "/curation/reports"):
            assert browser.get(address, status=404).main == browser.get("/not/at/all", status=404).main


def test_the_reports_answer_and_are_taken_out(office: Office, dee: Browser) -> None:
    correct(office)
    page = dee.get("/curation/reports")
    for title in ("Freshness by part of life", "What to mend first", "What was missed, beside what there is"):
        assert title in page.main
    sent = dee.send(page, "/curation/reports/exports", question="proposals")
    assert sent.text.splitlines()[1] == "Corrections,1,0,0,0"
    assert dee.send(page, "/curation/reports/exports", question="nonsense").status_code == 422
