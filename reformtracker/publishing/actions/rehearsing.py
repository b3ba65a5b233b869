"""A release that never was: made by the same verb as a real one, looked at, and always rolled back.

Whoever wants to know what a release would do must not work it out by rules of their own. So the versions go through
review and publication here, in a transaction that has no other end than its undoing: the database refuses what it
would refuse, the standings move as they would move, and what would be told after a commit is told to nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reformtracker.publishing import registry
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.actions.publication import Blocked, make_public
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import OPEN_STATES, Chain, Person, Release, State, Version
from reformtracker.publishing.texts import SUFFIXES, column

PATIENCE = "1s"
"""How long a rehearsal waits for somebody who is publishing or saving; they do not wait for it much longer."""


class NotRehearsed(Exception):
    """What cannot be made public cannot be rehearsed. `held`: what keeps it, in sentences."""

    def __init__(self, held: Sequence[str]) -> None:
        super().__init__(" ".join(held))
        self.held = list(held)


@contextmanager
def rehearsed(versions: Sequence[Version]) -> Iterator[Release]:
    """Within: these open versions of one framework are public, in the release that is given. Afterwards nothing is.

    NotRehearsed where they cannot become public as they are.
    """
    with transaction.atomic():
        try:
            yield _release(versions)
        finally:
            # Callbacks that wait for the commit of an undone transaction are forgotten with it.
            transaction.set_rollback(True)


def with_companions(versions: Sequence[Version]) -> list[Version]:
    """With what they are judged by, where that is approved and waits for a release as well."""
    found = {(version.KIND, version.pk): version for version in versions}
    for model in registry.kinds():
        beside = model.standing_beside([version for version in versions if isinstance(version, model)])
        found |= {(other.KIND, other.pk): other for other in beside.values() if not other.is_public}
    return list(found.values())


def _release(versions: Sequence[Version]) -> Release:
    try:
        with transaction.atomic():
            return _made(_in_order(versions))
    except (Blocked, Conflict) as error:
        raise NotRehearsed(getattr(error, "held", [str(error)])) from error
    except IntegrityError as error:
        raise NotRehearsed(_missing(versions) or [str(error).splitlines()[0]]) from error
    except OperationalError as error:
        raise NotRehearsed([_("Somebody is publishing or saving just now; look again in a moment.")]) from error


def _in_order(versions: Sequence[Version]) -> list[Version]:
    """What is judged by comes before what is judged: an approval covers the hash of what it stands beside."""
    chains = {version.thing.chain_id for version in versions}
    if len(chains) != 1:
        raise NotRehearsed([_("A release is of one framework; choose from one.")])
    closed = [version for version in versions if version.state not in OPEN_STATES]
    if closed:
        raise NotRehearsed(
            [
                _("%(thing)s is %(state)s.") % {"thing": one.thing.public_id, "state": one.get_state_display()}
                for one in closed
            ]
        )
    return sorted(versions, key=lambda version: (version.RANK, version.pk))


def _made(versions: Sequence[Version]) -> Release:
    be_impatient()
    chain = Chain.objects.alone().get(pk=versions[0].thing.chain_id)
    stand_in = _stand_in()
    release = Release(chain=chain, planned_by=stand_in, planned_at=timezone.now())
    for language in SUFFIXES:
        with translation.override(language):
            setattr(release, column("title", language), _("Preview of the next release"))
    release.save()
    for version in versions:
        _approved(type(version), version.pk, stand_in)
        type(version).objects.filter(pk=version.pk).update(release=release)
    moved = make_public(release, by=stand_in)
    if moved:
        raise NotRehearsed(
            [
                _("%(thing)s has changed since its approval and would go back to review.")
                % {"thing": version.thing.public_id}
                for version in moved
            ]
        )
    return release


def be_impatient() -> None:
    """Ends with the transaction, or with the savepoint that is rolled back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])


def _stand_in() -> Person:
    """Somebody who has edited nothing, and is gone with the rehearsal; no mail reaches them."""
    stand_in = Person(username=f"rehearsal-{secrets.token_hex(8)}", is_superuser=True)
    stand_in.set_unusable_password()
    stand_in.save()
    return stand_in


def _approved(model: type[Any], pk: int, by: Person) -> None:
    """Along the arrows that the database allows, one after the other."""
    rows, now = model.objects.filter(pk=pk), timezone.now()
    rows.filter(state=State.DRAFT).update(state=State.IN_REVIEW, submitted_by=by, submitted_at=now)
    waiting = rows.filter(state=State.IN_REVIEW).select_related("thing__chain").first()
    if waiting:
        approval = {"approved_by": by, "approved_at": now, "approved_hash": current_hash(waiting)}
        rows.update(state=State.APPROVED, **approval)


def _missing(versions: Sequence[Version]) -> list[str]:
    """What keeps drafts from review is what the database refuses, said in better words."""
    return [
        f"{version.thing.public_id}: {sentence}"
        for version in versions
        for said in registry.problems(version).values()
        for sentence in said
    ]
