"""The HSDS read API: every address, every parameter, valid by the official schemas."""

import json
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.hsds.taxonomies import DOMAINS, FIT_FACTS, KINDS, taxonomy_id, term_id
from tests.hsds.schemas import faults, faults_of_page
from tests.web.town import LISTINGS, NOW

LISTS = {
    "/services": "service",
    "/organizations": "organization",
    "/service_at_locations": "service_at_location",
    "/taxonomies": "taxonomy",
    "/taxonomy_terms": "taxonomy_term",
}


def names(page) -> set[str]:
    return {one.get("name") or one["service"]["name"] for one in page["contents"]}


def test_the_api_tells_its_version_its_profile_and_its_description(ask, client):
    told = ask("/")
    assert told["version"] == "3.1"
    for address in (told["profile"], told["openapi_url"]):
        assert address.startswith("http://")
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert all(path.startswith("/hsds") for path in ask("/openapi.json")["paths"])


def test_every_part_of_the_profile_is_served(ask, client):
    for address in ask("/profile")["schemas"].values():
        assert "properties" in client.get(address.removeprefix("http://testserver")).json()
    assert client.get("/hsds/profile/..%2fREADME.json").status_code == 404


@pytest.mark.parametrize(("path", "kind"), LISTS.items())
@pytest.mark.parametrize("per_page", [1, 3, 1000])
def test_every_page_of_every_list_is_valid(ask, path, kind, per_page):
    first = ask(path, per_page=per_page)
    assert faults_of_page(first, kind, per_page=per_page) == []
    numbers = {2, first["total_pages"], first["total_pages"] + 1} if first["total_pages"] > 1 else {2}
    for number in numbers:
        page = ask(path, per_page=per_page, page=number)
        assert page["page_number"] == number
        assert faults_of_page(page, kind, per_page=per_page) == []


@pytest.mark.parametrize("path", ["/services", "/organizations", "/service_at_locations"])
def test_whatever_a_list_holds_is_valid_whole_too(ask, path):
    whole = ask(path, full="true", per_page=1000, full_service="true")
    assert faults_of_page(whole, LISTS[path], per_page=1000) == []
    for one in whole["contents"]:
        alone = ask(f"{path}/{one['id']}")
        assert faults(LISTS[path], alone) == []
        assert alone == one


def test_items_of_a_list_hold_no_children(ask):
    for one in ask("/services")["contents"]:
        assert not any(isinstance(value, list) for value in one.values())
        assert "description" in one["organization"]


def test_references_lead_somewhere(ask):
    for service in ask("/services", full="true", per_page=1000)["contents"]:
        assert ask(f"/organizations/{service['organization']['id']}")["id"] == service["organization"]["id"]
        for placed in service["service_at_locations"]:
            assert ask(f"/service_at_locations/{placed['id']}")["service"]["id"] == service["id"]
        for attribute in service["attributes"]:
            term = attribute["taxonomy_term"]
            assert ask(f"/taxonomy_terms/{term['id']}") == term
            assert ask(f"/taxonomies/{term['taxonomy_detail']['id']}") == term["taxonomy_detail"]


def test_words_find_what_the_pages_find(ask):
    assert names(ask("/services", search="food shelf")) == {"Riverside Food Shelf", "Eastside Food Shelf"}
    assert names(ask("/organizations", search="eastside")) == {"Eastside Neighbors"}
    assert ask("/services", search="nothing of the kind")["empty"] is True
    assert names(ask("/taxonomy_terms", search="medication friendly")) >= {"Medication-friendly"}


def test_filters_combine(ask):
    food = str(term_id(KINDS, "food"))
    both = names(ask("/services", taxonomy_term_id=food))
    assert both >= {"Riverside Food Shelf", "Eastside Food Shelf"}
    assert names(ask("/services", taxonomy_term_id=food, search="eastside")) == {"Eastside Food Shelf"}
    organization = next(iter(ask("/organizations", search="eastside")["contents"]))["id"]
    assert names(ask("/services", taxonomy_term_id=food, organization_id=organization)) == {"Eastside Food Shelf"}
    assert ask("/services", taxonomy_term_id=str(uuid4()))["empty"] is True
    assert ask("/services", organization_id=str(uuid4()))["empty"] is True


def test_domains_facts_and_whole_taxonomies_narrow_too(ask):
    essentials = names(ask("/services", taxonomy_term_id=str(term_id(DOMAINS, "essentials")), per_page=1000))
    assert {"Casa Esperanza", "Eastside Food Shelf"} <= essentials
    assert "First Light Newcomers" not in essentials
    stated = names(ask("/services", taxonomy_term_id=str(term_id(FIT_FACTS, "children_welcome"))))
    assert stated == {"Stepping Stones Beginners"}
    everything = ask("/services", taxonomy_id=str(taxonomy_id(KINDS)))["total_items"]
    assert everything == len(LISTINGS)
    assert ask("/services", taxonomy_id=str(taxonomy_id(FIT_FACTS)))["total_items"] < everything


def test_what_changed_after_a_moment(ask):
    every = ask("/services")["total_items"]
    assert ask("/services", modified_after="2026-11-22T00:00:00Z")["total_items"] == every
    assert ask("/services", modified_after="2026-11-21T18:00:00-06:00")["total_items"] == every
    assert ask("/services", modified_after="2026-11-22T00:00:01+00:00")["empty"] is True
    assert ask("/service_at_locations", modified_after="2026-11-23")["empty"] is True


def test_a_minimal_list_is_every_id_with_its_moment(ask):
    page = ask("/services", minimal="true")
    assert page["total_pages"] == 1
    assert page["size"] == page["total_items"]
    assert {tuple(one) for one in page["contents"]} == {("id", "modified_date")}


def test_near_a_zip_code(ask):
    within_a_mile = names(ask("/service_at_locations", postcode="55401", proximity=1600))
    assert "Eastside Food Shelf" in within_a_mile
    assert "Casa Esperanza" not in within_a_mile
    assert "Late Lamp Online" not in within_a_mile
    assert "First Light Newcomers" in names(ask("/service_at_locations", postcode="55403"))
    assert names(ask("/service_at_locations", postcode="55104")) == {"Casa Esperanza"}  # its area may be known


def test_terms_by_taxonomy_by_level_and_by_parent(ask):
    kinds = str(taxonomy_id(KINDS))
    top = ask("/taxonomy_terms", taxonomy_id=kinds, top_only="true", per_page=1000)["contents"]
    assert all("parent_id" not in term for term in top)
    below = ask("/taxonomy_terms", parent_id=str(term_id(KINDS, "support_group")), per_page=1000)["contents"]
    assert {"twelve_step", "secular_group"} <= {term["code"] for term in below}


@pytest.mark.parametrize("path", [*LISTS, "/services?minimal=true", "/services?full=true"])
def test_lines_hold_everything_without_pages(ask, client, path):
    answer = client.get(f"/hsds{path}", params={"format": "ndjson", "per_page": 1} if "?" not in path else None)
    if "?" in path:
        answer = client.get(f"/hsds{path}&format=ndjson")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == ask(path.partition("?")[0])["total_items"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page=many", "page"),
        ("per_page=1001", "per_page"),
        ("format=xml", "format"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=2026-13-45", "modified_after"),
        ("organization_id=7", "organization_id"),
        ("taxonomy_term_id=food", "taxonomy_term_id"),
        ("minimal=perhaps", "minimal"),
    ],
)
def test_a_value_that_means_nothing_is_told_beside_its_name(client, query, field):
    answer = client.get(f"/hsds/services?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize("query", ["postcode=00000", "postcode=here&proximity=5", "proximity=-1", "proximity=near"])
def test_a_place_that_is_none_is_told(client, query):
    answer = client.get(f"/hsds/service_at_locations?{query}")
    assert answer.status_code == 422
    assert answer.json()["fields"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("key", ["none", "00000000-0000-0000-0000-000000000000"])
def test_what_never_was_is_404_in_json(client, path, key):
    answer = client.get(f"/hsds{path}/{key}")
    assert answer.status_code == 404
    assert set(answer.json()) >= {"error"}


def test_who_has_an_answer_already_is_told_so(client):
    for path in ("/services", "/taxonomies", "/changes", "/profile"):
        first = client.get(f"/hsds{path}")
        again = client.get(f"/hsds{path}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"/hsds{path}", headers={"If-None-Match": 'W/"another"'}).content == first.content


def test_whoever_asks_too_often_is_told_when_to_come_back(town):
    with TestClient(create_app(town.settings, clock=lambda: NOW)) as client:  # counts from none
        answers = [client.get("/hsds/taxonomies", params={"page": page}) for page in range(1, 122)]
        assert {answer.status_code for answer in answers[:-1]} == {200}
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) > 0
        assert client.get("/hsds/").status_code == 200


@pytest.mark.parametrize("path", ["/hsds/", "/hsds/services", "/hsds/services/7", "/hsds/changes"])
def test_nothing_can_be_sent_to_it(client, path):
    for method in ("post", "put", "patch", "delete"):
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
