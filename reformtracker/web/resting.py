"""What became of a paragraph: everything in the published record that rests on it, paragraph by paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.models import IndicatorCitation, IndicatorVersion, ObservationVersion
from casestudies.models import CaseParagraph, CaseStudyVersion
from initiatives.models import FrameworkVersion, MilestoneVersion
from reformtracker.api.references import citations, live
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Citation, Document
from reformtracker.web import numbers, references, sentences
from reformtracker.web.addresses import address, at
from reformtracker.web.documents import Record, Source, over_all_kinds
from reformtracker.web.overview import natural
from reformtracker.web.page import SitePage
from reformtracker.web.publications import title_of

MOST = 20
"""Versions of one kind under one paragraph; the rest are counted."""
LONGEST = 60
"""A range of more paragraphs than this stands at its first one only."""

OPENING = ("title", "lead", "summary")
FOOTNOTES = ("fn", "footnote", "note")


class Item(NamedTuple):
    """One thing. `said` is what of it, or its value, and the range by which it covers the paragraph."""

    url: str
    code: str
    name: Text
    said: str
    notes: tuple[Text, ...]
    framework: FrameworkVersion


class Group(NamedTuple):
    title: str
    items: Sequence[Item]
    rest: int


class Paragraph(NamedTuple):
    """`short` is its number or word alone."""

    short: str
    place: str
    anchor: str
    groups: Sequence[Group]

    @property
    def is_invented(self) -> bool:
        return all(item.framework.thing.chain.is_demo for group in self.groups for item in group.items)


@dataclass
class Cited:
    """A version under one paragraph: the citations that point there, and whether a paragraph of the case sums it up."""

    version: Any
    by: list[Any] = field(default_factory=list)
    sums_up: bool = False


@dataclass
class Slot:
    """A paragraph while it is being filled: by rank of the kind, then by version."""

    name: str
    cited: dict[int, dict[int, Cited]] = field(default_factory=lambda: defaultdict(dict))
    rest: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def paragraphs(page: SitePage, public: Record, source: Source) -> list[Paragraph]:
    """In the order of the document, in a number of queries that does not grow with what rests on it."""
    slots: dict[str, Slot] = {}
    for model in kinds():
        for citation in _shown(model, public, source.document):
            for name in covered(citation):
                _cited(slots, name, citation.version).by.append(citation)
    for passage in _passages(public, source.document):
        _cited(slots, passage.paragraph, passage.version).sums_up = True
    _count_the_rest(slots, public, source.document)
    indicators = _indicators(slots, public)
    return [
        Paragraph(
            references.bare(slot.name),
            references.named(slot.name),
            anchor,
            list(_groups(page, public, slot, anchor, indicators)),
        )
        for anchor, slot in sorted(slots.items(), key=lambda entry: order(entry[1].name))
    ]


def covered(citation: Citation) -> list[str]:
    """The paragraphs of a range, where they are numbers; else the one that is named."""
    first, last = citation.paragraph, citation.paragraph_to
    if first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) < LONGEST:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [first]


def order(paragraph: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """The opening, the numbered paragraphs, other parts, annexes, footnotes.

    >>> sorted(["fn. 2", "annex", "10", "9", "sect. III", "summary"], key=order)
    ['summary', '9', '10', 'sect. III', 'annex', 'fn. 2']
    """
    word = paragraph.casefold()
    if word in OPENING:
        return 0, ((OPENING.index(word), ""),)
    if word[:1].isdecimal():
        return 1, natural(word)
    if word.startswith("annex"):
        return 3, natural(word)
    return (4 if word.startswith(FOOTNOTES) else 2), natural(word)


# ---------- reading ----------
BESIDE: Mapping[type[Version], tuple[str, ...]] = {
    IndicatorVersion: ("version__thing__unit", "version__baseline_level"),
    ObservationVersion: ("version__thing__indicator", "version__level"),
}


def _shown(model: type[Version], public: Record, document: Document) -> Iterable[Any]:
    """The first few versions at each place, with what their words need."""
    rank = Window(
        DenseRank(), partition_by=[F("paragraph"), F("paragraph_to")], order_by=F("version__content_hash").asc()
    )
    rows = citations(model, public.snapshots).filter(document=document).annotate(rank=rank)
    first = rows.filter(rank__lte=MOST).order_by("version__content_hash", "position", "pk")
    found: QuerySet[Any] = first.select_related("version__thing", *BESIDE.get(model, ()))
    return found.prefetch_related("version__targets__level") if model is IndicatorVersion else found


def _passages(public: Record, document: Document) -> Iterable[CaseParagraph]:
    """Paragraphs of case studies name a paragraph and no document: of those that cite this one alone it is clear."""
    cases = live(CaseStudyVersion, public.snapshots).resting_on_nothing_but(document)
    return CaseParagraph.objects.filter(version__in=cases).exclude(paragraph="").select_related("version__thing")


def _cited(slots: dict[str, Slot], name: str, version: Any) -> Cited:
    slot = slots.setdefault(references.anchor(name), Slot(name))
    return slot.cited[version.RANK].setdefault(version.pk, Cited(version))


def _count_the_rest(slots: Mapping[str, Slot], public: Record, document: Document) -> None:
    ranks = {model.KIND: model.RANK for model in kinds()}
    places = over_all_kinds(public.snapshots, "paragraph", "paragraph_to", document=document)
    for first, _last, kind, total in places:
        slots[references.anchor(first)].rest[ranks[kind]] += max(total - MOST, 0)


def _indicators(slots: Mapping[str, Slot], public: Record) -> dict[int, IndicatorVersion]:
    """Of the values shown: by thing, as they stand in the snapshot."""
    values = [cited.version for slot in slots.values() for cited in slot.cited[ObservationVersion.RANK].values()]
    versions = live(IndicatorVersion, public.snapshots).filter(thing__in={one.thing.indicator_id for one in values})
    return {version.thing_id: version for version in versions.select_related("thing__unit")}


# ---------- words ----------
def _groups(
    page: SitePage, public: Record, slot: Slot, anchor: str, indicators: Mapping[int, IndicatorVersion]
) -> Iterator[Group]:
    for model in kinds():
        cited = sorted(slot.cited.get(model.RANK, {}).values(), key=_place)
        items = [_item(page, public, one, anchor, indicators) for one in cited]
        if items:
            yield Group(title_of(model.KIND), items, slot.rest[model.RANK])


def _place(cited: Cited) -> tuple[Any, ...]:
    thing = cited.version.thing
    if isinstance(cited.version, ObservationVersion):
        return thing.chain_id, natural(thing.indicator.code), thing.end, thing.start
    if isinstance(cited.version, MilestoneVersion):
        return thing.chain_id, cited.version.day or date.max, thing.slug
    return thing.chain_id, natural(_code(cited.version))


def _code(version: Any) -> str:
    if isinstance(version, ObservationVersion):
        return str(version.thing.indicator.code)
    return str(getattr(version.thing, "code", getattr(version.thing, "slug", "")))


def _item(
    page: SitePage, public: Record, cited: Cited, anchor: str, indicators: Mapping[int, IndicatorVersion]
) -> Item:
    version = cited.version
    framework = public.frameworks[version.thing.chain_id]
    url = address(page, version, framework.thing.chain.slug)
    ranges = (references.place(one) for one in cited.by if one.paragraph_to)
    said = dict.fromkeys((*_said(cited, indicators), *ranges))
    notes = (text(one, "note") for one in cited.by)
    return Item(
        url=at(url, anchor) if cited.sums_up else url,
        code=_code(version) if hasattr(version.thing, "code") or isinstance(version, ObservationVersion) else "",
        name=_name(version, indicators),
        said=numbers.convention().semicolon.join(said),
        notes=tuple(dict.fromkeys(note for note in notes if note.value)),
        framework=framework,
    )


def _name(version: Any, indicators: Mapping[int, IndicatorVersion]) -> Text:
    if isinstance(version, ObservationVersion):
        return text(indicators[version.thing.indicator_id], "name")
    return text(version, "name" if hasattr(version, "name_en") else "title")


def _said(cited: Cited, indicators: Mapping[int, IndicatorVersion]) -> Iterator[str]:
    match cited.version:
        case IndicatorVersion() as version:
            yield from (_part(version, citation) for citation in cited.by)
        case ObservationVersion() as seen:
            yield _value(seen, indicators[seen.thing.indicator_id])
        case MilestoneVersion() as event if event.day:
            yield numbers.day(event.day, event.precision)
        case CaseStudyVersion() if cited.sums_up:
            yield _("summed up in a paragraph of the case")


def _part(version: IndicatorVersion, citation: IndicatorCitation) -> str:
    colon = numbers.convention().colon
    match citation.part:
        case IndicatorCitation.Part.BASELINE:
            phrase, word = sentences.baseline(version), _("Baseline")
        case IndicatorCitation.Part.TARGET:
            aims = [target for target in version.targets.all() if target.due == citation.target_due]
            phrase, word = (sentences.aim(version, aims[0]) if aims else None), _("Target")
        case _part:
            phrase, word = None, _("Definition")
    return f"{word}{colon}{_('%(what)s %(when)s') % phrase._asdict()}" if phrase else word


def _value(seen: ObservationVersion, indicator: IndicatorVersion) -> str:
    if seen.missing:
        return sentences.unavailable(seen)
    return _("%(what)s %(when)s") % sentences.observed(indicator, seen, named=True)._asdict()


# ---------- the answer ----------
def answer(source: Source, found: Sequence[Paragraph]) -> str:
    if not source.total:
        return _("Only invented data cite this document.")
    places = sum(not paragraph.is_invented for paragraph in found)
    rests = ngettext(
        "%(count)d fact of the published record rests on it.",
        "%(count)d facts of the published record rest on it.",
        source.total,
    )
    cited = ngettext("It is cited at %(count)d place.", "It is cited at %(count)d places.", places)
    return sentences.together(rests % {"count": source.total}, cited % {"count": places})
