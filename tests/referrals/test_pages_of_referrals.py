"""The page of a referral: what it says, and every act on it, in a browser without script."""

from uuid import uuid4

from tests.referrals.office import Office


def test_the_page_says_where_it_stands_and_what_is_due(office: Office) -> None:
    page = office.show(office.refer())
    assert page.one("h1").text == "Referral"
    assert "First Light" in page.html
    assert "Welcome there" in page.html
    assert "Prepare: by Mon Nov 23" in page.html
    assert page.one("div", role="img").attributes["aria-label"] == "0 of 10 steps done"


def test_we_went_is_one_tap_and_can_be_taken_back(office: Office) -> None:
    referral_id = office.refer()
    page = office.show(referral_id)
    went = office.browser.client.post(
        f"/referrals/{referral_id}/taps",
        data={**tap_fields(page), "act": "went"},
        headers={"accept": "text/html"},
    )
    assert went.headers["location"] == f"/referrals/{referral_id}"
    assert office.referral(referral_id).state == "connected"
    office.clock.pass_by(seconds=30)
    assert "taken back within a minute" in office.show(referral_id).html
    office.do(referral_id, "taps", act="undo")
    assert office.referral(referral_id).state == "accepted"
    assert "taken back" in office.show(referral_id).html


def tap_fields(page, **others):
    tokens = {
        name: next(e.attributes["value"] for e in page.all("input", name=name)) for name in ("form_token", "version")
    }
    return tokens | {"key": uuid4().hex} | others


def test_after_a_minute_nothing_is_offered_to_take_back(office: Office) -> None:
    referral_id = office.refer()
    office.clock.pass_by(seconds=61)
    assert "taken back within a minute" not in office.show(referral_id).html
