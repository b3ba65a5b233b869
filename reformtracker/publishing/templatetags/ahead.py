"""What the staff pages ask before anything is public: what a change will do, how it will look, how far its translations are."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from reformtracker.publishing.admin import translating as panel
from reformtracker.publishing.models import OPEN_STATES, Release, Version
from reformtracker.publishing.registry import Effect, foretold, kinds

log = logging.getLogger(__name__)
register = template.Library()
LARGE = 2000
"""From so many public things of one kind on, a framework is read on a page of its own, and not while a form opens."""


@register.simple_tag
def effect_of(subject: Version | Release) -> Effect | None:
    """What this change, or all that this planned release holds, would do to what the public reads. Empty, with nothing
    said, where the framework is large."""
    if isinstance(subject, Version):
        versions = [subject] if subject.state in OPEN_STATES else []
    else:
        versions = [version for model in kinds() for version in model.objects.filter(release=subject).whole()]
    if not versions or _is_large(versions[0].thing.chain_id):
        return Effect() if versions else None
    try:
        return foretold(versions)
    except Exception:
        # A form must open whatever is wrong with what stands below it.
        log.exception("what %s will do could not be foretold", subject)
        return Effect(held=(_("This could not be foretold; the log of the server says why."),))


def _is_large(chain: int) -> bool:
    return any(model.objects.live().filter(thing__chain=chain)[:LARGE].count() == LARGE for model in kinds())


@register.filter
def effect_url(subject: Version | Release) -> str:
    """Where the same is said on a page of its own."""
    if isinstance(subject, Version):
        return f"{reverse('staff:effect')}?version={subject.KIND}:{subject.pk}"
    keys = [f"{m.KIND}:{pk}" for m in kinds() for pk in m.objects.filter(release=subject).values_list("pk", flat=True)]
    return f"{reverse('staff:effect')}?{urlencode({'version': keys}, doseq=True)}"


@register.filter
def preview_url(subject: Version | Release) -> str:
    """Where it is shown as the public would see it; the first page is the one that tells of it."""
    kind = subject.KIND if isinstance(subject, Version) else "release"
    return reverse("staff:preview", args=[f"of-{kind}-{subject.pk}"])


@register.filter
def translation_of(field: Any) -> dict[str, Any]:
    """Where the text of a column stands beside its English, as the form has both; `is_noted` where that is remembered."""
    if field.is_readonly:
        name = str(field.field["name"])
        return panel.of_field(field.form, name, str(getattr(field.form.instance, name, "") or ""))
    return panel.of_field(field.field.form, field.field.name, str(field.field.value() or ""))


@register.simple_tag
def translations_of(version: Version) -> panel.Summary:
    return panel.summary(version)
