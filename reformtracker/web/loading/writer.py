"""A folder of files into releases: all of it or nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from reformtracker.publishing import actions, registry
from reformtracker.publishing.models import Chain, Origin, Release, Version
from reformtracker.publishing.models.chain import RESERVED_SLUGS
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import PATHS, column
from reformtracker.sources.models import Document
from reformtracker.web.loading.drafts import Builder, Draft, digest_of
from reformtracker.web.loading.kinds import build_all
from reformtracker.web.loading.library import Library, open_library
from reformtracker.web.loading.reader import Place, Problems
from reformtracker.web.loading.register import Register
from reformtracker.web.loading.values import Named, spread

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

REASON = {
    "en": "The reviewed file from which this was loaded has changed.",
    "fr": "Le fichier vérifié dont ces données sont tirées a été modifié.",
    "es": "Ha cambiado el archivo revisado del que proceden estos datos.",
    "ru": "Изменился проверенный файл, из которого загружены эти данные.",
    "ar": "تغيّر الملف المراجَع الذي حُمّلت منه هذه البيانات.",
    "zh": "这些数据所载自的经审核文件已有变动。",
}
"""The public reason of a new version whose file gives none."""

UPDATE_TITLE = {
    "en": "Changes in the reviewed files",
    "fr": "Modifications des fichiers vérifiés",
    "es": "Cambios en los archivos revisados",
    "ru": "Изменения в проверенных файлах",
    "ar": "تغييرات في الملفات المراجَعة",
    "zh": "经审核文件的变动",
}


@dataclass
class Report:
    slug: str
    releases: list[Release] = field(default_factory=list)
    published: int = 0
    same: int = 0
    refused: list[str] = field(default_factory=list)
    """Things that staff have changed: the file does not go over their heads."""
    missing: list[str] = field(default_factory=list)
    """Things that were loaded once and are in no file now. They stay public."""


class Moment(NamedTuple):
    """When a document was public; those of one day follow in the order of their symbols."""

    day: date
    symbol: str


def load(folder: Path) -> Report:
    """Raises BadFiles, with every problem by file and line, and then nothing has been loaded."""
    problems = Problems()
    library = open_library(folder, problems)
    with transaction.atomic():
        chain = _chain(library, problems)
        register = Register(chain, library, problems)
        drafts = build_all(Builder(library, register, problems))
        own = _own_document(library, register)
        problems.raise_if_any()
        for row in register.changed:
            row.save()
        report = Report(chain.slug)
        stored = _Stored(chain)
        wanted = [draft for draft in drafts if _is_wanted(draft, stored, report)]
        report.missing = stored.missing(drafts)
        if chain.head == 0 and own is not None:
            _publish_history(chain, wanted, own, library, report, problems)
        elif wanted:
            _publish(_release(chain, UPDATE_TITLE), wanted, library, report, problems)
    return report


def _chain(library: Library, problems: Problems) -> Chain:
    """The chain, locked for this load; new where there is none of this name."""
    block = library.framework
    start = Place("framework.yaml", 1)
    is_default = bool(block and block["default"])
    chain = Chain.objects.select_for_update().filter(slug=library.slug).first() or Chain(slug=library.slug)
    if chain.is_demo:
        problems.add(start, f"“{library.slug}” holds invented data; nothing real is loaded into it.")
    if library.slug in RESERVED_SLUGS or not SLUG.fullmatch(library.slug):
        problems.add(start, f"The folder’s name “{library.slug}” cannot be the name of a framework.")
    elif is_default and Chain.objects.filter(is_default=True).exclude(slug=library.slug).exists():
        problems.add(block.at("default") if block else start, "Another framework is the default one already.")
    elif not chain.is_demo and (chain.pk is None or chain.is_default != is_default):
        chain.is_default = is_default
        chain.save()
    return chain


def _own_document(library: Library, register: Register) -> Document | None:
    named: Named | None = library.framework["document"] if library.framework else None
    return register.find(Document, named) if named else None


class _Stored:
    """What is public of this framework, who put it there, and what staff are working on."""

    def __init__(self, chain: Chain) -> None:
        self.live: dict[tuple[str, int], Version] = {}
        self.in_work: set[tuple[str, int]] = set()
        self._loaded: set[tuple[str, int]] = set()
        for model in kinds():
            rows = model.objects.filter(thing__chain=chain)
            live = rows.live().select_related("thing").prefetch_related(*model.CHILDREN)
            self.live |= {(model.KIND, version.thing_id): version for version in live}
            self.in_work |= {(model.KIND, thing) for thing in rows.open().values_list("thing", flat=True)}
            loaded = rows.filter(origin=Origin.LOADED).values_list("thing", flat=True)
            self._loaded |= {(model.KIND, thing) for thing in loaded}

    def missing(self, drafts: list[Draft]) -> list[str]:
        there = {(draft.version.KIND, draft.thing.pk) for draft in drafts}
        return sorted(
            f"{version._meta.verbose_name} {version.thing.public_id}"
            for key, version in self.live.items()
            if key in self._loaded - there and not version.is_withdrawal
        )


def _is_wanted(draft: Draft, stored: _Stored, report: Report) -> bool:
    """Whether the draft says something new, and staff have not said something else."""
    key = (draft.version.KIND, draft.thing.pk)
    live = stored.live.get(key)
    if live and digest_of(live, {name: getattr(live, name).all() for name in live.CHILDREN}) == draft.digest():
        report.same += 1
        return False
    if key in stored.in_work or (live and live.origin == Origin.STAFF):
        report.refused.append(draft.name)
        return False
    if live:
        draft.version.version_kind = draft.block["version_kind"]
        for name, value in spread("reason", draft.block["reason"] or REASON).items():
            setattr(draft.version, name, value)
    return True


def _publish_history(
    chain: Chain, drafts: list[Draft], own: Document, library: Library, report: Report, problems: Problems
) -> None:
    """One release for each document, in the order in which they became public, none before the framework's own."""
    for moment, group in sorted(_by_moment(drafts, own).items()):
        document = next(
            document for draft in group for document in (*draft.documents, own) if document.symbol == moment.symbol
        )
        if moment.day > timezone.now().date():
            problems.add(group[0].block.place, f"{moment.symbol} is not public before {moment.day}.")
            problems.raise_if_any()
        title = {
            language: f"{document.symbol}: {said}"
            for language, code in PATHS.items()
            if (said := getattr(document, column("title", code)))
        }
        _publish(_release(chain, title), group, library, report, problems, day=moment.day)


def _by_moment(drafts: list[Draft], own: Document) -> dict[Moment, list[Draft]]:
    """A version waits for the last of the documents that it cites, and for the things that it names."""
    found: dict[Moment, list[Draft]] = defaultdict(list)
    of_thing: dict[int, Moment] = {}
    first = Moment(own.public_by, own.symbol)
    for draft in drafts:
        later = [Moment(cited.public_by, cited.symbol) for cited in draft.documents if cited.public_by > own.public_by]
        needed = [of_thing[id(thing)] for thing in draft.needs if id(thing) in of_thing]
        moment = max([first, *later, *needed])
        of_thing[id(draft.thing)] = moment
        found[moment].append(draft)
    return found


def _release(chain: Chain, title: dict[str, str]) -> Release:
    limit = Release._meta.get_field("title").max_length
    return Release(
        chain=chain,
        origin=Origin.LOADED,
        **{name: said[:limit] for name, said in spread("title", title).items()},
    )


def _publish(
    release: Release,
    drafts: list[Draft],
    library: Library,
    report: Report,
    problems: Problems,
    *,
    day: date | None = None,
) -> None:
    release.save()
    for draft in drafts:
        _store(draft, release, library)
    for draft in drafts:
        for key, sentences in registry.problems(draft.version).items():
            for sentence in sentences:
                problems.add(draft.block.at(key.removesuffix("_en")), sentence)
    problems.raise_if_any()
    actions.publish(release, by=None, released_at=datetime.combine(day, time.min, UTC) if day else None)
    audit("load", by=None, subject=str(release), release=release.pk, files=library.hashes)
    report.releases.append(release)
    report.published += len(drafts)


def _store(draft: Draft, release: Release, library: Library) -> None:
    if draft.thing.pk is None:
        draft.thing.save()
    for level in draft.levels:
        level.save()
    version: Any = draft.version
    version.origin = Origin.LOADED
    version.file_hash = library.hashes[draft.block.place.file]
    version.release = release
    version.save()
    for name, rows in draft.rows.items():
        for row in rows:
            row.version = version
        getattr(version, name).bulk_create(rows)
