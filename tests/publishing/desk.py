"""What the tests of the staff side begin with: a small published framework, and a draft of its contributor."""

from __future__ import annotations

from typing import Any

from benefits.models import IndicatorVersion, ObservationVersion
from tests import factories as f
from tests.cast import Cast

WAITING = "/admin/publishing/release/waiting/"


def draft(cast: Cast, period: str = "2021", **fields: Any) -> ObservationVersion:
    share = IndicatorVersion.objects.live().select_related("thing__chain").get(thing__code="2.4.2")
    return f.observation(share.thing, cast, period, "18", **fields)
