"""Invented data in a framework of their own, published release by release."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from django.db import reset_queries, transaction
from django.utils import translation

from benefits.periods import last_of_month
from reformtracker.publishing import actions
from reformtracker.publishing.actions import Written
from reformtracker.publishing.models import Chain, Release
from reformtracker.web.demo import promises, revisions, stories, words
from reformtracker.web.demo.drafts import Drafts
from reformtracker.web.demo.observations import Prepared, Sheet, write
from reformtracker.web.demo.pipeline import can_write_ahead, one_ahead
from reformtracker.web.demo.plan import SLUG, Order, Tranche, begins, day_before, tranches
from reformtracker.web.demo.profiles import Profile
from reformtracker.web.demo.words import Said

Tell = Callable[[Release], None]


class Refused(Exception):
    """Nothing was done; the sentence says what to do."""


def load(order: Order, tell: Tell) -> Chain:
    """One release after the other, each published whole or not at all; `tell` hears of each.

    What an interruption leaves behind is taken away like the whole.
    """
    chain, is_new = Chain.objects.get_or_create(slug=SLUG, defaults={"is_demo": True})
    if not is_new:
        raise Refused(_what_to_do(chain))
    with translation.override("en"):
        _publish_all(chain, order, tell)
    chain.refresh_from_db()
    return chain


def _what_to_do(there: Chain) -> str:
    if not there.is_demo:
        return f"There is a framework “{SLUG}” that is not invented; the invented one needs its name."
    return f"The invented framework “{SLUG}” is there already. Take it away first: load_demo --remove."


def _publish_all(chain: Chain, order: Order, tell: Tell) -> None:
    profiles = [Profile(order, number) for number in range(order.indicators)]
    rhythms = [profile.rhythm for profile in profiles]
    starts = begins(rhythms, order.observations)
    tell(
        _release(
            chain, order, words.RELEASE_OF_PROMISES, day_before(starts), lambda drafts: promises.draft(drafts, profiles)
        )
    )
    parts = tranches(rhythms, order.observations)
    with _left_alone(Sheet(chain, order, profiles)) as sheet:
        for number, (part, written) in enumerate(
            zip(parts, _written(chain, order, sheet, parts), strict=True), start=1
        ):
            tell(_publish(*written, day=part.released_on))
            if number == (len(parts) + 1) // 2:
                tell(_release(chain, order, words.RELEASE_OF_STORIES, part.released_on, stories.draft))
    last = last_of_month(parts[-1].released_on, 1)
    tell(_release(chain, order, words.RELEASE_OF_REVISIONS, last, lambda drafts: revisions.draft(drafts, profiles)))


def _written(chain: Chain, order: Order, sheet: Sheet, parts: Sequence[Tranche]) -> Iterator[tuple[Drafts, Written]]:
    """The figures of each release, stored as drafts: one is prepared while the one before is written, and that while the
    one before it is published."""
    prepared = enumerate(one_ahead(sheet.prepare, [part.last for part in parts]), start=1)
    aside = one_ahead if can_write_ahead() else map
    return iter(aside(lambda each: _write(chain, order, *each), prepared))


@transaction.atomic
def _write(chain: Chain, order: Order, number: int, prepared: Prepared) -> tuple[Drafts, Written]:
    # Not within the transaction that publishes: a row that is new in it would be checked twice for every foreign key.
    drafts = Drafts(chain, order, words.RELEASE_OF_FIGURES, number)
    return drafts, write(drafts, prepared)


@contextmanager
def _left_alone(sheet: Sheet) -> Iterator[Sheet]:
    """What lives as long as the load is kept from Python's collector, which would look through all of it at every turn."""
    gc.freeze()
    try:
        yield sheet
    finally:
        gc.unfreeze()


@transaction.atomic
def _release(chain: Chain, order: Order, title: Said, day: date, draft: Callable[[Drafts], None]) -> Release:
    drafts = Drafts(chain, order, title)
    draft(drafts)
    return _publish(drafts, day=day)


def _publish(drafts: Drafts, *written: Written, day: date) -> Release:
    moment = datetime.combine(day, time.min, UTC)
    release = actions.publish(drafts.release, by=None, released_at=moment, written=written)
    # In debug Django keeps every statement, and a manifest is a long one.
    reset_queries()
    return release
