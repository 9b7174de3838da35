"""What the page of a listing leads to: one time in a calendar, the phone's map, other groups, words for programs."""

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from directory.app import create_app
from directory.i18n import translator
from directory.listings.pages.known_lines import known_lines
from tests.web.judge import Judge, Page
from tests.web.town import HIDDEN_STREET, NOW, Town


def told(page: Page) -> dict:
    return json.loads(page.one("script", type="application/ld+json").text)


def test_one_time_goes_into_a_calendar_alone(judge: Judge, client, town: Town):
    page = judge.get(town.path("newcomers"))
    href = next(link for link in page.links if ".ics?at=" in link)
    answer = client.get(href)
    assert answer.headers["content-type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-11-21T19:00:00-06:00"
    assert "RRULE" not in event
    assert event["SUMMARY"] == "First Light Newcomers"
    assert b"VTIMEZONE" in answer.content


@pytest.mark.parametrize(
    "at", ["nonsense", "2026-11-21T19:00", "2026-11-21T19:01:00-06:00", "2020-11-21T19:00:00-06:00"]
)
def test_a_time_that_is_none_of_its_own_has_no_calendar(client, town: Town, at):
    assert client.get(f"{town.path('newcomers')}.ics", params={"at": at}).status_code == 404


def test_a_public_pin_opens_in_the_map_of_the_phone(judge: Judge, town: Town):
    assert (
        any(link.startswith("geo:44.97190,-93.27670?q=83%2012th") for link in judge.get(town.path("women")).links)
        is False
    )
    assert any(
        link.startswith("geo:44.97190,-93.27670?q=83%2012th") for link in judge.get(town.path("newcomers")).links
    )
    assert not any(link.startswith("geo:") for link in judge.get(town.path("shelter")).links)


def test_other_groups_of_the_place_are_named(judge: Judge, town: Town):
    page = judge.get(town.path("women"))
    here = page.one("section", id="here").text
    assert "Eastside Food Shelf" in here
    assert "Stepping Stones" not in here
    assert 'id="here"' not in judge.get(town.path("shelter")).html


def test_what_is_closed_for_now_says_what_there_is_instead(judge: Judge, town: Town):
    page = judge.get(town.path("closed"))
    assert "Eastside Food Shelf" in page.one("section", id="instead").text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("newcomers", "A coordinator called there on November 9, 2026 and asked."),
        ("women", "Somebody of the team, a peer or a coordinator, was there on March 20, 2026."),
        ("online", "Nobody here has checked it yet."),
    ],
)
def test_when_how_and_by_whom_it_was_checked_is_said_without_a_name(judge: Judge, town: Town, name, said):
    known = judge.get(town.path(name)).one("section", id="known").text
    assert said in known
    assert "It is to be checked again by " in known


def test_what_the_groups_own_contact_confirmed_is_theirs(make, now):
    detail = make.listing(checked_on=now.date(), checked_how="contact_confirmed")
    assert known_lines(detail, translator("en"))[0].startswith("The group's own contact confirmed it on ")
    assert known_lines(detail, translator("es"))[0].startswith("El contacto del propio grupo lo confirmó el ")


def test_papers_that_nobody_states_are_said_to_be_not_stated(judge: Judge, town: Town):
    assert "Bring: Not stated: ask before you go" in judge.get(town.path("women")).main
    assert "Bring: Nothing" in judge.get(town.path("newcomers")).main


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "In progress until 8:00 pm"), (119, "In progress until 8:00 pm"), (120, "")]
)
def test_what_goes_on_says_until_when(town: Town, minutes, said):
    later = NOW + timedelta(minutes=minutes)
    with TestClient(create_app(town.settings, clock=lambda: later)) as client:
        when = Judge(client).get(town.path("newcomers")).classed("when")[0].text
    assert said in when
    assert ("until 8:00 pm" in when) == bool(said)


def test_programs_are_told_what_the_page_says(judge: Judge, town: Town):
    data = told(judge.get(town.path("newcomers")))
    assert data["@type"] == "Service"
    assert data["url"].endswith(town.path("newcomers"))
    assert data["hoursAvailable"] == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Saturday"], "opens": "19:00", "closes": "20:00"}
    ]
    where = data["availableChannel"]["serviceLocation"]
    assert where["address"]["streetAddress"] == "83 12th Street South"
    assert where["geo"]["latitude"] == 44.9719


def test_programs_are_told_no_private_address_and_no_private_person(judge: Judge, town: Town):
    assert HIDDEN_STREET not in json.dumps(told(judge.get(town.path("shelter"))))
    assert "geo" not in told(judge.get(town.path("shelter"))).get("availableChannel", {}).get("serviceLocation", {})
    assert "Private Person" not in json.dumps(told(judge.get(town.path("newcomers"))))


def test_hostile_words_do_not_end_the_block_of_data(judge: Judge, town: Town):
    page = judge.get(town.path("hostile"))
    assert told(page)["name"] == 'Kindness <script>alert("1")</script> Circle'
    assert "serviceUrl" not in json.dumps(told(page))


def test_a_preview_says_the_name_and_nothing_of_what_it_is_for(judge: Judge, town: Town):
    page = judge.get(town.path("newcomers"))
    assert page.one("meta", property="og:title").attributes["content"] == "First Light Newcomers"
    assert page.one("meta", property="og:description").attributes["content"] == "Times and the way there."
