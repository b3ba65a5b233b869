"""What the meeting before decided, for the next one to follow up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reformtracker.publishing.models import Chain
from reformtracker.reporting.models import ReviewMeeting


class Decided(NamedTuple):
    """`item`: the key of what it was about; `action`: the primary key of the corrective action."""

    item: str
    action: int


@dataclass(frozen=True)
class Last:
    day: date
    decisions: Sequence[Decided]


def last_before(chain: Chain, day: date) -> Last | None:
    """None where no meeting was called before that day."""
    meeting = ReviewMeeting.objects.last_before(chain, day)
    if meeting is None:
        return None
    rows = meeting.decisions.order_by("id").values_list("item", "action_id")
    return Last(meeting.day, [Decided(item, action) for item, action in rows])
