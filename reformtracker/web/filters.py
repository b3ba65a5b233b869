"""Some of the indicators of the front page: which, as the address asks, and how the page says so.

The whole page is cut out of the one overview: a count under a filter is never read in another way than one without.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.labels import label
from benefits.measures import Kind
from casestudies.models import CasePlace, CaseStudyVersion
from initiatives.models import ObjectiveVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import answers, marks, numbers, sentences
from reformtracker.web.overview import Goal, Group, Line, Overview
from reformtracker.web.page import BadSnapshot, FrameworkPage

OBJECTIVE, STATUS, VERDICT, CAUSE, KIND, COUNTRY = "objective", "status", "verdict", "cause", "kind", "country"
NAMES = (OBJECTIVE, STATUS, VERDICT, CAUSE, KIND, COUNTRY)
"""Query parameters. Each may be given once; an indicator must fit them all."""
LONGEST = 40
"""Characters of a wrong value that are said back."""

Facts = Mapping[str, frozenset[str]]
"""Name of a filter -> the values under which an indicator is found."""


@dataclass(frozen=True)
class Option:
    """`lang` and `dir` are empty where the words are the reader's own. `count`: indicators in the whole framework."""

    value: str
    words: str
    count: int
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    options: Sequence[Option]
    value: str

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.value == self.value), None)


@dataclass(frozen=True)
class Narrowed:
    """`overview` holds what fits; `total` counts what there is."""

    overview: Overview
    fields: Sequence[Field]
    total: int

    @cached_property
    def chosen(self) -> list[tuple[str, Option]]:
        return [(field.label, option) for field in self.fields if (option := field.chosen)]

    @property
    def counted(self) -> str:
        """How many of how many are shown, and which of them no headline counts."""
        return sentences.together(self._shown, self._context)

    @property
    def _shown(self) -> str:
        shown, names = len(self.overview.lines), {"shown": len(self.overview.lines), "total": self.total}
        if not self.chosen:
            said = ngettext("The only indicator is shown.", "All %(total)d indicators are shown.", self.total)
            return said % names
        said = ngettext(
            "%(shown)d of %(total)d indicators is shown.", "%(shown)d of %(total)d indicators are shown.", shown
        )
        return said % names

    @property
    def _context(self) -> str:
        count = len(self.overview.lines) - len(self.overview.judged)
        if not count:
            return ""
        said = ngettext("%(count)d is context, never judged.", "%(count)d are context, never judged.", count)
        return said % {"count": count}

    @property
    def stop(self) -> str:
        return numbers.convention().stop

    @property
    def said(self) -> str:
        """In plain words, for where a page is announced: "Verdict: improved. 3 of 17 indicators are shown." """
        style = numbers.convention()
        asked = answers.joined(*(f"{name}{style.colon}{option.words}" for name, option in self.chosen))
        return sentences.together(f"{asked}{style.stop}", self.counted) if asked else ""

    @property
    def nothing(self) -> str:
        """Why there is no answer, where a filter leaves nothing to judge."""
        if not self.chosen or self.overview.judged:
            return ""
        if self.overview.lines:
            return _("Only figures of context fit these filters, and context is never judged.")
        return _("No indicator fits these filters.")


def narrow(page: FrameworkPage, overview: Overview) -> Narrowed:
    """400 for a value that nothing public ever had, and for a filter that is given twice."""
    found = _facts(overview)
    asked = {name: _asked(page, name) for name in NAMES}
    fields = [_field(page.snapshot, overview, found, name, asked[name]) for name in NAMES]
    given = {name: value for name, value in asked.items() if value}
    if not given:
        return Narrowed(overview, fields, len(overview.lines))
    kept = {code for code, facts in found.items() if all(value in facts[name] for name, value in given.items())}
    whole = given[OBJECTIVE] if set(given) == {OBJECTIVE} else ""
    return Narrowed(_part(overview, kept, whole, given.get(COUNTRY, "")), fields, len(overview.lines))


# ---------- what is asked ----------
def _asked(page: FrameworkPage, name: str) -> str:
    values = page.request.GET.getlist(name)
    if len(values) > 1:
        raise BadSnapshot(
            _("“%(name)s” is given more than once.") % {"name": name}, _("The page filters by one value of each.")
        )
    return values[0] if values else ""


def _field(snapshot: Snapshot, overview: Overview, found: Mapping[str, Facts], name: str, asked: str) -> Field:
    counts = Counter(value for facts in found.values() for value in facts[name])
    options = list(_options(overview, name, counts))
    known = {option.value for option in options}
    if asked and asked not in known:
        if not _was_public(snapshot, name, asked):
            raise BadSnapshot(
                _("Nothing can be filtered by “%(name)s=%(value)s”.") % {"name": name, "value": asked[:LONGEST]},
                _("“%(name)s” can be: %(values)s.") % {"name": name, "values": answers.listed(sorted(known))}
                if known
                else "",
            )
        options.append(Option(asked, asked, 0))
    return Field(name, _label(name), options, asked)


def _was_public(snapshot: Snapshot, name: str, value: str) -> bool:
    """In another release: whoever goes to another date keeps the filter, and finds nothing there."""
    chain = snapshot.chain
    if "\x00" in value:
        return False
    if name == OBJECTIVE:
        rows = ObjectiveVersion.objects.published_by(chain.head).filter(thing__chain=chain)
        return rows.filter(thing__code=value).exists()
    if name == COUNTRY:
        cases = CaseStudyVersion.objects.published_by(chain.head).filter(thing__chain=chain)
        return CasePlace.objects.filter(version__in=cases, country__iso3=value).exists()
    return False


def _label(name: str) -> str:
    return {
        OBJECTIVE: _("Objective"),
        STATUS: _("Against its target"),
        VERDICT: _("Since the reform"),
        CAUSE: _("Cause"),
        KIND: _("Kind"),
        COUNTRY: _("Country of a case study"),
    }[name]


def _options(overview: Overview, name: str, counts: Counter[str]) -> Iterable[Option]:
    """Objectives and countries that are there; of the other words all, so that a count of zero is said."""
    match name:
        case "objective":
            for goal in overview.goals:
                yield _named(goal.code, goal.name, counts[goal.code], f"{goal.code} ")
        case "country":
            for iso3, country in sorted(_countries(overview.cases).items()):
                yield _named(iso3, country, counts[iso3])
        case "kind":
            yield from (Option(kind, label(kind), counts[kind]) for kind in Kind)
        case _:
            words, mark_of = {
                STATUS: (marks.STATUSES, marks.brief_status),
                VERDICT: (marks.VERDICTS, marks.verdict),
                CAUSE: (marks.CAUSES, marks.cause),
            }[name]
            yield from (Option(str(word), mark_of(str(word)).word, counts[str(word)]) for word in words)


def _named(value: str, name: Text | None, count: int, before: str = "") -> Option:
    if name is None:
        return Option(value, value, count)
    words = f"{before}{name}"
    return Option(value, words, count) if name.translated else Option(value, words, count, name.lang, name.dir)


def _countries(cases: Iterable[CaseStudyVersion]) -> dict[str, Text]:
    return {place.country.iso3: text(place.country, "name") for case in cases for place in case.places.all()}


# ---------- what fits ----------
def _facts(overview: Overview) -> dict[str, Facts]:
    """By code. A country is that of a case study that supports or contradicts the indicator."""
    countries: dict[str, set[str]] = defaultdict(set)
    for case in overview.cases:
        there = {place.country.iso3 for place in case.places.all()}
        for link in case.links.all():
            countries[link.indicator.code] |= there
    return {line.code: _facts_of(line, countries[line.code]) for line in overview.lines}


def _facts_of(line: Line, countries: Iterable[str]) -> Facts:
    """Context is never judged: it is found under no verdict, cause or status."""
    judged = not line.is_context
    return {
        OBJECTIVE: frozenset({line.standing.indicator.initiative.objective.code}),
        STATUS: frozenset({line.status} if judged and line.status else ()),
        VERDICT: frozenset({line.verdict} if judged else ()),
        CAUSE: frozenset({line.cause} if judged and line.cause else ()),
        KIND: frozenset({str(line.standing.indicator.kind)}),
        COUNTRY: frozenset(countries),
    }


def _part(overview: Overview, kept: set[str], whole: str, country: str) -> Overview:
    """With the challenges and case studies of the initiatives that are left; `whole`: an objective of which those
    initiatives are left too that have no indicator; `country`: the only one whose case studies are left."""

    def narrowed(group: Group) -> Group:
        return replace(group, lines=[line for line in group.lines if line.code in kept])

    def left(goal: Goal) -> list[Group]:
        groups = [narrowed(group) for group in goal.groups]
        return groups if goal.code == whole else [group for group in groups if group.lines]

    def touches(case: CaseStudyVersion) -> bool:
        is_there = not country or any(place.country.iso3 == country for place in case.places.all())
        linked = {link.indicator.code for link in case.links.all()} & kept
        return is_there and bool(linked or {row.initiative.code for row in case.initiatives.all()} & codes)

    goals = [replace(goal, groups=groups) for goal in overview.goals if (groups := left(goal)) or goal.code == whole]
    codes = {group.code for goal in goals for group in goal.groups}
    return replace(
        overview,
        goals=goals,
        obstacles=[one for one in overview.obstacles if set(one.initiatives) & codes],
        cases=[case for case in overview.cases if touches(case)],
        lines=[line for line in overview.lines if line.code in kept],
    )
