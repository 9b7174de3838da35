"""Who is there for what cannot wait: working hours, days away and who covers; everybody when nobody is there."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from directory.accounts.duty import Watch, on_duty

CHICAGO = ZoneInfo("America/Chicago")
MONDAY_NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
MONDAYS = ({"day": "mo", "starts": "09:00", "ends": "17:00"},)
TUESDAYS = ({"day": "tu", "starts": "09:00", "ends": "17:00"},)
SOL, KAI, PAT = (UUID(int=number) for number in range(3))
WATCHES = st.lists(
    st.builds(
        Watch,
        person_id=st.sampled_from([SOL, KAI, PAT]),
        hours=st.sampled_from([(), MONDAYS, TUESDAYS]),
        is_away=st.booleans(),
        cover_id=st.sampled_from([None, SOL, KAI, PAT]),
    ),
    unique_by=lambda watch: watch.person_id,
)


def there(*watches: Watch) -> frozenset[UUID]:
    return on_duty(watches, at=MONDAY_NOON, zone=CHICAGO)


def test_who_works_then_is_on_duty_and_who_does_not_is_not():
    assert there(Watch(SOL, MONDAYS), Watch(KAI, TUESDAYS)) == {SOL}


def test_who_never_said_when_they_work_is_taken_to_be_there():
    assert there(Watch(SOL), Watch(KAI, TUESDAYS)) == {SOL}


def test_who_covers_for_somebody_away_is_on_duty_in_their_hours():
    assert there(Watch(SOL, MONDAYS, is_away=True, cover_id=KAI), Watch(KAI, TUESDAYS), Watch(PAT, TUESDAYS)) == {KAI}


def test_who_is_away_is_not_on_duty_though_they_cover():
    watches = Watch(SOL, MONDAYS, is_away=True, cover_id=KAI), Watch(KAI, MONDAYS, is_away=True), Watch(PAT, MONDAYS)
    assert there(*watches) == {PAT}


def test_when_nobody_is_there_it_is_everybodys():
    assert there(Watch(SOL, TUESDAYS), Watch(KAI, is_away=True)) == {SOL, KAI}


@given(WATCHES)
def test_somebody_is_always_on_duty_and_only_those_who_are_responsible(watches: list[Watch]):
    found = there(*watches)
    assert found <= {watch.person_id for watch in watches}
    assert bool(found) == bool(watches)
