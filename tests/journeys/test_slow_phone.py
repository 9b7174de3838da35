"""On a slow phone with a slow line no letter is lost."""

import pytest

from tests.browser import PHONE

pytestmark = pytest.mark.browser

SLOWED = 4
BYTES_A_SECOND = 1_600_000 / 8
BETWEEN_KEYS = 90
"""Milliseconds: somebody who types quickly."""
PATIENCE = 120_000
"""Milliseconds: on a busy machine a phone that is slowed is slower still, and nothing may be lost then either."""
TYPED = "free food pantry near the library tonight"


def slow_phone(open_page):
    page = open_page(viewport=PHONE, has_touch=True)
    page.set_default_timeout(PATIENCE)
    tools = page.context.new_cdp_session(page)
    line = {"offline": False, "latency": 0, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    tools.send("Network.emulateNetworkConditions", line)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return page


@pytest.mark.parametrize("path", ["/", "/find?q=food&near=55401#q"])
def test_no_letter_is_lost_while_somebody_types(open_page, path):
    page = slow_phone(open_page)
    page.goto(path, wait_until="commit")  # before any script has come
    box = page.locator("#q")
    box.wait_for()
    box.fill("")
    box.press_sequentially(TYPED, delay=BETWEEN_KEYS)
    assert box.input_value() == TYPED
    page.wait_for_load_state("networkidle")
    assert box.input_value() == TYPED
