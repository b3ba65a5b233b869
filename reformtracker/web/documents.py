"""Documents that the published record cites, across all frameworks, and how much rests on each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Count, QuerySet, Value
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from reformtracker.api.references import citations, live
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Document
from reformtracker.web import numbers
from reformtracker.web.publications import title_of


@dataclass(frozen=True)
class Record:
    """What is public across frameworks; `frameworks` by chain. One whose framework is withdrawn has no pages."""

    snapshots: Sequence[Snapshot]
    frameworks: Mapping[int, FrameworkVersion]


class Source(NamedTuple):
    """`facts`: by kind, how many versions cite it; those of invented data are no facts and counted apart."""

    document: Document
    facts: Mapping[str, int]
    invented: int
    frameworks: Sequence[FrameworkVersion]

    @property
    def title(self) -> Text:
        return text(self.document, "title")

    @property
    def url(self) -> str:
        return self.document.url(get_language() or "en")

    @property
    def public_by(self) -> str:
        return numbers.day(self.document.public_by, self.document.public_by_precision)

    @property
    def total(self) -> int:
        return sum(self.facts.values())

    @property
    def counted(self) -> str:
        """ "Indicators: 17; Values: 12"."""
        counts = [(title_of(kind), count) for kind, count in self.facts.items()]
        if self.invented:
            counts.append((_("Invented data"), self.invented))
        return numbers.convention().semicolon.join(
            _("%(kind)s: %(count)d") % {"kind": title, "count": count} for title, count in counts
        )


def record(snapshots: Sequence[Snapshot]) -> Record:
    versions = live(FrameworkVersion, snapshots).select_related("thing__chain")
    frameworks = {version.thing.chain_id: version for version in versions}
    return Record([one for one in snapshots if one.chain.pk in frameworks], frameworks)


def sources(public: Record, **about: Any) -> list[Source]:
    """Every document that is cited, by its symbol; `about` narrows them, such as to one slug."""
    facts: dict[int, dict[str, int]] = defaultdict(dict)
    invented: Counter[int] = Counter()
    citing: dict[int, dict[int, FrameworkVersion]] = defaultdict(dict)
    for document, chain, kind, count in _tally(public.snapshots, about):
        citing[document][chain] = public.frameworks[chain]
        if public.frameworks[chain].thing.chain.is_demo:
            invented[document] += count
        else:
            facts[document][kind] = facts[document].get(kind, 0) + count
    found = Document.objects.in_bulk(citing)
    return [
        Source(
            one,
            _in_order(facts[one.pk]),
            invented[one.pk],
            [citing[one.pk][s.chain.pk] for s in public.snapshots if s.chain.pk in citing[one.pk]],
        )
        for one in sorted(found.values(), key=lambda one: one.symbol)
    ]


def _tally(snapshots: Sequence[Snapshot], about: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """Document, framework, kind and how many versions of it: one query over all kinds."""
    narrowed = {f"document__{name}": value for name, value in about.items()}
    return over_all_kinds(snapshots, "document", "version__thing__chain", **narrowed)


def over_all_kinds(snapshots: Sequence[Snapshot], *fields: str, **narrowed: Any) -> QuerySet[Any, Any]:
    """How many versions of each kind cite the same, by `fields`."""

    def part(model: type[Version]) -> QuerySet[Any, Any]:
        cited = citations(model, snapshots).filter(**narrowed).order_by().values(*fields)
        rows: QuerySet[Any, Any] = cited.annotate(
            kind=Value(model.KIND, CharField()), facts=Count("version", distinct=True)
        )
        return rows.values_list(*fields, "kind", "facts")

    first, *others = (part(model) for model in kinds())
    together: QuerySet[Any, Any] = first.union(*others, all=True)
    return together


def _in_order(facts: Mapping[str, int]) -> dict[str, int]:
    return {model.KIND: facts[model.KIND] for model in kinds() if model.KIND in facts}


# ---------- the answer ----------
def answer(found: Sequence[Source]) -> str:
    total = sum(bool(source.facts) for source in found)
    if not total:
        return _("Nothing has been published yet.")
    said = ngettext(
        "The published record rests on %(count)d document.",
        "The published record rests on %(count)d documents.",
        total,
    )
    return said % {"count": total}
