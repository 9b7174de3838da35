"""The town of the pages, asked in HSDS words."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import client, town

__all__ = ["client", "town"]


@pytest.fixture
def ask(client: TestClient) -> Callable[..., Any]:
    """Ask the read API for something that is answered, and give what was answered."""

    def asking(path: str, **parameters: Any) -> Any:
        answer = client.get(f"/hsds{path}", params=parameters)
        assert answer.status_code == 200, (path, parameters, answer.text)
        return answer.json()

    return asking
