"""Review meetings for tests, and a framework that gives them something to look at: made through the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from casestudies.models import Challenge
from reformtracker.publishing.models import Chain
from reformtracker.reporting.document import Document
from reformtracker.reporting.meeting import actions
from reformtracker.reporting.meeting.last import last_before
from reformtracker.reporting.meeting.pack import compose
from reformtracker.reporting.models import Decision, ReviewMeeting
from tests import factories as f
from tests.cast import Cast
from tests.reporting import shelf

DAY = date(2025, 4, 15)
"""By when the indicators of `troubled` owe what they still owe."""
NEXT = date(2025, 7, 15)


def called(chain: Chain, cast: Cast, day: date = DAY) -> ReviewMeeting:
    """With the newest release before it."""
    newest = chain.releases.published().order_by("-number")[0]
    return actions.call(chain, day=day, release=newest, by=cast.contributor)


def decided(meeting: ReviewMeeting, cast: Cast, item: str = "challenge.C1", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "challenge": Challenge.objects.get_or_create(chain=meeting.chain, code="C1")[0],
        "titles": {"en": "Ask twice"},
        "owner": shelf.entity(),
        "due": date(2025, 6, 30),
        "indicators": [],
        "form": f"{Decision.objects.count():032x}",
        "by": cast.contributor,
    }
    return actions.decide(meeting, item, **{**values, **changes})


def pack(chain: Chain, language: str = "en", day: date = DAY, **chosen: Any) -> Document:
    """Of the newest release, with the meeting that was called before that day."""
    chain.refresh_from_db()
    return compose(chain, chosen.get("release", chain.head), day, language, last_before(chain, day))


def troubled(cast: Cast) -> Chain:
    """One indicator for each reason, and one that has none:

    2.4.2 not judged, with an action that is overdue; 2.4.3 deteriorated; 2.4.4 behind; 2.4.5 late and judged; 2.4.6 well. C1 has an overdue
    action that should move 2.4.2, C2 has none, C3 is closed without one, C4 has an overdue action that moves nothing.
    """
    chain = f.tracker(cast)
    ended = {"reporting_until": date(2020, 12, 31)}
    judged = {
        "cause": "reform",
        "confidence": "high",
        "justification_en": "As counted.",
        "assessment_basis": "reviewer",
    }
    shares = {code: f.indicator(chain, cast, code, **ended) for code in ("2.4.3", "2.4.4", "2.4.6")}
    shares["2.4.5"] = f.indicator(chain, cast, "2.4.5")
    f.target(shares["2.4.4"], due=date(2020, 12, 31), period="2020", basis="by_date", start=None)
    f.release(chain, cast, *shares.values(), title="More was promised")
    values = {
        "2.4.3": ("1", "deteriorated"),
        "2.4.4": ("8", "improved"),
        "2.4.5": ("9", "improved"),
        "2.4.6": ("9", "improved"),
    }
    seen = [
        f.observation(shares[code].thing, cast, "2020", value, verdict=verdict, **judged)
        for code, (value, verdict) in values.items()
    ]
    challenges = [f.challenge(chain, cast, code) for code in ("C1", "C2", "C4")]
    challenges.append(f.challenge(chain, cast, "C3", condition="closed"))
    overdue = {"due": date(2025, 4, 5), "owner": shelf.entity()}
    steps = [f.corrective_action(chain, cast, code, **overdue) for code in ("C1.1", "C4.1")]
    steps[0].indicators.create(indicator=f.Indicator.objects.get(chain=chain, code="2.4.2"))
    f.release(chain, cast, *seen, *challenges, *steps, title="What happened since")
    chain.refresh_from_db()
    return chain
