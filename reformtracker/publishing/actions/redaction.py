"""Redaction: for legal or personal reasons, ordered by one administrator and confirmed by another."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.models import Autosave, Change, Person, Redaction, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import call_after_redaction, children, kind
from reformtracker.publishing.texts import columns


@transaction.atomic
def order_redaction(version: Version, *, by: Person, reason: str) -> Redaction:
    policy.demand(by, "redact")
    if not version.is_public:
        raise Conflict(_("%(id)s is not public; discard the draft instead.") % {"id": version.thing.public_id}, version)
    redaction, made = Redaction.objects.get_or_create(
        kind=version.KIND, version_id=version.pk, defaults={"reason": reason, "ordered_by": by}
    )
    if made:
        audit("order redaction", by=by, version=version, reason=reason)
    return redaction


@transaction.atomic
def confirm_redaction(redaction: Redaction, *, by: Person) -> Version:
    """Blanks the version everywhere. The chain still verifies, because manifests hold hashes."""
    policy.demand(by, "redact")
    if by.pk == redaction.ordered_by_id:
        raise policy.Refused(_("You ordered this redaction, so another administrator has to confirm it."))
    confirmed = Redaction.objects.filter(pk=redaction.pk, confirmed_by=None).update(
        confirmed_by=by, confirmed_at=timezone.now()
    )
    if not confirmed:
        raise Conflict(_("This redaction is confirmed already."))
    model = kind(redaction.kind)
    version: Version = model.objects.select_related("thing__chain").get(pk=redaction.version_id)
    model.objects.filter(pk=version.pk).update(redacted=True, **_blank(model))
    version.refresh_from_db()
    for name in set(model.CHILDREN) - set(model.LASTING):
        getattr(version, name).all().delete()
    Autosave.objects.filter(kind=version.KIND, form=str(version.pk)).delete()
    call_after_redaction(version)
    audit("redact", by=by, version=version)
    _blank_history(version)
    return version


def _blank_history(version: Version) -> None:
    """What the history says of its content, this deletion included; that something happened, and when, stays."""
    tables = [model._meta.db_table for model in (type(version), *children(type(version)).values())]
    Change.objects.filter(kind=version.KIND, version_id=version.pk, table__in=tables).update(old="", new="")


def _blank(model: type[Version]) -> dict[str, Any]:
    """Every field that can be empty is emptied; a choice or a number of decimals that cannot says nothing alone."""
    blank: dict[str, Any] = {}
    fields = [*model.CONTENT, *model.TRANSLATED, *model.COMPUTED, "reason"]
    names = [column for field in (*model.TRANSLATED, "reason") for column in columns(field)]
    for name in [*fields, *names]:
        field = model._meta.get_field(name)
        if not isinstance(field, models.Field):
            continue
        if field.null and name != "indicator_version":
            blank[name] = None
        elif field.blank and isinstance(field, models.CharField | models.TextField):
            blank[name] = ""
    return blank
