"""What a publisher is warned of before a release. What would be refused is found by rehearsing it: `actions.rehearse`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from reformtracker.publishing import registry
from reformtracker.publishing.canonical import token
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import Caution
from reformtracker.publishing.texts import SUFFIXES

Texts = Mapping[str, str]
"""By Django language code."""


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
    return token(said)


def on_texts(titles: Texts, notes: Texts) -> list[Caution]:
    """The title and the note of the release itself; a reader of another language gets the English, marked."""
    missing = missing_languages(titles, notes)
    if not missing:
        return []
    names = ", ".join(str(dict(settings.LANGUAGES)[code]) for code in missing)
    said = _("Title or note of the release are missing in: %(languages)s.") % {"languages": names}
    return [Caution("release_texts", said, _("Write them with the release: once it is public they are fixed."))]


def missing_languages(titles: Texts, notes: Texts) -> list[str]:
    """English is not asked for here: without it there is no release."""
    wanted = [texts for texts in (titles, notes) if (texts.get("en") or "").strip()]
    return [code for code in SUFFIXES if any(not (texts.get(code) or "").strip() for texts in wanted)]
