"""The export: files that hold together, put in place whole, and read again without loss."""

import csv
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.errors import RefusedError
from directory.feeds.folders import packed_folder
from directory.hsds import exporting
from directory.hsds.answering import service_shape
from directory.hsds.exporting import export_hsds
from directory.hsds.objects import KINDS
from tests.hsds.exchange import import_into, lost, one_record, reading, records_of
from tests.hsds.schemas import faults, real_json

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def rows(folder: Path, kind: str) -> list[dict[str, str]]:
    with (folder / KINDS[kind].file).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_hold_together(session, make, tmp_path):
    for number in range(4):
        make.listing(name=f"Group {number}", organization=f"Organization {number % 2}", access={"wheelchair": True})
    assert export_hsds(session, tmp_path / "out", now=NOW) == 4
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    ids = {}
    for resource in described["resources"]:
        table = rows(tmp_path / "out", resource["name"])
        ids[resource["name"]] = [row["id"] for row in table]
        assert len(set(ids[resource["name"]])) == len(table), resource["name"]
        columns = [field["name"] for field in resource["schema"]["fields"]]
        header = (tmp_path / "out" / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == columns
    assert (len(ids["service"]), len(ids["organization"]), len(ids["location"])) == (4, 2, 1)
    for resource in described["resources"]:
        for key in resource["schema"].get("foreignKeys", ()):
            for row in rows(tmp_path / "out", resource["name"]):
                named = row[key["fields"]]
                assert not named or named in ids[key["reference"]["resource"]], (resource["name"], key)


def test_every_file_tells_the_same_services(session, make, tmp_path):
    for name in ("One", "Two"):
        make.listing(name=name)
    export_hsds(session, tmp_path / "out", now=NOW)
    whole = json.loads((tmp_path / "out" / "services.json").read_text())
    lines = [json.loads(line) for line in (tmp_path / "out" / "services.ndjson").read_text().splitlines()]
    assert whole == lines
    assert [fault for service in whole for fault in faults("service", service)] == []
    read = records_of(packed_folder(tmp_path / "out"))
    assert {record.draft.name for record in read} == {"One", "Two"}


def test_an_official_example_goes_through_the_tables_without_loss(session: Session, tmp_path):
    said = real_json("examples-3.2.3/service_full.json")
    import_into(session, said, NOW)
    export_hsds(session, tmp_path / "out.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "out.zip") as package:
        assert package.testzip() is None
    again = one_record((tmp_path / "out.zip").read_bytes())
    first = one_record(said)
    assert again.external_id == first.external_id
    import_into(session, (tmp_path / "out.zip").read_bytes(), NOW + timedelta(days=1))
    told = reading(session, NOW).answer("service", said["id"], service_shape(full=True))
    assert lost(said, told) == []


def test_a_formula_is_text_in_a_table_and_itself_again_when_read(session, make, tmp_path):
    make.listing(name="=HYPERLINK(1)", description="'+quoted")
    export_hsds(session, tmp_path / "out", now=NOW)
    [row] = rows(tmp_path / "out", "service")
    assert (row["name"], row["description"]) == ("'=HYPERLINK(1)", "''+quoted")
    [record] = records_of(packed_folder(tmp_path / "out"))
    assert (record.draft.name, record.draft.description) == ("=HYPERLINK(1)", "'+quoted")


def test_an_export_takes_the_place_of_the_last_one_and_of_nothing_else(session, make, tmp_path):
    make.listing(name="One")
    export_hsds(session, tmp_path / "out", now=NOW)
    make.listing(name="Two")
    assert export_hsds(session, tmp_path / "out", now=NOW) == 2
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(RefusedError, match="other files"):
        export_hsds(session, tmp_path / "mine", now=NOW)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"


@pytest.mark.parametrize("target", ["out", "out.zip"])
def test_an_export_that_breaks_off_leaves_the_last_one(session, make, tmp_path, monkeypatch, target):
    make.listing(name="One")
    export_hsds(session, tmp_path / target, now=NOW)
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr(exporting, "datapackage", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_hsds(session, tmp_path / target, now=NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / target).exists()


def test_progress_is_told_to_the_last_service(session, make, tmp_path):
    for number in range(3):
        make.listing(name=str(number))
    told: list[tuple[int, int]] = []
    export_hsds(session, tmp_path / "out", now=NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
