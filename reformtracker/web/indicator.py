"""One indicator as its page shows it: read once for a snapshot, one projection for sentence, chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.http import Http404

from benefits.charts import Panel, Plot
from benefits.models import IndicatorVersion, ObservationVersion, Standing
from casestudies.models import CaseStudyVersion, CorrectiveActionVersion
from initiatives.models import InitiativeVersion, ObjectiveVersion
from initiatives.succession import reached
from reformtracker.publishing.models import Version
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Citation
from reformtracker.web import explain, figures, history, marks, numbers, references, rows, sentences
from reformtracker.web.marks import Mark
from reformtracker.web.page import FrameworkPage


class Report(NamedTuple):
    period: str
    narrative: Text
    verdict: Mark | None
    cause: Mark | None
    sources: str


class Case(NamedTuple):
    """A case study that supports or contradicts the indicator; `url` is empty until case studies have pages."""

    url: str
    title: Text
    bearing: str
    why: Text


@dataclass(frozen=True)
class Reading:
    """`versions`: all that ever became public of it up to the snapshot; `notices`: by thing, a withdrawal that came
    after the snapshot; `standing` is null once the indicator is withdrawn."""

    snapshot: Snapshot
    version: IndicatorVersion
    standing: Standing | None
    observations: Sequence[ObservationVersion]
    versions: Sequence[Version]
    notices: dict[int, ObservationVersion]
    notice: IndicatorVersion | None
    actions: Sequence[CorrectiveActionVersion]
    cases: Sequence[CaseStudyVersion]
    cases_of_initiative: int
    initiative: InitiativeVersion | None
    objective: ObjectiveVersion | None

    @cached_property
    def replaced(self) -> dict[int, ObservationVersion]:
        """What revisions replaced; a withdrawn figure is not among them."""
        return history.replaced(self.versions, self.observations)

    @cached_property
    def withdrawn(self) -> set[int]:
        """Observations whose figures are not repeated; with the indicator goes all that it says."""
        return {seen.thing_id for seen in self.observations if seen.is_withdrawal or self.version.is_withdrawal}

    @cached_property
    def missing(self) -> ObservationVersion | None:
        """An observation newer than the latest value that says why there is none."""
        newest = next((seen for seen in reversed(self.observations) if not seen.is_withdrawal), None)
        return newest if newest and newest.missing else None

    @property
    def spoken(self) -> str:
        return sentences.spoken(self.standing, self.missing, self.first) if self.standing else ""

    @property
    def first(self) -> ObservationVersion | None:
        """The oldest value."""
        return next((seen for seen in self.observations if figures.amount(seen.value, seen.level) is not None), None)

    def plot(self, *, with_path: bool = True) -> Plot | None:
        if self.standing is None:
            return None
        plot = figures.plot_of(
            self.standing, self.observations, self.snapshot.day, replaced=self.replaced, with_path=with_path
        )
        return plot if figures.has_marks(plot) else None

    def panel(self, *, height: int, url: str = "", with_path: bool = True) -> Panel | None:
        """Of `plot`, with the sentence of the page."""
        plot = self.plot(with_path=with_path)
        return figures.panel_of(plot, self.spoken, url=url, height=height) if plot else None

    @property
    def table(self) -> list[rows.Row]:
        if self.standing is None:
            return []
        return rows.table(self.standing, self.observations, self.snapshot.day, self.replaced, self.notices)

    @property
    def reports(self) -> list[Report]:
        """What each period says in words, with the verdict given on it."""
        seen = [one for one in self.observations if one.verdict or text(one, "narrative").value]
        return [
            Report(
                numbers.period(one.thing),
                text(one, "narrative"),
                marks.verdict(one.verdict) if one.verdict else None,
                marks.cause(one.cause) if one.verdict else None,
                references.line(one.citations.all()),
            )
            for one in seen
        ]

    def cases_shown(self, page: FrameworkPage) -> list[Case]:
        return [
            Case(
                page.link("case-study", slug=case.thing.slug),
                text(case, "title"),
                str(link.get_bearing_display()),
                text(link, "why"),
            )
            for case in self.cases
            for link in case.links.all()
            if link.indicator_id == self.version.thing_id
        ]

    @property
    def breaks(self) -> list[rows.Break]:
        return rows.breaks(self.version, self.observations)

    @property
    def history(self) -> list[history.Entry]:
        return history.entries(self.versions, self.withdrawn)

    @property
    def citations(self) -> list[Citation]:
        """Of the definition, the baseline, the targets and every value that is shown."""
        if self.version.is_withdrawal:
            return []
        return [*self.version.citations.all(), *(one for seen in self.observations for one in seen.citations.all())]

    @property
    def figure_citations(self) -> list[Citation]:
        """Of the marks in the chart."""
        return [one for one in self.citations if getattr(one, "part", "") != "definition"]

    @property
    def never_reported(self) -> str:
        if self.standing is None:
            return ""
        return rows.never_reported(self.standing, self.observations, self.snapshot.day)

    @property
    def needs_action(self) -> bool:
        return self.standing is not None and explain.needs_action(self.standing)


def read(snapshot: Snapshot, code: str, others: Sequence[Snapshot] = ()) -> Reading:
    """In a number of queries that does not grow with the observations; 404 for what is not public in the snapshot.

    `others`: of the frameworks before and after, where it is said from which indicator it goes on, and as which."""
    definitions = _definitions(snapshot, code, others)
    version = next((one for one in definitions if _is_live(one, snapshot)), None)
    if version is None:
        raise Http404(code)
    thing = version.thing
    told = _observations(snapshot, version)
    observations = [one for one in told if _is_live(one, snapshot)]
    prefetch_related_objects(observations, "citations__document")
    later = ObservationVersion.objects.withdrawn_after(snapshot.number).filter(thing__indicator=thing)
    notices = IndicatorVersion.objects.withdrawn_after(snapshot.number).filter(thing=thing)
    cases = CaseStudyVersion.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain)
    actions = CorrectiveActionVersion.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain)
    actions = actions.filter(indicators__indicator=thing).select_related("thing", "owner").order_by("thing__code")
    linked = cases.filter(links__indicator=thing).select_related("thing").prefetch_related("links")
    return Reading(
        snapshot=snapshot,
        version=version,
        standing=None if version.is_withdrawal else _standing(snapshot, version, observations),
        observations=observations,
        versions=history.newest_first([*definitions, *told]),
        # Nothing comes after what is newest.
        notices={} if snapshot.is_current else {one.thing_id: one for one in later},
        notice=None if snapshot.is_current else notices.first(),
        actions=list(for_reader(actions, "owner")),
        cases=list(for_reader(linked.order_by("thing__slug"))),
        cases_of_initiative=cases.filter(initiatives__initiative=thing.initiative_id).count(),
        initiative=_parent(InitiativeVersion, thing.initiative_id, snapshot.number),
        objective=_parent(ObjectiveVersion, thing.initiative.objective_id, snapshot.number),
    )


def _is_live(version: Version, snapshot: Snapshot) -> bool:
    return version.to_release is None or version.to_release > snapshot.number


def _definitions(snapshot: Snapshot, code: str, others: Sequence[Snapshot]) -> list[IndicatorVersion]:
    """Every version that was public until then."""
    rows = (
        IndicatorVersion.objects.published_by(snapshot.number)
        .filter(thing__chain=snapshot.chain, thing__code=code)
        .select_related("thing__unit", "thing__initiative", "baseline_level", "release")
        .prefetch_related("targets__level", "citations__document", "thing__levels")
        .with_crosswalk(reached(snapshot, others))
    )
    return [_within(version, snapshot) for version in for_reader(rows, "thing__unit", "baseline_level")]


def _observations(snapshot: Snapshot, version: IndicatorVersion) -> list[ObservationVersion]:
    """Every version that was public until then, in the order of their periods."""
    rows = ObservationVersion.objects.published_by(snapshot.number).of(version.thing_id).select_related("release")
    found = [_within(one, snapshot) for one in for_reader(rows, "level")]
    for one in found:
        one.thing.indicator = version.thing
    return found


def _within(version: Any, snapshot: Snapshot) -> Any:
    """What is known of the framework is not read again."""
    version.release.chain = snapshot.chain
    return version


def _standing(
    snapshot: Snapshot, version: IndicatorVersion, observations: Sequence[ObservationVersion]
) -> Standing | None:
    found: Standing | None = Standing.objects.at(snapshot.number).filter(indicator=version.thing).first()
    if found:
        found.indicator, found.indicator_version = version.thing, version
        found.latest = next((one for one in observations if one.pk == found.latest_id), None)
        targets = version.targets.all()
        found.judged_against = next((one for one in targets if one.pk == found.judged_against_id), None)
    return found


def _parent(model: type[Any], thing: int, number: int) -> Any:
    return for_reader(model.objects.with_content(number).filter(thing=thing).select_related("thing")).first()
