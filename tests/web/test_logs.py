"""What is told about requests: route, method, status, time and id, as JSON, and not a word of anybody."""

import gc
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
import structlog
from fastapi import APIRouter
from fastapi.testclient import TestClient

from directory import policy
from directory.app import create_app
from directory.web.logs import log, take_over_every_log
from tests.web.town import NOW, Town

CANARY = "c4n4ry-ana@example.org"
TOLD = {"event", "level", "timestamp", "method", "route", "status", "milliseconds", "request"}


@pytest.fixture
def taken_over() -> Iterator[None]:
    """Every log of this process goes our way, until the test is over."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((warnings, "showwarning"), (sys, "excepthook"), (sys, "unraisablehook")):
            patch.setattr(owner, name, getattr(owner, name))
        patch.setattr(threading, "excepthook", threading.excepthook)
        root.handlers = []
        take_over_every_log()
        yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def told(taken_over, capsys):
    """What was told since, line by line; a line that is no JSON fails."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture(scope="module")
def talkative(town: Town) -> Iterator[TestClient]:
    """The town, with a route that breaks over what it was told."""
    app = create_app(town.settings.model_copy(update={"trusted_proxies": "192.0.2.1"}), clock=lambda: NOW)
    router = APIRouter()

    @router.get("/broken/{word}", **policy.public)
    def break_down(word: str) -> None:
        raise RuntimeError(f"broken by {word}")

    app.include_router(router)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_request_is_told_without_anything_that_was_said_in_it(talkative, told):
    told()
    headers = dict.fromkeys(("referer", "user-agent", "cookie", "accept-language", "x-request-id"), CANARY)
    talkative.get(f"/find?q={CANARY}&near={CANARY}", headers=headers)
    talkative.get(f"/{CANARY}", headers=headers)
    talkative.get(f"/listings/{CANARY}", headers=headers)
    talkative.get(f"/broken/{CANARY}?q={CANARY}", headers=headers)
    talkative.post("/sign-in", data={"email": CANARY, "password": CANARY}, headers=headers)
    talkative.request("CANARY-c4n4ry", "/find", headers=headers)
    lines = told()
    assert "c4n4ry" not in json.dumps(lines).lower()
    answered = [line for line in lines if line["event"] == "answered"]
    routes = ["/find", "(no route)", "/listings/{listing_id}", "/broken/{word}", "/sign-in", "/find"]
    assert [line["route"] for line in answered] == routes
    assert all(set(line) == TOLD for line in answered)
    assert answered[-1]["method"] == "(other)"


def test_an_answer_bears_the_id_under_which_it_is_told(talkative, told):
    told()
    response = talkative.get("/broken/anything")
    lines = told()
    assert {line["request"] for line in lines} == {response.headers["x-request-id"]}
    assert [line["event"] for line in lines] == ["failed", "answered"]
    assert lines[0]["failure"] in response.text


@pytest.mark.parametrize(
    ("peer", "given", "is_taken"),
    [
        ("192.0.2.1", "0123456789abcdef", True),
        ("192.0.2.1", "short", False),
        ("192.0.2.1", "with spaces in it", False),
        ("192.0.2.1", "a" * 65, False),
        ("198.51.100.7", "0123456789abcdef", False),
        ("no address", "0123456789abcdef", False),
    ],
)
def test_only_a_proxy_of_ours_names_a_request(talkative, peer, given, is_taken):
    with TestClient(talkative.app, client=(peer, 1)) as from_there:
        answered = from_there.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]
    assert (answered == given) is is_taken
    assert is_taken or len(answered) == 16


def test_a_request_that_is_answered_twice_has_two_ids(talkative):
    ids = {talkative.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


def test_what_libraries_say_is_told_without_what_they_were_told(told):
    logging.getLogger("somebody.else").warning("could not greet %s", CANARY)
    logging.getLogger("somebody.else").warning(f"could not greet {CANARY}")  # noqa: G004 - as libraries do
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    lines = told()
    assert "c4n4ry" not in json.dumps(lines)
    said = [(line["logger"], line["event"], line.get("kind")) for line in lines]
    assert said == [
        ("somebody.else", "could not greet %s", None),
        ("somebody.else", "said", None),
        ("uvicorn.error", "Invalid HTTP request received.", None),
        ("uvicorn.error", "Exception in ASGI application", "ValueError"),
    ]
    assert all("test_logs.py:" in line["place"] for line in lines)


def test_a_warning_is_told_by_its_kind_and_place(told):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        take_over_every_log()  # the block above put Python's own way of showing back
        warnings.warn(CANARY, UserWarning, stacklevel=1)
    [line] = told()
    assert (line["event"], line["kind"], "test_logs.py:" in line["place"]) == ("warned", "UserWarning", True)


class Clumsy:
    """Fails when it is thrown away, where nobody can catch it."""

    def __del__(self) -> None:
        raise ValueError(CANARY)


def test_a_crash_is_told_by_its_kind_wherever_it_strikes(told):
    def crash() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    clumsy = [Clumsy()]
    clumsy.clear()
    gc.collect()
    try:
        crash()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    lines = told()
    assert [(line["event"], line["kind"]) for line in lines] == [("crashed", "ValueError")] * 3
    assert "c4n4ry" not in json.dumps(lines)


def full_disk():
    return open("/dev/full", "w", buffering=1)  # noqa: PTH123 - closed by the test


def closed_stream():
    stream = open("/dev/null", "w")  # noqa: PTH123, SIM115 - it is to be closed
    stream.close()
    return stream


@pytest.mark.parametrize("stream", [full_disk, closed_stream, lambda: None])
def test_a_log_that_cannot_be_written_breaks_no_answer(talkative, taken_over, monkeypatch, stream):
    broken = stream()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", broken)
        assert talkative.get("/healthz").status_code == 200
        assert talkative.get("/broken/anything").status_code == 500
        logging.getLogger("uvicorn.error").warning("still here")
        log.warning("still here")
    if broken is not None and not broken.closed:
        with pytest.raises(OSError, match="No space left"):
            broken.close()
