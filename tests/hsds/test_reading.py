"""What packages and files of the real world hold is read where it can be, and reported row by row where not."""

import json
from datetime import time
from typing import Any

import pytest

from directory.feeds.records import FeedRefusedError, Problem
from directory.hsds.objects import KINDS, Kind
from tests.hsds.exchange import one_record, packed, read_hsds, records_of
from tests.hsds.schemas import faults, real_file

ORGANIZATIONS = "id,name\no1,Helpers\n"
SERVICES = "id,organization_id,name,status\ns1,o1,Food Shelf,active\n"
LOCATIONS = "id,name,location_type,latitude,longitude\nl1,Hall,physical,44.98,-93.27\n"
AT_LOCATIONS = "id,service_id,location_id\na1,s1,l1\n"


def package(**tables: str) -> bytes:
    plain = {
        "organizations": ORGANIZATIONS,
        "services": SERVICES,
        "locations": LOCATIONS,
        "service_at_location": AT_LOCATIONS,
    }
    return packed({f"{name}.csv": text for name, text in (plain | tables).items() if text})


def service(**said: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "name": "Food Shelf",
        "status": "active",
        "organization": {"id": "o1", "name": "Helpers"},
        **said,
    }


def notes(record) -> str:
    return "\n".join(f"{problem.field}: {problem.sentence()}" for problem in record.problems)


def test_a_package_makes_a_listing_of_each_service_at_a_location():
    record = one_record(package())
    assert (record.external_id, record.draft.name, record.draft.organization) == ("a1", "Food Shelf", "Helpers")
    assert record.draft.terms == ("food",)
    assert record.draft.place is not None
    assert (record.draft.place.name, record.draft.place.lat) == ("Hall", 44.98)


def test_ids_that_are_none_become_ones_that_always_follow_from_them():
    first, again = one_record(package()), one_record(package())
    assert first.draft == again.draft
    assert first.draft.hsds.tree["service"]["source_id"] == "s1"
    assert faults("service_at_location", first.draft.hsds.tree) == []


def test_swapped_ids_are_put_right():
    record = one_record(package(service_at_location="id,service_id,location_id\na1,l1,s1\n"))
    assert record.draft.place is not None
    assert "they were swapped" in notes(record)


def test_several_ids_in_one_cell_are_each_of_them():
    locations = LOCATIONS + "l2,Barn,physical,44.97,-93.20\n"
    services = 'id,organization_id,name,status,location_id\ns1,o1,Food Shelf,active,"l1,l2"\n'
    records = records_of(package(locations=locations, services=services, service_at_location=""))
    assert {record.draft.place.name for record in records} == {"Hall", "Barn"}
    assert len({record.external_id for record in records}) == 2


def test_more_cells_than_columns_are_left_out_and_told_with_their_row():
    record = one_record(package(services=SERVICES.replace("active\n", "active,and,more\n")))
    assert "services.csv row 1" in notes(record)
    assert "more cells than the table has columns" in notes(record)


@pytest.mark.parametrize(
    ("days", "opens", "closes", "byday", "starts"),
    [
        ("Monday-Friday", "9:00AM", "5pm", ("MO", "TU", "WE", "TH", "FR"), time(9)),
        ("monday,tuesday", "09:00:00", "17:00", ("MO", "TU"), time(9)),
        ("Fri - Mon", "19:30Z", "21:00+00:00", ("MO", "FR", "SA", "SU"), time(19, 30)),
        ("MO,2TU", "10:00", "", ("MO", "2TU"), time(10)),
        ("1,7", "8 am", "", ("MO", "SU"), time(8)),
    ],
)
def test_hours_as_people_write_them(days, opens, closes, byday, starts):
    schedules = f'id,service_id,byday,freq,opens_at,closes_at\nh1,s1,"{days}",WEEKLY,{opens},{closes}\n'
    [line] = one_record(package(schedules=schedules)).draft.schedules
    assert (set(line.byday), line.starts) == (set(byday), starts)


def test_24_hours_on_every_day_is_always():
    schedules = "id,service_id,byday,freq,opens_at\nh1,s1,Monday-Sunday,WEEKLY,24 hours\n"
    draft = one_record(package(schedules=schedules)).draft
    assert draft.always
    assert draft.schedules == ()


def test_closed_is_no_hour_and_nonsense_is_told():
    schedules = (
        "id,service_id,weekday,opens_at,closes_at\n"
        "h1,s1,Monday,Closed,Closed\nh2,s1,Tuesday,25:61,26:00\nh3,s1,Caturday,9:00,10:00\nh4,s1,Friday,9:00,10:00\n"
    )
    record = one_record(package(schedules=schedules))
    assert ("FR",) in [line.byday for line in record.draft.schedules]
    assert "25:61" in notes(record)
    assert "Caturday" in notes(record)


@pytest.mark.parametrize(
    ("number", "read", "extension"),
    [("711", "711", ""), ("650 403-4300 ext 4385", "650 403-4300", "4385"), ('"+44 1234"', "+44 1234", "")],
)
def test_numbers_as_people_write_them(number, read, extension):
    [phone] = one_record(service(phones=[{"number": number}])).draft.phones
    assert (phone.number, phone.extension) == (read, extension)


def test_an_extension_that_is_no_number_is_kept_beside_it():
    record = one_record(service(phones=[{"number": "612-555-0100", "extension": "x12b"}]))
    [phone] = record.draft.hsds.tree["service"]["phones"]
    assert "extension" not in phone
    assert phone["extension_text"] == "x12b"
    assert record.draft.phones[0].extension == "x12b"


def test_hours_from_utc_are_kept_and_the_zone_of_the_place_is_taken():
    at = {"id": "a1", "location": {"id": "l1", "location_type": "physical", "latitude": 44.98, "longitude": -93.27}}
    line = {"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "timezone": "-5"}
    record = one_record(service(service_at_locations=[at], schedules=[line]))
    assert record.draft.timezone == "America/Chicago"
    assert record.draft.hsds.tree["service"]["schedules"][0]["timezone"] == -5


def test_links_are_put_right_or_kept_as_text_and_dangerous_ones_dropped():
    tree = one_record(
        service(url="example.org/help", email="not one", additional_urls=[{"url": "javascript:alert(1)"}])
    ).draft.hsds.tree
    assert tree["service"]["url"] == "https://example.org/help"
    assert tree["service"]["email_text"] == "not one"
    assert "javascript" not in str(tree)


def test_nulls_and_unknown_attributes():
    tree = one_record(service(alert=None, wait_time="", our_own={"a": [1, None], "b": None})).draft.hsds.tree
    assert tree["service"]["our_own"] == {"a": [1]}
    assert not {"alert", "wait_time"} & tree["service"].keys()


def test_what_is_private_does_not_come_in():
    [outcome] = read_hsds(service(private="yes"))
    assert isinstance(outcome, Problem)
    record = one_record(service(phones=[{"number": "612-555-0100", "private": True}]))
    assert record.draft.phones == ()
    assert "0100" not in str(record.draft.hsds)


def test_a_confidential_address_shows_its_area_alone():
    address = {
        "address_1": "Confidential",
        "city": "Minneapolis",
        "state_province": "MN",
        "postal_code": "55401",
        "country": "US",
    }
    at = {"id": "a1", "location": {"id": "l1", "location_type": "physical", "addresses": [address]}}
    place = one_record(service(service_at_locations=[at])).draft.place
    assert place is not None
    assert (place.visibility, place.address_1, place.city) == ("area_only", "", "Minneapolis")


def test_what_offers_nothing_is_told_row_by_row():
    outcomes = read_hsds([{"id": "o9", "name": "Alone", "website": "https://a.example.org"}, 7, service()])
    assert [isinstance(one, Problem) for one in outcomes] == [True, True, False]
    assert "no service" in outcomes[0].sentence()


@pytest.mark.parametrize("shape", ["one", "list", "page", "lines", "organization"])
def test_every_shape_of_json_tells_the_same(shape):
    one = service()
    organization = one["organization"] | {"services": [service()]}
    value: Any = {
        "one": one,
        "list": [one],
        "page": {"total_items": 1, "contents": [one]},
        "lines": b'{"id": "s0", "name": "Other", "status": "active"}\n'
        b'{"id": "s1", "name": "Food Shelf", "status": "active", "organization": {"id": "o1", "name": "Helpers"}}\n',
        "organization": organization,
    }[shape]
    record = records_of(value)[-1]
    assert (record.draft.name, record.draft.organization) == ("Food Shelf", "Helpers")


def test_a_link_to_nowhere_is_left_out_and_reported():
    record = one_record(service(additional_urls=[{"label": "Facebook"}, {"url": "https://example.org/help"}]))
    assert [one["url"] for one in record.draft.hsds.tree["service"]["additional_urls"]] == ["https://example.org/help"]
    assert "it has no url" in notes(record)
    assert faults("service_at_location", record.draft.hsds.tree) == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_our_table_of_objects_says_what_the_official_schemas_say(kind: Kind):
    official = json.loads(real_file(f"schema-3.1.1/{kind.name}.json").read_text(encoding="utf-8"))
    ours = {*kind.fields, *kind.one, *kind.many}
    assert set(official.get("required", ())) == set(kind.required)
    # These two hold what holds them, where they are told by themselves.
    beyond = {"organization": {"services"}, "service_at_location": {"service"}}
    assert set(official["properties"]) == ours - beyond.get(kind.name, set())


@pytest.mark.parametrize(
    "content",
    [b"", b"<html></html>", b"[]", b"PK\x03\x04 broken", packed({"notes.txt": "hello"}), b'{"contents": []}', b"7"],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(content):
    with pytest.raises(FeedRefusedError):
        read_hsds(content)


def test_a_bomb_is_refused():
    bomb = packed({"services.csv": "id,name\n" + "1," + "a" * 30_000_000})
    with pytest.raises(FeedRefusedError, match="unpacks"):
        read_hsds(bomb)


def test_the_older_package_is_read_row_by_row():
    folder = real_file("ohana-sample")
    records = records_of(packed({file.name: file.read_bytes() for file in folder.glob("*.csv")}))
    assert len(records) == 23
    assert all(faults("service_at_location", record.draft.hsds.tree) == [] for record in records)
    first = records[0].draft
    assert first.place is not None
    assert first.place.address_1 == "2600 Middlefield Road"
    assert [phone.type for phone in first.phones] == ["voice", "fax"]
    assert first.languages == ("es", "tl")
    assert first.access == {"parking": True, "restroom": True, "wheelchair": True}
