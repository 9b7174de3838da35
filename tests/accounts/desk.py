"""A browser without script at somebody's desk: it fetches pages, judges them, and sends their forms as they stand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from fastapi.testclient import TestClient

from directory.accounts.models import Person
from directory.app import create_app
from directory.config import Settings
from directory.db import Database
from directory.policy import Caller
from tests.cast import sign_in_client
from tests.web.judge import Element, Judge, Page, judge

HOST = "http://localhost"


@dataclass
class Moment:
    """A clock that a test moves on."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Desk:
    """One browser."""

    client: TestClient
    clock: Moment
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.client)

    def get(self, path: str, *, status: int = 200, **parameters: Any) -> Page:
        """The page at a path, judged."""
        return self.judge.get(path, status=status, **parameters)

    def sent_on(self, path: str) -> str:
        """Where a page that shows nothing itself sends the browser."""
        response = self.client.get(path, headers={"accept": "text/html"})
        assert response.status_code == 303, response.text[:400]
        return str(response.headers["location"])

    def send(self, page: Page, action: str, **typed: Any) -> Any:
        """Send the form of a page with this action: its hidden fields as they stand, the others as typed."""
        fields = hidden_fields(page, action) | typed
        referrer = f"{HOST}{urlsplit(str(page.response.url)).path}"
        return self.client.post(action, data=fields, headers={"accept": "text/html", "referer": referrer})

    def go(self, page: Page, action: str, **typed: Any) -> str:
        """Send a form that is taken, and tell where the browser is sent then."""
        response = self.send(page, action, **typed)
        assert response.status_code == 303, response.text[:3000]
        return str(response.headers["location"])

    def refused(self, page: Page, action: str, *, status: int = 422, **typed: Any) -> Page:
        """Send a form that is not taken, and judge the page that says why."""
        response = self.send(page, action, **typed)
        assert response.status_code == status, response.text[:400]
        again = Page(response)
        judge(again, "en")
        return again

    def sign_in_as(self, person: Person, *, second_factor: bool = True) -> Caller:
        """Be signed in, without the pages that lead there."""
        return sign_in_client(self.client, person, self.clock(), second_factor=second_factor)


def open_desk(settings: Settings, database: Database, clock: Moment, *, host: str = HOST) -> Desk:
    """A browser that asks an installation whose index nobody needs: the program answers without being started."""
    app = create_app(settings, clock=clock)
    app.state.database = database
    return Desk(TestClient(app, base_url=host, headers={"origin": host}, follow_redirects=False), clock)


def form_of(page: Page, action: str) -> list[Element]:
    """The elements of the first form with this action, itself first."""
    starts = [
        at
        for at, element in enumerate(page.elements)
        if element.tag == "form" and element.attributes.get("action") == action
    ]
    assert starts, f"no form for {action}"
    inside = [page.elements[starts[0]]]
    for element in page.elements[starts[0] + 1 :]:
        if "form" not in element.within:
            break
        inside.append(element)
    return inside


def hidden_fields(page: Page, action: str) -> dict[str, str]:
    """What a form carries without anybody typing it, what its fields were filled with included."""
    return {
        element.attributes["name"]: element.attributes.get("value", "")
        for element in form_of(page, action)
        if element.tag == "input" and element.attributes.get("type") not in {"checkbox", "password"}
    }
