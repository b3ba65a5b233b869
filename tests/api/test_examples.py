"""The examples of the description are answers of the record that ships, taken anew with TAKE_EXAMPLES=1."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client, override_settings

from reformtracker.api.schema import EXAMPLES
from reformtracker.api_urls import RESOURCES
from reformtracker.publishing.models import Chain
from tests import clock, shipped
from tests.cast import assemble
from tests.reporting import shelf

pytestmark = pytest.mark.django_db

HOST = "tracker.example.org"
MEMBERS = {
    "frameworks": "peace-and-security",
    "objectives": "2",
    "initiatives": "2.4",
    "indicators": "2.4.2",
    "observations": "2.4.2:2020",
    "documents": "a-75-735",
    "releases": "1",
    "reports": "1",
}
REFUSED = {"refused_400": "observations/?verdict=splendid", "refused_404": "indicators/9.9.9/"}
FURTHER = {"releases_manifest": "releases/1/manifest/", "export_release_files": "export/releases/1/"}
CSV = "export_observations_csv"


@pytest.fixture
def record() -> Iterator[None]:
    with clock.at(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        shipped.load()
        shelf.published(Chain.objects.get(is_default=True), assemble())
        with override_settings(SITE_URL=f"https://{HOST}", ALLOWED_HOSTS=[HOST]):
            yield


def ask(address: str, status: int = 200) -> Any:
    answer = Client().get(f"/api/v1/{address}", headers={"host": HOST}, secure=True)
    assert answer.status_code == status, address
    return answer


def answers() -> Iterator[tuple[str, str, Any]]:
    """Operation or refusal, address, what it answers."""
    for view in RESOURCES:
        name = view.NAME.replace("-", "_")
        listed = f"{view.NAME}/?page_size=1"
        found = ask(listed).json()
        yield f"{name}_list", listed, found
        if view.PATH:
            first = found["results"][0]
            known = MEMBERS.get(view.NAME) or next(first[key] for key in ("slug", "code", "id") if key in first)
            member = f"{view.NAME}/{known}/"
            yield f"{name}_retrieve", member, ask(member).json()
    for name, address in FURTHER.items():
        yield name, address, ask(address).json()
    lines = "export/observations.csv?indicator=2.4.2"
    yield CSV, lines, b"".join(ask(lines).streaming_content).decode()
    for name, address in REFUSED.items():
        yield name, address, ask(address, int(name[-3:])).json()


def test_every_example_is_what_the_record_answers(record: None) -> None:
    taken = {name: {"summary": f"/api/v1/{address}", "value": value} for name, address, value in answers()}
    if os.environ.get("TAKE_EXAMPLES"):
        EXAMPLES.mkdir(exist_ok=True)
        for name, said in taken.items():
            text = json.dumps(said, ensure_ascii=False, indent=1)
            (EXAMPLES / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    kept = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES.glob("*.json")}
    assert kept == taken, "the record or the API has changed: TAKE_EXAMPLES=1 pytest tests/api/test_examples.py"
