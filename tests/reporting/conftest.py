from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def nothing_begins_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test makes the files that it is about itself."""
    monkeypatch.setattr("reformtracker.reporting.work.begin", lambda build: None)
