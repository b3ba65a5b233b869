"""An initiative on its way from benefits management to continuous improvement (A/75/202, paras 16 and 55): what was achieved, what
stays open, and who goes on with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.measures import Verdict
from casestudies.models import ChallengeVersion, CorrectiveActionVersion
from initiatives.models import Entity, InitiativeVersion, Phase
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import answers, marks, numbers, rows, sentences
from reformtracker.web.challenges import ENDED, Action
from reformtracker.web.initiative import WELL, Reading
from reformtracker.web.marks import NO_DATA, UNJUDGED, Mark
from reformtracker.web.overview import Line, Obstacle
from reformtracker.web.score import status_mark


class Step(NamedTuple):
    """The initiative came into this phase with that release."""

    phase: str
    day: str
    release: int


class Achieved(NamedTuple):
    line: Line
    mark: Mark
    said: str


class Open(NamedTuple):
    """`why`: each reason in words."""

    line: Line
    why: tuple[str, ...]


class Keeper(NamedTuple):
    """An entity, and for what it is named."""

    name: Text
    roles: tuple[str | Text, ...]


@dataclass(frozen=True)
class Handover:
    answer: str
    steps: Sequence[Step]
    achieved: Sequence[Achieved]
    open: Sequence[Open]
    tasks: Sequence[Action]
    unanswered: Sequence[Text]
    keepers: Sequence[Keeper]


def handover(shown: Reading) -> Handover:
    snapshot, obstacles = shown.overview.snapshot, _pending(shown.overview.obstacles)
    tasks, steps = _tasks(obstacles, snapshot), phases(shown.version, snapshot.number)
    open_ones = list(_open(shown.judged))
    return Handover(
        answer=_answer(shown.version, steps, len(open_ones), len(tasks)),
        steps=steps,
        achieved=list(_achieved(shown.judged)),
        open=open_ones,
        tasks=tasks,
        unanswered=[text(one.version, "title") for one in obstacles if not one.live_actions],
        keepers=_keepers(shown.version, tasks, obstacles),
    )


def phases(version: InitiativeVersion, release: int) -> list[Step]:
    """Those that the initiative came into up to this release: each by a version that somebody wrote and another approved."""
    rows = InitiativeVersion.objects.published_by(release).filter(thing=version.thing_id).select_related("release")
    known = [one for one in rows.order_by("from_release") if not one.is_withdrawal]
    changed = known[:1] + [after for before, after in pairwise(known) if after.phase != before.phase]
    return [_step(one) for one in changed]


def _step(version: InitiativeVersion) -> Step:
    release = version.release
    day = numbers.day(release.released_at.date()) if release and release.released_at else ""
    return Step(sentences.capital(str(Phase(version.phase).label)), day, version.from_release or 0)


def _pending(obstacles: Iterable[Obstacle]) -> list[Obstacle]:
    return [one for one in obstacles if one.version.condition != ChallengeVersion.Condition.CLOSED]


def _tasks(obstacles: Iterable[Obstacle], snapshot: Snapshot) -> list[Action]:
    """What is neither done nor given up."""
    live: Iterable[CorrectiveActionVersion] = (action for one in obstacles for action in one.live_actions)
    return [Action(action, None, (), snapshot.day) for action in live if action.progress not in ENDED]


# ---------- the answer ----------
def _answer(version: InitiativeVersion, steps: Sequence[Step], open_ones: int, tasks: int) -> str:
    return sentences.together(_stands(Phase(version.phase), steps[-1].day if steps else ""), _rest(open_ones, tasks))


def _rest(open_ones: int, tasks: int) -> str:
    said = []
    if open_ones:
        pattern = ngettext("%(count)d indicator stays open", "%(count)d indicators stay open", open_ones)
        said.append(pattern % {"count": open_ones})
    if tasks:
        pattern = ngettext(
            "%(count)d corrective action is not done yet", "%(count)d corrective actions are not done yet", tasks
        )
        said.append(pattern % {"count": tasks})
    if not said:
        return _("Nothing that is published stays open.")
    return f"{sentences.capital(answers.joined(*said))}{numbers.convention().stop}"


def _stands(phase: Phase, day: str) -> str:
    match phase:
        case Phase.CONTINUOUS_IMPROVEMENT:
            return _("Handed over to continuous improvement on %(day)s.") % {"day": day}
        case Phase.CLOSED:
            return _("Closed on %(day)s.") % {"day": day}
    return _("Not handed over yet: its benefits are still managed.")


# ---------- what was achieved, and what was not ----------
def _achieved(lines: Iterable[Line]) -> Iterator[Achieved]:
    for line in lines:
        if mark := _well(line):
            yield Achieved(line, mark, sentences.spoken(line.standing))


def _well(line: Line) -> Mark | None:
    """Better, or as far as was promised; across a break in the series no status counts."""
    if line.verdict == Verdict.IMPROVED:
        return marks.verdict(line.verdict)
    return status_mark(line) if line.is_comparable and line.status in WELL else None


def _open(lines: Iterable[Line]) -> Iterator[Open]:
    for line in lines:
        if why := tuple(_reasons(line)):
            yield Open(line, why)


def _reasons(line: Line) -> Iterator[str]:
    if line.verdict in (UNJUDGED, NO_DATA):
        yield marks.verdict(line.verdict).word
    if line.needs_action:
        yield _needed(line)
    if line.is_late:
        yield sentences.timing(line.standing, line.day)
    if periods := rows.never_reported(line.standing, line.observations, line.day):
        yield _("never reported: %(periods)s") % {"periods": periods}


def _needed(line: Line) -> str:
    if line.verdict == Verdict.DETERIORATED:
        return marks.verdict(line.verdict).word
    mark = status_mark(line)
    return mark.word if mark else ""


# ---------- who goes on ----------
def _keepers(version: InitiativeVersion, tasks: Sequence[Action], obstacles: Sequence[Obstacle]) -> list[Keeper]:
    """Lead entities in their order, then who owns what is still to be done, then who answers for what is open."""
    found: dict[int, tuple[Text, list[str | Text]]] = {}
    for lead in version.leads.all():
        _named(found, lead.entity, _("leads the initiative"))
    for task in tasks:
        _named(found, task.version.owner, task.title)
    for one in obstacles:
        _named(found, one.version.responsible, text(one.version, "title"))
    return [Keeper(name, tuple(roles)) for name, roles in found.values()]


def _named(found: dict[int, tuple[Text, list[str | Text]]], entity: Entity | None, role: str | Text) -> None:
    if entity is not None:
        found.setdefault(entity.pk, (text(entity, "name"), []))[1].append(role)
