"""What dataset search engines read of a page: schema.org in JSON-LD, from the same snapshot as the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, html_code, text
from reformtracker.web import downloads, references
from reformtracker.web.downloads import File, Package
from reformtracker.web.indicator import Reading
from reformtracker.web.page import FrameworkPage, Page
from reformtracker.web.sdmx import formats, ids
from reformtracker.web.sdmx.formats import Format

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LONGEST = 5000
"""Characters of a description that search engines take."""

MEDIA_TYPES = {
    "CSV": "text/csv",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ZIP": "application/zip",
    "JSON": "application/json",
    "SDMX-CSV": formats.DATA[Format.CSV],
    "SDMX-ML": formats.DATA[Format.SPECIFIC],
}

Said = dict[str, Any]


def of_indicator(page: FrameworkPage, shown: Reading) -> Said | None:
    """Null where it is withdrawn: there is nothing left to find."""
    version, standing = shown.version, shown.standing
    if standing is None:
        return None
    code, snapshot = version.thing.code, page.snapshot
    files = [*downloads.of_indicator(snapshot, code), *_sdmx(snapshot, ids.code(code))]
    found = {
        **_dataset(page, snapshot, page.permalink, files),
        "name": f"{code} {text(version, 'name')}",
        "description": _description(text(version, "definition"), shown.spoken, page.stamp),
        "identifier": [page.permalink, f"{snapshot.chain.slug}/{code}"],
        "temporalCoverage": _span(shown),
        "variableMeasured": _measured(shown),
        "isBasedOn": _based_on(shown),
        "isPartOf": {"@type": "Dataset", "name": str(page.framework_name), "url": _site(page.link("overview"))},
    }
    method = text(version, "method")
    if method.value:
        found["measurementTechnique"] = _said(method)
    return _graph(found)


def of_site(page: Page, packages: Sequence[Package], frameworks: Mapping[int, FrameworkVersion]) -> Said | None:
    """Every framework with data that is not invented; null where there is none."""
    real = [one for one in packages if not one.is_demo]
    return _graph(*(_of_package(page, one, frameworks[one.snapshot.chain.pk]) for one in real)) if real else None


def _of_package(page: Page, package: Package, framework: FrameworkVersion) -> Said:
    slug = package.snapshot.chain.slug
    found = {
        **_dataset(page, package.snapshot, package.permalink, [*package.files, *_sdmx(package.snapshot, "all")]),
        "name": _said(package.name),
        "description": _description(
            text(framework, "summary"),
            _(
                "Everything that is published can be taken along: whole or in parts, as it stands now or stood on any day."
            ),
            package.citation,
        ),
        "identifier": [package.permalink, slug],
        "url": _site(page.link("overview", fw=slug)),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": name, "description": about} for name, about in _variables().items()
        ],
        "measurementTechnique": _site(page.link("methodology")),
    }
    if framework.starts and framework.ends:
        found["temporalCoverage"] = f"{framework.starts}/{framework.ends}"
    return found


def _variables() -> dict[str, str]:
    return {
        "value": _("A number, a level of the rubric, or the reason why there is neither."),
        "verdict": _("What a person judged; empty while nobody has."),
        "status": _("What the rules work out from the figures alone."),
        "sources": _("The documents and paragraphs that it rests on."),
    }


# ---------- what both say ----------
def _dataset(page: Page, snapshot: Snapshot, permalink: str, files: Iterable[File]) -> Said:
    release = snapshot.release
    publisher = {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL}
    return {
        "@type": "Dataset",
        "url": page.canonical,
        "sameAs": permalink,
        "version": str(snapshot.number),
        "dateModified": release.released_at.date().isoformat() if release.released_at else None,
        "inLanguage": html_code(page.language),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": publisher,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": settings.SITE_NAME,
            "url": f"{settings.SITE_URL}{reverse('web:data', kwargs={'lang': page.lang})}",
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.format,
                "contentUrl": _site(file.url),
                "encodingFormat": MEDIA_TYPES.get(file.format, "application/octet-stream"),
            }
            for file in files
        ],
    }


def _sdmx(snapshot: Snapshot, key: str) -> list[File]:
    """Under the words of SDMX for the snapshot."""
    path = reverse("sdmx:data-2", args=[ids.flow(snapshot.chain.slug), key])
    asked = "".join(f"&{'asOf' if name == 'as_of' else name}={value}" for name, value in snapshot.asked.items())
    return [
        File(f"{path}?format={Format.CSV}{asked}", "SDMX-CSV"),
        File(f"{path}?format={Format.SPECIFIC}{asked}", "SDMX-ML"),
    ]


def _graph(*found: Said) -> Said:
    if len(found) == 1:
        return {"@context": "https://schema.org/", **found[0]}
    return {"@context": "https://schema.org/", "@graph": list(found)}


def _site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _said(words: Text) -> Any:
    """With its language where that is not the reader's."""
    return words.value if words.translated else {"@language": words.lang, "@value": words.value}


def _description(*parts: Text | str) -> str:
    return " ".join(str(part) for part in parts if str(part))[:LONGEST]


# ---------- of an indicator ----------
def _span(shown: Reading) -> str | None:
    """From the first to the last day of which something is known, the baseline among it."""
    seen = [(one.thing.start, one.thing.end) for one in shown.observations if one.thing_id not in shown.withdrawn]
    version = shown.version
    if version.baseline_start and version.baseline_end:
        seen.append((version.baseline_start, version.baseline_end))
    return f"{min(start for start, _end in seen)}/{max(end for _start, end in seen)}" if seen else None


def _measured(shown: Reading) -> Said:
    version = shown.version
    unit = version.thing.unit
    found = {"@type": "PropertyValue", "name": _said(text(version, "name"))}
    if unit is None:
        levels = [str(text(level, "label")) for level in version.thing.levels.all()]
        return {**found, "description": _("Levels of the rubric") + ": " + "; ".join(levels)}
    own = text(version, "unit_label")
    found["unitText"] = _said(own if own.value else text(unit, "label"))
    if unit.minimum is not None:
        found["minValue"] = float(unit.minimum)
    if unit.maximum is not None:
        found["maxValue"] = float(unit.maximum)
    return found


def _based_on(shown: Reading) -> list[Said]:
    """Each document once."""
    found = {one.symbol: one.url for one in references.references(shown.citations)}
    return [
        {"@type": "CreativeWork", "name": symbol, "identifier": symbol, **({"url": url} if url else {})}
        for symbol, url in found.items()
    ]
