"""What the staff pages ask: languages of a line of fields, where a version is edited, what waits for whom."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.admin import translating as panel
from reformtracker.publishing.canonical import number
from reformtracker.publishing.models import OPEN_STATES, AuditEvent, Person, Release, Version
from reformtracker.publishing.registry import Effect, foretold, kinds
from reformtracker.publishing.texts import SUFFIXES, direction, html_code
from reformtracker.publishing.waiting import Waiting, for_person

log = logging.getLogger(__name__)
register = template.Library()


@register.filter
def languages(line: Any) -> dict[str, Any] | None:
    """A line that holds one text in several languages: the first (English), the others, and how many are filled."""
    fields = list(line)
    stem, _underscore, _rest = _name(fields[0]).rpartition("_en") if fields else ("", "", "")
    names = {f"{stem}_{suffix}" for suffix in SUFFIXES.values()}
    if not stem or not {_name(field) for field in fields} <= names:
        return None
    others = [field for field in fields[1:] if not field.is_readonly or _value(field)]
    return {
        "english": fields[0],
        "others": others,
        "filled": sum(bool(_value(field)) for field in others),
        "wrong": any(_errors(field) for field in others),
    }


@register.filter
def shown(line: Any) -> list[Any]:
    """The fields of a line; for reading, those that say something."""
    return [field for field in line if not field.is_readonly or _value(field) not in (None, "")]


@register.filter
def read(field: Any) -> Any:
    """The contents of a read-only field; a number as it is, without the zeros of its column."""
    value = getattr(field.form.instance, _name(field), None)
    return number(value) if isinstance(value, Decimal) else field.contents()


def _name(field: Any) -> str:
    return str(field.field["name"] if field.is_readonly else field.field.name)


def _value(field: Any) -> Any:
    return getattr(field.form.instance, _name(field), field) if field.is_readonly else field.field.value()


def _errors(field: Any) -> Any:
    return None if field.is_readonly else field.field.errors


@register.filter
def language_of(field: Any) -> dict[str, str]:
    """Name, `lang` and `dir` of the language of a column."""
    name = _name(field)
    code = next((code for code, suffix in SUFFIXES.items() if name.endswith(f"_{suffix}")), "en")
    return {"name": dict(settings.LANGUAGES)[code], "lang": html_code(code), "dir": direction(code)}


@register.filter
def translation_of(field: Any) -> dict[str, Any]:
    """Where the text of a column stands beside its English, as the form has both; `is_noted` where that is remembered."""
    form = field.form if field.is_readonly else field.field.form
    return panel.of_field(form, _name(field), str(_value(field) or ""))


@register.simple_tag
def translations_of(version: Version) -> panel.Summary:
    return panel.summary(version)


@register.filter
def plain_label(field: Any) -> str:
    """The label of a column without the mark of its language."""
    label = str(field.field["label"] if field.is_readonly else field.field.label)
    return label.split(" [")[0]


@register.filter
def edit_url(version: Version) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_change", args=[version.pk])


@register.filter
def act_url(version: Version, name: str) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_act", args=[version.pk, name])


@register.filter
def kind_name(version: Version) -> str:
    return str(version._meta.verbose_name)


@register.filter
def thing_url(version: Version) -> str:
    thing = version.thing._meta
    return reverse(f"admin:{thing.app_label}_{thing.model_name}_change", args=[version.thing_id])


@register.simple_tag
def waiting(person: Any) -> Waiting | None:
    return for_person(person) if isinstance(person, Person) else None


@register.filter
def acts_of(person: Any) -> dict[str, bool]:
    """What this person's roles allow, by the names of `policy`."""
    return {act: policy.may(person, act) for act in policy.ACTS}


@register.filter
def details(event: AuditEvent) -> str:
    return "; ".join(
        f"{key}: {value}" for key, value in sorted(event.detail.items()) if value not in ("", None, [], {})
    )


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
