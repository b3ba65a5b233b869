"""The data to take along: addresses of files and resources in the reader's snapshot, and examples that can be run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import numbers
from reformtracker.web.documents import Record

RESOURCES = (
    *("frameworks", "objectives", "initiatives", "indicators", "observations"),
    *("case-studies", "challenges", "corrective-actions", "milestones"),
    *("countries", "documents", "entities", "releases", "changes"),
)


class File(NamedTuple):
    url: str
    format: str


class Package(NamedTuple):
    """All there is of one framework in one snapshot."""

    snapshot: Snapshot
    name: Text
    is_demo: bool
    files: Sequence[File]
    resources: Sequence[File]
    citation: str
    permalink: str
    hash: str
    manifest: str


def packages(public: Record) -> list[Package]:
    return [_package(one, public.frameworks[one.chain.pk]) for one in public.snapshots]


def _package(snapshot: Snapshot, framework: FrameworkVersion) -> Package:
    of = {"framework": snapshot.chain.slug, **snapshot.asked}
    files = {"CSV": "export-observations", "XLSX": "export-tracker"}
    name, fixed = text(framework, "name"), {"release": str(snapshot.number)}
    manifest = {"framework": snapshot.chain.slug}
    return Package(
        snapshot=snapshot,
        name=name,
        is_demo=snapshot.chain.is_demo,
        files=list(_files({word: address(at, of) for word, at in files.items()})),
        resources=list(_files({one: address(f"{one}-list", of) for one in RESOURCES})),
        citation=_("%(site)s, %(framework)s, as it stood on %(day)s (release %(number)s). CC BY 4.0.")
        % {
            "site": settings.SITE_NAME,
            "framework": name.value,
            "day": numbers.day(snapshot.day),
            "number": snapshot.number,
        },
        permalink=f"{settings.SITE_URL}{address('indicators-list', {**of, **(snapshot.asked or fixed)})}",
        hash=snapshot.release.hash,
        manifest=f"{settings.SITE_URL}{address('releases-manifest', manifest, snapshot.number)}",
    )


def _files(found: Mapping[str, str]) -> Iterable[File]:
    return (File(url, word) for word, url in found.items() if url)


def address(name: str, query: Mapping[str, str], *args: object) -> str:
    """Of the API; empty where it has no such address."""
    try:
        return f"{reverse(f'api:{name}', args=args)}?{urlencode(query)}"
    except NoReverseMatch:
        return ""


# ---------- examples ----------
def curl(snapshot: Snapshot) -> str:
    """Every indicator as it stood in this release."""
    asked = {"framework": snapshot.chain.slug, "release": str(snapshot.number)}
    return f"curl --silent --fail '{settings.SITE_URL}{address('indicators-list', asked)}'"


PYTHON = """\
import json
from urllib.request import urlopen

address = "{address}"
rows = []
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    rows += page["results"]
    address = page["next"]

for row in rows:
    print(row["id"], row["value"], row["change"], row["status"])
"""


def python(snapshot: Snapshot) -> str:
    """Every value of this release, page by page."""
    asked = {"framework": snapshot.chain.slug, "release": str(snapshot.number), "page_size": "500"}
    return PYTHON.format(address=f"{settings.SITE_URL}{address('observations-list', asked)}")
