"""Which release a reader sees: resolved once per request and framework, and passed to every queryset as a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from reformtracker.publishing.models import Chain, Release


class OutsideTheRecord(ValueError):
    """No release of this framework answers to that day or number; the sentence says which do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`day` is the one to which lateness is counted; `asked` keeps what the reader asked for, for links."""

    chain: Chain
    release: Release
    day: date
    asked: dict[str, str]

    @property
    def number(self) -> int:
        number = self.release.number
        if number is None:
            raise OutsideTheRecord("an unpublished release is no snapshot")
        return number

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells it from every other: the hash is that of all it holds."""
        return (self.chain.pk, self.chain.slug, self.release.hash, self.day, *self.asked.items())

    @property
    def is_current(self) -> bool:
        return self.number == self.chain.head

    @property
    def is_reconstructed(self) -> bool:
        """The day asked for lies before the release was recorded here: rebuilt from documents public by then."""
        recorded = self.release.recorded_at
        return bool(self.asked) and recorded is not None and self.day < recorded.date()


def today() -> date:
    return datetime.now(UTC).date()


def current(chain: Chain) -> Snapshot:
    release = chain.releases.published().filter(number=chain.head).first()
    if release is None:
        raise OutsideTheRecord(f"Nothing has been released in {chain.slug} yet.")
    release.chain = chain
    return Snapshot(chain, release, today(), {})


def by_release(chain: Chain, number: int) -> Snapshot:
    release = chain.releases.published().filter(number=number).first()
    if release is None or release.released_at is None:
        raise OutsideTheRecord(f"There is no release {number} of {chain.slug}; releases run from 1 to {chain.head}.")
    release.chain = chain
    return Snapshot(chain, release, release.released_at.date(), {"release": str(number)})


def as_of(chain: Chain, day: date) -> Snapshot:
    """What was public at the end of that day, in UTC."""
    if day > today():
        raise OutsideTheRecord(f"{day} lies in the future; ask for a day up to {today()}.")
    end = datetime.combine(day, time.min, UTC) + timedelta(days=1)
    published = Release.objects.published().filter(chain=chain)
    release = published.filter(released_at__lt=end).order_by("-number").first()
    if release is None:
        first = published.order_by("number").first()
        begins = f"; its record begins on {first.released_at.date()}" if first and first.released_at else ""
        raise OutsideTheRecord(f"{chain.slug} had no release on {day}{begins}.")
    release.chain = chain
    return Snapshot(chain, release, day, {"as_of": day.isoformat()})
