"""Takes the invented framework away, with its releases and everything in it, and nothing else.

The rules of the database let this pass for a framework that is marked as invented, and for no other.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from benefits.models import Standing, Unit
from casestudies.models import Country
from initiatives.models import Assignment, Entity
from reformtracker.publishing import rows
from reformtracker.publishing.models import Chain, Release, Remark, Tally, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import call_before_removal, children, kinds
from reformtracker.web.demo import happenings, subjects
from reformtracker.web.demo.loading import Refused
from reformtracker.web.demo.plan import SLUG
from reformtracker.web.exports import store


@transaction.atomic
def remove() -> None:
    chain = Chain.objects.select_for_update().filter(slug=SLUG, is_demo=True).first()
    if chain is None:
        raise Refused(f"There is no invented framework “{SLUG}”; nothing was removed.")
    audit("remove invented data", by=None, subject=chain.slug, releases=chain.head)
    call_before_removal(chain)
    rows.delete(Standing.objects.filter(indicator__chain=chain))
    rows.delete(Assignment.objects.filter(Q(initiative__chain=chain) | Q(objective__chain=chain)))
    # What is judged goes before what it is judged by.
    for model in reversed(kinds()):
        _remove_kind(model, chain)
    store.forget(chain)
    rows.delete(Tally.objects.filter(release__chain=chain))
    rows.delete(Release.objects.filter(chain=chain))
    chain.delete()
    _remove_reference_data()


def _remove_kind(model: type[Version], chain: Chain) -> None:
    versions = model._default_manager.filter(thing__chain=chain)  # type: ignore[misc]  # every kind has a thing
    for child in children(model).values():
        rows.delete(child._default_manager.filter(version__thing__chain=chain))
    rows.delete(Remark.objects.filter(kind=model.KIND, version_id__in=versions.values("pk")))
    rows.delete(versions)
    thing: Any = model._meta.get_field("thing").related_model  # type: ignore[misc]  # here too
    for part in thing.PARTS:
        relation = thing._meta.get_field(part)
        rows.delete(relation.related_model._default_manager.filter(**{f"{relation.field.name}__chain": chain}))
    rows.delete(thing._default_manager.filter(chain=chain))


def _remove_reference_data() -> None:
    """Units, offices and places that were made for it; one that something else has come to use stays."""
    made = (
        Unit.objects.filter(code__in=[measure.code for measure in subjects.MEASURES]),
        Entity.objects.filter(code__in=[code for code, _name in happenings.OFFICES]),
        Country.objects.filter(iso3__in=[iso3 for iso3, *_rest in happenings.PLACES]),
    )
    for found in made:
        for row in found:
            with suppress(ProtectedError):
                row.delete()
