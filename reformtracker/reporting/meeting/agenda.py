"""What a review meeting has to look at, weighed from the published record of one release.

One item for each indicator, with all its reasons; the heaviest decides where it stands. An overdue action is an item of its own where
no item tells of an indicator that it should move; a challenge without an action always is, for no indicator leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Change, Status, Verdict
from casestudies.models import ChallengeVersion
from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import Text
from reformtracker.reporting import reading
from reformtracker.reporting.outline import Outline
from reformtracker.reporting.reading import Told
from reformtracker.reporting.writing import named
from reformtracker.web import marks, numbers, rows, sentences
from reformtracker.web.challenges import Action, Entry
from reformtracker.web.marks import NO_DATA, NONE_RECORDED, UNJUDGED
from reformtracker.web.overview import Group, Line, natural


class Reason(IntEnum):
    """In the order of weight."""

    WORSE = 1
    BEHIND = 2
    LATE = 3
    UNJUDGED = 4
    OVERDUE = 5
    UNANSWERED = 6


@dataclass(frozen=True)
class Item:
    """`key` stays the same from meeting to meeting: `indicator.2.4.2`, `challenge.C2`, `action.C1.1`. `said`: the reasons in words.

    `line` and `group` are those of an indicator, `entry` that of a challenge or of an action. `actions` and `challenges` bear on it.
    """

    key: str
    name: Text
    reasons: tuple[Reason, ...]
    said: tuple[str, ...]
    line: Line | None = None
    group: Group | None = None
    entry: Entry | None = None
    actions: Sequence[Action] = ()
    challenges: Sequence[Entry] = ()

    @property
    def indicators(self) -> list[Line]:
        """Those that a decision on it should move."""
        if self.line:
            return [self.line]
        moved = (line for action in self.actions for line in action.moves)
        return list({line.code: line for line in moved}.values()) if self.key.startswith("action.") else []


def read(chain: Chain, release: int, day: date) -> Told:
    """In the active language; days are counted to that of the meeting. Raises `OutsideTheRecord`."""
    return reading.read(chain, Outline(release), day=day)


def agenda(told: Told) -> list[Item]:
    measured = list(_indicators(told))
    covered = {item.line.code for item in measured if item.line}
    found = [*measured, *_overdue(told.register.entries, covered), *_unanswered(told.register.counted)]
    return sorted(found, key=lambda item: (item.reasons[0], natural(item.key)))


def of_key(told: Told, key: str) -> Text:
    """What an item of an earlier meeting was about, as far as the record still tells."""
    sort, _dot, code = key.partition(".")
    names: dict[str, Text | None] = {}
    if sort == "indicator":
        names = {line.code: line.name for line in told.overview.lines}
    elif sort == "challenge":
        names = {entry.code: entry.title for entry in told.register.counted}
    else:
        names = {action.code: action.title for action in actions_of(told).values()}
    return named(code, names.get(code))


def actions_of(told: Told) -> Mapping[int, Action]:
    """By thing: those that are public, withdrawn ones among them."""
    return {action.version.thing_id: action for entry in told.register.entries for action in entry.actions}


# ---------- indicators ----------
def _indicators(told: Told) -> Iterator[Item]:
    known = actions_of(told)
    for group in told.overview.groups:
        for line in group.lines:
            actions = [known[one.thing_id] for one in line.actions if one.thing_id in known]
            reasons = dict(_of_line(line, actions))
            if set(reasons) - {Reason.OVERDUE}:
                yield Item(
                    key=f"indicator.{line.code}",
                    name=named(line.code, line.name),
                    reasons=tuple(reasons),
                    said=tuple(reasons.values()),
                    line=line,
                    group=group,
                    actions=actions,
                    challenges=list(_bearing(told.register.counted, group, actions)),
                )


def _of_line(line: Line, actions: Iterable[Action]) -> Iterator[tuple[Reason, str]]:
    if not line.is_context:
        yield from _against(line)
    if late := _late(line):
        yield Reason.LATE, late
    if not line.is_context and line.verdict in (UNJUDGED, NO_DATA):
        yield Reason.UNJUDGED, marks.verdict(line.verdict).word
    if over := [action for action in actions if action.days_over]:
        yield Reason.OVERDUE, _said_overdue(over)


def _against(line: Line) -> Iterator[tuple[Reason, str]]:
    if line.verdict == Verdict.DETERIORATED:
        yield Reason.WORSE, marks.verdict(line.verdict).word
    elif line.status == Status.WORSENING:
        yield Reason.WORSE, marks.status(line.status).word
    elif line.standing.change == Change.DETERIORATED:
        yield Reason.WORSE, _("the figures alone say: %(change)s") % {"change": label(Change.DETERIORATED)}
    if line.status == Status.BEHIND:
        yield Reason.BEHIND, marks.status(line.status).word


def _late(line: Line) -> str:
    late = sentences.late_by(line.timing.days_late) if line.is_late else ""
    periods = rows.never_reported(line.standing, line.observations, line.day)
    never = _("never reported: %(periods)s") % {"periods": periods} if periods else ""
    return numbers.convention().semicolon.join(said for said in (late, never) if said)


def _bearing(entries: Iterable[Entry], group: Group, actions: Sequence[Action]) -> Iterator[Entry]:
    """Challenges whose actions should move it, and those of its initiative that are not answered yet."""
    answered = {str(action.version.thing.challenge.code) for action in actions}
    for entry in entries:
        if entry.code in answered or (
            group.code in entry.initiatives and entry.reach == NONE_RECORDED and _is_open(entry)
        ):
            yield entry


# ---------- challenges and actions ----------
def _overdue(entries: Iterable[Entry], covered: Set[str]) -> Iterator[Item]:
    for entry in entries:
        for action in entry.live_actions:
            if action.days_over and covered.isdisjoint({line.code for line in action.moves}):
                name, said = named(action.code, action.title), (action.overdue,)
                yield Item(f"action.{action.code}", name, (Reason.OVERDUE,), said, entry=entry, actions=[action])


def _unanswered(entries: Iterable[Entry]) -> Iterator[Item]:
    for entry in entries:
        if not entry.live_actions and _is_open(entry):
            name, said = named(entry.code, entry.title), (entry.nothing.word,)
            yield Item(f"challenge.{entry.code}", name, (Reason.UNANSWERED,), said, entry=entry)


def _is_open(entry: Entry) -> bool:
    return entry.version is not None and entry.version.condition != ChallengeVersion.Condition.CLOSED


def _said_overdue(actions: Iterable[Action]) -> str:
    style = numbers.convention()
    return style.comma.join(f"{action.code}{style.colon}{action.overdue}" for action in actions)
