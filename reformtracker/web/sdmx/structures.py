"""Which structural metadata there is in a snapshot, and which of it a question is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from initiatives.models import FrameworkVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import codes, components, ids
from reformtracker.web.sdmx.artefacts import Artefact, Component, Item, Names, in_six, of_row
from reformtracker.web.sentences import capital

RESOURCES = ("dataflow", "datastructure", "codelist", "conceptscheme", "agencyscheme")
"""In which structural metadata is asked for; `structure` is all of them."""

CONCEPTS = "CS_TRACKER"
AGENCIES = "AGENCIES"

REFERENCES = ("none", "children", "descendants", "parents", "parentsandsiblings", "all", *RESOURCES)
DETAILS = ("full", "referencepartial", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs")

ANY = ("all", "latest")
"""What stands for every agency, id and version; each artefact has one version."""


# ---------- what there is ----------
def everything(snapshots: Sequence[Snapshot]) -> list[Artefact]:
    """Of each framework its dataflow, structure and lists; of all together the words and concepts."""
    found = [_agencies(), _concepts(), *codes.of_words(), codes.of_units()]
    names = _framework_names(snapshots)
    for snapshot in snapshots:
        flow = ids.flow(snapshot.chain.slug)
        name = names.get(snapshot.chain.pk) or {"en": snapshot.chain.slug}
        found += [_dataflow(flow, name, snapshot), structure(flow, name), *codes.of_snapshot(snapshot)]
    return found


def _framework_names(snapshots: Sequence[Snapshot]) -> dict[int, Names]:
    found: dict[int, Names] = {}
    for snapshot in snapshots:
        versions = FrameworkVersion.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain)
        for version in versions:
            found[snapshot.chain.pk] = of_row(version, "name")
    return found


def _agencies() -> Artefact:
    agency = Item(ids.AGENCY, {"en": settings.SITE_NAME})
    return Artefact("agencyscheme", AGENCIES, {"en": settings.SITE_NAME}, [agency], agency="SDMX")


def _concepts() -> Artefact:
    items = [Item(column.id, _capital(in_six(column.name))) for column in components.EVERY]
    return Artefact("conceptscheme", CONCEPTS, in_six(_("What the columns mean")), items)


def _capital(names: Names) -> Names:
    return {language: capital(name) for language, name in names.items()}


def _dataflow(flow: str, name: Names, snapshot: Snapshot) -> Artefact:
    said = in_six(_("Invented data, for demonstration only.")) if snapshot.chain.is_demo else None
    return Artefact("dataflow", flow, name, description=said, uses=[("datastructure", structure_id(flow))])


def structure_id(flow: str) -> str:
    return f"DSD_{flow}"


def structure(flow: str, name: Names) -> Artefact:
    found = [Component(column.id, column.level, column.coded_by(flow), column.text) for column in components.EVERY]
    lists = dict.fromkeys(("codelist", one.codelist) for one in found if one.codelist)
    uses = [("conceptscheme", CONCEPTS), *lists]
    return Artefact("datastructure", structure_id(flow), name, components=found, uses=uses)


# ---------- what is asked for ----------
@dataclass(frozen=True)
class Question:
    """Several agencies, ids, versions or items are joined by `+`."""

    resource: str
    agency: str = "all"
    name: str = "all"
    version: str = "latest"
    item: str = "all"
    references: str = "none"

    def matches(self, artefact: Artefact) -> bool:
        return (
            self.resource in (artefact.resource, "structure")
            and _names(self.agency, artefact.agency, ids.AGENCY if artefact.resource == "agencyscheme" else "")
            and _names(self.name, artefact.id)
            and _names(self.version, ids.VERSION)
        )


def _names(asked: str, *known: str) -> bool:
    return asked in ANY or not set(asked.split("+")).isdisjoint(known)


Key = tuple[str, str]
Known = Mapping[Key, Artefact]


def answer(question: Question, there: Iterable[Artefact]) -> tuple[list[Artefact], set[Key]]:
    """What the answer holds, in the order of `there`, and the keys of those that were asked for themselves."""
    known = {artefact.key: artefact for artefact in there}
    asked = {key for key, artefact in known.items() if question.matches(artefact)}
    wanted = asked | _referred(question.references, asked, known)
    found = [_narrowed(artefact, question, asked) for key, artefact in known.items() if key in wanted]
    return found, asked


def _narrowed(artefact: Artefact, question: Question, asked: set[Key]) -> Artefact:
    if question.item in ANY or artefact.key not in asked or not artefact.items:
        return artefact
    named = question.item.split("+")
    return Artefact(
        artefact.resource,
        artefact.id,
        artefact.names,
        [item for item in artefact.items if item.id in named],
        agency=artefact.agency,
        is_partial=True,
    )


def _referred(word: str, asked: set[Key], known: Known) -> set[Key]:
    match word:
        case "none":
            return set()
        case "children":
            return set(_children(asked, known))
        case "descendants":
            return _descendants(asked, known)
        case "parents":
            return _parents(asked, known)
        case "parentsandsiblings":
            parents = _parents(asked, known)
            return parents | set(_children(parents, known))
        case "all":
            around = _referred("parentsandsiblings", asked, known)
            return around | _descendants(asked, known)
    return {key for key in _referred("all", asked, known) if key[0] == word}


def _children(of: set[Key], known: Known) -> Iterator[Key]:
    for key in of:
        yield from known[key].uses


def _descendants(of: set[Key], known: Known) -> set[Key]:
    found: set[Key] = set()
    ahead = of
    while ahead := set(_children(ahead, known)) - found:
        found |= ahead
    return found


def _parents(of: set[Key], known: Known) -> set[Key]:
    return {key for key, artefact in known.items() if not of.isdisjoint(artefact.uses)}
