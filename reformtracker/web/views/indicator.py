from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import text
from reformtracker.web import (
    dataset,
    definition,
    downloads,
    explain,
    facts,
    following,
    indicator,
    marks,
    numbers,
    references,
)
from reformtracker.web.page import FrameworkPage, open_page
from reformtracker.web.parameters import RELEASE

HEIGHT = 340


@require_safe
def indicator_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = indicator.read(page.snapshot, code, page.neighbours.snapshots)
    context = {
        "shown": shown,
        "name": text(shown.version, "name"),
        "ways": following.ways_of(page, shown.version),
        "history": shown.history,
        "cases": shown.cases_shown(page),
        "sources": references.references(shown.citations),
        "citation": _citation(page.snapshot, shown),
        "permalink": page.permalink,
        "frames": _frames(page, shown),
        "files": downloads.of_indicator(page.snapshot, code),
        "json": _api(page.snapshot, "indicators-detail", code),
        "dataset": dataset.of_indicator(page, shown),
        "observations_json": _api(page.snapshot, "observations-list", indicator=code),
    }
    if shown.standing is not None:
        context |= _figures(page, shown) | _judgement(shown)
    return page.render("web/indicator.html", context)


def _figures(page: FrameworkPage, shown: indicator.Reading) -> dict[str, Any]:
    standing, table = shown.standing, shown.table
    if standing is None:
        return {}
    return {
        "facts": facts.of_indicator(standing, page.snapshot.day, shown.never_reported),
        "panel": shown.panel(height=HEIGHT),
        "picture": f"{settings.SITE_URL}{page.link('indicator-chart', code=standing.indicator.code, form='png')}",
        "is_number": not standing.indicator.is_qualitative,
        "unit": text(shown.version, "unit_label"),
        "table": table,
        "has_parts": any({row.numerator, row.denominator} - {numbers.NOT_PUBLISHED} for row in table),
        "figure_sources": references.line(shown.figure_citations),
        "reports": shown.reports,
        "terms": definition.terms(standing),
        "rungs": definition.rungs(standing),
    }


def _judgement(shown: indicator.Reading) -> dict[str, Any]:
    standing = shown.standing
    if standing is None:
        return {}
    seen = standing.latest
    return {
        "computed": explain.change_mark(standing),
        "computed_status": explain.status_mark(standing),
        "inputs": explain.inputs(standing),
        "rule": explain.rule(standing),
        "way": explain.way(standing),
        "given": seen if seen and seen.verdict else None,
        "given_mark": marks.verdict(seen.verdict if seen else ""),
        "given_cause": marks.cause(seen.cause) if seen and seen.verdict else None,
        "given_sources": references.line(seen.citations.all()) if seen else "",
        "agreement": explain.agreement(standing),
        "actions": [(action, marks.action(action.progress)) for action in shown.actions],
        "no_action": None if shown.actions or not shown.needs_action else marks.action(marks.NONE_RECORDED),
        "goes_well": standing.status in ("on_track", "achieved"),
    }


def _citation(snapshot: Snapshot, shown: indicator.Reading) -> str:
    names = _names(snapshot, shown.version.thing.code) | {"sources": references.line(shown.citations)}
    if not names["sources"]:
        return _("%(site)s, indicator %(code)s, as it stood on %(day)s (release %(number)s).") % names
    return _("%(site)s, indicator %(code)s, as it stood on %(day)s (release %(number)s). Sources: %(sources)s.") % names


def _names(snapshot: Snapshot, code: str) -> dict[str, Any]:
    return {
        "site": settings.SITE_NAME,
        "code": code,
        "day": numbers.day(snapshot.day),
        "number": snapshot.number,
    }


class Frame(NamedTuple):
    """What is pasted into another page; `id` is that of its field."""

    id: str
    label: str
    code: str


def _frames(page: FrameworkPage, shown: indicator.Reading) -> list[Frame]:
    """One that follows the record, and one that stands still where the reader is."""
    path = reverse(
        "web:embed", kwargs={"lang": page.lang, "fw": page.snapshot.chain.slug, "code": shown.version.thing.code}
    )
    title = text(shown.version, "name").value
    still = page.snapshot.asked or {RELEASE: str(page.snapshot.number)}
    return [
        Frame("embed-live", _("Follows the record: shows what is newest"), _frame(path, title)),
        Frame(
            "embed-still",
            _("Stands still: as it stood on %(day)s (release %(number)s)")
            % {"day": numbers.day(page.snapshot.day), "number": page.snapshot.number},
            _frame(f"{path}?{urlencode(still)}", title),
        ),
    ]


def _frame(path: str, title: str) -> str:
    return format_html(
        '<iframe src="{}{}" title="{}" width="640" height="620" loading="lazy"></iframe>',
        settings.SITE_URL,
        path,
        title,
    )


def _api(snapshot: Snapshot, name: str, *args: str, **query: str) -> str:
    query = {"framework": snapshot.chain.slug, **query, **snapshot.asked}
    return f"{reverse(f'api:{name}', args=args)}?{urlencode(query)}"
