"""Under which challenges a decision on an item can be entered, and how the actions that were decided on stand now, for staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from casestudies.models import Challenge, ChallengeInitiative, ChallengeVersion, CorrectiveActionVersion
from reformtracker.publishing import policy
from reformtracker.publishing.models import OPEN_STATES, Person, State, Version
from reformtracker.publishing.snapshot import today
from reformtracker.publishing.texts import Text, text
from reformtracker.reporting.meeting.agenda import Item
from reformtracker.reporting.models import Decision, ReviewMeeting
from reformtracker.web.challenges import Action

CURRENT = (*OPEN_STATES, State.PUBLISHED)


class Offer(NamedTuple):
    challenge: Challenge
    title: Text


def offers(meeting: ReviewMeeting, item: Item, person: Person) -> list[Offer]:
    """Those that bear on it and are not closed, drafts among them: a challenge that was just recorded can be decided on."""
    bearing = Q(code__in=[item.entry.code] if item.entry else [entry.code for entry in item.challenges])
    if item.group:
        tied = ChallengeInitiative.objects.filter(version__state__in=CURRENT, initiative__code=item.group.code)
        bearing |= Q(pk__in=tied.values("version__thing"))
    things = policy.within(person, "draft", Challenge.objects.filter(bearing, chain=meeting.chain_id))
    said = _newest(ChallengeVersion, [thing.pk for thing in things])
    found = [(thing, said[thing.pk]) for thing in things.order_by("code") if thing.pk in said]
    closed = ChallengeVersion.Condition.CLOSED
    return [Offer(thing, text(version, "title")) for thing, version in found if version.condition != closed]


class Settled(NamedTuple):
    """A decision with its action as it stands. `action` is None where its draft was discarded."""

    decision: Decision
    action: Action | None

    @property
    def is_public(self) -> bool:
        return self.action is not None and self.action.version.state == State.PUBLISHED


def settled(meeting: ReviewMeeting) -> Mapping[str, Sequence[Settled]]:
    """By item, in a number of queries that does not grow with them."""
    decisions = list(meeting.decisions.select_related("action", "decided_by").order_by("id"))
    said = _newest(CorrectiveActionVersion, [one.action_id for one in decisions], "owner")
    found: dict[str, list[Settled]] = {}
    for one in decisions:
        version = said.get(one.action_id)
        action = Action(version, None, (), today()) if version else None
        found.setdefault(one.item, []).append(Settled(one, action))
    return found


def _newest(model: type[Any], things: Iterable[int], *related: str) -> dict[int, Any]:
    """By thing: the open version, else the live one."""
    rows = model.objects.filter(thing__in=things, state__in=CURRENT).select_related("thing", *related)
    found: dict[int, Version] = {}
    for version in sorted(rows, key=lambda version: version.state != State.PUBLISHED):
        found[version.thing_id] = version
    return found
