"""Meeting Guide JSON, policy by policy: rows, codes, links, texts and people."""

from datetime import time

import pytest

from directory.feeds.records import Problem, Record
from search.hours import Frequency
from tests.feeds.reading import MEETING, flags, one_meeting, read_meeting_guide, why_refused


def test_a_plain_row_becomes_a_listing_with_everything_it_says():
    record = one_meeting()
    draft = record.draft
    assert (record.row, record.external_id, record.problems) == (1, "tuesday-lunch", ())
    assert (draft.name, draft.organization, draft.terms) == ("Tuesday Lunch", "Alcoholics Anonymous", ("aa",))
    assert draft.facts["open_meeting"] is True
    assert (draft.in_person, draft.online, draft.status) == (True, False, "active")
    [schedule] = draft.schedules
    assert (schedule.starts, schedule.ends, schedule.byday, schedule.freq) == (
        time(12),
        time(13),
        ("TU",),
        Frequency.WEEKLY,
    )
    assert draft.timezone == "America/Chicago"
    assert draft.place is not None
    assert (draft.place.address_1, draft.place.city, draft.place.postal_code) == (
        "100 Elm Street",
        "Minneapolis",
        "55401",
    )
    assert (draft.place.lat, draft.place.lon) == (44.985, -93.27)
    assert record.raw["slug"] == "tuesday-lunch"


def test_a_whole_number_as_slug_becomes_text():
    assert one_meeting(slug=4711).external_id == "4711"


def test_a_row_without_slug_is_refused():
    assert "no slug" in why_refused(read_meeting_guide({**MEETING, "slug": ""})).message


def test_a_row_without_name_is_refused_unless_its_group_has_one():
    assert why_refused(read_meeting_guide({**MEETING, "name": " "})).field == "name"
    record = one_meeting(name="", group="Lunch Group")
    assert record.draft.name == "Lunch Group"
    assert flags(record, "name") == [
        "Row 1 (id tuesday-lunch): it has no name, so it is listed under the name of its group."
    ]


def test_a_second_row_with_the_same_slug_is_reported_and_the_first_stays():
    first, second = read_meeting_guide(MEETING, {**MEETING, "name": "Another"})
    assert isinstance(first, Record)
    assert isinstance(second, Problem)
    assert second.sentence() == (
        "Row 2 (id tuesday-lunch): row 1 already has this id and was kept, so the row was refused."
    )


def test_a_link_or_a_phone_makes_a_meeting_online():
    assert one_meeting(conference_url="https://us02web.zoom.us/j/1").draft.online
    by_phone = one_meeting(conference_phone="+1 612 555 0100,,123#").draft
    assert by_phone.online
    assert by_phone.phones[0].type == "dial_in"
    assert by_phone.access["phone_dial_in"] is True


def test_onl_without_link_or_phone_is_flagged_and_not_online():
    record = one_meeting(types=["ONL"])
    assert not record.draft.online
    assert "not shown as online" in flags(record, "types")[0]


@pytest.mark.parametrize(
    ("link", "is_known"),
    [
        ("https://zoom.us/j/1", True),
        ("https://us02web.zoom.us/j/1", True),
        ("https://notzoom.us/j/1", False),
        ("https://zoom.us.example.org/j/1", False),
        ("https://meet.example.org/room", False),
    ],
)
def test_an_unknown_provider_keeps_its_link_and_is_flagged(link, is_known):
    record = one_meeting(conference_url=link)
    assert record.draft.online_url == link
    assert (flags(record, "conference_url") == []) is is_known


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://zoom.us@evil.example/j",
        "https:///j/1",
        "ftp://zoom.us/1",
        "http://[",
    ],
)
def test_a_link_that_is_no_plain_web_address_is_dropped_and_the_row_kept(link):
    record = one_meeting(conference_url=link)
    assert record.draft.online_url == ""
    assert not record.draft.online
    assert "left out" in flags(record, "conference_url")[0]


def test_a_link_gains_its_scheme_and_loses_what_follows_it():
    assert one_meeting(conference_url="zoom.us/j/1").draft.online_url == "https://zoom.us/j/1"
    assert one_meeting(conference_url="https://zoom.us/j/ 12").draft.online_url == "https://zoom.us/j/12"
    assert one_meeting(conference_url="https://zoom.us/j/1 passcode 2").draft.online_url == "https://zoom.us/j/1"


def test_temporarily_closed_and_online_is_online_only_now():
    draft = one_meeting(types=["TC"], conference_url="https://zoom.us/j/1").draft
    assert (draft.in_person, draft.online, draft.status, draft.venue_closed) == (False, True, "active", True)


def test_temporarily_closed_alone_is_temporarily_closed():
    draft = one_meeting(types=["TC", "O"]).draft
    assert (draft.in_person, draft.online, draft.status, draft.venue_closed) == (
        False,
        False,
        "temporarily_closed",
        False,
    )


def test_unknown_type_codes_are_kept_as_they_stand():
    record = one_meeting(types=["O", "QQ9"])
    assert record.draft.unmapped == {"types": "QQ9"}
    assert record.draft.facts["open_meeting"] is True


def test_types_may_be_a_comma_string():
    draft = one_meeting(types="O, W,ST").draft
    assert draft.audiences == ("women",)
    assert draft.terms == ("aa", "step_meeting")


@pytest.mark.parametrize("types", [["O", "C"], ["C", "O"]])
def test_open_and_closed_is_closed_and_flagged(types):
    record = one_meeting(types=types)
    assert record.draft.facts["open_meeting"] is False
    assert "both open and closed" in flags(record, "types")[0]


def test_types_become_terms_facts_audiences_access_and_languages():
    draft = one_meeting(types=["W", "X", "S", "POA", "BE", "CAN", "FF", "ASL"]).draft
    assert draft.audiences == ("women", "spanish_speakers", "newcomers", "deaf")
    assert draft.access == {"wheelchair": True, "sign_language": True}
    assert draft.languages == ("es", "asl")
    assert draft.facts["attendance_slip"] is True
    assert draft.terms == ("aa", "newcomer_meeting", "candlelight_meeting")
    assert "Fragrance free" in draft.description
    assert draft.text_language == "es"


def test_notes_are_searched_for_the_contacts_of_people_and_do_not_repeat_them():
    record = one_meeting(notes="Call Robin S. at 612-555-0143 or write to robin@example.org.")
    told = flags(record, "notes")
    assert len(told) == 3
    assert not any("Robin" in sentence or "0143" in sentence or "robin@" in sentence for sentence in told)


def test_ordinary_notes_raise_no_flag():
    quiet = "Enter by the side door. Zoom ID 123. Serenity Group meets upstairs, first floor is closed."
    assert flags(one_meeting(notes=quiet), "notes") == []


def test_the_people_of_a_row_are_private():
    [contact] = one_meeting(contact_1_name="Robin S.", contact_1_phone="612-555-0143").draft.contacts
    assert (contact.name, contact.public) == ("Robin S.", False)


def test_text_is_plain_whatever_the_feed_puts_in_it():
    draft = one_meeting(
        name="<b>Tea &amp;amp; Talk</b>\u202e<script>alert(1)</script>",
        notes="One<br>Two<br />\x07Three &lt;b&gt;four&lt;/b&gt; <a href='javascript:x()'>five</a>",
    ).draft
    assert draft.name == "Tea & Talk"
    assert draft.description == "One\nTwo\nThree four five"


def test_a_name_is_cut_at_255_characters_and_said_so():
    record = one_meeting(name="x" * 300)
    assert len(record.draft.name) == 255
    assert flags(record, "name")


@pytest.mark.parametrize("row", [None, "text", ["a", "list"], 7, True])
def test_a_row_that_is_no_object_is_skipped_with_a_reason(row):
    problem, record = read_meeting_guide(row, MEETING)
    assert isinstance(problem, Problem)
    assert "not an object" in problem.message
    assert isinstance(record, Record)
    assert record.row == 2


def test_unknown_keys_are_kept_with_the_row_and_change_nothing():
    record = one_meeting(favorite_color="teal")
    assert record.raw["favorite_color"] == "teal"
    assert record.draft == one_meeting().draft


@pytest.mark.parametrize("flag", ["private", "not_for_website"])
def test_a_row_marked_private_never_becomes_a_listing(flag):
    assert "not public" in why_refused(read_meeting_guide({**MEETING, flag: "1"})).message
