"""One printable page: the whole framework, or the part of it that belongs to an objective, an initiative or a country.

It is cut out of the overview, so that a brief can never count otherwise than the front page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from casestudies.models import CaseStudyVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.web.overview import Goal, Group, Line, Overview
from reformtracker.web.page import BadSnapshot, FrameworkPage

SCOPES = ("objective", "initiative", "country")
"""Query parameters; a brief is about one of them, or about the whole."""


@dataclass(frozen=True)
class Brief:
    """`code` and `name` say what it is about, `url` is the page that has all of it."""

    code: str
    name: Text
    url: str
    overview: Overview


def brief(page: FrameworkPage, overview: Overview) -> Brief:
    asked = {name: page.request.GET[name] for name in SCOPES if page.request.GET.get(name)}
    if len(asked) > 1:
        raise BadSnapshot(_("A brief is about one thing. Ask for an objective, an initiative or a country."))
    for name, code in asked.items():
        return {"objective": _of_objective, "initiative": _of_initiative, "country": _of_country}[name](
            page, overview, code
        )
    return Brief("", page.framework_name, page.link("overview"), overview)


def _of_objective(page: FrameworkPage, overview: Overview, code: str) -> Brief:
    goal = next((goal for goal in overview.goals if goal.code == code and goal.name), None)
    if goal is None or goal.name is None:
        raise Http404(code)
    part = _part(overview, {group.code for group in goal.groups})
    return Brief(code, goal.name, page.link("objective", code=code), part)


def _of_initiative(page: FrameworkPage, overview: Overview, code: str) -> Brief:
    group = next((group for group in overview.groups if group.code == code and group.name), None)
    if group is None or group.name is None:
        raise Http404(code)
    return Brief(code, group.name, page.link("initiative", code=code), _part(overview, {code}))


def _of_country(page: FrameworkPage, overview: Overview, code: str) -> Brief:
    """What the case studies of a country show: they name no challenge, so none is listed."""
    cases = [case for case in overview.cases if code in {place.country.iso3 for place in case.places.all()}]
    if not cases:
        raise Http404(code)
    country = next(place.country for place in cases[0].places.all() if place.country.iso3 == code)
    linked = {link.indicator.code for case in cases for link in case.links.all()}
    wanted = {line.standing.indicator.initiative.code for line in overview.lines if line.code in linked}
    part = replace(_part(overview, wanted, linked), cases=cases, obstacles=())
    return Brief(code, text(country, "name"), page.link("country", iso3=code), part)


def _part(overview: Overview, initiatives: Collection[str], codes: Collection[str] | None = None) -> Overview:
    """What belongs to these initiatives and, where `codes` are given, to these indicators only."""

    def kept(line: Line) -> bool:
        return _initiative(line) in initiatives and (codes is None or line.code in codes)

    def narrowed(group: Group) -> Group:
        return replace(group, lines=[line for line in group.lines if kept(line)])

    def touched(case: CaseStudyVersion) -> bool:
        return any(row.initiative.code in initiatives for row in case.initiatives.all())

    goals = [
        Goal(goal.code, goal.version, [narrowed(group) for group in goal.groups if group.code in initiatives])
        for goal in overview.goals
    ]
    return replace(
        overview,
        goals=[goal for goal in goals if goal.groups],
        obstacles=[one for one in overview.obstacles if set(one.initiatives) & set(initiatives)],
        cases=[case for case in overview.cases if touched(case)],
        lines=[line for line in overview.lines if kept(line)],
    )


def _initiative(line: Line) -> str:
    initiative: Any = line.standing.indicator.initiative
    return str(initiative.code)
