"""What a publisher reads before a release: what is in its way, what to be warned of, what it will change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from reformtracker.publishing import registry
from reformtracker.publishing.canonical import dumps, sha256
from reformtracker.publishing.models import Version, VersionKind
from reformtracker.publishing.registry import Caution
from reformtracker.publishing.texts import SUFFIXES

ORDER = (
    VersionKind.WITHDRAWAL,
    VersionKind.CORRECTION,
    VersionKind.REVISION,
    VersionKind.ASSESSMENT,
    VersionKind.FIRST,
    VersionKind.TRANSLATION,
)
"""What takes something back comes first, as on the public page of changes."""

Texts = Mapping[str, str]
"""By Django language code."""


@dataclass(frozen=True)
class Effect:
    """So many versions of one sort: "Errors corrected", with how many of each kind."""

    title: str
    total: int
    kinds: tuple[tuple[str, int], ...]


def title_of(version_kind: str) -> str:
    return {
        VersionKind.WITHDRAWAL: _("Withdrawn"),
        VersionKind.CORRECTION: _("Errors corrected"),
        VersionKind.REVISION: _("Revised: better data"),
        VersionKind.ASSESSMENT: _("Verdicts changed"),
        VersionKind.FIRST: _("New in the record"),
        VersionKind.TRANSLATION: _("Translations"),
    }[VersionKind(version_kind)]


def effects(versions: Sequence[Version]) -> list[Effect]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for version in versions:
        counted[version.version_kind][str(version._meta.verbose_name)] += 1
    return [
        Effect(title_of(sort), counted[sort].total(), tuple(counted[sort].most_common()))
        for sort in ORDER
        if sort in counted
    ]


def cautions(versions: Sequence[Version]) -> list[Caution]:
    """Everything that every layer warns of, in a number of queries that does not grow with the versions."""
    whole: list[Version] = []
    for model in registry.kinds():
        wanted = [version.pk for version in versions if isinstance(version, model)]
        if wanted:
            whole += model.objects.filter(pk__in=wanted).whole().order_by("pk")
    return registry.cautions(whole)


def digest(found: Sequence[Caution]) -> str:
    """What "I have seen the warnings" is said of: other warnings, another digest."""
    said = [
        [caution.code, *sorted([version.KIND, version.pk, detail] for version, detail in caution.about)]
        for caution in found
    ]
    return sha256(dumps(said))[:32]


def on_texts(titles: Texts, notes: Texts) -> list[Caution]:
    """The title and the note of the release itself; a reader of another language gets the English, marked."""
    found = []
    if not notes.get("en", "").strip():
        found.append(Caution("note", _("The release has no note: readers see its title and what it holds.")))
    missing = missing_languages(titles, notes)
    if missing:
        names = ", ".join(str(dict(settings.LANGUAGES)[code]) for code in missing)
        found.append(
            Caution(
                "release_texts",
                _("Title or note of the release are missing in: %(languages)s.") % {"languages": names},
            )
        )
    return found


def missing_languages(titles: Texts, notes: Texts) -> list[str]:
    wanted = [texts for texts in (titles, notes) if texts.get("en", "").strip()]
    return [code for code in SUFFIXES if any(not texts.get(code, "").strip() for texts in wanted)]
