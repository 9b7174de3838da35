"""A page costs the same few statements, however much is on it."""

from collections.abc import Iterable
from uuid import uuid4

import pytest

from directory.hsds.answering import organization_shape, service_shape
from directory.hsds.asking import OrganizationsForm, ServicesForm
from directory.hsds.changes import changes_after
from directory.hsds.lists import Listed
from directory.hsds.queries import Level, Narrowed, listings_of
from tests.hsds.exchange import reading

IN_LIST = Listed("service", ServicesForm(), Narrowed(), service_shape(full=False))
WHOLE = Listed("service", ServicesForm(full=True), Narrowed(), service_shape(full=True))
ORGANIZATIONS = Listed(
    "organization",
    OrganizationsForm(full=True),
    Narrowed(),
    organization_shape(full=True, whole_services=True),
)


@pytest.fixture
def many(session, make):
    for number in range(12):
        make.listing(name=f"Group {number}", organization=f"Organization {number % 5}")
    session.commit()
    return reading(session, make.now)


def selects(statements: Iterable[str]) -> int:
    return sum(1 for statement in statements if statement.startswith("SELECT"))


@pytest.mark.parametrize(
    ("listed", "most"), [(IN_LIST, 14), (WHOLE, 17), (ORGANIZATIONS, 17)], ids=["listed", "whole", "organizations"]
)
def test_a_page_takes_the_same_few_statements_whatever_it_holds(many, count_statements, listed, most):
    for size in (1, 5, 100):
        asked = Listed(listed.level, listed.form.model_copy(update={"per_page": size}), listed.narrowed, listed.shape)
        with count_statements() as sent:
            page = asked.page(many)
        assert len(page.contents) == min(size, page.total)
        assert selects(sent) == most


def test_a_page_of_changes_takes_the_same_few_statements(many, count_statements):
    for size in (1, 100):
        with count_statements() as sent:
            assert changes_after(many.session, 0, size)["contents"]
        assert selects(sent) == 7


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("level", ["service_at_location", "service", "organization"])
def test_what_goes_out_under_an_id_is_found_without_reading_every_row(many, count_statements, level: Level):
    with count_statements() as sent:
        listings_of(many.session, level, [uuid4()])
    connection = many.session.connection()
    for statement in sent:
        asked = (f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?"))
        plan = [row[-1] for row in connection.exec_driver_sql(*asked)]
        assert [step for step in plan if step.startswith("SCAN")] == [], plan
