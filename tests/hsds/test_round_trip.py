"""A record that comes in goes out again without loss."""

from datetime import datetime

import pytest
from sqlmodel import Session

from directory.hsds.answering import organization_shape, service_at_location_shape, service_shape
from tests.hsds.exchange import import_into, lost, reading
from tests.hsds.schemas import faults, real_json


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("service_full", "service"),
        ("organization_full", "organization"),
        ("service_at_location_full", "service_at_location"),
    ],
)
def test_an_official_example_goes_out_as_it_came(session: Session, now: datetime, name, level):
    said = real_json(f"examples-3.2.3/{name}.json")
    import_into(session, said, now)
    shape = {
        "service": service_shape(full=True),
        "organization": organization_shape(full=True, whole_services=True),
        "service_at_location": service_at_location_shape(full=True),
    }[level]
    told = reading(session, now).answer(level, said["id"], shape)
    assert lost(said, told) == []
    assert faults(level, told) == []
