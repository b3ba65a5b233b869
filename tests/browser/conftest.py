from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.desk import Desk


@pytest.fixture
def desk(live_server: object, browser: Browser) -> Desk:
    from tests.browser.desk import desks

    return desks(str(live_server), browser)
