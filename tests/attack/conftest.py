"""The site as it is reached in production: by https, behind what ends TLS."""

from __future__ import annotations

import runpy
from collections.abc import Iterator

import pytest
from deployment import HERE
from django.test import override_settings

SITE = "https://testserver"
FOLLOW = ("SITE_URL", "SECURE_", "SESSION_COOKIE_", "CSRF_")


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every setting that follows from an address with https, as the settings themselves say."""
    monkeypatch.setenv("SITE_URL", SITE)
    made = runpy.run_path(str(HERE / "reformtracker/settings.py"))
    with override_settings(**{name: value for name, value in made.items() if name.startswith(FOLLOW)}):
        yield
