"""One initiative as its page shows it: what was expected, its indicators, what got in the way, what is seen on the ground."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.charts import Panel
from benefits.measures import Cause, Status, Verdict
from benefits.models import ObservationCitation
from benefits.observed import Observed
from initiatives.models import InitiativeVersion, ObjectiveVersion, Phase
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Citation
from reformtracker.web import answers, figures, listing, marks, numbers, overview, references, sentences
from reformtracker.web.facts import Fact
from reformtracker.web.marks import NO_DATA, UNJUDGED
from reformtracker.web.overview import MOVED, Line, Overview
from reformtracker.web.page import FrameworkPage

MOST_PERIODS = 3
WELL = {Status.ACHIEVED, Status.ON_TRACK}


@dataclass(frozen=True)
class Reading:
    """`overview` is that of this initiative alone; `notice` a withdrawal that came after the snapshot."""

    version: InitiativeVersion
    objective: ObjectiveVersion | None
    overview: Overview
    notice: InitiativeVersion | None

    @property
    def code(self) -> str:
        return str(self.version.thing.code)

    @cached_property
    def judged(self) -> list[Line]:
        return self.overview.judged

    @cached_property
    def context(self) -> list[Line]:
        return [line for line in self.overview.lines if line.is_context]

    @property
    def qualitative(self) -> list[Line]:
        return [line for line in self.judged if has_band(line)]

    @property
    def drawn(self) -> list[Line]:
        """Numbers that can be compared with something: a baseline, another period or a target."""
        return [line for line in self.judged if not line.standing.indicator.is_qualitative and is_comparison(line)]


def has_band(line: Line) -> bool:
    return line.standing.indicator.is_qualitative and line.latest is not None


def is_comparison(line: Line) -> bool:
    plot = line.plot
    return len(plot.series) + len(plot.aims) > 1


def read(snapshot: Snapshot, code: str) -> Reading:
    """In a number of queries that does not grow with the indicators; 404 for what is not public in the snapshot."""
    number, chain = snapshot.number, snapshot.chain
    version = (
        InitiativeVersion.objects.published(number)
        .of(chain.pk)
        .filter(thing__code=code)
        .select_related("release")
        .prefetch_related("leads__entity", "goals", "citations__document")
        .first()
    )
    if version is None:
        raise Http404(code)
    parent = ObjectiveVersion.objects.with_content(number).of(chain.pk).filter(thing=version.thing.objective_id)
    objective = parent.first()
    return Reading(
        version=version,
        objective=objective,
        overview=Overview(snapshot, (), (), ())
        if version.is_withdrawal
        else overview.read(snapshot, [version.thing_id]),
        notice=InitiativeVersion.objects.withdrawn_after(number).filter(thing=version.thing).first(),
    )


# ---------- the answer and its four facts ----------
def answer(lines: Sequence[Line]) -> str:
    """ "Improved on 1 of 3 indicators; 1 unchanged; 1 too early to say." """
    if not lines:
        return _("No indicator has been published here yet.")
    counts = Counter(line.verdict for line in lines)
    names = {"count": counts[Verdict.IMPROVED], "total": len(lines)}
    first = ngettext(
        "Improved on %(count)d of %(total)d indicator", "Improved on %(count)d of %(total)d indicators", len(lines)
    )
    return answers.joined(first % names, *_others(counts)) + numbers.convention().stop


def _others(counts: Counter[str]) -> list[str]:
    said = {
        Verdict.DETERIORATED: ngettext(
            "%(count)d deteriorated", "%(count)d deteriorated", counts[Verdict.DETERIORATED]
        ),
        Verdict.UNCHANGED: ngettext("%(count)d unchanged", "%(count)d unchanged", counts[Verdict.UNCHANGED]),
        Verdict.TOO_EARLY: ngettext(
            "%(count)d too early to say", "%(count)d too early to say", counts[Verdict.TOO_EARLY]
        ),
        UNJUDGED: ngettext("%(count)d not yet judged", "%(count)d not yet judged", counts[UNJUDGED]),
        NO_DATA: ngettext("%(count)d without data", "%(count)d without data", counts[NO_DATA]),
    }
    return [sentence % {"count": counts[word]} for word, sentence in said.items() if counts[word]]


def facts(shown: Reading) -> list[Fact]:
    return [*judgements(shown.judged), _phase(shown.version)]


def judgements(lines: Sequence[Line]) -> list[Fact]:
    """Better or worse, because of what, and against the target."""
    return [_verdicts(lines), _causes(lines), _statuses(lines)]


def _verdicts(lines: Sequence[Line]) -> Fact:
    counts = Counter(line.verdict for line in lines)
    reasons = _others(counts)
    if lines and not counts[Verdict.DETERIORATED]:
        reasons.insert(0, _("none deteriorated"))
    return Fact(_("Since the reform"), None, listing.tally(lines), tuple(reasons))


def _causes(lines: Sequence[Line]) -> Fact:
    moved = [line for line in lines if line.verdict in MOVED]
    counts = Counter(line.cause or Cause.NOT_ASSESSED.value for line in moved)
    if not counts:
        return Fact(_("Cause"), None, numbers.NOT_PUBLISHED, (_("asked where something moved"),))
    (first, _count), *others = counts.most_common()
    if not others:
        count = len(moved)
        said = ngettext("for the %(count)d that moved", "for the %(count)d that moved", count) % {"count": count}
        return Fact(_("Cause"), marks.cause(first), "", (said,))
    colon = numbers.convention().colon
    parts = tuple(f"{marks.cause(word).word}{colon}{count}" for word, count in counts.most_common())
    return Fact(_("Cause"), None, _("differs"), parts)


def _statuses(lines: Sequence[Line]) -> Fact:
    """Across a break in the series a status enters no count."""
    aimed_at = [line for line in lines if line.standing.indicator_version.targets.all()]
    counts = Counter(line.status for line in aimed_at if line.is_comparable and line.status)
    broken = sum(not line.is_comparable for line in aimed_at)
    late = [line for line in lines if line.is_late]
    aimed = len(aimed_at) - broken
    well = counts[Status.ACHIEVED] + counts[Status.ON_TRACK]
    word = _("no target published")
    if aimed:
        word = ngettext("%(count)d of %(total)d on track", "%(count)d of %(total)d on track", aimed) % {
            "count": well,
            "total": aimed,
        }
    colon = numbers.convention().colon
    parts = [
        f"{marks.status(one).word}{colon}{counts[one]}" for one in marks.STATUSES if counts[one] and one not in WELL
    ]
    if broken:
        said = ngettext("%(count)d across a break, not counted", "%(count)d across a break, not counted", broken)
        parts.append(said % {"count": broken})
    parts += [f"{line.code}{colon}{sentences.late_by(line.timing.days_late)}" for line in late[:2]]
    return Fact(_("Against its target"), None, word, tuple(parts) if aimed else ())


def _phase(version: InitiativeVersion) -> Fact:
    label = str(Phase(version.phase).label)
    return Fact(_("Phase"), None, sentences.capital(label), ())


def goals(page: FrameworkPage, version: InitiativeVersion) -> list[Text]:
    """The original goals of the reform that it answers, the main ones first."""
    names = {goal.code: text(goal, "name") for goal in page.framework.goals.all()}
    answered = sorted(version.goals.all(), key=lambda goal: (not goal.is_main, goal.position))
    return [names[goal.code] for goal in answered if goal.code in names]


# ---------- qualitative indicators, context figures, cases ----------
class Bands(NamedTuple):
    """`words` and `unit`: title and unit of the panel, in whatever language they are."""

    panel: Panel
    words: Text
    unit: Text
    sources: str


def bands(page: FrameworkPage, lines: Sequence[Line]) -> list[Bands]:
    """Each qualitative indicator as its rubric's named levels."""
    found = []
    for line in lines:
        source = references.line(line.latest.citations.all()) if line.latest else ""
        panel = figures.panel_of(
            line.plot,
            sentences.spoken(line.standing),
            url=page.link("indicator", code=line.code),
        )
        unit = text(line.standing.indicator_version, "unit_label")
        found.append(Bands(panel, line.name, unit, source))
    return found


class ContextRow(NamedTuple):
    line: Line
    unit: Text
    values: tuple[str, ...]
    sources: str


class Context(NamedTuple):
    periods: tuple[str, ...]
    rows: tuple[ContextRow, ...]
    left_out: bool


def context(lines: Sequence[Line]) -> Context | None:
    """Context figures by period, the newest ones; the page of each indicator has them all."""
    spans = {one.thing.period: (one.thing.end, one.thing.start) for line in lines for one in line.observations}
    if not spans:
        return None
    ordered = sorted(spans, key=lambda code: spans[code])
    newest = ordered[-MOST_PERIODS:]
    shown = {line.code: _newest(line, newest) for line in lines}
    sources = _sources(one.pk for seen in shown.values() for one in seen if one)
    rows = tuple(_context_row(line, shown[line.code], sources) for line in lines)
    return Context(tuple(numbers.period(code) for code in newest), rows, len(ordered) > len(newest))


def _newest(line: Line, periods: Sequence[str]) -> list[Observed | None]:
    seen = {one.thing.period: one for one in line.observations}
    return [seen.get(code) for code in periods]


def _sources(versions: Iterable[int]) -> dict[int, list[Citation]]:
    """By version of an observation."""
    found: dict[int, list[Citation]] = defaultdict(list)
    for citation in ObservationCitation.objects.filter(version__in=list(versions)).select_related("document"):
        found[citation.version_id].append(citation)
    return found


def _context_row(line: Line, seen: Sequence[Observed | None], sources: Mapping[int, list[Citation]]) -> ContextRow:
    version = line.standing.indicator_version
    values = tuple(_figure(one, version.decimals) for one in seen)
    cited = [citation for one in seen if one for citation in sources.get(one.pk, ())]
    return ContextRow(line, text(version, "unit_label"), values, references.line(cited))


def _figure(seen: Observed | None, decimals: int) -> str:
    return numbers.value(seen.value, qualifier=seen.qualifier, decimals=decimals) if seen else numbers.NOT_PUBLISHED


class Case(NamedTuple):
    url: str
    places: tuple[Text, ...]
    title: Text
    why: Text
    sources: str


def cases(page: FrameworkPage, shown: Reading) -> list[Case]:
    """Those whose main initiative this is come first."""
    found = []
    for version in shown.overview.cases:
        link = next(one for one in version.initiatives.all() if one.initiative_id == shown.version.thing_id)
        why = text(link, "why")
        said = why if why.value else text(version, "summary")
        url = page.link("case-study", slug=version.thing.slug)
        places = tuple(text(one.country, "name") for one in version.places.all())
        case = Case(url, places, text(version, "title"), said, references.line(version.citations.all()))
        found.append((link.position > 0, version.thing.slug, case))
    return [case for _aside, _slug, case in sorted(found, key=lambda entry: entry[:2])]
