"""A report in one language, composed from what is public in one release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import Text, path_code, text
from reformtracker.reporting.document import ANNEXES, Block, Chart, Document, Paragraph, Section, Table
from reformtracker.reporting.outline import SECTIONS, Outline, Own
from reformtracker.reporting.own import Placing, in_language
from reformtracker.reporting.quotes import BadOutline
from reformtracker.reporting.reading import Told, read
from reformtracker.reporting.sections import (
    annex,
    cases,
    challenges,
    changes,
    closing,
    introduction,
    management,
    notices,
    progress,
    summary,
)
from reformtracker.reporting.writing import say
from reformtracker.web import numbers, sentences
from reformtracker.web.page import stamp

COMPOSED: Mapping[str, Callable[[Told], Iterator[Block]]] = {
    "summary": summary.blocks,
    "introduction": introduction.blocks,
    "progress": progress.blocks,
    "cases": cases.blocks,
    "challenges": challenges.blocks,
    "management": management.blocks,
    "conclusion": closing.conclusion,
    "assembly": closing.assembly,
    "changes": changes.blocks,
    "annex": annex.blocks,
}

IsPlain = Callable[[Section, Paragraph], bool]
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def compose(chain: Chain, outline: Outline, language: str) -> Document:
    """The whole report, in a number of queries that does not grow with the indicators. `language`: a Django code.

    Raises `BadOutline` for a paragraph of an author that cannot be placed or quotes what is not public, and `OutsideTheRecord`
    for a release that there is not.
    """
    with translation.override(language):
        return written(read(chain, outline), outline.own)


def written(told: Told, own: Iterable[Own]) -> Document:
    """What was read, with the paragraphs of authors, in the active language."""
    return Document(
        language=get_language() or "en",
        title=_title(told),
        subtitle=say(_subtitle(told)),
        stamp=stamped(told),
        address=address(told),
        sections=tuple(numbered(_sections(told, own))),
    )


# ---------- sections ----------
def _sections(told: Told, own: Iterable[Own]) -> list[Section]:
    """All are composed, so that every paragraph of an author finds its place, and then those left that were chosen."""
    placing = Placing(told, own)
    composed = {key: tuple(placing.among(COMPOSED[key](told))) for key in SECTIONS}
    placing.finish()
    warned = tuple(notices.blocks(told))
    _demand_once(block.key for blocks in composed.values() for block in blocks)
    chosen = [key for key in SECTIONS if key in told.outline.sections]
    annexes = [key for key in chosen if key in ANNEXES]
    numerals = iter(NUMERALS)
    found = []
    for key in chosen:
        is_plain = key == "summary" or key in ANNEXES
        title = say(_annexed(key, annexes) if key in ANNEXES else title_of(key))
        found.append(Section(key, "" if is_plain else next(numerals), title, composed[key], new_page=key in ANNEXES))
    return [replace(one, blocks=(*warned, *one.blocks)) if one is found[0] else one for one in found]


def _demand_once(keys: Iterable[str]) -> None:
    known: set[str] = set()
    for key in keys:
        if key in known:
            raise BadOutline(_("Two pieces of the report have the key “%(key)s”.") % {"key": key})
        known.add(key)


def title_of(section: str) -> str:
    return {
        "summary": _("Summary"),
        "introduction": _("Introduction"),
        "progress": _("Progress by objective and initiative"),
        "cases": _("Case studies"),
        "challenges": _("Challenges and corrective actions"),
        "management": _("Management of benefits"),
        "conclusion": _("Conclusion"),
        "assembly": _("Action to be taken by the General Assembly"),
        "changes": _("What has changed since the last report"),
        "annex": _("The framework and its indicators"),
    }[section]


def _annexed(key: str, annexes: Sequence[str]) -> str:
    """ "Annex II: …", without a numeral where there is one only."""
    if len(annexes) == 1:
        return _("Annex: %(title)s") % {"title": title_of(key)}
    names = {"numeral": NUMERALS[annexes.index(key)], "title": title_of(key)}
    return _("Annex %(numeral)s: %(title)s") % names


def _is_plain(section: Section, block: Paragraph) -> bool:
    """A summary and an annex have no numbered paragraphs."""
    return not section.numeral or block.key in notices.KEYS


def numbered(sections: Iterable[Section], is_plain: IsPlain = _is_plain) -> Iterator[Section]:
    """Paragraphs, tables and charts, each through the whole report. `is_plain`: which paragraphs have no number."""
    paragraphs, tables, charts = count(1), count(1), count(1)

    def counted(block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, number=next(paragraphs))
            case Table():
                return replace(block, number=next(tables))
            case Chart():
                return replace(block, number=next(charts))
        return block

    for section in sections:
        blocks = [
            block if isinstance(block, Paragraph) and is_plain(section, block) else counted(block)
            for block in section.blocks
        ]
        yield replace(section, blocks=tuple(blocks))


# ---------- the title page ----------
def _title(told: Told) -> Text:
    title = in_language(told.outline.title)
    return title if title.value else text(told.framework, "name")


def _subtitle(told: Told) -> str:
    first, last = told.outline.first, told.outline.last
    if first and last:
        names = {"first": numbers.day(first), "last": numbers.day(last)}
        return _("Report for the period from %(first)s to %(last)s") % names
    return _("Report on the record as it stood on %(day)s") % {"day": numbers.day(told.named.day)}


def stamped(told: Told) -> str:
    """Site, release, day, licence and hash."""
    sealed = _("Hash of the release: %(hash)s.") % {"hash": told.named.release.hash}
    return sentences.together(stamp(told.named), sealed)


def address(told: Told) -> str:
    lang = path_code(get_language() or "en")
    kwargs = {"lang": lang, "fw": told.named.chain.slug, "number": told.named.number}
    return f"{settings.SITE_URL}{reverse('web:release', kwargs=kwargs)}"
