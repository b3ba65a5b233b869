from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from reformtracker.publishing.models import Chain
    from tests.cast import Cast

# pytest reads this file before Django is ready: models are imported when a fixture is made.


@pytest.fixture
def cast() -> Cast:
    from tests.cast import assemble

    return assemble()


@pytest.fixture
def chain(cast: Cast) -> Chain:
    from tests import factories

    return factories.tracker(cast)
