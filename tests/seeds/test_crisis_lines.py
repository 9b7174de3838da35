"""Every number for a crisis has its source and the day on which it was read there, and no page shows another one."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from directory.formats import month_in_words
from directory.i18n import LANGUAGES, translator
from directory.listings.crisis_lines import crisis_lines
from directory.listings.pages.crisis import crisis_page
from tests.rules.source_tree import ROOT

SHOWS_NUMBERS = ("crisis", "components", "listings", "offline", "layouts", "device", "errors")
"""Folders of templates of pages that anybody may see."""
LINES = crisis_lines()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.code)
def test_a_line_says_whose_it_is_where_that_was_read_and_when(line):
    assert urlsplit(line.run_by).hostname
    assert urlsplit(line.read_at).hostname
    assert date(2026, 11, 1) <= line.checked_on
    assert re.fullmatch(r"\d{3}|1-8\d\d-\d{3}-\d{4}", line.call)
    assert re.fullmatch(r"|\d{3}|\d{5,6}", line.text_to)
    for language in LANGUAGES:
        assert line.title[language]
        assert line.meaning[language].endswith(".")
        assert line.text_word[language] in line.meaning[language]


def test_the_lines_that_everybody_should_know_are_there():
    assert {line.call for line in LINES if line.part == "everybody"} == {
        "988", "911", "211", "1-800-799-7233", "1-800-662-4357", "1-800-222-1222"
    }  # fmt: skip
    assert any("AYUDA" in line.text_word["es"] and "oprima 2" in line.meaning["es"] for line in LINES)


def test_no_template_dials_or_writes_to_a_number_that_has_no_source():
    known = {line.call.replace("-", "") for line in LINES} | {line.text_to for line in LINES}
    used = {
        (path.name, number)
        for folder in SHOWS_NUMBERS
        for path in (ROOT / "templates" / folder).rglob("*.html")
        for number in re.findall(r"(?:tel|sms):\+?(\d+)", path.read_text(encoding="utf-8"))
    }
    assert {(name, number) for name, number in used if number not in known} == set()
    assert used, "the cards above results name some"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_them_all_and_when_they_were_checked(language):
    words = translator(language)
    page = crisis_page(words)
    assert [number.said for number in (*page.everybody, *page.some)] == [line.call for line in LINES]
    assert page.checked == month_in_words(min(line.checked_on for line in LINES), words)
    (spanish,) = (number for number in page.some if number.title == "En español")
    assert (spanish.href, spanish.text_href) == ("tel:988", "sms:988?body=AYUDA")
    assert page.everybody[2].href == "tel:+18007997233"


def test_the_table_of_the_seeds_says_the_same():
    table = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    for line in LINES:
        row = next(row for row in table.splitlines() if row.startswith(f"| {line.title['en']} |"))
        assert f"| {line.call} |" in row
        assert f"| {line.run_by} | {line.read_at} | {line.checked_on} |" in row
