from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import ON_SQLITE


# Models are imported when a fixture is made: pytest reads this file before Django is ready.
@pytest.fixture(scope="session", autouse=not ON_SQLITE)
def role(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All of them, made and committed once: whoever alters tables within a test meets autovacuum."""
    from reformtracker.publishing import public_role, staff_role
    from tests.roles import reader

    with django_db_blocker.unblock():
        public_role.create(connection.alias, reader.name())
        staff_role.create_staff(connection.alias, reader.staff())
        staff_role.create_auditor(connection.alias, reader.auditor())
    yield
    with django_db_blocker.unblock():
        reader.run(f"DROP SCHEMA {public_role.SCHEMA} CASCADE")
        for name in (reader.name(), reader.staff(), reader.auditor()):
            reader.run(f'DROP OWNED BY "{name}"')
            reader.run(f'DROP ROLE "{name}"')
