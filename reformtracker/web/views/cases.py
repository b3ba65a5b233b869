from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from initiatives.models import InitiativeVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.web import case, cases, references
from reformtracker.web.overview import read
from reformtracker.web.page import FrameworkPage, open_page
from reformtracker.web.views.overview import case_row


@require_safe
def case_list(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """Map, list, and which case is evidence for what."""
    page = open_page(request, lang, fw)
    return page.render("web/cases.html", {"shown": cases.cases(page, read(page.snapshot))})


@require_safe
def case_page(request: HttpRequest, lang: str, fw: str, slug: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = case.read(page.snapshot, slug)
    version = shown.version
    if version.is_withdrawal:
        return page.render("web/case.html", {"shown": shown})
    names = _initiatives(page)
    return page.render(
        "web/case.html",
        {
            "shown": shown,
            "title": text(version, "title"),
            "summary": text(version, "summary"),
            "limits": text(version, "limits"),
            "places": cases.places(page, version),
            "region": cases.region(version),
            "facts": case.facts(page, shown, names),
            "passages": case.passages(version),
            "source": next((row.document.slug for row in version.citations.all()), ""),
            "illustrated": [
                (row.initiative.code, names.get(row.initiative.code), text(row, "why"))
                for row in version.initiatives.all()
            ],
            "sources": references.references(version.citations.all()),
            "history": shown.history,
        },
    )


@require_safe
def country_page(request: HttpRequest, lang: str, fw: str, iso3: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = case.read_country(page.snapshot, iso3)
    cited = [one for version in shown.cases for one in version.citations.all()]
    return page.render(
        "web/country.html",
        {
            "shown": shown,
            "name": text(shown.country, "name"),
            "cases": [case_row(page, version) for version in shown.cases],
            "sources": references.references(cited),
        },
    )


def _initiatives(page: FrameworkPage) -> dict[str, Text]:
    versions = InitiativeVersion.objects.with_content(page.snapshot.number).of(page.snapshot.chain.pk)
    return {version.thing.code: text(version, "name") for version in versions}
