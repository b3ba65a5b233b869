"""What the staff pages ask: languages of a line of fields, where a version is edited, what a role allows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from reformtracker.publishing import policy
from reformtracker.publishing.canonical import number
from reformtracker.publishing.models import AuditEvent, Version
from reformtracker.publishing.texts import SUFFIXES, direction, html_code

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


@register.filter
def acts_of(person: Any) -> dict[str, bool]:
    """What this person's roles allow, by the names of `policy`."""
    return {act: policy.may(person, act) for act in policy.ACTS}


@register.filter
def details(event: AuditEvent) -> str:
    return "; ".join(
        f"{key}: {value}" for key, value in sorted(event.detail.items()) if value not in ("", None, [], {})
    )
