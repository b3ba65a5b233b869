"""Two people with the same draft open: the second sees both texts, keeps their own, and overwrites nothing unknowingly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reformtracker.publishing.admin.difference import NOTHING, Difference
from reformtracker.publishing.models import Version


def rebase(posted: QueryDict, current: Version, formsets: Iterable[Any]) -> QueryDict:
    """The posted form as if it had been opened just now: with today's `edits`, and its rows matched to those that exist.

    `formsets` are unbound, of the current rows. A row that somebody removed stays as a new one; one that somebody added
    is taken in: so the next save, made knowingly, does what the page shows.
    """
    data = posted.copy()
    data["edits"] = str(current.edits)
    for formset in formsets:
        _rebase_rows(data, formset)
    return data


def _rebase_rows(data: QueryDict, formset: Any) -> None:
    prefix = formset.prefix
    pattern = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    rows: dict[int, dict[str, list[str]]] = {}
    for key in list(data):
        if match := pattern.fullmatch(key):
            rows.setdefault(int(match[1]), {})[match[2]] = data.pop(key)
    there = {str(form.instance.pk): form for form in formset.initial_forms}
    posted = [rows[index] for index in sorted(rows)]
    kept = [row for row in posted if _key(row) in there]
    seen = {_key(row) for row in kept}
    added = [_as_posted(form) for key, form in there.items() if key not in seen]
    new = [{**row, "id": [""]} for row in posted if _key(row) not in there and "DELETE" not in row]
    for index, row in enumerate([*kept, *added, *new]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{index}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept) + len(added))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(added) + len(new))


def _key(row: dict[str, list[str]]) -> str:
    return row.get("id", [""])[0]


def _as_posted(form: Any) -> dict[str, list[str]]:
    """A stored row as a browser would send it back untouched."""
    found: dict[str, list[str]] = {}
    for name in form.fields:
        shown = form.fields[name].widget.format_value(form[name].value())
        if name != "DELETE" and shown:
            found[name] = [str(shown[0] if isinstance(shown, list) else shown)]
    return {**found, "id": [str(form.instance.pk)]}


def both_texts(mine: Any, theirs: Any, pairs: Iterable[tuple[str, Any, Any]]) -> list[Difference]:
    """Where the two differ. `mine` is the bound form, `theirs` an unbound one of the row as it is; `pairs`: formsets alike, by name."""
    found = []
    for name, field in mine.fields.items():
        if not isinstance(mine.instance, Version) or name == "edits":
            continue
        stored, typed = theirs[name].value(), mine[name].data
        if field.has_changed(theirs.initial.get(name, field.initial), typed):
            attrs = field.widget.attrs
            label = str(attrs.get("aria-label") or field.label or capfirst(name))
            found.append(
                Difference(
                    label,
                    [_worded(field, stored)],
                    [_worded(field, typed)],
                    attrs.get("lang", ""),
                    attrs.get("dir", ""),
                )
            )
    for label, bound, unbound in pairs:
        before = Counter(filter(None, (_described(form) for form in unbound.initial_forms)))
        after = Counter(filter(None, (_described(form) for form in bound.forms)))
        if before != after:
            found.append(Difference(capfirst(label), list(before) or [NOTHING], list(after) or [NOTHING]))
    return found


def _worded(field: forms.Field, value: Any) -> str:
    """A value of a form in words: the label of what was chosen."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        chosen = field.queryset.filter(pk=value).first() if str(value).isdigit() else None
        return str(chosen or value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(str(value), value))  # type: ignore[arg-type]  # flat choices
    return str(value)


def _described(form: Any) -> str:
    if form.is_bound and form.data.get(form.add_prefix("DELETE")):
        return ""
    parts = []
    for name, field in form.fields.items():
        if name in ("id", "DELETE", "version", "position"):
            continue
        worded = _worded(field, form[name].data if form.is_bound else form[name].value())
        if worded != NOTHING and (form.is_bound is False or form.has_changed() or form.instance.pk):
            parts.append(worded)
    return ", ".join(parts)
