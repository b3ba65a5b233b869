"""No page mixes languages unsaid: what is not in the reader's language carries its own `lang` and `dir`, and feeds have none of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from django.test import Client

from benefits.models import Unit
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import PATHS, SUFFIXES, column, direction, html_code, path_code
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast
from tests.web.spoken import language, mixed, pieces
from tests.web.test_crawl import crawl
from tests.web.test_leaks import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B57")]

MARK = re.compile("⟦([a-z]+)⟧")
VALUES: dict[str, tuple[Any, ...]] = {
    "fw": ("reform",),
    "code": ("2", "2.4", "2.4.2", "2.4.3"),
    "number": (1, 2),
    "iso3": ("BFA",),
    "slug": ("a-case", "a-75-202"),
}
QUERIES = {
    "/search/": ("?q=word", "?q=label"),
    "/brief/": ("?initiative=2.4", "?objective=2", "?country=BFA"),
    "/reform/": ("?release=1", "?objective=2", "?country=BFA"),
    "/changes/": ("?from=2020-01-01",),
}


def said(row: Any, name: str, languages: Collection[str]) -> dict[str, str]:
    """A text in these languages, each with its mark. The word is there to be searched."""
    return {column(name, code): f"⟦{path_code(code)}⟧ word {name}" for code in languages}


def texts(kind: str, languages: Collection[str]) -> dict[str, str]:
    (model,) = [model for model in kinds() if kind == model.KIND]
    return {key: text for name in model.TRANSLATED for key, text in said(model, name, languages).items()}


def publish(chain: Chain, cast: Cast, languages: Collection[str]) -> None:
    """Something of every kind, with all its texts, and those of what it points to, in these languages."""
    unit = Unit.objects.create(code="offices", **said(Unit, "label", languages))
    entity = Entity.objects.create(code="dppa", **said(Entity, "name", languages))
    f.document(**said(None, "title", languages))
    country = f.country(**said(None, "name", languages))
    share = f.indicator(chain, cast, unit=unit, **texts("indicator", languages))
    f.target(share)
    worded = f.indicator(chain, cast, "2.4.3", kind="qualitative", **texts("indicator", languages))
    for level in worded.thing.levels.all():
        for name in ("label", "description"):
            # A level stands within sentences that are made of it, also where nothing can be marked: it is in all six.
            for key, text in said(level, name, SUFFIXES).items():
                setattr(level, key, text)
        level.save()
    initiative = f.initiative(chain, cast, **texts("initiative", languages))
    initiative.leads.create(entity=entity)
    case = f.case_study(chain, cast, "a-case", **texts("case_study", languages))
    case.places.create(country=country)
    case.paragraphs.create(paragraph="40", **said(None, "text", languages))
    case.events.create(day=date(2020, 5, 1), **said(None, "text", languages))
    case.links.create(indicator=share.thing, bearing="supports", **said(None, "why", languages))
    drafts = [
        f.framework(chain, cast, **texts("framework", languages)),
        f.objective(chain, cast, **texts("objective", languages)),
        f.milestone(chain, cast, **texts("milestone", languages)),
        f.challenge(chain, cast, responsible=entity, **texts("challenge", languages)),
        f.corrective_action(chain, cast, owner=entity, **texts("corrective_action", languages)),
    ]
    _release(chain, cast, languages, [share, worded, initiative, case, *drafts])
    level = worded.thing.levels.get(number=2)
    values = [
        f.observation(share.thing, cast, **texts("observation", languages)),
        f.observation(worded.thing, cast, value=None, level=level, **texts("observation", languages)),
    ]
    _release(chain, cast, languages, values)


def _release(chain: Chain, cast: Cast, languages: Collection[str], drafts: list[Any]) -> None:
    for draft in drafts:
        f.approve(draft, cast)
    words = {name: {code: f"⟦{path_code(code)}⟧ word {name}" for code in languages} for name in ("title", "note")}
    actions.release_now(
        chain, drafts, title=words["title"]["en"], titles=words["title"], notes=words["note"], by=cast.publisher
    )


def walk(lang: str) -> dict[str, str]:
    """All pages and feeds in one language."""
    client, found = Client(), {}
    for address in addresses([lang], {**dict.fromkeys(NAMES, ("x",)), **VALUES}):
        if not address.startswith(f"/{lang}/"):
            continue
        for query in ("", *next((asked for part, asked in QUERIES.items() if address.endswith(part)), ())):
            response: Any = client.get(f"{address}{query}")
            kind = response.headers.get("Content-Type", "")
            if response.status_code in (200, 404) and kind.startswith(
                ("text/html", "application/atom", "application/feed")
            ):
                found[f"{address}{query}"] = response.content.decode()
    return found


NAMES = ("id", "path", "form", "name", "agency", "artefact", "version", "item", "flow", "key", "provider", "component")


UNMARKABLE = ("head/title", "svg/a/title", "textarea")
"""What holds words and no marks: the name of the window, of a point on the map, and code to be copied."""


def unsaid(html: str) -> set[str]:
    """Marked texts that the page says, or leaves to be taken, to be in another language or direction."""
    return {
        f"{piece.where}: {piece.text}"
        for piece in pieces(html)
        for mark in MARK.findall(piece.text)
        if piece.lang != html_code(PATHS[mark])
        or piece.dir not in (direction(PATHS[mark]), "auto")
        and not piece.where.endswith(UNMARKABLE)
    }


def is_feed(address: str) -> bool:
    return "/releases." in address


@pytest.mark.parametrize(
    "lang", ["ar", *(pytest.param(one, marks=pytest.mark.trust) for one in ("zh", "en", "fr", "ru", "es"))]
)
def test_what_is_translated_stands_on_no_page_in_another_language(lang: str, cast: Cast) -> None:
    publish(f.chain("reform"), cast, SUFFIXES)
    marked = {address: set(MARK.findall(html)) for address, html in walk(lang).items()}
    assert {address: marks for address, marks in marked.items() if not marks <= {lang}} == {}
    assert sum(map(bool, marked.values())) > 30


@pytest.mark.parametrize(
    "lang", ["ar", *(pytest.param(one, marks=pytest.mark.trust) for one in ("zh", "en", "fr", "ru", "es"))]
)
def test_what_is_not_translated_carries_its_own_language_and_direction(lang: str, cast: Cast, figure: Figure) -> None:
    """All is in English, and nothing else: so all of it is in another language than the page."""
    publish(f.chain("reform"), cast, ["en"])
    found = walk(lang)
    pages = {address: html for address, html in found.items() if not is_feed(address)}
    assert {wrong: address for address, html in pages.items() for wrong in unsaid(html)} == {}
    feeds = {address: set(MARK.findall(text)) for address, text in found.items() if is_feed(address)}
    assert set(map(frozenset, feeds.values())) == {frozenset({"en"} & {lang})}
    figure("B57", f"{len(found)} pages in {lang}")


@pytest.mark.parametrize("lang", ["ar", *(pytest.param(one, marks=pytest.mark.trust) for one in PATHS if one != "ar")])
def test_no_sentence_of_the_shipped_record_is_in_another_language_than_its_page_says(lang: str, figure: Figure) -> None:
    found, _linked = crawl(lang, 1 if lang == "ar" else 4)
    pages = {address: text for address, text in found.items() if "<html" in text}
    wrong = {(address, *piece) for address, html in pages.items() for piece in mixed(html)}
    assert wrong == set()
    known = sum(bool(language(piece.text)) for html in pages.values() for piece in pieces(html))
    assert known > 500
    figure("B57", f"{known:,} sentences of {len(pages)} pages in {lang}")


def test_a_sentence_in_another_language_would_be_found() -> None:
    said_so = '<p lang="en" dir="ltr">What was measured is the share of the fund</p>'
    assert list(mixed(f'<html lang="fr" dir="ltr">{said_so}</html>')) == []
    (found,) = mixed('<html lang="fr"><p>What was measured is the share of the fund</p></html>')
    assert found.where == "html/p"
    assert [piece.lang for piece in mixed('<html lang="fr"><p title="Фонд мира">x</p></html>')] == ["fr"]
