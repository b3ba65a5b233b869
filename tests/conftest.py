"""What every test stands on: the environment, set before Django reads it, and the programs started by scripts/services.py.

On PostgreSQL and Redis the tests run in the production shape. Without TEST_DATABASE_URL, or with TEST_ON=sqlite, they run in
the embedded one, and what needs the real services is deselected.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.faults import disks

if TYPE_CHECKING:
    from reformtracker.publishing.models import Chain
    from tests.cast import Cast

pytest_plugins = ["tests.bars"]

ON_SQLITE = os.environ.get("TEST_ON") == "sqlite" or not os.environ.get("TEST_DATABASE_URL")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
# Each worker has a Redis database of its own, as it has one of PostgreSQL: clearing a cache must not empty another's.
_REDIS = "" if ON_SQLITE else os.environ.get("TEST_REDIS_URL", "")
REDIS_URL = f"{_REDIS.rpartition('/')[0]}/{WORKER}" if _REDIS else ""
OFFICE = os.environ.get("TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice") or ""
CHROMIUM = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""

# Every variable, so that nobody's shell or .env decides what a test sees.
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "reformtracker.settings",
        "SECRET_KEY": "tests-only-" + "0123456789" * 5,
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": "sqlite://:memory:" if ON_SQLITE else os.environ["TEST_DATABASE_URL"],
        "PUBLIC_DATABASE_URL": "",
        "STAFF_DATABASE_URL": "",
        "AUDITOR_DATABASE_URL": "",
        "REDIS_URL": REDIS_URL,
        "EMAIL_URL": "memorymail://",
        "SITE_URL": "http://testserver",
        "SITE_NAME": "Reform Tracker",
        "LOGO_FILE": "",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "TRUSTED_PROXIES": "0",
        "API_LIMIT": "0",
        "KEEP_SECONDS": "0",
        "TRACKER_ROLE": "all",
        "REQUIRE_SECOND_FACTOR": "false",
        # Playwright runs an event loop in the thread of the test.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
)


def pytest_configure(config: pytest.Config) -> None:
    if (
        os.environ.get("CI") == "true"
        and os.environ.get("TEST_ON") != "sqlite"
        and not (REDIS_URL and CHROMIUM and OFFICE)
    ):
        raise pytest.UsageError("In CI the tests run on real services: python scripts/services.py -- pytest")
    # pytest-django would read the settings before this file has set the environment; so it is not told of them.
    django.setup()
    if getattr(config.option, "numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        # Workers inherit it: then pytest-django would read their settings before this file has given each its own Redis.
        del os.environ["DJANGO_SETTINGS_MODULE"]
    # The server of a browser test answers in threads of its own: a connection that they kept would outlive the database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # How fast a machine is today is not what a property is about.
    hypothesis.settings.register_profile(
        "tracker", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("tracker")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    given = {
        "postgres": not ON_SQLITE,
        "redis": REDIS_URL,
        "browser": CHROMIUM,
        "office": OFFICE,
        "disk": disks.can_be_made(),
    }
    absent = [mark for mark, there in given.items() if not there]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in absent)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def light_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files as they lie in the tree, without a manifest, and a first password hasher that costs nothing."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        EXPORTS_DIR=tmp_path_factory.mktemp("exports"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS],
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def tests_that_commit_leave_nothing() -> Iterator[None]:
    from tests import kept

    flush: Callable[[TransactionTestCase], None] = vars(TransactionTestCase)["_fixture_teardown"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: kept.empty(lambda: flush(test)))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_holds_the_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A server of a browser test may still be at its last answer when the database is to be dropped."""
    yield
    if not ON_SQLITE:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


# Models are imported when a fixture is made: pytest reads this file before Django is ready.
@pytest.fixture
def cast() -> Cast:
    from tests.cast import assemble

    return assemble()


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """A small published framework, where a file of tests has none of its own."""
    from tests import factories

    return factories.tracker(cast)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    from reformtracker.web.finding import KEPT

    cache.clear()
    KEPT.forget()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which reaches nothing but this machine."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-dev-shm-usage",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    # Chromium's sandbox does not start as root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": Path(CHROMIUM), "args": [*sandbox, *quiet]}
