"""The framework at a glance: every indicator with where it stands, what got in the way, what is seen on the ground.

One reading for the whole front page, in a number of queries that does not grow with the number of indicators. What it
shows is decided here and in `score`; templates only print.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from benefits.charts import Plot
from benefits.lateness import never_reported_on, outlook
from benefits.measures import Role, Verdict
from benefits.models import Indicator, ObservationVersion, Standing
from benefits.models.standing import Timing
from benefits.observed import Observed
from benefits.periods import Period
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion
from initiatives.models import InitiativeVersion, ObjectiveVersion
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import figures
from reformtracker.web.explain import needs_action
from reformtracker.web.marks import NO_DATA, UNJUDGED

Indicators = QuerySet[Indicator] | Collection[int] | None
"""Some of the indicators, or all."""

MOVED = {Verdict.IMPROVED, Verdict.DETERIORATED}


def natural(code: str) -> tuple[tuple[int, str], ...]:
    """1.9 before 1.10, C9 before C10."""
    parts = re.findall(r"[0-9]+|[^0-9.\-]+", code)
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)


@dataclass(frozen=True)
class Line:
    """One indicator in the snapshot. `observations` are all that are public of it, in the order of their periods."""

    standing: Standing
    observations: Sequence[Observed]
    actions: Sequence[CorrectiveActionVersion]
    day: date

    @property
    def code(self) -> str:
        return str(self.standing.indicator.code)

    @cached_property
    def name(self) -> Text:
        return text(self.standing.indicator_version, "name")

    @cached_property
    def plot(self) -> Plot:
        return figures.plot_of(self.standing, self.observations, self.day)

    @property
    def latest(self) -> ObservationVersion | None:
        return self.standing.latest

    @property
    def is_context(self) -> bool:
        return self.standing.indicator.role == Role.CONTEXT

    @cached_property
    def gaps(self) -> list[str]:
        return self.standing.gaps(self.day)

    @cached_property
    def timing(self) -> Timing:
        return self.standing.timing(self.day)

    @property
    def is_late(self) -> bool:
        return self.timing.is_late

    @property
    def verdict(self) -> str:
        """The verdict given, UNJUDGED or NO_DATA. What was computed never takes its place."""
        if self.latest and self.latest.verdict:
            return str(self.latest.verdict)
        return NO_DATA if "no_data" in self.gaps else UNJUDGED

    @property
    def cause(self) -> str:
        """Asked only where something moved."""
        return str(self.latest.cause) if self.latest and self.latest.verdict in MOVED else ""

    @property
    def status(self) -> str:
        return str(self.standing.status)

    @property
    def is_comparable(self) -> bool:
        """Across a break in the series a computed status is shown and enters no count."""
        return self.latest is None or self.latest.comparable

    @property
    def needs_action(self) -> bool:
        return not self.is_context and needs_action(self.standing)

    @property
    def live_actions(self) -> list[CorrectiveActionVersion]:
        return [action for action in self.actions if action.progress != CorrectiveActionVersion.Progress.CANCELLED]

    @property
    def year(self) -> int | None:
        """Of the newest figure, the baseline's where there is no other."""
        if self.latest:
            return int(self.latest.thing.end.year)
        end = self.standing.indicator_version.baseline_end
        return end.year if end and self.standing.indicator_version.has_baseline else None

    @cached_property
    def newer(self) -> Observed | None:
        """What has been said since the latest value without giving one: missing, or withdrawn."""
        after = [seen for seen in self.observations if self.latest is None or seen.thing.end > self.latest.thing.end]
        return after[-1] if after else None

    @cached_property
    def never_reported(self) -> Sequence[Period]:
        schedule = self.standing.schedule
        if schedule is None:
            return ()
        return never_reported_on(outlook(schedule, figures.answered(self.observations)), schedule, self.day)


@dataclass(frozen=True)
class Group:
    """An initiative with its indicators; `version` is None where only its code is public."""

    code: str
    version: InitiativeVersion | None
    lines: Sequence[Line]

    @property
    def name(self) -> Text | None:
        return text(self.version, "name") if self.version else None

    @property
    def judged(self) -> list[Line]:
        return [line for line in self.lines if not line.is_context]

    @property
    def improved(self) -> int:
        return sum(line.verdict == Verdict.IMPROVED for line in self.judged)


@dataclass(frozen=True)
class Goal:
    """An objective with its initiatives."""

    code: str
    version: ObjectiveVersion | None
    groups: Sequence[Group]

    @property
    def name(self) -> Text | None:
        return text(self.version, "name") if self.version else None

    @property
    def judged(self) -> list[Line]:
        return [line for group in self.groups for line in group.judged]


@dataclass(frozen=True)
class Obstacle:
    """A challenge with what is done about it."""

    version: ChallengeVersion
    actions: Sequence[CorrectiveActionVersion]

    @property
    def initiatives(self) -> list[str]:
        return sorted((row.initiative.code for row in self.version.initiatives.all()), key=natural)

    @property
    def live_actions(self) -> list[CorrectiveActionVersion]:
        return [action for action in self.actions if action.progress != CorrectiveActionVersion.Progress.CANCELLED]


@dataclass(frozen=True)
class Overview:
    snapshot: Snapshot
    goals: Sequence[Goal]
    obstacles: Sequence[Obstacle]
    cases: Sequence[CaseStudyVersion]
    lines: Sequence[Line] = field(default=())

    @property
    def groups(self) -> list[Group]:
        return [group for goal in self.goals for group in goal.groups]

    @cached_property
    def judged(self) -> list[Line]:
        """What headlines count: outcomes and outputs."""
        return [line for line in self.lines if not line.is_context]

    def with_gap(self, gap: str) -> list[Line]:
        return [line for line in self.lines if gap in line.gaps]

    @property
    def unanswered(self) -> list[Line]:
        """Short of what was promised or worse, and nothing is done about it."""
        return [line for line in self.judged if line.needs_action and not line.live_actions]


def read(snapshot: Snapshot, initiatives: Collection[int] | None = None) -> Overview:
    """The whole framework, or what belongs to some of its initiatives."""
    chain, number = snapshot.chain, snapshot.number
    actions = list(for_reader(CorrectiveActionVersion.objects.with_content(number).of(chain.pk), "owner"))
    challenges = for_reader(ChallengeVersion.objects.with_content(number).of(chain.pk), "responsible")
    cases = for_reader(CaseStudyVersion.objects.with_content(number).of(chain.pk))
    indicators = None
    if initiatives is not None:
        challenges = challenges.filter(initiatives__initiative__in=initiatives).distinct()
        cases = cases.filter(initiatives__initiative__in=initiatives).distinct()
        indicators = Indicator.objects.filter(initiative__in=initiatives)
    lines = read_lines(snapshot, actions, indicators)
    by_challenge: dict[int, list[CorrectiveActionVersion]] = defaultdict(list)
    for action in actions:
        by_challenge[action.thing.challenge_id].append(action)
    return Overview(
        snapshot=snapshot,
        goals=_goals(snapshot, lines, initiatives),
        obstacles=[Obstacle(version, by_challenge[version.thing_id]) for version in challenges],
        cases=list(cases),
        lines=lines,
    )


def read_lines(
    snapshot: Snapshot,
    actions: Iterable[CorrectiveActionVersion],
    indicators: Indicators = None,
    *,
    with_observations: bool = True,
) -> list[Line]:
    """All indicators, or some; without their observations where a page tells of no period but the latest."""
    rows = Standing.objects.at(snapshot.number).of(snapshot.chain.pk)
    standings = for_reader(
        rows if indicators is None else rows.filter(indicator__in=indicators),
        *("indicator__unit", "indicator_version", "indicator_version__baseline_level", "latest", "latest__level"),
        "judged_against__level",
    )
    prefetch_related_objects([one.indicator for one in standings if one.indicator.is_qualitative], "levels")
    moving: dict[int, list[CorrectiveActionVersion]] = defaultdict(list)
    for action in actions:
        for row in action.indicators.all():
            moving[row.indicator_id].append(action)
    seen = _observations(snapshot, standings, indicators) if with_observations else {}
    found = []
    for standing in standings:
        standing.indicator_version.thing = standing.indicator
        found.append(Line(standing, seen.get(standing.indicator_id, ()), moving[standing.indicator_id], snapshot.day))
    return sorted(found, key=lambda line: natural(line.code))


def _observations(
    snapshot: Snapshot, standings: Iterable[Standing], indicators: Indicators
) -> dict[int, list[Observed]]:
    """By indicator, in the order of their periods, without their texts."""
    levels = {level.pk: level for standing in standings for level in figures.levels(standing)}
    rows = ObservationVersion.objects.published(snapshot.number)
    if indicators is not None:
        rows = rows.filter(thing__indicator__in=indicators)
    found: dict[int, list[Observed]] = defaultdict(list)
    for one in rows.in_brief(snapshot.chain.pk, levels):
        found[one.indicator_id].append(one)
    return found


def _goals(snapshot: Snapshot, lines: Iterable[Line], wanted: Collection[int] | None) -> list[Goal]:
    """By objective and initiative, in the order of their codes; those without indicators are there too."""
    chain, number = snapshot.chain, snapshot.number
    objectives = {v.thing.code: v for v in for_reader(ObjectiveVersion.objects.with_content(number).of(chain.pk))}
    rows = for_reader(InitiativeVersion.objects.with_content(number).of(chain.pk))
    initiatives = {v.thing.code: v for v in (rows if wanted is None else rows.filter(thing__in=wanted))}
    parents: dict[str, set[str]] = defaultdict(set, {code: set() for code in (objectives if wanted is None else ())})
    for version in initiatives.values():
        parents[version.thing.objective.code].add(version.thing.code)
    members: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        initiative: Any = line.standing.indicator.initiative
        members[initiative.code].append(line)
        parents[initiative.objective.code].add(initiative.code)
    return [
        Goal(
            code,
            objectives.get(code),
            [Group(child, initiatives.get(child), members[child]) for child in sorted(parents[code], key=natural)],
        )
        for code in sorted(parents, key=natural)
    ]
