"""What can be found in a snapshot: everything published that has a page or a row of its own, with its words.

A few queries, whatever the size of the record; observations are never read one by one, so their narratives are not searched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Value

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import (
    CaseParagraph,
    CasePlace,
    CaseStudyVersion,
    ChallengeVersion,
    CorrectiveActionVersion,
)
from initiatives.models import FrameworkVersion, InitiativeLead, InitiativeVersion, MilestoneVersion, ObjectiveVersion
from reformtracker.api.references import citations, live
from reformtracker.publishing.epoch import KeptByEpoch
from reformtracker.publishing.models import Version, VersionKind
from reformtracker.publishing.registry import children, kinds
from reformtracker.publishing.texts import Text, column
from reformtracker.sources.models import Document
from reformtracker.web.documents import Record
from reformtracker.web.overview import natural
from reformtracker.web.search import Cited, Entry, Question


class Kind(NamedTuple):
    """Which fields of a version name it and which describe it; `plain` ones are the same in every language."""

    model: type[Version]
    id: str
    name: str
    texts: tuple[str, ...]
    plain: tuple[str, ...] = ()


KINDS = (
    Kind(IndicatorVersion, "code", "name", ("definition", "method", "caution", "unit_label")),
    Kind(InitiativeVersion, "code", "name", ("expected_benefit",)),
    Kind(ObjectiveVersion, "code", "name", ("summary",)),
    Kind(CaseStudyVersion, "slug", "title", ("summary", "limits", "region")),
    Kind(ChallengeVersion, "code", "title", ("text", "responsible__name"), ("responsible__acronym",)),
    Kind(CorrectiveActionVersion, "code", "title", ("text", "progress_note", "owner__name"), ("owner__acronym",)),
    Kind(MilestoneVersion, "slug", "title", ("text",)),
    Kind(FrameworkVersion, "chain__slug", "name", ("summary",)),
)
DOCUMENT, COUNTRY = "document", "country"
ORDER = (*(kind.model.KIND for kind in KINDS[:4]), COUNTRY, *(kind.model.KIND for kind in KINDS[4:]), DOCUMENT)


KEPT = KeptByEpoch[Sequence[Entry]](most=3)
"""Indexes of this process, each of one language and snapshot; of thousands of indicators one takes some megabytes."""


def entries(public: Record, question: Question, *languages: str) -> Sequence[Entry]:
    """Everything that may answer, in the reader's language first; `languages` may repeat themselves or be empty. What
    cites which paragraph is read only where the question names one."""
    wanted = tuple(dict.fromkeys(one for one in (*languages, "en") if one))
    snapshots = tuple((one.chain.pk, one.number) for one in public.snapshots)
    found = KEPT.get((wanted, snapshots), lambda: index(public, wanted))
    if not question.places:
        return found
    cited = _citations(public, question)
    return [replace(one, citations=cited[one.about]) if one.about in cited else one for one in found]


def index(public: Record, languages: Sequence[str]) -> Sequence[Entry]:
    """Everything that is public, whatever is asked: the same until something becomes public."""
    reader = _Reader(public, languages)
    found = [*(entry for kind in KINDS for entry in reader.of(kind)), *reader.countries(), *reader.documents()]
    return sorted(found, key=lambda entry: natural(entry.id))


class _Reader:
    def __init__(self, public: Record, languages: Sequence[str]) -> None:
        self.public, self.languages = public, languages
        self.demos = {one.chain.pk for one in public.snapshots if one.chain.is_demo}

    def of(self, kind: Kind) -> Iterator[Entry]:
        beside = self._beside(kind.model)
        fields = self._columns(kind.name, *kind.texts)
        rows = live(kind.model, self.public.snapshots).order_by()
        for key, thing, chain, public_id, *said in rows.values_list(
            "pk", "thing", "thing__chain", f"thing__{kind.id}", *fields, *kind.plain
        ):
            words, plain = said[: len(fields)], said[len(fields) :]
            names, texts = self._texts(words[: len(self.languages)]), self._texts(words[len(self.languages) :])
            if names:
                yield Entry(
                    kind=kind.model.KIND,
                    id=public_id,
                    chain=chain,
                    names=names,
                    texts=[*texts, *beside[key], *_plain(*plain)],
                    rank=int(chain in self.demos),
                    key=thing,
                )

    def _texts(self, values: Sequence[str | None]) -> list[Text]:
        """Field by field, in the reader's language and in English; untranslated where only English is there."""
        found = []
        size = len(self.languages)
        for at in range(0, len(values), size):
            said = zip(values[at : at + size], self.languages, strict=True)
            found += [Text(value, code, code == self.languages[0]) for value, code in said if value]
        return found

    def _beside(self, model: type[Version]) -> Mapping[int, list[Text]]:
        """Words in rows of their own: the paragraphs of a case, the entities that lead an initiative."""
        found: dict[int, list[Text]] = defaultdict(list)
        if model is CaseStudyVersion:
            for key, *values in self._rows(CaseParagraph, model, *self._columns("text")):
                found[key] += self._texts(values)
        if model is InitiativeVersion:
            for key, acronym, *values in self._rows(
                InitiativeLead, model, "entity__acronym", *self._columns("entity__name")
            ):
                found[key] += [*self._texts(values), *_plain(acronym)]
        return found

    def _columns(self, *fields: str) -> list[str]:
        return [column(name, language) for name in fields for language in self.languages]

    def _rows(self, child: type[Model], model: type[Version], *fields: str) -> QuerySet[Any, Any]:
        rows: QuerySet[Any] = child._default_manager.filter(version__in=live(model, self.public.snapshots))
        return rows.order_by("position", "pk").values_list("version", *fields)

    def countries(self) -> Iterator[Entry]:
        """Where a case study happens, in each framework that has one there."""
        places = CasePlace.objects.filter(version__in=live(CaseStudyVersion, self.public.snapshots)).order_by()
        names = self._columns("country__name")
        for chain, iso3, *said in places.values_list("version__thing__chain", "country__iso3", *names).distinct():
            yield Entry(COUNTRY, iso3, chain, self._texts(said), rank=int(chain in self.demos))

    def documents(self) -> Iterator[Entry]:
        """Those that something public cites."""
        cited = reduce(or_, (Q(Exists(_citing(model, self.public))) for model in kinds()))
        titles = self._columns("title")
        rows = Document.objects.filter(cited).values_list("pk", "symbol", "slug", *titles)
        for key, symbol, slug, *said in rows:
            names = self._texts(said) or _plain(symbol)
            yield Entry(DOCUMENT, symbol, 0, names, slug=slug, key=key)


def _plain(*words: str) -> list[Text]:
    """The same in every language."""
    return [Text(one, "en", translated=True) for one in words if one]


def _citing(model: type[Version], public: Record) -> Any:
    """Citations of one document, by a join and not by a list of all versions: the first one found will do."""
    in_force = Q(pk__in=[])
    for one in public.snapshots:
        until = Q(version__to_release=None) | Q(version__to_release__gt=one.number)
        in_force |= until & Q(version__from_release__lte=one.number, version__thing__chain=one.chain)
    of_kind: type[Model] = children(model)["citations"]
    cited = of_kind._default_manager.filter(in_force, document=OuterRef("pk")).order_by()
    return cited.exclude(version__version_kind=VersionKind.WITHDRAWAL)


def _citations(public: Record, question: Question) -> dict[tuple[str, int], list[Cited]]:
    """By kind and thing: what it cites of the paragraphs asked for. A value speaks for its indicator, and each place also
    for its document. One query over all kinds."""
    asked = Q(paragraph__in=question.places) | ~Q(paragraph_to="")
    fields = ("kind", "key", "document", "document__symbol", "paragraph", "paragraph_to")

    def part(model: type[Version]) -> Any:
        rows = citations(model, public.snapshots).filter(asked).order_by()
        is_value = model is ObservationVersion
        kind = Value(IndicatorVersion.KIND if is_value else model.KIND, CharField())
        key = F("version__thing__indicator" if is_value else "version__thing")
        found: QuerySet[Any, Any] = rows.annotate(kind=kind, key=key).values_list(*fields).distinct()
        return found

    first, *others = (part(model) for model in kinds())
    found: dict[tuple[str, int], list[Cited]] = defaultdict(list)
    for kind, key, document, symbol, paragraph, paragraph_to in first.union(*others):
        cited = Cited(symbol, paragraph, paragraph_to)
        found[kind, key].append(cited)
        found[DOCUMENT, document].append(cited)
    return found
