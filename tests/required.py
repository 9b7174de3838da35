"""Tools a test cannot do without: absent, they skip the test; named in ALONGSIDE_TEST_REQUIRE, they fail it."""

import os
from typing import NoReturn

import pytest


def absent(tool: str, reason: str) -> NoReturn:
    """Give up on a test that needs a tool which is not here."""
    demanded = {name.strip() for name in os.environ.get("ALONGSIDE_TEST_REQUIRE", "").split(",")}
    if tool in demanded:
        pytest.fail(f"{tool} is required and absent: {reason}", pytrace=False)
    pytest.skip(f"NOT TESTED WITH {tool.upper()}: {reason}")
