"""The rows of a list without objects: columns are read, and each is written as a whole.

The serializer stays the only definition of a row: its fields say which paths they read, and what they make of what lies there.
For lists that are long and often asked for; what this gives is what the serializer gives for each row, to the byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from rest_framework import serializers

from reformtracker.api import fields

Columns = Sequence[Any]
"""A value for each row."""
Row = tuple[Any, ...]
AS_THEY_ARE = (serializers.BooleanField, serializers.CharField, serializers.ChoiceField, serializers.IntegerField)
"""Fields that say what the column holds."""
ANY = -1
"""Stands for the keys in a statement."""


class Part(NamedTuple):
    """`write` is given a column for each of the paths, and gives one."""

    paths: tuple[str, ...]
    write: Callable[..., Columns]


class Beyond(NamedTuple):
    """What rows point at: the look-up of the key in the row, and what finds a column for each path from there."""

    key: str
    find: Callable[[Columns, Sequence[str]], Iterable[Columns]]


@dataclass(frozen=True)
class Shape:
    """What the serializer that `make` gives depends on: one is kept for each, for making it takes longer than asking it."""

    language: str | None
    fields: tuple[str, ...]
    snapshot: tuple[Hashable, ...]
    make: Callable[[], Any] = field(compare=False)


def rows(shape: Shape, queryset: QuerySet[Any], elsewhere: Mapping[str, Beyond]) -> list[dict[str, Any]]:
    """What the serializer says of each row. `elsewhere`: by path, what lies in no table that the row points at."""
    part = _kept(shape)
    return list(part.write(*read(queryset, part.paths, elsewhere)))


@lru_cache(maxsize=64)
def _kept(shape: Shape) -> Part:
    return _whole(shape.make())


# ---------- what the fields read and write ----------
def _whole(serializer: Any) -> Part:
    parts = {name: _part(field) for name, field in serializer.fields.items()}
    finish = getattr(serializer, "finish", None)
    of_all = (path for part in parts.values() for path in part.paths)
    of_finish = fields.read_by(finish) if finish else ()
    paths = tuple(dict.fromkeys((*of_all, *of_finish)))

    def write(*columns: Columns) -> Columns:
        at = dict(zip(paths, columns, strict=True))
        written = (part.write(*(at[path] for path in part.paths)) for part in parts.values())
        said = [dict(zip(parts, values, strict=True)) for values in zip(*written, strict=True)]
        return list(map(finish, said, *(at[path] for path in of_finish))) if finish else said

    return Part(paths, write)


def _part(field: Any) -> Part:
    source: str = field.source
    if isinstance(field, serializers.Serializer):
        inner = _whole(field)
        return inner if source == "*" else _under(source, inner)
    if isinstance(field, fields.Said | fields.Made):
        if paths := field.paths():
            return _said(field.say, paths)
        # What reads nothing is said of each row all the same.
        return Part(("pk",), lambda keys: [field.say()] * len(keys))
    if isinstance(field, AS_THEY_ARE) and not isinstance(field, fields.Word):
        return Part((source,), lambda column: column)
    return _said(lambda value: None if value is None else field.to_representation(value), (source,))


def _said(say: Callable[..., Any], paths: tuple[str, ...]) -> Part:
    """Days, words and addresses return from row to row: each is said once."""

    def write(*columns: Columns) -> Columns:
        rows = list(zip(*columns, strict=True))
        if rows and any(isinstance(value, list) for value in rows[0]):
            return [say(*row) for row in rows]
        said = {row: say(*row) for row in {*rows}}
        return [said[row] for row in rows]

    return Part(paths, write)


def _under(source: str, inner: Part) -> Part:
    """Null where the row points at nothing."""

    def write(keys: Columns, *columns: Columns) -> Columns:
        return [None if key is None else said for key, said in zip(keys, inner.write(*columns), strict=True)]

    return Part((f"{source}_id", *(f"{source}.{path}" for path in inner.paths)), write)


# ---------- what lies there ----------
def read(queryset: QuerySet[Any], paths: Sequence[str], elsewhere: Mapping[str, Beyond]) -> list[Columns]:
    """A column for each path. One query for the rows with their things, and one for each table beyond: what lies there is the
    same for many rows, and a join of them all would take longer to plan than to run."""
    model: Any = queryset.model
    plain = {path: _plain(model, path) for path in paths}
    places = {path: _place(model, path, tuple(elsewhere)) for group in plain.values() for path in group}
    beyond = {at: elsewhere.get(at) or _beyond(model, at) for at, _ in places.values() if at}
    own = list(dict.fromkeys(beyond[at].key if at else rest for at, rest in places.values()))
    found = list(zip(*_bare(queryset).values_list(*own), strict=True))
    read_here: dict[str, Columns] = dict(zip(own, found, strict=True)) if found else dict.fromkeys(own, ())
    columns = {path: read_here[rest] for path, (at, rest) in places.items() if not at}
    for at, (key, find) in beyond.items():
        there = {path: rest for path, (where, rest) in places.items() if where == at}
        columns |= zip(there, find(read_here[key], list(there.values())), strict=True)
    return [_joined([columns[path] for path in group]) for group in plain.values()]


def _bare(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows without what modeltranslation does to each: columns are named here by their language."""
    return QuerySet(queryset.model, queryset.query.chain())


def _plain(model: Any, path: str) -> tuple[str, ...]:
    """A public id by the columns that it is made of."""
    head, _, last = path.rpartition(".")
    if last != "public_id":
        return (path,)
    return tuple(f"{head}.{one}" for one in model._meta.get_field(head).related_model.PUBLIC_ID)


def _joined(columns: Sequence[Columns]) -> Columns:
    return columns[0] if len(columns) == 1 else [":".join(values) for values in zip(*columns, strict=True)]


@cache
def _place(model: Any, path: str, elsewhere: tuple[str, ...]) -> tuple[str, str]:
    """Where a path leaves the row and its thing (empty: nowhere), and the look-up from there."""
    for begin in elsewhere:
        if path == begin or path.startswith(f"{begin}."):
            return begin, path.removeprefix(begin).removeprefix(".")
    names = path.split(".")
    for number, name in enumerate(names[:-1]):
        if name != "thing":
            return ".".join(names[: number + 1]), "__".join(names[number + 1 :])
    return "", "__".join(names)


@cache
def _beyond(model: Any, path: str) -> Beyond:
    """Of what a key of the row or of its thing points at, or of what points at the row."""
    *heads, name = path.split(".")
    for head in heads:
        model = model._meta.get_field(head).related_model
    field = model._meta.get_field(name)
    if field.one_to_many:
        return Beyond("__".join((*heads, "pk")), partial(_each, field.related_model, field.field.attname))
    return Beyond("__".join((*heads, name)), partial(_one, field.related_model))


def _one(model: Any, keys: Columns, lookups: Sequence[str]) -> Iterable[Columns]:
    nothing = (None,) * len(lookups)
    found = {key: values for key, *values in by_keys(model, "pk", tuple(lookups), {*keys} - {None})}
    return [[found.get(key, nothing)[number] for key in keys] for number in range(len(lookups))]


def _each(model: Any, owner: str, keys: Columns, lookups: Sequence[str]) -> Iterable[Columns]:
    """Of lists, which keep the order of the model."""
    found = defaultdict(list)
    for key, *values in by_keys(model, owner, tuple(lookups), keys):
        found[key].append(values)
    return [[[values[number] for values in found.get(key, ())] for key in keys] for number in range(len(lookups))]


def by_keys(model: Any, key: str, lookups: tuple[str, ...], keys: Collection[int], **where: str) -> Iterable[Row]:
    """The key and what lies at the look-ups, of the rows with one of these keys: at most a page of them."""
    if not keys:
        return []
    sql, parameters, compiler = _statement(model, key, lookups, **where)
    here = parameters.index(ANY)
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("(%s)", f"({places})"), [*parameters[:here], *keys, *parameters[here + 1 :]])
        found: Iterable[Row] = compiler.results_iter([cursor.fetchall()], tuple_expected=True)
        return found


@cache
def _statement(model: Any, key: str, lookups: tuple[str, ...], **where: str) -> tuple[str, tuple[Any, ...], Any]:
    """As Django words it, once: that takes it longer than the database takes for the answer."""
    query = QuerySet(model).filter(**where, **{f"{key}__in": [ANY]}).values_list(key, *lookups).query
    compiler = query.get_compiler(connection=connection)
    return *compiler.as_sql(), compiler
