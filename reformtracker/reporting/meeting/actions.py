"""The verbs of review meetings: called, and decided in. What they draft goes through review and release like anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from benefits.models import Indicator
from casestudies.models import Challenge, ChallengeVersion, CorrectiveAction, CorrectiveActionVersion
from initiatives.models import Entity, FrameworkVersion, Initiative, Milestone, MilestoneVersion
from reformtracker.publishing import actions as publishing
from reformtracker.publishing import policy, rows
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import Chain, Person, Release, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.texts import SUFFIXES, column
from reformtracker.reporting.actions import Texts
from reformtracker.reporting.models import Decision, ReviewMeeting


@transaction.atomic
def call(chain: Chain, *, day: date, release: Release, by: Person) -> ReviewMeeting:
    """With the milestone that will tell the public of it, as a draft."""
    policy.demand(by, "draft", Milestone)
    if ReviewMeeting.objects.filter(chain=chain, day=day).exists():
        raise Conflict(_("A review meeting has been called for that day already."))
    if not FrameworkVersion.objects.with_content(release.number or 0).filter(thing__chain=chain).exists():
        raise Incomplete({"release": [_("The framework itself is not public in that release.")]})
    milestone = _milestone(chain, day, by)
    meeting = ReviewMeeting.objects.create(chain=chain, day=day, release=release, milestone=milestone, called_by=by)
    told: dict[str, Any] = {"meeting": meeting.pk, "release": release.number, "milestone": milestone.slug}
    audit("call review meeting", by=by, subject=_subject(meeting), **told)
    return meeting


def _milestone(chain: Chain, day: date, by: Person) -> Milestone:
    """One whose only draft was discarded is taken up again."""
    milestone, _is_new = Milestone.objects.get_or_create(chain=chain, slug=f"review-meeting-{day}")
    if milestone.versions.exists():
        raise Conflict(_("There is a milestone %(slug)s already; choose another day.") % {"slug": milestone.slug})
    draft = MilestoneVersion(thing=milestone, day=day, review_meeting=True)
    for language in SUFFIXES:
        with translation.override(language):
            setattr(draft, column("title", language), _("Review meeting"))
    publishing.start(draft, by=by)
    return milestone


class NewChallenge(NamedTuple):
    """One that is recorded with the decision that answers it: what stands in the way, and of which initiative."""

    titles: Texts
    initiative: Initiative


@transaction.atomic
def decide(
    meeting: ReviewMeeting,
    item: str,
    *,
    challenge: Challenge | NewChallenge | None,
    titles: Texts,
    owner: Entity | None,
    due: date | None,
    indicators: Iterable[Indicator],
    form: str,
    by: Person,
) -> Decision:
    """Drafts the corrective action that was decided on, and the challenge that it answers where that is new. `item`: its key; `form`:
    that of the form that was sent, which decides once."""
    policy.demand(by, "draft", challenge if isinstance(challenge, Challenge) else CorrectiveAction)
    if challenge is None or owner is None or due is None or not titles.get("en", "").strip():
        raise Incomplete(
            {"": [_("A decision names its challenge, what is to be done in English, its owner and its date.")]}
        )
    # Of two who decide in a framework at once, one waits: codes are given in turn.
    Chain.objects.alone().get(pk=meeting.chain_id)
    if there := meeting.decisions.filter(form=form).first():
        return there
    if isinstance(challenge, NewChallenge):
        challenge = _recorded(meeting.chain, challenge, by)
    thing = CorrectiveAction(
        challenge=challenge, code=_next_code(CorrectiveAction, meeting.chain, f"{challenge.code}.")
    )
    draft = CorrectiveActionVersion(thing=thing, owner=owner, due=due)
    _start(draft, meeting.chain, titles, by)
    for indicator in indicators:
        draft.indicators.create(indicator=indicator)
    # As on the form of an action: nobody puts a draft where they could not have taken it from.
    policy.demand(by, "draft", draft)
    decision = Decision.objects.create(meeting=meeting, item=item, action=thing, form=form, decided_by=by)
    told: dict[str, Any] = {"meeting": meeting.pk, "item": item, "action": thing.code}
    audit("decide in review meeting", by=by, subject=_subject(meeting), **told)
    return decision


def _recorded(chain: Chain, new: NewChallenge, by: Person) -> Challenge:
    thing = Challenge(code=_next_code(Challenge, chain, "C"))
    draft = ChallengeVersion(thing=thing)
    _start(draft, chain, new.titles, by)
    draft.initiatives.create(initiative=new.initiative)
    policy.demand(by, "draft", draft)
    return thing


def _start(draft: Version, chain: Chain, titles: Texts, by: Person) -> None:
    """The first version of a thing that is not there yet."""
    draft.thing.chain = chain
    draft.thing.save(force_insert=True)
    for language in SUFFIXES:
        setattr(draft, column("title", language), titles.get(language, "").strip())
    publishing.start(draft, by=by)


def _next_code(model: type[Challenge | CorrectiveAction], chain: Chain, head: str) -> str:
    """C2.3 after C2.1 and C2.2, C10 after C9; what was begun and discarded keeps its own."""
    pattern = re.compile(rf"{re.escape(head)}([0-9]+)")
    codes = model._default_manager.filter(chain=chain).values_list("code", flat=True)
    taken = [int(found[1]) for code in codes if (found := pattern.fullmatch(code))]
    return f"{head}{max(taken, default=0) + 1}"


def forget(chain: Chain) -> None:
    """Meetings about invented data, which the rules of the database let go."""
    rows.delete(Decision.objects.filter(meeting__chain=chain))
    rows.delete(ReviewMeeting.objects.filter(chain=chain))


def _subject(meeting: ReviewMeeting) -> str:
    return f"{meeting.chain.slug}/review meeting {meeting.day}"
