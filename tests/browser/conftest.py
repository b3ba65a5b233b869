from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.desk import Desk, desks


@pytest.fixture
def desk(live_server: object, browser: Browser) -> Desk:
    return desks(str(live_server), browser)
