"""Invented data in a framework of their own, published release by release."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    sheet = Sheet(chain, order, profiles)
    # The next release is worked out while the database is busy with this one.
    with ThreadPoolExecutor(max_workers=1) as aside:
        coming = aside.submit(sheet.prepare, parts[0].last)
        for number, part in enumerate(parts, start=1):
            prepared = coming.result()
            if number < len(parts):
                coming = aside.submit(sheet.prepare, parts[number].last)
            tell(_figures(chain, order, prepared, part, number))
            if number == (len(parts) + 1) // 2:
                tell(_release(chain, order, words.RELEASE_OF_STORIES, part.released_on, stories.draft))
    last = last_of_month(parts[-1].released_on, 1)
    tell(_release(chain, order, words.RELEASE_OF_REVISIONS, last, lambda drafts: revisions.draft(drafts, profiles)))


@transaction.atomic
def _release(chain: Chain, order: Order, title: Said, day: date, draft: Callable[[Drafts], None]) -> Release:
    drafts = Drafts(chain, order, title)
    draft(drafts)
    return _publish(drafts, day)


def _figures(chain: Chain, order: Order, prepared: Prepared, part: Tranche, number: int) -> Release:
    # Not within the transaction that publishes: a row that is new in it would be checked twice for every foreign key.
    with transaction.atomic():
        drafts = Drafts(chain, order, words.RELEASE_OF_FIGURES, number)
        written = write(drafts, prepared)
    return _publish(drafts, part.released_on, written)


def _publish(drafts: Drafts, day: date, *written: Written) -> Release:
    moment = datetime.combine(day, time.min, UTC)
    release = actions.publish(drafts.release, by=None, released_at=moment, written=written)
    # In debug Django keeps every statement, and a manifest is a long one.
    reset_queries()
    return release
