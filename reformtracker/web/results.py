"""The answer to a question, kind by kind, each with its place on the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives.models import FrameworkVersion
from reformtracker.publishing.texts import Text, text
from reformtracker.web import documents, finding, nearest, numbers, references, search
from reformtracker.web.addresses import at, of_kind
from reformtracker.web.page import Link, SitePage
from reformtracker.web.publications import title_of
from reformtracker.web.search import Hit, Question, Snippet

FEW, MANY = 10, 200
"""Results of one kind that are shown beside others, and alone."""


class Item(NamedTuple):
    """`framework` is named where there are several; documents belong to none."""

    url: str
    id: str
    name: Text
    snippet: Snippet | None
    cited: str
    framework: Text | None
    is_demo: bool


class Group(NamedTuple):
    """`rest` is how many more there are, and `more` the address that shows them."""

    title: str
    total: int
    items: Sequence[Item]
    rest: int
    more: str


class Results(NamedTuple):
    """`similar` and `nearest` are where to go on, where nothing was found."""

    said: str
    groups: Sequence[Group]
    similar: Sequence[Link]
    nearest: Sequence[Link]


def results(page: SitePage, asked: str, kind: str) -> Results:
    """`kind` shows more of one kind; a word that is none shows all kinds."""
    question, public = search.read(asked), documents.record(page.snapshots)
    languages = (get_language() or "en", search.script(asked))
    entries = finding.entries(public, question, *languages) if question else []
    found = _by_kind(page, search.hits(question, entries))
    chosen = {kind: found[kind]} if kind in found else found
    shown = MANY if kind in found else FEW
    groups = [_group(page, question, public.frameworks, one, hits, shown) for one, hits in chosen.items()]
    total = sum(group.total for group in groups)
    near = [] if total else search.similar(question, entries)
    return Results(
        _sentence(asked, total),
        groups,
        [Link(page.link("search", query={"q": word}), word) for word in near],
        [] if total else nearest.links(page),
    )


def _by_kind(page: SitePage, hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """The kind that answers best first. What has no page is no answer."""
    found: dict[str, list[Hit]] = {kind: [] for kind in finding.ORDER}
    for hit in hits:
        found[hit.entry.kind].append(hit)
    best = sorted((kind for kind in found if found[kind]), key=lambda kind: found[kind][0].score)
    return {kind: found[kind] for kind in best if _url(page, found[kind][0], "any")}


def _sentence(asked: str, total: int) -> str:
    # Isolated, so that a question in another direction does not turn the sentence round.
    names = {"words": numbers.quoted(f"\u2068{asked}\u2069"), "count": numbers.number(Decimal(total))}
    if not total:
        return _("Nothing was found for %(words)s.") % names
    return ngettext("%(count)s result for %(words)s.", "%(count)s results for %(words)s.", total) % names


def _group(
    page: SitePage,
    question: Question,
    frameworks: Mapping[int, FrameworkVersion],
    kind: str,
    hits: Sequence[Hit],
    shown: int,
) -> Group:
    items = [_item(page, question, frameworks, hit) for hit in hits[:shown]]
    query = {**page.query, "kind": kind}
    more = page.link("search", query=query) if len(hits) > shown and shown == FEW else ""
    return Group(_title(kind), len(hits), items, len(hits) - len(items), more)


def _title(kind: str) -> str:
    own = {finding.DOCUMENT: _("Documents"), finding.COUNTRY: _("Countries")}
    return own.get(kind) or title_of(kind)


def _item(page: SitePage, question: Question, frameworks: Mapping[int, FrameworkVersion], hit: Hit) -> Item:
    framework = frameworks.get(hit.entry.chain)
    slug = framework.thing.chain.slug if framework else ""
    return Item(
        url=_url(page, hit, slug, question),
        id=hit.entry.id if hit.entry.kind in _CODED else "",
        name=hit.entry.names[0],
        snippet=search.snippet(question, hit),
        cited=_said(question, hit),
        framework=text(framework, "name") if framework and len(frameworks) > 1 else None,
        is_demo=bool(hit.entry.rank),
    )


_CODED = frozenset({"objective", "initiative", "indicator", "challenge", "corrective_action", finding.DOCUMENT})
"""Kinds that readers know by their code or symbol."""


def _url(page: SitePage, hit: Hit, fw: str, question: Question | None = None) -> str:
    entry = hit.entry
    if entry.kind != finding.DOCUMENT:
        return of_kind(page, entry.kind, entry.id, fw)
    url = page.link("source", slug=entry.slug)
    return at(url, references.anchor(question.places[0])) if hit.cited and question else url


def _said(question: Question, hit: Hit) -> str:
    """What it cites or, of a document, which of its paragraphs was asked for."""
    style = numbers.convention()
    if hit.entry.kind == finding.DOCUMENT:
        return style.comma.join(references.named(one) for one in question.places) if hit.cited else ""
    return style.semicolon.join(f"{one.symbol}{style.comma}{references.span(one.first, one.last)}" for one in hit.cited)
