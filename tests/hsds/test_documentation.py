"""What the documentation shows of the read API is answered."""

import re

import pytest

from directory.hsds.asking import AtLocationsForm, ChangesForm, OrganizationsForm, ServicesForm, TermsForm
from directory.hsds.profile import PARTS
from directory.paths import profile_folder
from tests.rules.source_tree import ROOT

PAGE = (ROOT / "docs" / "hsds.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^curl '?http://127\.0\.0\.1:8000([^'\s]+)", PAGE, re.MULTILINE)


def test_the_page_shows_how_to_ask():
    assert len(SHOWN) >= 8


@pytest.mark.parametrize("address", SHOWN)
def test_what_is_shown_is_answered(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize("form", [ServicesForm, AtLocationsForm, OrganizationsForm, TermsForm, ChangesForm])
def test_every_parameter_is_documented(form):
    assert {name for name in form.model_fields if name not in PAGE} == set()


def test_every_part_of_the_profile_is_in_its_folder():
    assert {file.stem for file in profile_folder().glob("*.json")} == set(PARTS)
