"""What the site says of itself is held against what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from reformtracker.publishing.texts import PATHS
from reformtracker.web import numbers
from reformtracker.web.views import statements
from tests import factories as f
from tests.browser.public import MATRIX
from tests.cast import assemble
from tests.web.single import html, words

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_a_statement_names_whom_to_write_to(name: str) -> None:
    with override_settings(DEFAULT_FROM_EMAIL="reform@example.org"):
        assert 'href="mailto:reform@example.org"' in html(f"/en/{name}/")


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_a_statement_is_linked_from_every_page_and_open_in_six_languages(name: str) -> None:
    f.tracker(assemble())
    foot = html("/en/reform/").split('<footer class="foot">')[1]
    assert f'href="/en/{name}/"' in foot
    for lang in ("ar", "zh", "en", "fr", "ru", "es"):
        assert Client().get(f"/{lang}/{name}/").status_code == 200


def test_the_statement_on_accessibility_has_a_day_and_names_its_limits() -> None:
    said = words("/en/accessibility/")
    assert f"Statement of {numbers.day(statements.STATED)}" in said
    assert "No independent body has audited the site" in said


def test_what_is_said_to_be_tested_is_tested() -> None:
    assert "axe-core" in words("/en/accessibility/")
    assert "MATRIX" in (ROOT / "tests/browser/test_accessibility.py").read_text()
    assert {language for language, _look in MATRIX} == set(PATHS)


def test_what_is_said_of_cookies_and_sessions_is_so() -> None:
    said = words("/en/privacy/")
    assert f"ends after {settings.SESSION_COOKIE_AGE // 3600} hours" in said
    response = Client().get("/en/privacy/")
    assert not response.cookies
    assert settings.SECURE_REFERRER_POLICY == "strict-origin-when-cross-origin"
    assert "not from which page" in said
    assert settings.PASSWORD_HASHERS[-1].endswith("PBKDF2PasswordHasher")


def test_what_is_said_of_addresses_and_browsers_is_so() -> None:
    said = words("/en/privacy/")
    assert "or half an hour without use" in said
    assert settings.SESSION_IDLE_AGE == 30 * 60
    assert "deleted within an hour of its end" in said
    assert [
        one["schedule"] for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"] == "publishing.forget_sessions"
    ] == [3600]
    assert "counted in memory, for three hours at most" in said
    spans = re.findall(r"/(\d*)([smh])/", " ".join(settings.ACCOUNT_RATE_LIMITS.values()))
    assert max(int(many or 1) * {"s": 1, "m": 60, "h": 3600}[unit] for many, unit in spans) == 3 * 3600


def test_what_is_said_of_logs_is_what_nginx_writes() -> None:
    said = words("/en/privacy/")
    configuration = (ROOT / "docker/nginx.conf").read_text()
    (line,) = re.findall(r"log_format line escape=json ([^;]+);", configuration)
    told = {
        "time_iso8601": "the time",
        "page": "the page without the parameters of its address",
        "status": "the status",
        "body_bytes_sent": "size",
        "request_time": "duration",
        "request_id": "a random number that belongs to the request",
    }
    # How it was asked for, and what became of it inside.
    inside = {"method", "upstream_status", "upstream_cache_status"}
    assert set(re.findall(r"\$(\w+)", line)) == {*told, *inside}
    for sentence in told.values():
        assert sentence in said
    assert "They log no network address, nothing that you typed" in said
    # Every message below this level names who asked, and what.
    assert re.findall(r"error_log \S+ (\w+);", configuration) == ["crit"]
