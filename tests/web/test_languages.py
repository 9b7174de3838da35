"""The choice of language, and that nothing is left untranslated."""

import ast

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from starlette.requests import Request

from directory.i18n import choose_language, preferred_language, read_catalog, translator
from tests.rules.source_tree import ROOT, name_of, python_files, syntax

REFUSALS = dict.fromkeys(["RefusedError", "WeakPasswordError", "RefusedTransition", "marked", "worded"])
"""Their sentences are shown as well, in the reader's language; those of commands are left out by `.babel.cfg`."""


def request(query="", cookie="", accepted=""):
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers, "path": "/", "method": "GET"})


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr,es;q=0.5,en;q=0.4", "es"),
        ("est,en", "en"),
        ("es;q=0,en;q=0.1", "en"),
        ("es;q=zero", "en"),
        (",;;q=,=" * 50, "en"),
    ],
)
def test_the_browsers_wish_is_read_by_its_weights(accepted, chosen):
    assert preferred_language(accepted) == chosen


def test_the_address_wins_over_the_cookie_and_the_cookie_over_the_browser():
    assert choose_language(request("lang=es", "language=en", "en")) == "es"
    assert choose_language(request("", "language=es", "en")) == "es"
    assert choose_language(request("lang=xx", "language=yy", "es")) == "es"


def messages():
    """Everything that is marked for translation in the code and the pages."""
    with (ROOT / ".babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    for folder in ("directory", "templates"):
        within = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        own = {pattern.removeprefix(f"{folder}/"): option for pattern, option in options.items()}
        for _, _, message, _, context in extract_from_dir(ROOT / folder, within, own, DEFAULT_KEYWORDS | REFUSALS):
            found.add((context, message if isinstance(message, str) else message[0]))
    return found


def test_every_sentence_is_translated_into_spanish_and_none_is_left_over():
    catalog = read_catalog("es")
    translated = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalog
        if message.id
        and not message.fuzzy
        and all([message.string] if isinstance(message.string, str) else message.string)
    }
    marked = messages()
    assert marked - translated == set(), "run `make i18n` and translate these"
    assert translated - marked == set(), "run `make i18n`: nobody says these any more"


def test_a_translation_keeps_every_place_for_a_value():
    catalog = read_catalog("es")
    for message in catalog:
        assert not list(message.check(catalog)), message.id


def test_a_sentence_inside_an_f_string_is_not_seen_by_the_extraction_so_there_is_none():
    hidden = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("directory")
        for text in ast.walk(syntax(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("gettext")
    ]
    assert hidden == []


def test_numbers_choose_their_form():
    assert translator("es").ngettext("%(count)s day ago", "%(count)s days ago", 1) == "hace %(count)s día"
    assert translator("es").ngettext("%(count)s day ago", "%(count)s days ago", 2) == "hace %(count)s días"
    assert translator("en").ngettext("one", "many", 2) == "many"


def test_what_has_no_translation_stays_english():
    assert translator("es").gettext("no such sentence") == "no such sentence"
