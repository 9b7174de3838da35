"""A client that judges every page it fetches by the rules that hold for all of them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from fastapi.testclient import TestClient

DATA = "application/ld+json"
"""A block of data, which no browser runs."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LOADS = {
    ("script", "src"),
    ("link", "href"),
    ("img", "src"),
    ("iframe", "src"),
    ("form", "action"),
    ("button", "formaction"),
}
UNLABELED = {"hidden", "submit", "button", "reset"}


@dataclass
class Element:
    """One element with its attributes and, in the end, its text."""

    tag: str
    attributes: dict[str, str]
    within: tuple[str, ...]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


class Page(HTMLParser):
    """A fetched page, as its elements in order."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.response = response
        self.html: str = response.text
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(self.html)
        assert [element.tag for element in self._open] == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = tuple(element.tag for element in self._open)
        element = Element(tag, {name: value or "" for name, value in attrs}, within)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of a kind with these attributes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def classed(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in element.attributes.get("class", "").split()]

    @property
    def text(self) -> str:
        return self.one("body").text

    @property
    def main(self) -> str:
        return self.one("main").text

    @property
    def links(self) -> list[str]:
        return [element.attributes["href"] for element in self.all("a") if "href" in element.attributes]


class Judge:
    """Fetches pages; what breaks a rule of every page fails the test that fetched it."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, *, status: int = 200, language: str = "en", **parameters: Any) -> Page:
        """The page at a path, judged."""
        headers = {"accept": "text/html", "accept-language": language}
        response = self.client.get(path, params=parameters or None, headers=headers)
        assert response.status_code == status, response.text[:400]
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        page = Page(response)
        judge(page, language)
        return page


def judge(page: Page, language: str) -> None:
    """The rules of every page."""
    assert page.one("html").attributes["lang"] == language
    heading = page.one("h1").text
    assert heading
    assert page.one("title").text == f"{heading} – Alongside"
    assert page.one("main").attributes["id"] == "main"
    assert "/crisis" in page.links
    _judge_fields(page)
    _judge_loads(page)
    _judge_ids(page)
    assert not re.search(r"\{\{|\{%|%\(\w+\)s|Undefined", page.html)


def _judge_fields(page: Page) -> None:
    labels = {label.attributes.get("for") for label in page.all("label")}
    for element in page.elements:
        if element.tag not in {"input", "select", "textarea"} or element.attributes.get("type") in UNLABELED:
            continue
        assert element.attributes.get("id") in labels or "label" in element.within, element


def _judge_loads(page: Page) -> None:
    for element in page.elements:
        names = set(element.attributes)
        assert not any(name.startswith("on") or name == "style" for name in names), element
        assert element.tag != "style"
        assert element.tag != "script" or "src" in names or element.attributes.get("type") == DATA
        for tag, name in LOADS:
            if element.tag == tag and name in names:
                address = element.attributes[name]
                assert address.startswith("/") and not address.startswith("//"), element
        if element.tag == "a":
            assert not element.attributes.get("href", "").lower().startswith(("javascript:", "data:"))


def _judge_ids(page: Page) -> None:
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for element in page.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), element
