"""A migration never makes the site wait: it lets go of a table that is in use, and tries again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from reformtracker.publishing import durable, locking
from reformtracker.publishing.management.commands import upgrade

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def long_query() -> Iterator[Any]:
    """Of another connection, which reads a table; the triggers of it are made anew at the end of each migration."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE publishing_release IN ACCESS SHARE MODE")
        cursor.execute("LOCK TABLE publishing_release IN ROW EXCLUSIVE MODE")
    yield other
    other.close()


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def test_it_waits_less_than_two_seconds_for_a_lock() -> None:
    assert locking.WAIT.endswith("ms")
    assert int(locking.WAIT.removesuffix("ms")) <= 500


def test_it_goes_on_once_the_table_is_free(long_query: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        long_query.rollback()

    monkeypatch.setattr("time.sleep", pause)
    call_command("upgrade", verbosity=0)
    assert pauses == [locking.PAUSE]
    assert lock_timeout() == "0"


def test_it_gives_up_with_a_sentence_and_takes_its_setting_back(
    long_query: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(CommandError, match="in use at each of 2 attempts"):
        call_command("upgrade", attempts=2, verbosity=0)
    assert lock_timeout() == "0"


def test_another_error_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(upgrade, "call_command", fail)
    with pytest.raises(OperationalError, match="disk"):
        call_command("upgrade", verbosity=0)


@pytest.mark.bar("B09")
@pytest.mark.parametrize("name", durable.LOSES)
def test_it_starts_nothing_on_a_database_that_may_lose_what_it_acknowledged(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of a real server; of what cannot be changed in a session, its own value is called one that loses."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT current_setting(%s)", [name])
        monkeypatch.setattr(durable, "LOSES", {name: cursor.fetchone()[0]})
        with pytest.raises(CommandError, match=f"^{name} is ") as refusal:
            call_command("upgrade", verbosity=0, skip_checks=False)
        cursor.execute("RESET synchronous_commit")
    assert "--skip-checks" in str(refusal.value)


@pytest.mark.bar("B09")
def test_it_starts_where_nothing_can_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(durable.LOSES) == {"fsync", "full_page_writes", "synchronous_commit", "data_checksums"}
    monkeypatch.setattr(durable, "LOSES", dict.fromkeys(durable.LOSES, "neither on nor off"))
    call_command("upgrade", verbosity=0, skip_checks=False)
