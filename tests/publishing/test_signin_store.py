"""A session that cannot be written: what was done is not said to have been refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from benefits.models import ObservationVersion
from tests import factories as f
from tests.cast import assemble
from tests.staff import form_of, signed_in, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B09")]


UPDATE = f'UPDATE "{Session._meta.db_table}"'


def save_while(happens: Any) -> Any:
    """A contributor saves a draft, and something happens when their session is written: it has what the next page is to say."""
    cast = assemble()
    version = f.observation(f.indicator(f.chain(), cast).thing, cast, "2021", "9")
    client = signed_in(cast.contributor)
    client.raise_request_exception = False
    form = form_of(client.get(url_of(version))) | {"narrative_en": "Said again.", "_save": "1"}
    with connection.execute_wrapper(happens):
        return client.post(url_of(version), form)


def test_where_the_database_goes_away_after_a_save_its_writer_is_not_told_that_it_was_refused() -> None:
    def away(execute: Any, sql: str, *rest: Any) -> Any:
        if UPDATE in sql:
            raise OperationalError("terminating connection due to administrator command")
        return execute(sql, *rest)

    answer = save_while(away)
    assert ObservationVersion.objects.filter(narrative_en="Said again.").count() == 1
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_whose_session_was_ended_meanwhile_is_told_to_sign_in_again() -> None:
    def ended(execute: Any, sql: str, *rest: Any) -> Any:
        if UPDATE in sql:
            execute(f'DELETE FROM "{Session._meta.db_table}"', (), *rest[1:])  # noqa: S608  # no word of a reader's
        return execute(sql, *rest)

    assert save_while(ended).status_code == 400
