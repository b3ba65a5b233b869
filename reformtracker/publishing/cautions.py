"""What publishing itself warns of before a release: texts that are missing in a language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import Caution
from reformtracker.publishing.texts import SUFFIXES, column


def missing_translations(versions: Sequence[Version]) -> Iterator[Caution]:
    """One for each language; a text counts where it is there in English, those of citations and other rows too."""
    missing: dict[str, Counter[int]] = {code: Counter() for code in SUFFIXES if code != "en"}
    for place, version in enumerate(versions):
        for row, field in _texts(version):
            if not (getattr(row, column(field, "en")) or "").strip():
                continue
            for code, counted in missing.items():
                counted[place] += not (getattr(row, column(field, code)) or "").strip()
    for code, counted in missing.items():
        if total := counted.total():
            about = [(versions[place], _of(count)) for place, count in counted.items() if count]
            said = ngettext(
                "%(count)d text is missing in %(language)s; readers get the English, marked as not translated.",
                "%(count)d texts are missing in %(language)s; readers get the English, marked as not translated.",
                total,
            )
            name = str(dict(settings.LANGUAGES)[code])
            mend = _("Return it for its translation, or have the translation follow as a version of its own.")
            yield Caution(f"translation_{code}", said % {"count": total, "language": name}, mend, tuple(about))


def _of(count: int) -> str:
    return ngettext("%(count)d text", "%(count)d texts", count) % {"count": count}


def _texts(version: Version) -> Iterator[tuple[Any, str]]:
    for field in ("reason", *(() if version.is_withdrawal else version.TRANSLATED)):
        yield version, field
    for name in version.CHILDREN:
        for row in getattr(version, name).all():
            for field in row.TRANSLATED:
                yield row, field
