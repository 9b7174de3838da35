"""Names of time zones, as feeds and people write them."""

from zoneinfo import ZoneInfo

import pytest

from search.zones import MEANT, Doubt, known_zones, resolve_zone, zone_named


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/new_york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("US/Eastern", "America/New_York"),
        ("Canada/Pacific", "America/Vancouver"),
        ("Navajo", "America/Denver"),
        ("Europe/Oslo", "Europe/Oslo"),
    ],
)
def test_a_zone_by_its_own_or_its_former_name_is_known(written: str, meant: str) -> None:
    assert resolve_zone(written) == (meant, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("EST", "America/New_York"),
        ("EST5EDT", "America/New_York"),
        ("Eastern", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(GMT-06:00) Central Time (US & Canada)", "America/Chicago"),
        ("Central Standard Time", "America/Chicago"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("MST", "America/Denver"),
        ("UTC", "Etc/UTC"),
        ("Etc/GMT+6", "Etc/GMT+6"),
    ],
)
def test_what_is_not_plainly_a_zone_is_read_with_a_doubt(written: str, meant: str) -> None:
    zone, doubt = resolve_zone(written)
    assert zone == meant
    assert doubt in {Doubt.MEANT, Doubt.UNIVERSAL, Doubt.FIXED}


@pytest.mark.parametrize(
    "written", ["Mars/Olympus", "UTC-5", "../../etc/passwd", "local", "x" * 300, "\x00", "Factory"]
)
def test_an_unknown_zone_stays_unknown_and_says_so(written: str) -> None:
    assert resolve_zone(written) == (None, Doubt.UNKNOWN)


@pytest.mark.parametrize("written", [None, "", "  "])
def test_no_zone_is_no_zone(written: str | None) -> None:
    assert resolve_zone(written) == (None, Doubt.UNTOLD)


def test_every_name_that_is_meant_exists() -> None:
    assert set(MEANT.values()) <= known_zones()


def test_zones_are_found_by_exact_name_only() -> None:
    assert zone_named("America/Chicago") == ZoneInfo("America/Chicago")
    assert zone_named("america/chicago") is None
