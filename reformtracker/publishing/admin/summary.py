"""What is wrong with a form that was sent, in one list: each entry leads to its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.text import capfirst

from reformtracker.publishing.admin.base import attempt


class Wrong(NamedTuple):
    """`at`: the id of the field; empty where what is wrong is not about one."""

    label: str
    at: str
    said: list[str]


def wrongs(request: Any, form: Any, inlines: Iterable[Any]) -> list[Wrong]:
    """In the order of the page; empty for a form that was not sent, and for one that says otherwise why it is shown."""
    kept = attempt(request)
    if not form.is_bound or kept.conflict:
        return []
    said = [] if kept.restored else [Wrong("", "", [line]) for line in form.non_field_errors()]
    return [*said, *_of_form(form), *(wrong for inline in inlines for wrong in _of_rows(inline))]


def _of_form(form: forms.BaseForm, row: str = "") -> Iterator[Wrong]:
    for name, field in form.fields.items():
        if name in form.errors:
            label = str(field.widget.attrs.get("aria-label") or field.label or capfirst(name))
            shown = f"{row}, {label}" if row else label
            # Hidden fields, such as the number of a row, have nothing to lead to.
            at = "" if field.widget.is_hidden else form[name].id_for_label
            yield Wrong(shown, at, [str(line) for line in form.errors[name]])


def _of_rows(inline: Any) -> Iterator[Wrong]:
    group = f"{inline.formset.prefix}-group"
    for line in inline.formset.non_form_errors():
        yield Wrong(capfirst(str(inline.opts.verbose_name_plural)), group, [str(line)])
    for number, form in enumerate(inline.formset.forms, start=1):
        row = f"{capfirst(str(inline.opts.verbose_name))} {number}"
        for line in form.non_field_errors():
            yield Wrong(row, f"{inline.formset.prefix}-{number - 1}", [str(line)])
        yield from _of_form(form, row)
