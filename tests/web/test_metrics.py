"""Figures for Prometheus: whole, of everybody together and of nobody, and for those alone who may see them."""

import os
import subprocess
import sys
import urllib.request
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from directory.app import create_app
from directory.config import Settings, load_settings
from directory.db import Database
from directory.errors import RefusedError
from directory.figures import InstallationFigures
from directory.listings.indexing import index_keeper
from directory.outbox.models import OwedMessage, State
from directory.web.metrics import count_refused_sign_in, figures_in_text
from directory.worker.jobs import Job
from directory.worker.working import Worker
from tests.accounts.desk import HOST, Desk, Moment
from tests.cast import signed_in_as
from tests.faults.installation import PATIENCE, wait_until
from tests.web.town import NOW, Town

TOKEN = "a-token-of-the-operators-own-0123456789"  # noqa: S105 - made for one test
AUTHORIZED = {"authorization": f"Bearer {TOKEN}"}
HOUR = timedelta(hours=1)


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def served(town: Town, **settings: object) -> TestClient:
    return TestClient(create_app(town.settings.model_copy(update=settings), clock=lambda: NOW))


def is_nothing(client: TestClient, authorization: str) -> bool:
    """Whether the page answers as one that does not exist, but for its own address."""
    nothing, asked = (client.get(path, headers={"authorization": authorization}) for path in ("/nothing", "/metrics"))
    return (asked.status_code, asked.text) == (404, nothing.text.replace("/nothing", "/metrics"))


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer **********"])
def test_without_a_token_in_the_settings_there_is_no_such_page(client, authorization):
    assert is_nothing(client, authorization)


def test_figures_are_shown_to_whoever_sends_the_token_and_to_nobody_else(town: Town):
    with served(town, metrics_token=TOKEN) as client:
        assert client.get("/metrics", headers=AUTHORIZED).status_code == 200
        for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN):
            assert is_nothing(client, wrong)


@pytest.mark.parametrize("token", ["short", "x" * 31, "with a space in it, which is no bearer token"])
def test_a_token_that_can_be_guessed_is_refused(token):
    with pytest.raises(RefusedError, match="metrics_token"):
        load_settings(metrics_token=token)
    assert TOKEN not in repr(Settings(metrics_token=TOKEN))


def test_answers_are_counted_by_declared_route_and_status(town: Town):
    with served(town, metrics_token=TOKEN) as client:
        before = figures(client.get("/metrics", headers=AUTHORIZED).text)
        client.get("/find?q=c4n4ry")
        for path in ("/c4n4ry-1", "/c4n4ry-2", "/listings/c4n4ry"):
            client.get(path)
        count_refused_sign_in()
        text = client.get("/metrics", headers=AUTHORIZED).text
    after = figures(text)
    assert "c4n4ry" not in text
    name = "alongside_answer_seconds_count"
    for key, more in (
        ((name, "/find", "200"), 1),
        ((name, "(no route)", "404"), 2),
        ((name, "/listings/{listing_id}", "404"), 1),
        (("alongside_refused_sign_ins_total",), 1),
    ):
        assert after[key] == before.get(key, 0) + more, key


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_refused_sign_in_is_counted(settings, database, now):
    def refused() -> float:
        return figures(figures_in_text([]).decode())[("alongside_refused_sign_ins_total",)]

    with TestClient(create_app(settings, clock=lambda: now), base_url=HOST, headers={"origin": HOST}) as client:
        before, desk = refused(), Desk(client, Moment(now))
        desk.refused(desk.get("/sign-in"), "/sign-in", email="nobody@example.org", password="not the password")  # noqa: S106 - a wrong one
        assert refused() == before + 1


def test_the_installation_is_told_in_figures(database, settings, cast, now):
    keeper = index_keeper(settings, database)
    keeper.open_current(now)
    Worker(database, settings, lambda: now - HOUR, (Job("tidy", HOUR, lambda *_: None),)).work_once()
    with database.writing() as session:
        signed_in_as(session, cast.ana, now)
        for state, since in ((State.OWED, HOUR), (State.OWED, 2 * HOUR), (State.PARKED, 9 * HOUR)):
            session.add(OwedMessage(message="reset", state=state, due_at=now, created_at=now - since))
    told = figures(figures_in_text([InstallationFigures(database, settings, lambda: now)]).decode())
    expected = {
        ("database_up",): 1,
        ("feed_number",): 0,
        ("index_number",): 0,
        ("outbox_owed",): 2,
        ("outbox_parked",): 1,
        ("outbox_oldest_seconds",): 7200,
        ("job_age_seconds", "tidy"): 3600,
        ("job_failing", "tidy"): 0,
        ("sessions",): 1,
    }
    assert {key: told[(f"alongside_{key[0]}", *key[1:])] for key in expected} == expected


def test_while_the_database_is_away_that_is_what_is_told(tmp_path, now):
    gone = Database(f"sqlite:///{tmp_path / 'gone.sqlite3'}", may_create=False)
    told = figures(figures_in_text([InstallationFigures(gone, Settings(data=tmp_path), lambda: now)]).decode())
    assert told[("alongside_database_up",)] == 0
    assert not [key for key in told if key[0] == "alongside_outbox_owed"]


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_several_processes_are_counted_together_on_the_private_port_and_behind_the_token(database, settings):
    port, private = free_port(), free_port()
    environment = os.environ | {
        "ALONGSIDE_DATA": str(settings.data),
        "ALONGSIDE_DATABASE_URL": settings.database_url,
        "ALONGSIDE_MASTER_KEY_FILE": str(settings.master_key_file),
        "ALONGSIDE_METRICS_PORT": str(private),
        "ALONGSIDE_METRICS_TOKEN": TOKEN,
    }
    command = [sys.executable, "-c", "from directory.cli import main; main()", "serve", "--workers", "2"]
    log = Path(settings.data / "log")
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=errors
        ) as process,
    ):
        try:
            wait_until(lambda: is_answered(port))
            for _ in range(20):
                with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as each:
                    each.request("GET", "/crisis")
                    each.getresponse().read()
            crisis = ("alongside_answer_seconds_count", "/crisis", "200")
            # The last answer is counted once it is sent, which may be after it was read here.
            wait_until(lambda: fetched(f"http://127.0.0.1:{private}/metrics")[crisis] == 20)
            assert fetched(f"http://127.0.0.1:{port}/metrics", AUTHORIZED)[crisis] == 20
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert all(line.startswith("{") for line in log.read_text().splitlines())


def is_answered(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
        return answer.status == 200
    return False


def fetched(address: str, headers: dict[str, str] | None = None) -> dict[tuple[str, ...], float]:
    asked = urllib.request.Request(address, headers=headers or {})  # noqa: S310 - our own address
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
        return figures(answer.read().decode())
