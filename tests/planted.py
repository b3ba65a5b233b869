"""Everything that is not public, with a secret word in each of its texts: it must show nowhere, and change nothing that shows."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from benefits.models import Unit, Upload
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Autosave, Chain, Person, Release, Remark, Role, Version
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import columns
from tests import factories as f
from tests.cast import Cast, person

SECRET = "Xanthippe"


def texts(kind: type[Any], **fields: Any) -> dict[str, Any]:
    """Every translated text of a version, in six languages."""
    said = {column: f"{SECRET} {name}" for name in kind.TRANSLATED for column in columns(name)}
    return {**said, **fields}


def plant(chain: Chain, cast: Cast) -> None:
    """Beside a published framework with objective 2 and indicator 2.4.2, whose values of 2021 and 2022 nobody has drafted."""
    by_kind = {kind.KIND: kind for kind in kinds()}
    entity = Entity.objects.create(code="quiet", name_en=SECRET, acronym=SECRET)
    document = f.document("Q/1", title_en=SECRET)
    unit = Unit.objects.create(code="quiet", label_en=SECRET)
    share = f.Indicator.objects.get(code="2.4.2")
    drafts: list[Any] = [
        f.objective(chain, cast, "9", **texts(by_kind["objective"])),
        f.initiative(chain, cast, "2.9", **texts(by_kind["initiative"])),
        f.indicator(chain, cast, "2.9.1", unit=unit, **texts(by_kind["indicator"])),
        f.observation(share, cast, "2021", **texts(by_kind["observation"])),
        f.observation(share, cast, "2022", **texts(by_kind["observation"])),
        f.milestone(chain, cast, **texts(by_kind["milestone"])),
        f.case_study(chain, cast, "a-case", **texts(by_kind["case_study"])),
        f.challenge(chain, cast, "C9", responsible=entity, **texts(by_kind["challenge"])),
        f.corrective_action(chain, cast, "C9.1", owner=entity, **texts(by_kind["corrective_action"])),
    ]
    drafts[6].places.create(country=f.country("MLI", name_en=SECRET))
    revision = actions.revise(chain.framework, by_kind["framework"], by=cast.contributor, version_kind="correction")
    _say(revision, cast, **texts(by_kind["framework"], reason_en=SECRET))
    translation = actions.revise(share, by_kind["indicator"], by=cast.contributor, version_kind="translation")
    _say(translation, cast, definition_fr=SECRET, reason_en=SECRET)
    for draft in (*drafts, revision):
        draft.citations.create(document=document, paragraph="1", note_en=SECRET)
        actions.comment(draft, by=cast.reviewer, text=SECRET)
    actions.submit(drafts[0], by=cast.contributor)
    actions.submit(drafts[1], by=cast.contributor)
    actions.send_back(drafts[1], by=cast.reviewer, reason=SECRET)
    _releases(chain, cast, [f.approve(draft, cast) for draft in drafts[3:5]])
    quiet = f.chain("quiet", is_default=False)
    _follow(quiet, chain, cast, share, texts(by_kind["framework"]), texts(by_kind["indicator"]))
    _aside(chain, cast, drafts[6])
    # None of them is part of the record yet, so none of these edits is anybody's business.
    for row in (entity, document, unit):
        row.save()
        type(row)._default_manager.filter(pk=row.pk).update(**{_label(row): f"{SECRET} again"})
    assert Remark.objects.filter(text=SECRET).exists()


def _follow(quiet: Chain, chain: Chain, cast: Cast, share: Any, framework: Any, indicator: Any) -> None:
    """A framework that is to follow the public one, with an indicator that is to take the place of one there."""
    draft = f.framework(quiet, cast, **framework)
    draft.thing.follows = chain.framework
    draft.thing.save()
    successor = f.indicator(quiet, cast, "7.7.7", **indicator)
    successor.thing.replaces = share
    successor.thing.save()


def _say(draft: Version, cast: Cast, **said: Any) -> None:
    for column, value in said.items():
        setattr(draft, column, value)
    actions.save(draft, by=cast.contributor, expected=draft.edits)


def _label(row: Any) -> str:
    return next(name for name in ("name_en", "title_en", "label_en") if hasattr(row, name))


def _releases(chain: Chain, cast: Cast, approved: list[Version]) -> None:
    """One that is embargoed, one that waits for somebody, and one that came to nothing."""
    later = timezone.now() + timedelta(days=3650)
    actions.plan(chain, approved[:1], title=SECRET, by=cast.publisher, publish_at=later)
    actions.plan(chain, approved[1:], title=SECRET, by=cast.publisher)
    actions.cancel(actions.plan(chain, [], title=SECRET, by=cast.publisher), by=cast.publisher, reason=SECRET)


def _aside(chain: Chain, cast: Cast, draft: Version) -> None:
    """What is no version: people, what they typed and sent, what they deleted, what they mean to take back."""
    somebody = person(SECRET.lower(), Role.CONTRIBUTOR, first_name=SECRET, last_name=SECRET)
    Autosave.objects.keep(somebody, draft.KIND, str(draft.pk), QueryDict(f"title_en={SECRET}"))
    actions.discard(f.milestone(chain, cast, "given-up", title_en=SECRET), by=cast.contributor)
    actions.erase(person("gone", first_name=SECRET), by=cast.administrator, reason=SECRET)
    sent = SECRET.encode()
    Upload.objects.create(
        uploaded_by=somebody, name=SECRET, sha256=hashlib.sha256(sent).hexdigest(), size=len(sent), content=sent
    )
    live = f.ObjectiveVersion.objects.live().filter(thing__chain=chain).first()
    assert live is not None
    actions.order_redaction(live, by=cast.administrator, reason=SECRET)
    assert Person.objects.filter(first_name=SECRET).exists()
    assert Release.objects.filter(state=Release.State.CANCELLED).exists()
