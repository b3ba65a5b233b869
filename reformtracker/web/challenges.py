"""The register of challenges: what got in the way, what is done about it, and where nothing is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies.models import ChallengeVersion, CorrectiveActionVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import answers, marks, numbers, references, sentences
from reformtracker.web.marks import NONE_RECORDED, Mark
from reformtracker.web.overview import Line, natural, read_lines
from reformtracker.web.references import Reference
from reformtracker.web.score import status_mark

PLANNED, IN_PROGRESS, DONE, CANCELLED = CorrectiveActionVersion.Progress
ENDED = {DONE, CANCELLED}


@dataclass(frozen=True)
class Action:
    """A corrective action. `notice` is its withdrawal: `version` itself, or one that came after the snapshot."""

    version: CorrectiveActionVersion
    notice: CorrectiveActionVersion | None
    moves: Sequence[Line]
    day: date

    @property
    def code(self) -> str:
        return str(self.version.thing.code)

    @property
    def is_live(self) -> bool:
        return not self.version.is_withdrawal and self.version.progress != CANCELLED

    @property
    def title(self) -> Text:
        return text(self.version, "title")

    @property
    def notes(self) -> list[Text]:
        """What is done, and how far it has come."""
        return [said for said in (text(self.version, "text"), text(self.version, "progress_note")) if said.value]

    @property
    def progress(self) -> Mark:
        return marks.action(self.version.progress)

    @property
    def owner(self) -> Text | None:
        return text(self.version.owner, "name") if self.version.owner else None

    @property
    def days_over(self) -> int:
        """Since its date, to the day shown; what is done or given up is never overdue."""
        due = self.version.due
        return max((self.day - due).days, 0) if due and self.version.progress not in ENDED else 0

    @property
    def due(self) -> str:
        return numbers.until(self.version.due) if self.version.due else _("no date")

    @property
    def overdue(self) -> str:
        if not self.days_over:
            return ""
        said = ngettext("overdue by %(days)s day", "overdue by %(days)s days", self.days_over)
        return said % {"days": numbers.number(Decimal(self.days_over))}

    @property
    def indicators(self) -> list[tuple[Line, Mark | None]]:
        """Those that it should move, each as it stands."""
        return [(line, status_mark(line)) for line in self.moves]

    @property
    def sources(self) -> list[Reference]:
        return references.references(self.version.citations.all())


@dataclass(frozen=True)
class Entry:
    """A challenge with what is done about it. `version` is null where only its code is public, through an action."""

    code: str
    version: ChallengeVersion | None
    notice: ChallengeVersion | None
    actions: Sequence[Action]

    @property
    def counts(self) -> bool:
        return self.version is not None and not self.version.is_withdrawal

    @property
    def title(self) -> Text | None:
        return text(self.version, "title") if self.version and self.counts else None

    @property
    def about(self) -> Text | None:
        return text(self.version, "text") if self.version and self.counts else None

    @property
    def condition(self) -> str:
        return str(ChallengeVersion.Condition(self.version.condition).label) if self.version else ""

    @property
    def responsible(self) -> Text | None:
        return text(self.version.responsible, "name") if self.version and self.version.responsible else None

    @property
    def initiatives(self) -> list[str]:
        rows = self.version.initiatives.all() if self.version else ()
        return sorted((row.initiative.code for row in rows), key=natural)

    @property
    def sources(self) -> list[Reference]:
        return references.references(self.version.citations.all()) if self.version else []

    @property
    def live_actions(self) -> list[Action]:
        return [action for action in self.actions if action.is_live]

    @property
    def reach(self) -> str:
        """How far the answer has come: done once every action is, under way once one has begun."""
        found = {action.version.progress for action in self.live_actions}
        if not found:
            return NONE_RECORDED
        if found == {DONE}:
            return str(DONE)
        return str(PLANNED if found == {PLANNED} else IN_PROGRESS)

    @property
    def span(self) -> int:
        """Rows of the table: one for each action, and one to say that none of them is live."""
        return max(len(self.actions) + (self.counts and not self.live_actions), 1)

    @property
    def nothing(self) -> Mark:
        return Mark("a-none", marks.SHORT, _("no corrective action recorded"))


@dataclass(frozen=True)
class Tally:
    """Challenges by how far the answer has come; the first few are named."""

    title: str
    mark: Mark
    entries: Sequence[Entry]

    FEW = 6

    @property
    def named(self) -> Sequence[Entry]:
        return self.entries[: self.FEW]

    @property
    def rest(self) -> int:
        return len(self.entries) - len(self.named)


@dataclass(frozen=True)
class Register:
    """`entries`: those without an action first, withdrawn ones last. `unanswered`: indicators short of what was
    promised or worse, about which nothing is done."""

    entries: Sequence[Entry]
    unanswered: Sequence[Line]

    @cached_property
    def counted(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.counts]

    @cached_property
    def actions(self) -> list[Action]:
        return [action for entry in self.entries for action in entry.live_actions]


def read(snapshot: Snapshot) -> Register:
    """In a number of queries that does not grow with the record."""
    number, chain = snapshot.number, snapshot.chain
    challenges = ChallengeVersion.objects.published(number).of(chain.pk).select_related("release")
    published = CorrectiveActionVersion.objects.published(number).of(chain.pk).select_related("release")
    versions, steps = list(challenges), list(published)
    lines = read_lines(snapshot, steps, with_observations=False)
    notices = {one.thing_id: one for one in ChallengeVersion.objects.withdrawn_after(number).of(chain.pk)}
    later = {one.thing_id: one for one in CorrectiveActionVersion.objects.withdrawn_after(number).of(chain.pk)}
    actions = _actions(snapshot.day, steps, lines, later)
    entries = [
        _entry(version.thing.code, version, notices, actions.pop(version.thing.code, ())) for version in versions
    ]
    entries += [_entry(code, None, notices, left) for code, left in actions.items()]
    return Register(
        entries=sorted(entries, key=lambda entry: (not entry.counts, bool(entry.live_actions), natural(entry.code))),
        unanswered=[line for line in lines if not line.is_context and line.needs_action and not line.live_actions],
    )


def _actions(
    day: date,
    versions: Iterable[CorrectiveActionVersion],
    lines: Iterable[Line],
    later: Mapping[int, CorrectiveActionVersion],
) -> dict[str, list[Action]]:
    """By the code of the challenge that they answer."""
    by_indicator = {line.standing.indicator_id: line for line in lines}
    found: dict[str, list[Action]] = defaultdict(list)
    for version in sorted(versions, key=lambda version: natural(version.thing.code)):
        moved = [by_indicator.get(row.indicator_id) for row in version.indicators.all()]
        notice = version if version.is_withdrawal else later.get(version.thing_id)
        found[version.thing.challenge.code].append(Action(version, notice, [line for line in moved if line], day))
    return found


def _entry(
    code: str, version: ChallengeVersion | None, later: Mapping[int, ChallengeVersion], actions: Sequence[Action]
) -> Entry:
    notice = None
    if version:
        notice = version if version.is_withdrawal else later.get(version.thing_id)
    return Entry(code, version, notice, actions)


# ---------- the answer ----------
def answer(register: Register) -> str:
    """How many there are, how many are answered, which are not; then what is known of dates."""
    total = len(register.counted)
    if not total:
        return _("No challenge has been published.")
    said = ngettext("%(count)d challenge is recorded.", "%(count)d challenges are recorded.", total)
    return sentences.together(said % {"count": total}, *_answered(register), *_dated(register))


def _answered(register: Register) -> Iterator[str]:
    without = [entry.code for entry in register.counted if not entry.live_actions]
    answered = len(register.counted) - len(without)
    if not answered:
        yield _("None has a corrective action.")
        return
    if not without:
        yield _("Each has a corrective action.")
        return
    said = ngettext("%(count)d has a corrective action.", "%(count)d have a corrective action.", answered)
    yield said % {"count": answered}
    if len(without) > answers.FEW:
        said = ngettext("For %(count)d none is recorded.", "For %(count)d none is recorded.", len(without))
        yield said % {"count": len(without)}
    else:
        yield _("None is recorded for %(codes)s.") % {"codes": answers.listed(without)}


def _dated(register: Register) -> Iterator[str]:
    if not register.actions:
        return
    dated = sum(action.version.due is not None for action in register.actions)
    over = sum(bool(action.days_over) for action in register.actions)
    if not dated:
        yield _("No action has a published date.")
        return
    total = len(register.actions)
    said = ngettext(
        "A date is published for %(count)d of %(total)d action.",
        "A date is published for %(count)d of %(total)d actions.",
        total,
    )
    yield said % {"count": dated, "total": total}
    if over:
        yield ngettext("%(count)d is overdue.", "%(count)d are overdue.", over) % {"count": over}


def tallies(register: Register) -> list[Tally]:
    titles = {
        NONE_RECORDED: _("Nothing recorded"),
        PLANNED: _("Action planned"),
        IN_PROGRESS: _("Action under way"),
        DONE: _("Action taken"),
    }
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in register.counted:
        found[entry.reach].append(entry)
    return [_tally(str(reach), title, found[str(reach)]) for reach, title in titles.items()]


def _tally(reach: str, title: str, entries: Sequence[Entry]) -> Tally:
    shape = marks.action(reach)
    count = ngettext("%(count)d challenge", "%(count)d challenges", len(entries)) % {"count": len(entries)}
    return Tally(title, Mark(shape.symbol, shape.css if entries else marks.UNKNOWN, count), entries)


def states(register: Register) -> str:
    """ "Open: 2; Answered: 7; Closed: 0"."""
    found = Counter(entry.version.condition for entry in register.counted if entry.version)
    return numbers.convention().semicolon.join(
        _("%(kind)s: %(count)d") % {"kind": sentences.capital(str(state.label)), "count": found[state]}
        for state in ChallengeVersion.Condition
    )
