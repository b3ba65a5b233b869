"""Reference data is public where a published version points at it, and nowhere else; and what points at it, read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import ForeignKey, Model, Q, QuerySet

from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import children, kinds
from reformtracker.publishing.snapshot import Snapshot


def pointed_at(target: type[Model], snapshots: Iterable[Snapshot]) -> QuerySet[Any]:
    """Rows of `target` to which the content of a version live in one of the snapshots points."""
    found = Q(pk__in=[])
    for snapshot in snapshots:
        for model, path in _pointers(target):
            live = model.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain)
            found |= Q(pk__in=live.exclude(**{path: None}).values(path))
    return target._default_manager.filter(found)


def live(model: type[Version], snapshots: Iterable[Snapshot]) -> Any:
    """Versions of a kind that have content in one of the snapshots: the queryset of that kind."""
    each = [model.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain) for snapshot in snapshots]
    return reduce(or_, each, model.objects.none())


def citations(model: type[Version], snapshots: Iterable[Snapshot]) -> QuerySet[Any]:
    """The citations of those versions."""
    found: QuerySet[Any] = children(model)["citations"]._default_manager.filter(version__in=live(model, snapshots))
    return found


def _pointers(target: type[Model]) -> Iterator[tuple[type[Version], str]]:
    for model in kinds():
        for name in _keys(model, target):
            yield model, name
        for name, child in children(model).items():
            for key in _keys(child, target):
                yield model, f"{name}__{key}"


def _keys(model: type[Model], target: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is target
    ]
