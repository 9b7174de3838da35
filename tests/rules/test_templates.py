"""Templates hold words and order only: no script, no style, no foreign address, a layout and a title for every page."""

import re

import pytest

from tests.rules.source_tree import ROOT, name_of

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] not in {"layouts", "components"}]


DATA = re.compile(r"<script type=\"application/ld\+json\">\{\{ [\w.]+\|tojson \}\}</script>")
"""A block of data that no browser runs, written so that nothing in it ends it."""


def test_there_are_templates_to_judge():
    assert len(PAGES) >= 4


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", DATA.sub("", text), re.IGNORECASE
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_asks_nobody_else_for_anything(path):
    loads = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=\"(https?:)?//", path.read_text("utf-8"))
    assert loads == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_never_turns_escaping_off(path):
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_extends_a_layout_and_has_a_title(path):
    text = path.read_text(encoding="utf-8")
    if "{% extends" not in text:
        pytest.skip("a fragment, not a page")
    assert re.search(r"\{%-?\s*block title\b", text)


FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
CARRIED = re.compile(r"\{\{ (form_token\((once=false)?\)|token) \}\}")
"""Written by the page itself, or handed to a component by its page."""


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_that_is_sent_carries_the_token_of_its_session(path):
    text = path.read_text(encoding="utf-8")
    for form in FORM.findall(text):
        carried = CARRIED.search(form)
        assert carried, form[:200]
        assert carried[1] != "token" or path.parent.name == "components"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_is_sent_to_this_site_alone(path):
    for target in re.findall(r"\b(?:form)?action=\"([^\"]*)\"", path.read_text(encoding="utf-8")):
        assert target.startswith(("/", "{{ ")), target
        assert not target.startswith("//")


ADDED = re.compile(r"\{% block (styles|scripts) %\}(.*?)\{% endblock %\}", re.DOTALL)
JINJA = re.compile(r"\{%.*?%\}|\{\{ super\(\) \}\}")
SUFFIXES = {"styles": ".css", "scripts": ".js"}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != "base.html"], ids=name_of)
def test_what_a_page_adds_of_style_and_script_are_names_of_files(path):
    for block, names in ADDED.findall(path.read_text(encoding="utf-8")):
        for name in JINJA.sub(" ", names).split():
            assert name.endswith(SUFFIXES[block]), "names, by spaces: they are sent as one"
            assert (ROOT / "directory" / "static" / name).is_file()


EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
DECLARED = re.compile(r"^(?:const|let|class|(?:async )?function)\s+(\w+)", re.MULTILINE)


def scripts_of(name: str) -> list[str]:
    """The scripts of a page, its layouts' first."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    over = EXTENDS.search(text)
    own = " ".join(names for block, names in ADDED.findall(text) if block == "scripts")
    return [*(scripts_of(over[1]) if over else ["quick-exit.js", "offline.js"]), *JINJA.sub(" ", own).split()]


def test_the_scripts_of_a_page_declare_no_name_twice():
    """They are sent as one, and a second declaration would end all of it, the quick way out of the page with it."""
    for scripts in {tuple(scripts_of(path.relative_to(ROOT / "templates").as_posix())) for path in PAGES}:
        texts = [(ROOT / "directory" / "static" / script).read_text(encoding="utf-8") for script in scripts]
        declared = DECLARED.findall("\n".join(texts))
        assert len(declared) == len(set(declared)), scripts
