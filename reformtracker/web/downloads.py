"""The data to take along: addresses of files and resources in the reader's snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from reformtracker.publishing.models import ReleaseFile
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, path_code, text
from reformtracker.web import numbers
from reformtracker.web.documents import Record

RESOURCES = (
    *("frameworks", "objectives", "initiatives", "indicators", "observations"),
    *("case-studies", "challenges", "corrective-actions", "milestones", "reports"),
    *("countries", "documents", "entities", "releases", "changes"),
)

EXPORTS = (("observations", "CSV"), ("tracker", "XLSX"))
OF_ALL = (*EXPORTS, ("datapackage", "ZIP"))
FORMATS = {"observations.csv": "CSV", "tracker.xlsx": "XLSX", "datapackage.zip": "ZIP"}


class File(NamedTuple):
    url: str
    format: str


class Fixed(NamedTuple):
    """A file of the release itself, which never changes. `size` in bytes, null until it has been prepared."""

    url: str
    format: str
    size: int | None
    sha256: str


class Package(NamedTuple):
    """All there is of one framework in one snapshot."""

    snapshot: Snapshot
    name: Text
    is_demo: bool
    files: Sequence[File]
    fixed: Sequence[Fixed]
    fixed_list: str
    resources: Sequence[File]
    citation: str
    permalink: str
    hash: str
    manifest: str


def packages(public: Record) -> list[Package]:
    return [_package(one, public.frameworks[one.chain.pk]) for one in public.snapshots]


def _package(snapshot: Snapshot, framework: FrameworkVersion) -> Package:
    of = _of(snapshot)
    name, slug = text(framework, "name"), snapshot.chain.slug
    fixed = snapshot.asked or {"release": str(snapshot.number)}
    return Package(
        snapshot=snapshot,
        name=name,
        is_demo=snapshot.chain.is_demo,
        files=[File(address(f"export-{name}", of), format) for name, format in OF_ALL],
        fixed=_fixed(snapshot),
        fixed_list=address("export-release", {"framework": slug}, snapshot.number),
        resources=[File(address(f"{one}-list", of), one) for one in RESOURCES],
        citation=_("%(site)s, %(framework)s, as it stood on %(day)s (release %(number)s). CC BY 4.0.")
        % {
            "site": settings.SITE_NAME,
            "framework": name.value,
            "day": numbers.day(snapshot.day),
            "number": snapshot.number,
        },
        permalink=f"{settings.SITE_URL}{address('indicators-list', {'framework': slug, **fixed})}",
        hash=snapshot.release.hash,
        manifest=f"{settings.SITE_URL}{address('releases-manifest', {'framework': slug}, snapshot.number)}",
    )


def _fixed(snapshot: Snapshot) -> list[Fixed]:
    of, number = {"framework": snapshot.chain.slug}, snapshot.number
    prepared = {row.name: row for row in ReleaseFile.objects.live().filter(release=snapshot.release)}
    return [
        Fixed(
            address("export-release-file", of, number, name),
            format,
            prepared[name].size if name in prepared else None,
            prepared[name].sha256 if name in prepared else "",
        )
        for name, format in FORMATS.items()
    ]


def of_indicator(snapshot: Snapshot, code: str) -> list[File]:
    """All that there is of it: definition, baseline, targets and every value."""
    return [File(address(f"export-{name}", {**_of(snapshot), "indicator": code}), format) for name, format in EXPORTS]


def _of(snapshot: Snapshot) -> dict[str, str]:
    """The snapshot and the reader's language, as the API is asked for them."""
    language = path_code(get_language() or "en")
    return {"framework": snapshot.chain.slug, **({} if language == "en" else {"lang": language}), **snapshot.asked}


def address(name: str, query: Mapping[str, str], *args: object) -> str:
    """Of the API."""
    return f"{reverse(f'api:{name}', args=args)}?{urlencode(query)}"
