"""Reports for tests, made through the verbs; their files at once and without composing, where a test is not about that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from initiatives.models import Entity
from reformtracker.publishing.models import Chain
from reformtracker.reporting import actions
from reformtracker.reporting.models import Build, Report
from tests.cast import Cast

FIELDS: dict[str, Any] = {
    "since": None,
    "first": date(2020, 1, 1),
    "last": date(2020, 12, 31),
    "languages": ("en", "fr"),
    "sections": ("summary", "introduction", "progress", "annex"),
    "word_limit": 8500,
}


def entity() -> Entity:
    return Entity.objects.get_or_create(code="dppa", defaults={"name_en": "DPPA", "acronym": "DPPA"})[0]


def begun(chain: Chain, cast: Cast, **fields: Any) -> Report:
    """Of the newest release, in English and French, unless told otherwise."""
    titles = fields.pop("titles", {"en": "Review of the reform", "fr": "Examen de la réforme"})
    newest = chain.releases.published().order_by("-number")[0]
    values = {**FIELDS, "release": newest, "entity": entity(), **fields}
    return actions.begin(chain, titles=titles, by=cast.contributor, **values)


def finish(build: Build, content: bytes = b"", **fields: Any) -> Build:
    """As a worker does it."""
    now = timezone.now()
    content = content or f"{build.report}, {build.name}".encode()
    rows = Build.objects.filter(pk=build.pk)
    rows.update(state="running", started_at=now, claimed_until=now + timedelta(minutes=1), attempts=1)
    digest = hashlib.sha256(content).hexdigest()
    done: dict[str, Any] = {"edits": Report.objects.get(pk=build.report_id).edits, "ended_at": now, **fields}
    rows.update(state="done", content=content, sha256=digest, size=len(content), **done)
    return rows.get()


def made(report: Report, cast: Cast, formats: Sequence[str] = ("docx", "pdf"), **fields: Any) -> list[Build]:
    """Its files in all its languages."""
    return [finish(build, **fields) for build in actions.ask(report, report.languages, formats, by=cast.contributor)]


def published(chain: Chain, cast: Cast, **fields: Any) -> Report:
    report = begun(chain, cast, **fields)
    made(report, cast)
    return actions.publish(report, by=cast.publisher, expected=report.edits)
