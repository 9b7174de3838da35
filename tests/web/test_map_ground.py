"""What the map lies on, by configuration: a file of the agency's own, in parts; and what cannot be used is refused."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from directory.app import create_app
from directory.config import Settings, load_settings
from directory.errors import RefusedError, UnavailableError
from directory.listings.map_ground import FILE_PATH, ground_of
from directory.web.protection import CONTENT_SECURITY_POLICY
from tests.web.map_files import write_map
from tests.web.town import NOW, Town


def with_file(town: Town, path: Path) -> Settings:
    return town.settings.model_copy(update={"map_file": path})


def test_a_file_of_the_agencys_own_is_handed_out_in_parts(town: Town, tmp_path: Path):
    path = write_map(tmp_path / "county.pmtiles", credit='<a href="https://example.org">Example &amp; Sons</a>')
    with TestClient(create_app(with_file(town, path), clock=lambda: NOW)) as client:
        ground = client.get("/map").json()["ground"]
        assert (ground["file"], ground["closest"], ground["credit"]) == (FILE_PATH, 1, "Example & Sons")
        assert client.get(ground["reader"]).headers["content-type"].startswith("text/javascript")
        asked = {"range": "bytes=0-6", "accept-encoding": "gzip"}
        part = client.get(FILE_PATH, headers=asked)
        assert (part.status_code, part.content) == (206, b"PMTiles")
        whole = client.get(FILE_PATH, headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in whole.headers, "places in it are counted in its own bytes"
        assert whole.content == path.read_bytes()
        assert whole.headers["content-security-policy"] == CONTENT_SECURITY_POLICY, "nobody else is asked for anything"
        path.unlink()
        assert client.get(FILE_PATH).status_code == 404


def test_what_the_agency_says_of_whose_map_it_is_wins(town: Town, tmp_path: Path):
    silent = write_map(tmp_path / "county.pmtiles")
    assert ground_of(with_file(town, silent)).credit == "© OpenStreetMap"
    said = with_file(town, silent).model_copy(update={"map_credit": "Ours"})
    assert ground_of(said).credit == "Ours"


def test_without_a_file_there_is_none_to_hand_out(client):
    assert client.get(FILE_PATH).status_code == 404


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "map_file"),
        (b"PK" + bytes(200), "no PMTiles file"),
        ({"version": 2}, "no PMTiles file"),
        ({"kind": 2}, "holds pictures"),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_served(town: Town, tmp_path: Path, content, reason):
    path = tmp_path / "county.pmtiles"
    if isinstance(content, dict):
        write_map(path, **content)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(UnavailableError, match=reason):
        create_app(with_file(town, path))


def test_the_map_lies_on_one_thing(tmp_path: Path):
    with pytest.raises(RefusedError, match="name one of them"):
        load_settings(data=tmp_path, map_tiles="https://tiles.example.org/{z}/{x}/{y}.png", map_file=tmp_path / "a")
