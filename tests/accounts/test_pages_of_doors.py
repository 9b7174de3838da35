"""Signing in by the pages: what they let through, what they say, and what they never tell."""

import pytest
from pyotp import TOTP

from directory.accounts.invitations import Invited, invite_person, reset_person
from directory.app import create_app
from directory.audit import System
from directory.policy import Role, declared_routes
from tests.accounts.desk import Desk, open_desk
from tests.accounts.proofs import PASSWORD, WRONG, set_up_authenticator
from tests.cast import signed_in_as
from tests.web.judge import Page

SHORT = "fourteen signs"


@pytest.fixture(params=["sqlite"])
def database_kind(request) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


def sign_in(desk: Desk, email: str, password: str = PASSWORD, way: str = "/"):
    page = desk.get("/sign-in", next=way)
    return desk.send(page, "/sign-in", email=email, password=password)


def test_a_coordinator_signs_in_and_goes_on_to_where_they_were_going(desk, dee):
    response = sign_in(desk, "dee@example.org", way="/account")
    assert (response.status_code, response.headers["location"]) == (303, "/account")
    assert "Dee, dee@example.org · Coordinator" in desk.get("/account").main


def test_signed_in_people_land_on_the_front_page(desk, dee):
    assert sign_in(desk, "dee@example.org").headers["location"] == "/"
    assert "Dee" in desk.get("/crisis").text


@pytest.mark.parametrize(
    "way", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "javascript:x"]
)
def test_nobody_is_led_to_another_site(desk, dee, way):
    page = desk.get("/sign-in", next=way)
    assert desk.go(page, "/sign-in", email="dee@example.org", password=PASSWORD, next=way) == "/"


def shown_after(desk: Desk, email: str, password: str) -> str:
    page = desk.refused(desk.get("/sign-in"), "/sign-in", email=email, password=password)
    return page.main


def test_the_page_does_not_tell_whether_there_is_an_account(desk, dee):
    told = {shown_after(desk, email, WRONG) for email in ("dee@example.org", "ana@example.org", "nobody@example.org")}
    assert len(told) == 1
    assert "do not go together" in told.pop()


def test_the_address_stays_in_its_field_and_the_password_does_not(desk, dee):
    page = desk.refused(desk.get("/sign-in"), "/sign-in", email="dee@example.org", password=WRONG)
    assert page.one("input", id="email").attributes["value"] == "dee@example.org"
    assert "value" not in page.one("input", id="password").attributes
    assert WRONG not in page.html


def test_the_sixth_try_is_told_to_wait_in_words(desk, dee):
    for _ in range(5):
        assert sign_in(desk, "dee@example.org", WRONG).status_code == 422
    page = desk.refused(desk.get("/sign-in"), "/sign-in", status=429, email="dee@example.org", password=PASSWORD)
    assert "Wait 5 minutes, then try again." in page.main
    assert page.response.headers["retry-after"] == "300"
    desk.clock.pass_by(minutes=6)
    assert sign_in(desk, "dee@example.org").status_code == 303


def test_fields_tell_browsers_what_they_are(desk):
    page = desk.get("/sign-in")
    assert page.one("input", id="email").attributes["autocomplete"] == "username"
    assert page.one("input", id="password").attributes["autocomplete"] == "current-password"


def test_the_page_is_never_kept_by_a_browser(desk, dee):
    sign_in(desk, "dee@example.org")
    assert "no-store" in desk.client.get("/account").headers["cache-control"]


def test_nobody_signs_in_over_a_connection_that_others_read(settings, database, clock):
    far = open_desk(settings, database, clock, host="http://directory.example.org")
    for path in ("/sign-in", "/invitations/abc", "/sign-in/second-factor", "/sign-in/reset"):
        page = far.get(path, status=403)
        assert "https" in page.main
        assert page.all("input", type="password") == []
        assert "set-cookie" not in page.response.headers
    answer = far.client.post("/sign-in", data={"email": "dee@example.org", "password": PASSWORD})
    assert answer.status_code == 403


@pytest.fixture
def app_of_ana(database, ana, home, now) -> TOTP:
    """Ana's authenticator."""
    with database.writing() as session:
        caller, _ = signed_in_as(session, ana, now)
        return set_up_authenticator(session, caller, home, now)[0]


def test_the_second_step_takes_the_digits_of_the_app(desk, ana, app_of_ana):
    assert sign_in(desk, "ana@example.org", way="/account").headers["location"] == (
        "/sign-in/second-factor?next=%2Faccount"
    )
    page = desk.get("/sign-in/second-factor", next="/account")
    field = page.one("input", id="code").attributes
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert desk.go(page, "/sign-in/second-factor", code=app_of_ana.at(desk.clock())) == "/account"
    assert "Ana" in desk.get("/account").main


def test_a_wrong_code_says_how_many_tries_are_left_and_the_fifth_begins_again(desk, ana, app_of_ana):
    sign_in(desk, "ana@example.org")
    page = desk.get("/sign-in/second-factor")
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "1 try is left"):
        page = desk.refused(page, "/sign-in/second-factor", code="000000")
        assert left in page.main
    assert desk.go(page, "/sign-in/second-factor", code="000000") == "/sign-in"


def test_the_second_step_without_a_first_begins_again(desk):
    assert desk.sent_on("/sign-in/second-factor?next=/account") == "/sign-in?next=%2Faccount"


def test_a_recovery_code_has_a_field_for_letters(desk, ana, app_of_ana):
    sign_in(desk, "ana@example.org")
    page = desk.get("/sign-in/second-factor", recovery="1")
    assert "inputmode" not in page.one("input", id="code").attributes
    assert "Recovery code" in page.main


@pytest.mark.parametrize(("who", "way"), [("ana", "/clients"), ("dee", "/curation"), ("ada", "/admin/people")])
def test_whoever_has_no_second_step_is_led_to_setting_one_up(desk, cast, who, way):
    desk.sign_in_as(getattr(cast, who), second_factor=False)
    assert desk.sent_on(way) == f"/account/factors?next={way}"
    assert "Without a second step you reach nothing but your own account." in desk.get("/account").main


@pytest.fixture
def invitation(database, cast, now) -> str:
    """The address of an invitation to a new peer."""
    invited = Invited("eve@example.org", "Eve", [Role.PEER], [cast.north.id])
    with database.writing() as session:
        return f"/invitations/{invite_person(session, invited, by=System.COMMAND, link=None, now=now).token}"


def test_from_an_invitation_to_the_first_sign_in(desk, invitation):
    page = desk.get(invitation)
    assert page.one("input", id="password").attributes["autocomplete"] == "new-password"
    way = desk.go(page, invitation, display_name="Eve", password=PASSWORD, again=PASSWORD)
    assert way == "/account/factors?first=1"

    page = desk.get(way)
    assert desk.go(page, "/account/factors/totp/start") == "/account/factors/totp"
    page = desk.get("/account/factors/totp")
    secret = "".join(page.classed("secret")[0].text.split())
    wrong = desk.refused(page, "/account/factors/totp", code="000000")
    assert "".join(wrong.classed("secret")[0].text.split()) == secret, "nothing is lost by a wrong code"

    response = desk.send(wrong, "/account/factors/totp", code=TOTP(secret).at(desk.clock()))
    assert response.status_code == 200
    codes = [line.text for line in Page(response).all("li") if "ol" in line.within and "-" in line.text]
    assert len(codes) == 10
    assert "no-store" in response.headers["cache-control"]
    desk.go(Page(response), "/sign-out")

    assert sign_in(desk, "eve@example.org").headers["location"] == "/sign-in/second-factor"
    page = desk.get("/sign-in/second-factor", recovery="1")
    assert desk.go(page, "/sign-in/second-factor", code=codes[0].upper()) == "/today"
    desk.go(desk.get("/crisis"), "/sign-out")
    sign_in(desk, "eve@example.org")
    again = desk.refused(desk.get("/sign-in/second-factor"), "/sign-in/second-factor", code=codes[0])
    assert "not right" in again.main, "each code works once"


def test_looking_at_an_invitation_changes_nothing(desk, invitation):
    for _ in range(3):
        assert "Eve" in desk.get(invitation).main


def test_passwords_that_are_short_or_not_the_same_leave_the_link_good(desk, invitation):
    page = desk.refused(desk.get(invitation), invitation, display_name="Eve", password=SHORT, again=SHORT)
    assert page.one("span", id="password-fault").text
    page = desk.refused(page, invitation, display_name="Evelyn", password=PASSWORD, again=WRONG)
    assert page.one("span", id="again-fault").text == "These two are not the same."
    assert page.one("input", id="display_name").attributes["value"] == "Evelyn"
    assert desk.go(page, invitation, display_name="Evelyn", password=PASSWORD, again=PASSWORD)


def test_a_used_link_a_made_up_one_and_an_old_one_are_one_page(desk, invitation):
    desk.go(desk.get(invitation), invitation, display_name="Eve", password=PASSWORD, again=PASSWORD)
    used = desk.get(invitation, status=404)
    made_up = desk.get("/invitations/made-up", status=404)
    assert used.main == made_up.main


def test_a_reset_asks_for_a_password_alone_and_then_for_the_second_factor(desk, database, ana, app_of_ana, now):
    with database.writing() as session:
        sent = reset_person(session, ana.id, clear_factors=False, by=System.COMMAND, link=None, now=now)
    address = f"/invitations/{sent.token}"
    page = desk.get(address)
    assert page.all("input", id="display_name") == []
    assert desk.go(page, address, password=f"{PASSWORD} again", again=f"{PASSWORD} again") == "/sign-in/second-factor"


def test_asking_for_a_link_tells_everybody_the_same(desk, dee):
    told = set()
    for email in ("dee@example.org", "nobody@example.org"):
        response = desk.send(desk.get("/sign-in/reset"), "/sign-in/reset", email=email)
        assert response.status_code == 200
        told.add(Page(response).main)
    assert len(told) == 1


def test_signing_out_ends_the_session_and_clears_copies_of_pages(desk, dee):
    desk.sign_in_as(dee)
    response = desk.send(desk.get("/account"), "/sign-out")
    assert response.headers["clear-site-data"] == '"cache"'
    assert desk.sent_on("/account") == "/sign-in?next=/account"


def offers_demo(settings, **changes) -> bool:
    app = create_app(settings.model_copy(update=changes))
    return "/demo/sign-in" in {route.path for route in declared_routes(app)}


def test_one_continues_as_the_cast_in_a_demonstration_on_this_machine_alone(settings):
    for host in ("127.0.0.1", "localhost", "::1"):
        assert offers_demo(settings, demo=True, host=host), host
    for host in ("0.0.0.0", "::", "192.0.2.7", "directory.example.org"):  # noqa: S104 - nothing is listened on
        assert not offers_demo(settings, demo=True, host=host), host
    assert not offers_demo(settings)


def test_where_there_is_no_demonstration_the_way_in_is_nothing_at_all(desk, cast):
    answer = desk.client.post("/demo/sign-in", data={"person": str(cast.ana.id)})
    nothing = desk.client.post("/nothing/here", data={"person": str(cast.ana.id)})
    assert answer.status_code == nothing.status_code == 404
    assert Page(answer).main == Page(nothing).main


def test_continuing_as_ana_signs_in_as_ana(settings, database, cast, clock):
    desk = open_desk(settings.model_copy(update={"demo": True}), database, clock)
    page = desk.get("/sign-in", next="/account")
    buttons = {button.text: button.attributes["value"] for button in page.all("button", name="person")}
    assert list(buttons)[:2] == ["Continue as AnaPeer", "Continue as BenPeer"]
    assert desk.go(page, "/demo/sign-in", person=buttons["Continue as AnaPeer"]) == "/account"
    assert "Ana" in desk.get("/account").main


def test_the_sign_in_page_of_an_agency_offers_nobody(desk, cast):
    assert "demonstration" not in desk.get("/sign-in").main
