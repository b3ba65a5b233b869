"""From `framework`, `as_of` and `release` to the snapshot that a request reads, resolved once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.http import QueryDict
from rest_framework.exceptions import NotFound

from reformtracker.api import parameters
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import AS_OF, FRAMEWORK, RELEASE
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, as_of, by_release, current, today


@dataclass(frozen=True, slots=True)
class Asked:
    framework: str | None
    day: date | None
    release: int | None

    @classmethod
    def read(cls, params: QueryDict) -> Asked:
        if AS_OF.name in params and RELEASE.name in params:
            message = "Give either “as_of” or “release”, not both."
            raise BadParameters(Fault("as_of", "exclusive", message), Fault("release", "exclusive", message))
        return cls(params.get(FRAMEWORK.name), parameters.day(params, AS_OF), parameters.number(params, RELEASE))


def of_one(asked: Asked) -> Snapshot:
    """The snapshot of the framework that is named, else of the default one."""
    which = {"chain__slug": asked.framework} if asked.framework else {"chain__is_default": True}
    newest = Release.objects.published().filter(number=F("chain__head"), **which).select_related("chain").first()
    if newest is None:
        raise _no_such_framework(asked)
    if asked.day or asked.release:
        return _of(newest.chain, asked)
    return Snapshot(newest.chain, newest, today(), {})


def of_each(asked: Asked) -> list[Snapshot]:
    """Of every framework, or of the one that is named; one that had not begun on the day asked for is left out."""
    if asked.framework:
        return [of_one(asked)]
    if asked.release:
        raise BadParameters(
            Fault(
                "release", "needs_framework", "A release is of one framework: name it with “framework”, or use “as_of”."
            )
        )
    chains = list(begun())
    if asked.day is None:
        return [current(chain) for chain in chains]
    if asked.day > today():
        raise BadParameters(
            Fault("as_of", "outside_the_record", f"{asked.day} lies in the future.", [f"a day up to {today()}"])
        )
    found = []
    for chain in chains:
        try:
            found.append(as_of(chain, asked.day))
        except OutsideTheRecord:
            continue
    if chains and not found:
        raise BadParameters(Fault("as_of", "outside_the_record", f"Nothing had been released on {asked.day}."))
    return found


def begun() -> QuerySet[Chain]:
    """A framework without a release is not there for the public, not even by name."""
    return Chain.objects.public().order_by("slug")


def _of(chain: Chain, asked: Asked) -> Snapshot:
    try:
        if asked.release:
            return by_release(chain, asked.release)
        return as_of(chain, asked.day or today())
    except OutsideTheRecord as error:
        name = "release" if asked.release else "as_of"
        raise BadParameters(Fault(name, "outside_the_record", str(error), _record(chain, name))) from error


def _record(chain: Chain, name: str) -> list[str]:
    if name == "release":
        return [f"1 to {chain.head}"]
    first = by_release(chain, 1).release.released_at
    return [f"{first.date() if first else ''} to {today()}"]


def _no_such_framework(asked: Asked) -> BadParameters | NotFound:
    slugs = list(begun().values_list("slug", flat=True))
    if asked.framework:
        return BadParameters(Fault("framework", "unknown", f"No framework is called “{asked.framework}”.", slugs))
    if slugs:
        return BadParameters(Fault("framework", "required", "There is no default framework: name one.", slugs))
    return NotFound("Nothing has been released yet.")
