"""Merging and erasing through their pages and the command line: after a fresh proof, with a preview, certified."""

from uuid import uuid4

import pytest
from typer.testing import CliRunner

from directory.cli.commands import app as command_line
from directory.config import Settings
from tests.accounts.desk import Desk
from tests.cast import Cast
from tests.clients.conftest import begin, id_in


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What stands behind the pages is tested on both databases."""
    return str(request.param)


def handle_of(desk: Desk, record: str) -> str:
    return desk.get(record).one("h1").text


def test_two_records_become_one_after_a_preview_and_two_again(desk: Desk) -> None:
    kept, merged = begin(desk), begin(desk, goal="a job", domain="work")
    handle = handle_of(desk, merged)
    preview = desk.get(f"{kept}/merge", other=id_in(merged))
    assert f"{handle} becomes part of {handle_of(desk, kept)}" in preview.main
    assert "Goals 1" in preview.main
    assert desk.go(preview, f"{kept}/merge") == f"{kept}?done=merged"
    assert "a job" in desk.get(kept).main
    assert handle not in desk.get("/clients").main
    assert desk.go(desk.get(f"{kept}/merge"), f"{kept}/parting") == f"{kept}?done=parted"
    assert "a job" in desk.get(merged).main
    assert "a job" not in desk.get(kept).main


def test_a_record_is_not_merged_with_itself(desk: Desk) -> None:
    kept = begin(desk)
    again = desk.get(f"{kept}/merge", status=422, other=id_in(kept))
    assert again.one("span", id="other-fault").text == "Choose another record of the same person."


def test_erasing_asks_for_the_handle_and_certifies_what_was_destroyed(desk: Desk, cast: Cast) -> None:
    record = begin(desk, cue="red truck", goal="a job", domain="work")
    handle = handle_of(desk, record)
    page = desk.refused(desk.get(f"{record}/erase"), f"{record}/erase", handle="somebody else")
    assert page.one("span", id="handle-fault").text
    certificate = desk.go(desk.get(f"{record}/erase"), f"{record}/erase", handle=handle.upper())
    said = desk.get(certificate).main
    assert f"Handle {handle}" in said
    assert "Goals 1" in said
    assert desk.get(record, status=404).one("h1").text == "Nothing here"
    assert handle not in desk.get("/clients").main
    desk.client.cookies.clear()
    desk.sign_in_as(cast.ben)
    desk.get(certificate, status=404)


def test_erasing_waits_for_a_fresh_proof_of_who_asks(desk: Desk) -> None:
    record = begin(desk)
    desk.clock.pass_by(minutes=6)
    assert desk.sent_on(f"{record}/erase").startswith("/confirm")
    assert desk.sent_on(f"{record}/merge").startswith("/confirm")


def test_a_client_is_erased_from_the_command_line(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = begin(desk, cue="red truck")
    names = ("data", "database_url", "timezone", "master_key_file", "erasure_ledger")
    for name in names:
        monkeypatch.setenv(f"ALONGSIDE_{name.upper()}", str(getattr(settings, name)))
    asked = CliRunner().invoke(command_line, ["erase", "client", id_in(record)], input="n\n")
    assert asked.exit_code == 1
    assert "red truck" in desk.get(record).main
    done = CliRunner().invoke(command_line, ["erase", "client", id_in(record), "--yes"])
    assert done.exit_code == 0, done.output
    assert f"client\t{id_in(record)}" in done.stdout
    desk.get(record, status=404)
    nobody = CliRunner().invoke(command_line, ["erase", "client", str(uuid4()), "--yes"])
    assert str(nobody.exception) == "There is no client with this id."
