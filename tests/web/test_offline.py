"""What is kept for when there is no connection: the worker's list, and the site as an app."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from directory.web import offline
from directory.web.offline import PAGES, kept_addresses, shell_version
from tests.web.judge import Judge


def list_of(client: TestClient, **headers: str) -> dict[str, Any]:
    """What the worker's script is told to keep."""
    script = client.get("/sw.js", headers=headers).text
    told = re.match(r"const KEPT = (\{.*\});\n", script)
    assert told
    kept: dict[str, Any] = json.loads(told[1])
    return kept


def test_the_worker_stands_at_the_root_and_is_asked_for_each_time(client):
    answer = client.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["service-worker-allowed"] == "/"
    assert "worker-src 'self'" in answer.headers["content-security-policy"]


def test_everything_that_is_kept_unasked_is_public_and_may_be_kept(client):
    client.cookies.clear()
    for address in list_of(client)["addresses"]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not re.search("no-store|private", answer.headers["cache-control"]), address
        client.cookies.clear()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_kept_page_finds_all_that_it_is_made_of_kept_too(judge: Judge, path, language):
    page = judge.get(f"{path}?lang={language}", language=language)
    loaded = set(re.findall(r'"(/static/[^"]+\.(?:css|js|svg))"', page.html))
    assert loaded
    assert loaded <= set(kept_addresses())


def test_the_worker_speaks_the_language_of_its_reader(client):
    client.cookies.clear()
    assert list_of(client, **{"accept-language": "es"})["language"] == "es"
    assert list_of(client, **{"accept-language": "en"})["language"] == "en"
    assert '"language":"es"' in client.get("/sw.js?lang=es").text


def test_another_worker_or_another_sentence_is_another_version(monkeypatch, tmp_path: Path):
    before = shell_version()
    monkeypatch.setattr(offline, "locale_folder", lambda: tmp_path)
    (tmp_path / "more.po").write_text("another sentence")
    shell_version.cache_clear()
    try:
        assert shell_version() != before
    finally:
        monkeypatch.undo()
        shell_version.cache_clear()
    assert shell_version() == before


@pytest.mark.parametrize(("language", "crisis"), [("en", "Crisis help"), ("es", "Ayuda en crisis")])
def test_the_manifest_is_in_the_language_of_the_page_and_its_marks_are_there(client, language, crisis):
    client.cookies.clear()
    answer = client.get(f"/manifest.webmanifest?lang={language}")
    assert answer.headers["content-type"] == "application/manifest+json"
    told = answer.json()
    assert (told["lang"], told["start_url"], told["shortcuts"][0]["name"]) == (language, "/", crisis)
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        picture = client.get(icon["src"])
        assert picture.headers["content-type"].startswith(icon["type"])
        assert "immutable" in picture.headers["cache-control"]
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20))
            assert icon["sizes"] == f"{width}x{height}"


def test_every_page_leads_to_the_manifest_and_no_page_of_clearing_to_the_worker(judge: Judge):
    for path in ("/", "/find", "/crisis"):
        html = judge.get(path).html
        assert re.search(r'<link rel="manifest" href="/manifest.webmanifest\?lang=en">', html), path
        assert re.search(r'src="/static/[a-z+-]*\boffline\b[a-z+-]*\.[0-9a-f]+\.js"', html), path
    for path in ("/clear-device", "/cleared"):
        assert not re.search(r'src="[^"]*\boffline\b', judge.get(path).html), path
