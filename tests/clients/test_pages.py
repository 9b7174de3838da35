"""The pages of clients: begun in one tap, written down in a few, found again, and nothing typed is lost."""

import pytest

from directory.accounts.people import find_by_email
from tests.accounts.desk import Desk
from tests.clients.conftest import begin, id_in


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases; the pages hold no statement of their own."""
    return str(request.param)


def test_a_client_begins_with_one_tap_and_the_title_is_the_handle(desk: Desk) -> None:
    page = desk.get(begin(desk))
    assert len(page.one("h1").text.split()) == 2
    assert page.one("h1").text in desk.get("/clients").main


def test_what_is_known_at_the_start_is_on_the_page(desk: Desk) -> None:
    page = desk.get(begin(desk, cue="red truck", area="55401", goal="a job with mornings off", domain="work"))
    for said in ("red truck", "55401", "a job with mornings off", "Work"):
        assert said in page.main


def test_a_goal_without_its_part_of_life_is_asked_about_and_nothing_is_lost(desk: Desk) -> None:
    page = desk.refused(desk.get("/clients/new"), "/clients", cue="red truck", goal="a job", domain="")
    assert page.one("span", id="domain-fault").text == "Choose what the goal is about."
    assert page.one("input", id="cue").attributes["value"] == "red truck"
    assert page.one("textarea", id="goal").text == "a job"
    assert "Nobody yet" in desk.get("/clients").main


def test_a_contact_is_logged_in_three_taps(desk: Desk) -> None:
    record = begin(desk)
    page = desk.get(record)
    assert desk.go(page, f"{record}/contacts", channel="text", direction="out", two_way="0").endswith(
        "?done=logged#log"
    )
    assert "Text, no answer" in desk.get(record).main


def test_a_contact_without_its_channel_keeps_what_was_typed(desk: Desk) -> None:
    record = begin(desk)
    typed = {
        "channel": "",
        "direction": "in",
        "two_way": "1",
        "note": "sounded tired",
        "promise": "will call",
        "promise_due": "",
    }
    page = desk.refused(desk.get(f"{record}/contacts/new"), f"{record}/contacts", **typed)
    assert page.one("span", id="channel-fault").text
    assert page.one("span", id="promise_due-fault").text == "Say until when you promised it."
    assert page.one("textarea", id="note").text == "sounded tired"
    assert page.one("input", name="direction", value="in").attributes.keys() >= {"checked"}


def test_a_promise_stands_on_the_list_until_it_is_kept(desk: Desk) -> None:
    record = begin(desk)
    said = {
        "channel": "call",
        "direction": "out",
        "two_way": "1",
        "promise": "bring the form",
        "promise_due": "2026-11-24",
    }
    desk.go(desk.get(record), f"{record}/contacts", **said)
    assert "Promised · Tue Nov 24" in desk.get("/clients").main
    assert desk.go(desk.get(record), f"{record}/promises") == f"{record}#log"
    assert "Promised ·" not in desk.get("/clients").main


def test_call_and_text_stand_on_the_page_only_where_they_are_safe(desk: Desk) -> None:
    record = begin(desk)
    desk.go(desk.get(f"{record}/identity"), f"{record}/identity", phone="612 555 0123")
    assert not [link for link in desk.get(record).links if link.startswith(("tel:+1", "sms:"))]
    desk.go(desk.get(f"{record}/safe"), f"{record}/safe", text="yes", text_others="1", call="no")
    page = desk.get(record)
    assert [link for link in page.links if link.startswith(("tel:+1", "sms:"))] == ["sms:+16125550123"]
    assert "Safe, somebody else reads or hears it, until Wed Jan 20" in page.main
    desk.clock.pass_by(days=61)
    assert not [link for link in open_again(desk, record) if link.startswith("sms:")]


def open_again(desk: Desk, record: str) -> list[str]:
    """The links of a record that is opened days later, after signing in anew."""
    desk.client.cookies.clear()
    with desk.client.app.state.database.reading() as session:  # type: ignore[attr-defined]
        ana = find_by_email(session, "ana@example.org")
    assert ana
    desk.sign_in_as(ana)
    return desk.get(record).links


def test_somebody_who_calls_is_found_by_the_number_which_stands_in_no_address(desk: Desk) -> None:
    record = begin(desk)
    desk.go(desk.get(f"{record}/identity"), f"{record}/identity", phone="(612) 555-0123")
    page = desk.get("/clients")
    assert page.one("input", name="sought").attributes["type"] == "text"
    assert desk.go(page, "/clients/lookup", sought="612.555.0123") == record
    answer = desk.send(page, "/clients/lookup", sought="612 555 0199")
    assert answer.status_code == 200
    assert "Nobody here has this handle or number." in answer.text
    assert "555" not in str(answer.request.url)


def test_part_of_a_handle_finds_it(desk: Desk) -> None:
    record = begin(desk)
    handle = desk.get(record).one("h1").text
    assert desk.go(desk.get("/clients"), "/clients/lookup", sought=handle.split()[1].upper()) == record


def test_a_goal_is_reached(desk: Desk) -> None:
    record = begin(desk)
    desk.go(desk.get(f"{record}/goals/new"), f"{record}/goals", words="finish the GED", domain="school")
    desk.go(desk.get(record), f"{record}/goal-outcomes", outcome="reached")
    assert "finish the GED Reached" in desk.get(record).main


def test_what_suits_them_is_kept_and_two_who_change_it_at_once_are_asked(desk: Desk) -> None:
    record = begin(desk)
    first, second = desk.get(f"{record}/preferences"), desk.get(f"{record}/preferences")
    desk.go(first, f"{record}/preferences", area="55401", include=["children_welcome"], avoid=["id", "fee"])
    page = desk.refused(second, f"{record}/preferences", status=412, area="55407", include=["medication_friendly"])
    assert page.one("h1").text == "This was changed in the meantime"
    assert "55407" in page.html
    assert "55401" in desk.get(record).main


def test_identity_is_optional_and_a_wrong_number_is_said_beside_it(desk: Desk) -> None:
    record = begin(desk)
    page = desk.get(f"{record}/identity")
    page = desk.refused(page, f"{record}/identity", name="R. Miles", phone="his sister's", birth_year="84")
    assert page.one("span", id="birth_year-fault").text == "Write four digits, such as 1984."
    assert page.one("input", id="name").attributes["value"] == "R. Miles"
    page = desk.refused(page, f"{record}/identity", name="R. Miles", phone="his sister's", birth_year="1984")
    assert page.one("span", id="phone-fault").text == "Write the phone number with its area code."


def test_two_clients_are_kept_apart_by_the_handle_and_an_unknown_one_is_refused_alike(desk: Desk) -> None:
    record, other = begin(desk), begin(desk)
    handle = desk.get(other).one("h1").text
    page = desk.get(f"{record}/boundaries")
    assert desk.go(page, f"{record}/blocks", handle=handle).endswith("done=blocked")
    assert handle in desk.get(f"{record}/boundaries").main
    page = desk.refused(page, f"{record}/blocks", handle="no body")
    assert page.one("span", id="handle-fault").text == "No other client of yours or of your team has this handle."
    desk.go(desk.get(f"{record}/boundaries"), f"{record}/unblocking")
    assert handle not in desk.get(f"{record}/boundaries").main


def test_the_cue_is_changed_by_its_owner(desk: Desk) -> None:
    record = begin(desk, cue="red truck")
    desk.go(desk.get(f"{record}/cue"), f"{record}/cue", cue="blue hat")
    assert "blue hat" in desk.get(record).main
    assert id_in(record)


def test_a_service_ends_and_is_taken_up_again(desk: Desk) -> None:
    record = begin(desk)
    handle = desk.get(record).one("h1").text
    desk.refused(desk.get(f"{record}/end"), f"{record}/end", reason="")
    desk.go(desk.get(f"{record}/end"), f"{record}/end", reason="moved")
    assert handle not in desk.get("/clients").main
    assert handle in desk.get("/clients/ended").main
    assert "Everything is erased on" in desk.get(record).main
    desk.go(desk.get(record), f"{record}/resumption")
    assert handle in desk.get("/clients").main
