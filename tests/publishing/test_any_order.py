"""Many people do anything in any order at once, while connections break off: the record is what they were told it is.

Every act is written down when it is acknowledged. Afterwards the history, the audit and the rows are held against that.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from benefits.models import IndicatorVersion, Observation, ObservationVersion, Standing
from benefits.periods import parse
from reformtracker.publishing.history import verify as history
from reformtracker.publishing.models import AuditEvent, Chain, Change, Release, Role
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.bars import Figure
from tests.cast import assemble, person
from tests.fuzz.budget import time_is_up
from tests.publishing.hands import WORDS, Hand, Ledger

pytestmark = [pytest.mark.bar("B21"), pytest.mark.django_db(transaction=True), pytest.mark.postgres]

CELLS = 8
BETWEEN = 15
"""Acts between one connection that is broken off and the next."""
EVERY = {"start", "save", "submit", "approve", "publish"}
"""Otherwise too little of it would have been tried."""
MODELS = (ObservationVersion, IndicatorVersion)


def world(hands: int) -> tuple[Chain, list[Hand]]:
    cast = assemble()
    chain = f.tracker(cast)
    indicator = IndicatorVersion.objects.live().get().thing
    things = []
    for year in range(2001, 2001 + CELLS):
        span = parse(str(year))
        days = {"start": span.start, "end": span.end, "period": span.code}
        things.append(Observation.objects.create(indicator=indicator, chain=chain, **days))
    roles = (Role.CONTRIBUTOR, Role.REVIEWER, Role.PUBLISHER)
    ledger = Ledger()
    people = [person(f"hand-{number}", *roles) for number in range(hands)]
    return chain, [Hand(one, chain, indicator, things, ledger) for one in people]


def break_connections(ledger: Ledger, spared: int, is_over: Event) -> int:
    """One of those of this database after every few acts; not that of the test itself, and not this one."""
    chance, broken = random.Random(1), 0  # noqa: S311  # a choice, not a secret
    try:
        while not is_over.wait(0.02):
            if ledger.asked < (broken + 1) * BETWEEN:
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid NOT IN (%s, pg_backend_pid()) AND state <> 'idle'",
                    [spared],
                )
                there = [pid for (pid,) in cursor.fetchall()]
                if there:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [chance.choice(there)])
                    broken += 1
    finally:
        connection.close()
    return broken


def done_at_once(hands: list[Hand], is_up: Callable[[], bool]) -> int:
    """Returns how many connections were broken off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spared: int = cursor.fetchone()[0]
    is_over = Event()
    with ThreadPoolExecutor(len(hands) + 1) as pool:
        breaking = pool.submit(break_connections, hands[0].ledger, spared, is_over)
        working = [pool.submit(hand.work, is_up) for hand in hands]
        try:
            for one in working:
                one.result()
        finally:
            is_over.set()
        return breaking.result()


# ---------- what must hold ----------
def every_act_is_there_once(ledger: Ledger) -> None:
    """In the audit, for each version and act: what was done, and of what is unsure at most all."""
    done = Counter((act, pk) for act, pk, _mark in ledger.done if act != "publish")
    unsure = Counter((act, pk) for act, pk, _mark in ledger.unsure if act != "publish")
    started = {pk for act, pk, _mark in [*ledger.done, *ledger.unsure] if act == "start"}
    noted = Counter(AuditEvent.objects.filter(version_id__in=started).values_list("act", "version_id"))
    for key in done | unsure:
        assert done[key] <= noted[key] <= done[key] + unsure[key], key


def every_edit_is_in_the_history_once(ledger: Ledger) -> None:
    written: Counter[tuple[int, str]] = Counter()
    for table, column in ((model._meta.db_table, WORDS[model.KIND]) for model in MODELS):
        for row, new in Change.objects.filter(table=table).exclude(new="").values_list("row_id", "new"):
            if text := json.loads(new).get(column):
                written[row, text] += 1
    for act, pk, mark in ledger.done:
        assert act != "save" or written[pk, mark] == 1, (pk, mark)
    for act, pk, mark in ledger.unsure:
        assert act != "save" or written[pk, mark] <= 1, (pk, mark)


def versions_increase_and_one_is_current() -> None:
    for model in MODELS:
        of_thing = defaultdict(list)
        for version in model.objects.exclude(number=None).order_by("number"):
            of_thing[version.thing_id].append(version)
        for versions in of_thing.values():
            assert [version.number for version in versions] == list(range(1, len(versions) + 1))
            begun = [version.from_release for version in versions]
            assert begun == sorted(set(begun))
            assert [version.to_release for version in versions] == [*begun[1:], None]
            assert [version.state for version in versions] == ["superseded"] * (len(versions) - 1) + ["published"]
    assert Standing.objects.filter(to_release=None).count() == 1


def what_is_public_was_approved_and_published_once(ledger: Ledger) -> None:
    approved = {(pk, seen) for act, pk, seen in [*ledger.done, *ledger.unsure] if act == "approve"}
    published = Counter(pk for act, pk, _mark in ledger.done if act == "publish")
    unsure = {pk for act, pk, _mark in ledger.unsure if act == "publish"}
    assert set(published.values()) <= {1}
    for model in MODELS:
        for version in model.objects.exclude(number=None).filter(edited_by__username__startswith="hand-"):
            assert version.content_hash == version.approved_hash
            assert (version.pk, version.content_hash) in approved
            assert version.pk in published or version.pk in unsure
    there = {pk for model in MODELS for pk in model.objects.exclude(number=None).values_list("pk", flat=True)}
    assert set(published) <= there


def the_record_is_whole(chain: Chain) -> None:
    """And replaying the history gives the rows that are there: that is what verifying it does."""
    chain.refresh_from_db()
    numbers = Release.objects.published().filter(chain=chain).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, chain.head + 1))
    assert [str(found) for found in verify(chain) if found.broken] == []
    assert [str(found) for found in history.verify() if found.broken] == []


def tried(hands: int, acts: int, seconds: float) -> str:
    """At least so many acts, for at least so long."""
    chain, people = world(hands)
    ledger, is_up = people[0].ledger, time_is_up(seconds)
    broken = done_at_once(people, lambda: ledger.asked >= acts and is_up() and set(ledger.acts()) >= EVERY)
    every_act_is_there_once(ledger)
    every_edit_is_in_the_history_once(ledger)
    versions_increase_and_one_is_current()
    what_is_public_was_approved_and_published_once(ledger)
    the_record_is_whole(chain)
    return (
        f"{ledger.asked:,} acts by {hands} people at once, {len(ledger.done):,} done, {sum(ledger.refused.values()):,} refused,"
        f" {broken} connections broken off, {len(ledger.unsure)} left unsure"
    )


def test_a_few_hands_leave_a_record_of_what_they_were_told(figure: Figure) -> None:
    figure("B21", tried(4, acts=120, seconds=0))


@pytest.mark.trust
def test_twenty_hands_leave_a_record_of_what_they_were_told(figure: Figure) -> None:
    figure("B21", tried(20, acts=500, seconds=45))
