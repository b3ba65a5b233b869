"""An earlier version again: as a new draft, which goes through review and a release like any other."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.actions.editing import Conflict, copied, start
from reformtracker.publishing.actions.reviewing import Incomplete
from reformtracker.publishing.models import Person, State, Version, VersionKind
from reformtracker.publishing.record import audit
from reformtracker.publishing.texts import SUFFIXES


@transaction.atomic
def restore(version: Version, *, by: Person, reason: str) -> Version:
    """A draft correction with the content of `version`. `reason`, in English, is what the public will read."""
    policy.demand(by, "draft", version)
    _refuse_what_cannot_return(version)
    if not reason.strip():
        raise Incomplete({"reason": [_("Say why: the reason is shown to the public beside the restored version.")]})
    model: type[Any] = type(version)
    draft: Version = model(thing=version.thing, version_kind=VersionKind.CORRECTION, **copied(version))
    setattr(draft, f"reason_{SUFFIXES['en']}", reason.strip())
    start(draft, by=by)
    for name in model.CHILDREN:
        for child in getattr(version, name).all():
            getattr(draft, name).create(**copied(child))
    audit("restore", by=by, version=draft, reason=reason.strip(), restored=version.number)
    return draft


def _refuse_what_cannot_return(version: Version) -> None:
    identifier = version.thing.public_id
    if not version.is_public:
        raise Conflict(_("%(id)s: only what has been public can be restored.") % {"id": identifier}, version)
    if version.state == State.PUBLISHED:
        raise Conflict(_("%(id)s: this version is what is public now.") % {"id": identifier}, version)
    if version.redacted or version.is_withdrawal:
        raise Conflict(_("%(id)s: this version has no content to restore.") % {"id": identifier}, version)
