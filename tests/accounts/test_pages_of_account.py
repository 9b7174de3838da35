"""One's own account, and the people of the agency: what the pages show and change."""

import pytest

from directory.accounts.people import roles_of
from directory.accounts.sessions import begin_session
from directory.policy import Role
from tests.accounts.conftest import give_password
from tests.accounts.desk import open_desk
from tests.accounts.proofs import PASSWORD, WRONG, set_up_authenticator
from tests.cast import HOME, signed_in_as


@pytest.fixture(params=["sqlite"])
def database_kind(request) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


@pytest.fixture
def at_home(desk, ana):
    """Ana, signed in."""
    desk.sign_in_as(ana)
    return desk


def test_the_account_says_how_everything_stands(at_home):
    page = at_home.get("/account")
    assert "Ana, ana@example.org · Peer" in page.main
    assert "Without a second step you reach nothing but your own account." in page.main
    for row in ("Working hours Not set", "Second step None yet", "On 1 device"):
        assert row in page.main


def test_name_and_language_are_saved_and_the_pages_speak_it(at_home):
    page = at_home.get("/account/profile")
    assert at_home.go(page, "/account/profile", display_name="Anita", language="es") == "/account?done=profile"
    assert "Anita" in at_home.judge.get("/account", language="es").main


def test_a_name_of_nothing_is_refused_beside_its_field(at_home):
    page = at_home.refused(at_home.get("/account/profile"), "/account/profile", display_name="  ", language="en")
    assert page.one("span", id="display_name-fault").text


def test_working_hours_are_kept_day_by_day(at_home):
    page = at_home.get("/account/hours")
    assert at_home.go(page, "/account/hours", mo_starts="09:00", mo_ends="17:00") == "/account?done=hours"
    assert at_home.get("/account/hours").one("input", id="mo_starts").attributes["value"] == "09:00"
    assert "1 day a week" in at_home.get("/account").main


def test_a_day_with_one_time_alone_is_asked_about_and_nothing_typed_is_lost(at_home):
    page = at_home.get("/account/hours")
    page = at_home.refused(page, "/account/hours", mo_starts="09:00", mo_ends="", tu_starts="08:30", tu_ends="12:00")
    assert page.one("span", id="mo-fault").text
    assert page.one("input", id="tu_starts").attributes["value"] == "08:30"
    assert "Not set" in at_home.get("/account").main


def test_days_away_are_planned_with_cover_and_taken_back(at_home, cast):
    page = at_home.get("/account/away")
    days = {"from_on": "2026-12-24", "until_on": "2026-12-31", "cover": str(cast.ben.id)}
    assert at_home.go(page, "/account/away", **days) == "/account/away"
    page = at_home.get("/account/away")
    assert "Thu Dec 24 – Thu Dec 31 Ben covers" in page.main
    removal = next(form.attributes["action"] for form in page.all("form") if "removal" in form.attributes["action"])
    assert at_home.go(page, removal) == "/account/away"
    assert "Nothing yet." in at_home.get("/account/away").main


def test_days_that_end_before_they_begin_are_refused(at_home):
    page = at_home.get("/account/away")
    page = at_home.refused(page, "/account/away", from_on="2026-12-24", until_on="2026-12-20")
    assert page.one("span", id="from_on-fault").text == "The last day away is before the first."
    page = at_home.refused(page, "/account/away", from_on="tomorrow", until_on="")
    assert page.one("span", id="until_on-fault").text


def test_a_new_password_signs_out_everywhere_else(at_home, database, ana, now):
    with database.writing() as session:
        begin_session(session, ana, HOME, second_factor=True, now=now)
    page = at_home.get("/account/password")
    chosen = "another kettle under nine maps"
    page = at_home.refused(page, "/account/password", current=WRONG, password=chosen, again=chosen)
    assert page.one("span", id="current-fault").text == "This password was not right."
    changed = at_home.go(page, "/account/password", current=PASSWORD, password=chosen, again=chosen)
    assert changed == "/account?done=password"
    assert "On 1 device" in at_home.get("/account").main


def test_a_session_elsewhere_is_ended_from_here(at_home, database, ana, now):
    with database.writing() as session:
        begin_session(session, ana, HOME, second_factor=True, now=now)
    page = at_home.get("/account/sessions")
    assert len(page.classed("rows")[0].text.split("Since")) == 3
    ends = [form.attributes["action"] for form in page.all("form") if form.attributes["action"].endswith("/end")]
    one = next(action for action in ends if action != "/account/sessions/end")
    assert at_home.go(page, one) == "/account/sessions?done=one"
    page = at_home.get("/account/sessions?done=one")
    assert "That device is signed out." in page.main
    assert "Sign out everywhere else" not in page.main


def test_setting_a_pin_asks_for_a_fresh_proof(at_home):
    at_home.clock.pass_by(minutes=6)
    assert at_home.sent_on("/account/pin") == "/confirm?next=/account/pin"
    page = at_home.get("/confirm?next=/account/pin")
    assert at_home.go(page, "/confirm/password", password=PASSWORD) == "/account/pin"
    page = at_home.refused(at_home.get("/account/pin"), "/account/pin", pin="123456", again="123456")
    assert page.one("span", id="pin-fault").text
    assert at_home.go(page, "/account/pin", pin="270913", again="270913") == "/account?done=pin"
    assert at_home.go(at_home.get("/account/pin"), "/account/pin/removal") == "/account?done=no-pin"


def test_another_apps_code_is_not_taken_and_the_app_can_be_dropped(desk, database, ana, home, now):
    with database.writing() as session:
        caller, _ = signed_in_as(session, ana, now)
        set_up_authenticator(session, caller, home, now)
    desk.sign_in_as(ana)
    page = desk.get("/account/factors")
    assert "in use" in page.main
    assert desk.go(page, "/account/factors/totp/removal") == "/account/factors?done=removed"
    assert "Set up an app" in desk.get("/account/factors?done=removed").main


@pytest.fixture
def office(desk, database, cast, password_hash):
    """Ada, signed in."""
    desk.sign_in_as(give_password(database, cast.ada, password_hash))
    return desk


def test_an_admin_invites_somebody(office):
    page = office.get("/admin/people/new")
    teams = [box.attributes["value"] for box in page.all("input", name="teams")]
    sent = {"email": "eve@example.org", "display_name": "Eve", "roles": ["peer"], "teams": teams[:1]}
    assert office.go(page, "/admin/people", **sent) == "/admin/people?done=invited"
    page = office.get("/admin/people?done=invited")
    assert "Eve Peer · North team · never signed in invited" in page.main


def test_an_invitation_that_cannot_be_sent_says_why_and_keeps_what_was_typed(office):
    sent = {"email": "ana@example.org", "display_name": "Ana Two", "roles": ["peer", "coordinator"]}
    page = office.refused(office.get("/admin/people/new"), "/admin/people", **sent)
    assert "Somebody with this e-mail address is here already." in page.main
    assert page.one("input", id="display_name").attributes["value"] == "Ana Two"
    chosen = {box.attributes["value"] for box in page.all("input", name="roles") if "checked" in box.attributes}
    assert chosen == {"peer", "coordinator"}


def test_an_admin_changes_roles_and_teams(office, database, cast):
    address = f"/admin/people/{cast.ben.id}"
    page = office.get(address)
    assert office.go(page, f"{address}/roles", roles=["coordinator"]) == f"{address}?done=roles"
    with database.reading() as session:
        assert roles_of(session, cast.ben.id) == {Role.COORDINATOR}
    assert office.go(page, f"{address}/teams", teams=[str(cast.south.id)]) == f"{address}?done=teams"
    page = office.refused(office.get(address), f"{address}/roles", roles=[])
    assert page.one("span", id="roles-fault").text == "Choose at least one role."


def test_the_last_admin_stays(office, cast):
    address = f"/admin/people/{cast.ada.id}"
    page = office.refused(office.get(address), f"{address}/roles", roles=["peer"])
    assert "only admin" in page.main


def test_closing_an_account_takes_effect_on_the_next_request(office, settings, database, cast, clock):
    ben = open_desk(settings, database, clock)
    ben.sign_in_as(cast.ben)
    ben.get("/account")
    address = f"/admin/people/{cast.ben.id}"
    assert office.go(office.get(address), f"{address}/closing") == f"{address}?done=closed"
    assert ben.sent_on("/account") == "/sign-in?next=/account"
    assert "closed" in office.get("/admin/people").main
    assert office.go(office.get(address), f"{address}/reopening") == f"{address}?done=open"


def test_invitations_are_sent_again_and_passwords_reset(office, cast, ana):
    ben, address = f"/admin/people/{cast.ben.id}", f"/admin/people/{ana.id}"
    assert office.go(office.get(ben), f"{ben}/invitation") == f"{ben}?done=invited"
    assert office.go(office.get(address), f"{address}/reset") == f"{address}?done=reset"
    cleared = office.go(office.get(address), f"{address}/reset", clear_factors="1")
    assert cleared == f"{address}?done=reset"


def test_teams_are_made_and_renamed(office, cast):
    page = office.get("/admin/teams")
    assert office.go(page, "/admin/teams", name="West team") == "/admin/teams?done=new"
    page = office.get("/admin/teams")
    rename = f"/admin/teams/{cast.north.id}"
    assert office.go(page, rename, name="Far north") == "/admin/teams?done=renamed"
    page = office.refused(office.get("/admin/teams"), rename, name="west TEAM")
    assert page.one("span", id=f"{cast.north.id}-name-fault").text == "There is a team of this name already."


def test_nobody_else_finds_the_pages_of_admins(desk, cast):
    desk.sign_in_as(cast.sol)
    for path in ("/admin", "/admin/people", f"/admin/people/{cast.ana.id}", "/admin/teams"):
        desk.get(path, status=404)
