"""Which tables are recorded, and whose history a row of each is part of.

Every table of the project is, unless it is named here: a new model is recorded without anybody thinking of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from reformtracker.publishing.models import AuditEvent, Chain, Person, Thing, Version
from reformtracker.publishing.models.record import OfAVersion
from reformtracker.publishing.registry import kinds

NOT_RECORDED = frozenset(
    {
        *("publishing.change", "publishing.seal", "publishing.outboxentry", "publishing.job"),
        *("benefits.standing", "publishing.touch", "publishing.releasefile"),
    }
)
"""The record itself; what is still to be done; what is worked out again at each publication, and what other rows cause."""
PRIVATE = ("username", "first_name", "last_name", "email", "password")
"""Of a person: that it changed is recorded, never what it says, so that it can be erased."""
DROPPED = {
    "person": ("last_login",),
    "release": ("manifest",),
    "build": ("content", "made", "total", "claimed_until"),
}
"""Of a person, what each sign-in changes; of a release and of a file of a report, the megabytes that its hash stands for, and how far
it has come while it is made."""
APPS = ("publishing", "sources", "initiatives", "benefits", "casestudies", "reporting")


@dataclass(frozen=True)
class Place:
    """SQL over a row `{row}` of the table: the kind, version and thing it belongs to, and whether it is invented."""

    model: type[Model]
    kind: str = "''"
    version: str = "NULL::bigint"
    thing: str = "NULL::bigint"
    invented: str = "FALSE"
    private: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@cache
def places() -> dict[str, Place]:
    """By table."""
    recorded = [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label_lower not in NOT_RECORDED
    ]
    return {place.table: place for place in map(_place, recorded)}


def _place(model: type[Model]) -> Place:
    for find in (_of_version, _of_thing, _of_part, _of_child, _of_record, _of_chain):
        if found := find(model):
            return found
    private = PRIVATE if model is Person else ()
    return Place(model, private=private, dropped=DROPPED.get(str(model._meta.model_name), ()))


def _of_version(model: type[Model]) -> Place | None:
    if not issubclass(model, Version):
        return None
    return Place(model, f"'{model.KIND}'", "{row}.id", "{row}.thing_id", _thing_is_invented(model, "{row}.thing_id"))


def _of_thing(model: type[Model]) -> Place | None:
    if not issubclass(model, Thing):
        return None
    return Place(model, f"'{_kind_of(model)}'", thing="{row}.id", invented=_chain_is_invented("{row}.chain_id"))


def _of_part(model: type[Model]) -> Place | None:
    """Rows that belong to the meaning of a thing, such as the levels of a rubric."""
    for field in _foreign_keys(model):
        thing = field.related_model
        related = field.remote_field.get_accessor_name()
        if issubclass(thing, Thing) and related in thing.PARTS:
            key = f"{{row}}.{field.column}"
            return Place(model, f"'{_kind_of(thing)}'", thing=key, invented=_chain_is_invented(_chain_of(thing, key)))
    return None


def _of_child(model: type[Model]) -> Place | None:
    for field in _foreign_keys(model):
        if field.name == "version" and issubclass(field.related_model, Version):
            of = field.related_model
            thing = f"(SELECT v.thing_id FROM {of._meta.db_table} v WHERE v.id = {{row}}.version_id)"
            return Place(model, f"'{of.KIND}'", "{row}.version_id", invented=_thing_is_invented(of, thing))
    return None


def _of_record(model: type[Model]) -> Place | None:
    if issubclass(model, OfAVersion | AuditEvent):
        return Place(model, "{row}.kind", "{row}.version_id")
    return None


def _of_chain(model: type[Model]) -> Place | None:
    dropped = DROPPED.get(str(model._meta.model_name), ())
    if model is Chain:
        return Place(model, invented="{row}.is_demo")
    if any(field.name == "chain" for field in _foreign_keys(model)):
        return Place(model, invented=_chain_is_invented("{row}.chain_id"), dropped=dropped)
    return None


def _foreign_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _kind_of(thing: type[Model]) -> str:
    return next((model.KIND for model in kinds() if thing_of(model) is thing), "")


def thing_of(model: type[Version]) -> type[Thing]:
    fields: dict[str, Any] = {field.name: field.related_model for field in model._meta.concrete_fields}
    thing: type[Thing] = fields["thing"]
    return thing


def _chain_of(thing: type[Model], key: str) -> str:
    return f"(SELECT t.chain_id FROM {thing._meta.db_table} t WHERE t.id = {key})"


def _chain_is_invented(key: str) -> str:
    return f"EXISTS (SELECT 1 FROM {Chain._meta.db_table} c WHERE c.id = {key} AND c.is_demo)"


def _thing_is_invented(model: type[Version], key: str) -> str:
    thing = thing_of(model)._meta.db_table
    return (
        f"EXISTS (SELECT 1 FROM {thing} t JOIN {Chain._meta.db_table} c ON c.id = t.chain_id AND c.is_demo "
        f"WHERE t.id = {key})"
    )
