"""A secret word in everything that is not public reaches no public address. The addresses come from the resolver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from pypdf import PdfReader

from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Remark
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import PATHS, columns
from tests import factories as f
from tests.cast import Cast
from tests.web.single import text_of

pytestmark = pytest.mark.django_db

SECRET = "Xanthippe"
STAFF = ("admin/",)

# What may stand where a path has a variable: what is public, what is only a draft, and what is nothing.
VALUES: dict[str, tuple[Any, ...]] = {
    "fw": ("reform", "quiet"),
    "code": ("2.4", "2.4.2", "2.9", "2.9.1", "9"),
    "number": (1, 2, 3, 4),
    "iso3": ("BFA", "MLI"),
    "id": ("2.4.2", "2.4", "2", "9", "2.9.1", "2.4.2:2020", "2.4.2:2021", "reform", "quiet", "C9", "C9.1", "a-75-202"),
    "slug": ("burkina-faso", "a-case", "a-75-202", "q-1"),
    "path": ("nowhere",),
    "form": ("bib", "ris"),
    "name": ("observations.csv", "tracker.xlsx", "datapackage.zip", "nothing"),
    "agency": ("RT",),
    "artefact": ("all", "QUIET"),
    "version": ("latest",),
    "item": ("all",),
    "flow": ("REFORM", "QUIET"),
    "key": ("all", "2_9_1"),
    "provider": ("RT",),
    "component": ("all",),
}
QUERIES = {
    "pages": ("", "?release=1"),
    "api": ("", "?release=1", "?lang=all", "?include_history=true", "?framework=quiet", "?page_size=500"),
    "sdmx": ("", "?release=1", "?references=all", "?includeHistory=true"),
}


def patterns(resolver: URLResolver | Any = None, route: str = "") -> Iterator[str]:
    """Every address of the site, with its variables as `<name>`; the catch-all of the API is a regular expression."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) not in STAFF:
                yield from patterns(entry, route + str(entry.pattern))
        elif isinstance(entry, URLPattern) and isinstance(entry.pattern, RoutePattern):
            yield route + str(entry.pattern)


def addresses(languages: Iterable[str] = PATHS) -> Iterator[str]:
    values = {**VALUES, "lang": tuple(languages)}
    for route in patterns():
        names = [part.split(">")[0] for part in route.split("<")[1:]]
        choices = [values[name.split(":")[-1]] for name in names]
        for chosen in product(*choices):
            path = route
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"<{name}>", str(value), 1)
            yield f"/{path}"


def texts(kind: type[Any], **fields: Any) -> dict[str, Any]:
    """Every translated text of a version, in six languages."""
    said = {column: f"{SECRET} {name}" for name in kind.TRANSLATED for column in columns(name)}
    return {**said, **fields}


def plant(chain: Chain, cast: Cast) -> None:
    by_kind = {kind.KIND: kind for kind in kinds()}
    entity = Entity.objects.create(code="quiet", name_en=SECRET, acronym=SECRET)
    document = f.document("Q/1", title_en=SECRET)
    share = f.Indicator.objects.get(code="2.4.2")
    drafts: list[Any] = [
        f.objective(chain, cast, "9", **texts(by_kind["objective"])),
        f.initiative(chain, cast, "2.9", **texts(by_kind["initiative"])),
        f.indicator(chain, cast, "2.9.1", **texts(by_kind["indicator"])),
        f.observation(share, cast, "2021", **texts(by_kind["observation"])),
        f.observation(share, cast, "2022", **texts(by_kind["observation"])),
        f.milestone(chain, cast, **texts(by_kind["milestone"])),
        f.case_study(chain, cast, "a-case", **texts(by_kind["case_study"])),
        f.challenge(chain, cast, "C9", responsible=entity, **texts(by_kind["challenge"])),
        f.corrective_action(chain, cast, "C9.1", owner=entity, **texts(by_kind["corrective_action"])),
    ]
    revision = actions.revise(chain.framework, by_kind["framework"], by=cast.contributor, version_kind="correction")
    for column, value in texts(by_kind["framework"], reason_en=SECRET).items():
        setattr(revision, column, value)
    actions.save(revision, by=cast.contributor, expected=revision.edits)
    for draft in (*drafts, revision):
        draft.citations.create(document=document, paragraph="1", note_en=SECRET)
        actions.comment(draft, by=cast.reviewer, text=SECRET)
    actions.submit(drafts[0], by=cast.contributor)
    actions.submit(drafts[1], by=cast.contributor)
    actions.send_back(drafts[1], by=cast.reviewer, reason=SECRET)
    approved = [f.approve(draft, cast) for draft in drafts[3:5]]
    actions.plan(chain, approved, title=SECRET, by=cast.publisher, publish_at=None)
    quiet = f.chain("quiet", is_default=False)
    f.framework(quiet, cast, **texts(by_kind["framework"]))
    assert Remark.objects.filter(text=SECRET).exists()


def words(response: Any) -> str:
    content = response.getvalue()
    if response.headers.get("Content-Type") == "application/pdf":
        return text_of(PdfReader(BytesIO(content)))
    return str(content.decode(errors="replace"))


def found_at(walked: Iterable[str]) -> list[str]:
    client, found = Client(), []
    for address in walked:
        for query in QUERIES.get(address.split("/")[1], QUERIES["pages"]):
            response = client.get(f"{address}{query}")
            if SECRET.lower() in words(response).lower() or SECRET in str(response.headers):
                found.append(f"{address}{query}")
    return found


def test_the_walk_meets_every_kind_of_public_address(cast: Cast) -> None:
    f.tracker(cast)
    assert len(set(patterns())) > 40
    walked = set(addresses())
    for address in (
        "/",
        "/ar/reform/",
        "/en/reform/indicators/2.4.2/",
        "/api/v1/observations/",
        "/sdmx/data/REFORM/all",
        "/sitemap.xml",
    ):
        assert address in walked


@pytest.mark.parametrize(
    "languages", [("fr",), pytest.param(tuple(PATHS), marks=pytest.mark.trust)], ids=["one language", "six languages"]
)
def test_nothing_that_is_not_public_is_at_any_public_address(languages: tuple[str, ...], cast: Cast) -> None:
    plant(f.tracker(cast), cast)
    assert found_at(addresses(languages)) == []


def test_the_walk_would_have_found_it(cast: Cast) -> None:
    chain = f.tracker(cast)
    secret = f.challenge(chain, cast, "C9", title_en=SECRET)
    f.release(chain, cast, secret)
    found = found_at(["/en/reform/", "/api/v1/challenges/", "/robots.txt"])
    assert "/en/reform/" in found
    assert "/api/v1/challenges/" in found
    assert not {"/en/reform/?release=1", "/api/v1/challenges/?release=1", "/robots.txt"} & set(found)
