"""The description of what programs may ask is true: every address, every status, every field."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from directory.listings.shapes import FoundAnswer, ListingAnswer, SuggestionsAnswer
from directory.web.openapi import Refusal
from tests.web.matrix import EVERYBODY, Matrix, matrix_of
from tests.web.town import MERGED

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    yield from matrix_of(tmp_path_factory.mktemp("openapi"))


@pytest.fixture(scope="module")
def described(matrix: Matrix) -> dict[str, Any]:
    description: dict[str, Any] = matrix.app.openapi()
    return description


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_reference_leads_somewhere(described: dict[str, Any]):
    for reference in references(described):
        place: Any = described
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_operation_tells_the_shape_of_each_answer(described: dict[str, Any]):
    for path, methods in described["paths"].items():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status.startswith("3"):
                    continue
                shape = answer["content"]["application/json"]["schema"]
                assert shape, (path, status)
    assert "ValidationError" not in json.dumps(described)


@pytest.mark.parametrize(
    "query", ["", "q=aa+meeting+tonight&near=55401", "q=shelter", "q=alcoholcs", "near=nowhere+at+all", "at=2026-11-21"]
)
def test_what_is_found_has_the_shape_that_is_told(matrix: Matrix, query):
    answer = matrix.client.get(f"/api/find?{query}").json()
    FoundAnswer.model_validate(answer)
    for hit in answer["hits"]:
        ListingAnswer.model_validate(matrix.client.get(f"/api{hit['url']}").json())


def test_suggestions_and_refusals_have_the_shape_that_is_told(matrix: Matrix):
    SuggestionsAnswer.model_validate(matrix.client.get("/api/suggest?q=al").json())
    Refusal.model_validate(matrix.client.get("/api/find?miles=many").json())
    Refusal.model_validate(matrix.client.get("/api/listings/none").json())
    Refusal.model_validate(matrix.client.get("/openapi.json").json())
    assert matrix.client.get(f"/api/listings/{MERGED}").status_code == 308


@pytest.mark.parametrize("role", EVERYBODY, ids=str)
def test_whatever_is_asked_no_answer_is_undeclared_or_a_fault(matrix: Matrix, described: dict[str, Any], role):
    if role:
        matrix.sign_in(matrix.person(role, matrix.north))
    else:
        matrix.signed_out()
    headers = {"accept": "application/json"}
    for found in schemathesis.openapi.from_dict(described).get_all_operations():

        @settings(max_examples=20, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(case=found.ok().as_strategy())
        def ask(case: Case) -> None:
            asked = {"params": case.query or None, "headers": headers}
            answer = matrix.client.request(case.method, case.formatted_path, **asked)
            case.validate_response(answer, checks=CHECKS)

        ask()
