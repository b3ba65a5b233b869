from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from reformtracker.publishing.models import Chain
    from tests.cast import Cast

# pytest reads this file before Django is set up: models are imported when a test asks for them.


@pytest.fixture
def chain(cast: Cast) -> Chain:
    from tests.benefits import example

    return example.publish(cast)
