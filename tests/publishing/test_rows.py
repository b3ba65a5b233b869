"""Rows written many at once are the same rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from benefits.models import ObservationVersion, Unit
from reformtracker.publishing import rows
from tests import factories as f
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TEXTS = (
    "plain",
    "",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "\\N",
    "\\",
    "a\\tb",
    "\\.",
    "بيانات",
    "虚构\t数据",
    '"',
    "'",
    "%s",
    "{}",
    "\x01",
)


@pytest.mark.parametrize("said", TEXTS)
def test_a_text_arrives_as_it_was_sent(said: str) -> None:
    columns = ["code", "label", "label_en", "minimum", "maximum"]
    rows.insert(Unit, columns, [["first", "x", said, "0.5", None], ["second", "x", None, None, "100"]])
    first, second = Unit.objects.order_by("code")
    assert (first.label_en, first.minimum, first.maximum) == (said, Decimal("0.5"), None)
    assert (second.label_en, second.minimum, second.maximum) == (None, None, Decimal(100))


def test_many_rows_arrive_in_their_order() -> None:
    codes = [f"unit-{number}" for number in range(25_000)]
    rows.insert(Unit, ["code", "label"], ([code, "x" * 100] for code in codes))
    assert list(Unit.objects.order_by("pk").values_list("code", flat=True)) == codes


def test_a_rule_of_the_database_holds_for_them() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.insert(Unit, ["code", "label", "minimum", "maximum"], [["turned", "x", "2", "1"]])
    assert not Unit.objects.exists()


def test_reserved_keys_are_in_a_row_and_nobody_else_gets_them() -> None:
    Unit.objects.create(code="before", label_en="x")
    kept = rows.reserve(Unit, 100)
    assert len(kept) == 100
    rows.insert(Unit, ["id", "code", "label"], [[key, f"unit-{key}", "x"] for key in kept])
    after = Unit.objects.create(code="after", label_en="x")
    assert after.pk not in kept
    assert not set(rows.reserve(Unit, 3)) & {*kept, after.pk}


def test_an_update_writes_what_saving_would_have_written(cast: Cast) -> None:
    share = f.indicator(f.chain(), cast)
    drafts = [f.observation(share.thing, cast, str(year), "1.5") for year in range(2001, 2006)]
    for number, draft in enumerate(drafts):
        draft.value = None if number == 0 else Decimal(number) / 8
        draft.missing = "not_collected" if number == 0 else ""
        draft.narrative_en = None if number % 2 else "It's 100 % – “so”"
        draft.comparable = number != 3
    rows.update(ObservationVersion, drafts, ["value", "missing", "narrative_en", "comparable", "level", "created_at"])
    for draft in drafts:
        there = ObservationVersion.objects.get(pk=draft.pk)
        for name in ("value", "missing", "narrative_en", "comparable", "level_id", "created_at"):
            assert getattr(there, name) == getattr(draft, name), name


@pytest.mark.postgres
def test_what_is_too_long_is_refused_and_not_cut(cast: Cast) -> None:
    draft = f.observation(f.indicator(f.chain(), cast).thing, cast)
    draft.content_hash = "0" * 65
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(ObservationVersion, [draft], ["content_hash"])


def test_deleting_takes_one_statement_and_follows_nothing(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    Unit.objects.bulk_create(Unit(code=f"unit-{number}", label_en="x") for number in range(5))
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        rows.delete(Unit.objects.filter(code__in=["unit-1", "unit-2"]))
    assert Unit.objects.count() == 3
    assert connection.in_atomic_block
