"""The framework of the example that the API is specified by: indicator 2.4.2 as of 2021-06-30."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal

from benefits.models import ObservationVersion
from reformtracker.publishing.models import Chain
from reformtracker.sources.models import Document
from tests import clock
from tests import factories as f
from tests.cast import Cast
from tests.kept import once

SLUG = "peace-and-security"


def moment(year: int, month: int, day: int) -> AbstractContextManager[None]:
    return clock.at(datetime(year, month, day, 9, tzinfo=UTC))


@once
def publish(cast: Cast) -> Chain:
    chain = f.chain(SLUG)
    with moment(2020, 11, 18):
        share = f.indicator(chain, cast, reporting_lag_months=3)
        f.target(share)
        first = f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast), share
        f.release(chain, cast, *first, title="The report")
    with moment(2021, 2, 4):
        f.release(chain, cast, observation(share.thing, cast), title="The Fund in 2020")
    chain.refresh_from_db()
    return chain


def observation(indicator: object, cast: Cast) -> ObservationVersion:
    found: ObservationVersion = f.observation(
        indicator,  # type: ignore[arg-type]  # an Indicator; versions type their thing as Any
        cast,
        qualifier="about",
        numerator=Decimal("28.7"),
        denominator=Decimal("173.7"),
        derivation_en="Of what was approved in 2020.",
        comparable=False,
        break_note_en="Counted by approvals from here on.",
        narrative_en="Cross-border work grew.",
        verdict="improved",
        cause="not_assessed",
        justification_en="The report says so.",
        assessment_basis="as_reported",
    )
    found.citations.all().delete()
    source: Document = f.document("A/75/735")
    found.citations.create(document=source, paragraph="summary")
    return found
