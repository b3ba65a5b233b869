from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import ON_SQLITE


# Models are imported when a fixture is made: pytest reads this file before Django is ready.
@pytest.fixture(scope="session", autouse=not ON_SQLITE)
def role(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made and committed once: whoever alters tables within a test meets autovacuum."""
    from reformtracker.publishing import public_role
    from tests.roles import reader

    with django_db_blocker.unblock():
        public_role.create(connection.alias, reader.name())
    yield
    with django_db_blocker.unblock():
        reader.run(f"DROP SCHEMA {public_role.SCHEMA} CASCADE")
        reader.run(f'DROP OWNED BY "{reader.name()}"')
        reader.run(f'DROP ROLE "{reader.name()}"')
