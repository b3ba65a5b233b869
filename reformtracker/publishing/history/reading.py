"""The history as staff read it: one passage per transaction, with what was done, by whom, why, and each field old and new."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import ForeignKey, Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reformtracker.publishing.history.places import places
from reformtracker.publishing.models import AuditEvent, Change, Editor, Person, Seal, Version
from reformtracker.publishing.texts import SUFFIXES, columns, direction, html_code

UNSAID = frozenset(
    {"id", "thing", "version", "kind", "version_id", "edits", "edited_by", "edited_at", "created_at", "position"}
    | {f"{verb}_{what}" for verb in ("submitted", "approved") for what in ("by", "at", "hash")}
    | {"content_hash", "file_hash", "origin", "version_kind", "pseudonym", "date_joined", "is_staff"}
)
"""Fields that the passage itself says, or that say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Field:
    """`lang` and `dir` are those of a translated text, else empty."""

    label: str
    old: str
    new: str
    lang: str = ""
    dir: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    op: str
    fields: list[Field]
    is_blanked: bool = False


@dataclass
class Passage:
    """What one transaction did; where no rows are recorded, one act alone."""

    at: datetime
    who: str
    reason: str = ""
    acts: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def of_thing(model: type[Version], thing_id: int) -> list[Passage]:
    """Newest first: everything that was done to a thing, its parts, its versions and what belongs to them."""
    there = model.objects.filter(thing_id=thing_id).values_list("pk", flat=True)
    gone = Change.objects.filter(kind=model.KIND, thing_id=thing_id).values_list("version_id", flat=True)
    versions = {key for key in (*there, *gone.distinct()) if key is not None}
    of_it = Q(thing_id=thing_id) | Q(version_id__in=versions)
    changes = Change.objects.filter(of_it, kind=model.KIND).exclude(op=Change.Op.THERE).select_related("seal")
    events = AuditEvent.objects.filter(kind=model.KIND, version_id__in=versions)
    return _passages(changes.order_by("pk"), events)


def _passages(changes: Iterable[Change], events: Iterable[AuditEvent]) -> list[Passage]:
    by_seal: dict[Seal, list[Change]] = defaultdict(list)
    for change in changes:
        by_seal[change.seal].append(change)
    acts = {event.pk: event for event in events}
    sealed = {
        change.row_id for found in by_seal.values() for change in found if change.table == AuditEvent._meta.db_table
    }
    before = [event for key, event in acts.items() if key not in sealed]
    names = names_of({seal.person for seal in by_seal} | {event.actor for event in acts.values()})
    passages = [_passage(seal, found, acts, names) for seal, found in by_seal.items()]
    passages += [Passage(event.at, names.get(event.actor, event.actor), _why(event), [event.act]) for event in before]
    return sorted((one for one in passages if one.acts or one.rows), key=lambda one: one.at, reverse=True)


def _passage(seal: Seal, changes: list[Change], acts: dict[int, AuditEvent], names: dict[str, str]) -> Passage:
    table = AuditEvent._meta.db_table
    done = [acts[change.row_id] for change in changes if change.table == table and change.row_id in acts]
    reasons = [reason for reason in (seal.reason, *map(_why, done)) if reason]
    rows = [row for change in changes if (row := described(change))]
    who = who_of(seal, names)
    if seal.number is None and done:
        # Not yet at its commit: the acts know already.
        who = names.get(done[0].actor, done[0].actor) or who
    return Passage(seal.at, who, reasons[0] if reasons else "", list(dict.fromkeys(one.act for one in done)), rows)


def _why(event: AuditEvent) -> str:
    return str(event.detail.get("reason", ""))


def names_of(pseudonyms: Iterable[str]) -> dict[str, str]:
    return dict(Person.objects.filter(pseudonym__in=set(pseudonyms)).values_list("pseudonym", "username"))


def who_of(seal: Seal, names: dict[str, str]) -> str:
    if seal.person == Seal.SYSTEM:
        return _("the system")
    if not seal.person:
        return _("outside the application (database role %(role)s)") % {"role": seal.role}
    return names.get(seal.person, seal.person)


def described(change: Change) -> Row | None:
    """None for rows that only keep the books, and where nothing a reader asks for has changed."""
    place = places().get(change.table)
    if place is not None and place.model in (AuditEvent, Editor):
        return None
    model = place.model if place else None
    what = capfirst(str(model._meta.verbose_name)) if model else change.table
    is_blanked = not change.old and not change.new
    fields = list(_fields(model, read(change.old), read(change.new)))
    if not fields and not is_blanked and change.op == Change.Op.CHANGED:
        return None
    return Row(what, str(change.get_op_display()), fields, is_blanked)


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def _fields(model: type[Model] | None, old: dict[str, Any], new: dict[str, Any]) -> Iterable[Field]:
    shown = _columns(model) if model else {}
    for name in [*(name for name in shown if name in old or name in new), *sorted((old | new).keys() - _known(model))]:
        column = shown.get(name)
        before, after = _say(column, old.get(name)), _say(column, new.get(name))
        if before != after:
            if column is None:
                yield Field(name, before, after)
            else:
                yield Field(column.label, before, after, column.lang, column.dir, column.language)


@dataclass(frozen=True, slots=True)
class Column:
    field: Any
    label: str
    lang: str = ""
    dir: str = ""
    language: str = ""


@cache
def _known(model: type[Model] | None) -> frozenset[str]:
    return frozenset(str(field.column) for field in model._meta.concrete_fields) if model else frozenset()


def _columns(model: type[Model]) -> dict[str, Column]:
    """By column, in the order of the model; the plain column beside six languages says nothing of its own."""
    names = {field.name for field in model._meta.concrete_fields}
    found = {}
    for field_ in model._meta.concrete_fields:
        if field_.name in UNSAID or set(columns(field_.name)) <= names:
            continue
        code = next((code for code, suffix in SUFFIXES.items() if field_.name.endswith(f"_{suffix}")), "")
        original = getattr(field_, "translated_field", None)
        if code and original is not None:
            language = dict(settings.LANGUAGES)[code]
            label = capfirst(str(original.verbose_name))
            found[str(field_.column)] = Column(field_, label, html_code(code), direction(code), language)
        else:
            found[str(field_.column)] = Column(field_, capfirst(str(field_.verbose_name)))
    return found


def _say(column: Column | None, value: Any) -> str:
    if value is None or value == "":
        return ""
    if value is True or value is False:
        return _("yes") if value else _("no")
    of = column.field if column else None
    if of is not None and of.choices:
        return str(dict(of.flatchoices).get(value, value))
    if isinstance(of, ForeignKey):
        related = of.related_model._base_manager.filter(pk=value).first()
        return str(related) if related else f"{of.related_model._meta.verbose_name} {value}"
    if isinstance(value, float) or (isinstance(value, str) and of is None):
        return str(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
