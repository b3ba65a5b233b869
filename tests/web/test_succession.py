"""An indicator whose meaning had to change is followed by a new one; both say so once both are public."""

from __future__ import annotations

import pytest

from tests import factories as f
from tests.cast import Cast
from tests.reading import read
from tests.web.single import words

pytestmark = pytest.mark.django_db

OLD, NEW = "/en/reform/indicators/2.4.1/", "/en/reform/indicators/2.4.2/"


def test_both_pages_lead_to_each_other(cast: Cast) -> None:
    chain = f.chain()
    before, after = f.indicator(chain, cast, "2.4.1"), f.indicator(chain, cast, "2.4.2")
    after.thing.replaces = before.thing
    after.thing.save()
    f.release(chain, cast, f.framework(chain, cast), before)
    assert "Followed by" not in words(OLD)
    f.release(chain, cast, after)
    assert "Followed by indicator 2.4.2: what it counts had to change." in words(OLD)
    assert "Follows indicator 2.4.1, whose meaning had to change." in words(NEW)
    assert "Followed by" not in words(f"{OLD}?release=1")


def test_the_api_names_both_and_no_draft(cast: Cast) -> None:
    chain = f.chain()
    before, after = f.indicator(chain, cast, "2.4.1"), f.indicator(chain, cast, "2.4.2")
    after.thing.replaces = before.thing
    after.thing.save()
    f.release(chain, cast, f.framework(chain, cast), before)
    assert read("indicators/2.4.1/")["replaced_by"] is None
    f.release(chain, cast, after)
    assert read("indicators/2.4.1/")["replaced_by"] == "2.4.2"
    assert read("indicators/2.4.2/")["replaces"] == "2.4.1"
