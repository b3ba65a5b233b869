"""Whether the reader has the answer already: known from what it depends on, before a row is read or a letter written.

An answer depends on the code that makes it, on the address asked, on the releases that it is made of and the newest ones
(which may have withdrawn something), on what was touched outside a release, and, where lateness shows, on the day.

Every tag is weak: the same answer may travel packed in one way or another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from reformtracker.publishing.models import Release, Touch
from reformtracker.publishing.snapshot import Snapshot

CACHE_CONTROL = "public, no-cache"
"""May be kept by anybody, and is asked for again each time: what is withdrawn or blanked is gone at once."""
CODE = ("reformtracker", "initiatives", "benefits", "casestudies", "templates", "locale")
WRITTEN_IN = frozenset({".py", ".html", ".txt", ".mo", ".json"})


@dataclass(frozen=True, slots=True)
class Validators:
    """Of one answer; `modified` is None where the answer is of the code alone."""

    etag: str
    modified: datetime | None

    def named_by(self, request: HttpRequest) -> bool:
        """The reader names the very answer: it was given once to this address, so the question was a good one."""
        tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        return _opaque(self.etag) in map(_opaque, tags)

    def satisfy(self, request: HttpRequest) -> bool:
        """Also by a star or by a date, which prove nothing: only once the answer is known to be a good one."""
        tags = request.META.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags.strip() == "*" or self.named_by(request)
        date = request.META.get("HTTP_IF_MODIFIED_SINCE")
        if not date or not self.modified:
            return False
        since = parse_http_date_safe(date)
        return since is not None and int(self.modified.timestamp()) <= since

    def put_on(self, response: HttpResponseBase) -> None:
        response.headers["ETag"] = self.etag
        response.headers["Cache-Control"] = CACHE_CONTROL
        if self.modified:
            response.headers["Last-Modified"] = http_date(self.modified.timestamp())


def _opaque(tag: str) -> str:
    """Whether strong or weak: who packs an answer on its way weakens its tag."""
    return tag.removeprefix("W/")


def validators(request: HttpRequest, snapshots: Sequence[Snapshot], *, by_the_day: bool, form: str = "") -> Validators:
    """One query, two where a snapshot is an earlier one, none where there is none. `by_the_day`: lateness shows; `form`: what
    Accept has chosen."""
    key: list[Any] = [code_version(), settings.SITE_URL, request.path, form, _asked(request)]
    if not snapshots:
        return Validators(_tag(key), None)
    newest = _newest(snapshots)
    touches = Touch.objects.aggregate(many=Count("pk"), at=Max("at"))
    moments = [release.recorded_at for release in newest] + [touches["at"]]
    key += [[_said_by(release) for release in newest], touches["many"]]
    key.append([[snapshot.chain.slug, snapshot.number, snapshot.asked] for snapshot in snapshots])
    if by_the_day:
        days = [snapshot.day for snapshot in snapshots]
        key.append([str(day) for day in days])
        moments += [datetime.combine(day, time.min, UTC) for day in days]
    return Validators(_tag(key), max(moment for moment in moments if moment))


def _newest(snapshots: Sequence[Snapshot]) -> list[Release]:
    """The newest release of each framework: an older snapshot tells what was withdrawn since."""
    found = [snapshot.release for snapshot in snapshots if snapshot.is_current]
    if earlier := [snapshot.chain for snapshot in snapshots if not snapshot.is_current]:
        newest = Release.objects.published().filter(chain__in=earlier, number=F("chain__head"))
        found += newest.select_related("chain")
    return sorted(found, key=lambda release: release.chain.slug)


def _said_by(release: Release) -> list[Any]:
    """Its hash stands for its number, its content and all before it."""
    return [release.chain.slug, release.chain.is_default, release.hash]


def _asked(request: HttpRequest) -> list[Any]:
    return sorted(request.GET.lists())


def _tag(key: list[Any]) -> str:
    # Surrogates, which UTF-8 cannot write, may stand in an address.
    return f'W/"{hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32]}"'


@cache
def code_version() -> str:
    """Of the code as it is deployed, read once: an upgrade must not be answered for by what came before it."""
    found = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(_code(settings.BASE_DIR)):
        found.update(str(path.relative_to(settings.BASE_DIR)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _code(base: Path) -> list[Path]:
    return [path for folder in CODE for path in (base / folder).rglob("*") if path.suffix in WRITTEN_IN]
