"""A draft is seen by staff on the real pages, in each language, and by nobody else anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion, Standing
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Chain, OutboxEntry, Person, Release, Version
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.templatetags.ahead import preview_url
from reformtracker.publishing.texts import columns
from tests import factories as f
from tests.cast import Cast
from tests.planted import SECRET
from tests.staff import signed_in
from tests.web.test_leaks import addresses, found_at

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
INDICATOR = "reform/indicators/2.4.2/"


def secret_drafts(chain: Chain, cast: Cast) -> dict[str, Version]:
    """A draft of every kind that has a page, each with the secret in all its texts."""
    by_kind = {model.KIND: model for model in kinds()}

    def texts(kind: str) -> dict[str, str]:
        model = by_kind[kind]
        return {column: f"{SECRET} {name}" for name in model.TRANSLATED for column in columns(name)}

    share = IndicatorVersion.objects.live().get().thing
    return {
        "objective": f.objective(chain, cast, "9", **texts("objective")),
        "initiative": f.initiative(chain, cast, "2.9", **texts("initiative")),
        "indicator": f.indicator(chain, cast, "2.9.1", **texts("indicator")),
        "observation": f.observation(share, cast, "2021", **texts("observation")),
        "milestone": f.milestone(chain, cast, "someday", **texts("milestone")),
        "case_study": f.case_study(chain, cast, "a-case", **texts("case_study")),
        "challenge": f.challenge(chain, cast, "C9", **texts("challenge")),
        "corrective_action": f.corrective_action(chain, cast, "C1.1", **texts("corrective_action")),
    }


def shown(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, response.content.decode()[:2000]
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    "kind", ["objective", "initiative", "indicator", "observation", "milestone", "case_study", "challenge"]
)
def test_a_draft_is_shown_on_the_real_page_that_will_tell_of_it(chain: Chain, cast: Cast, kind: str) -> None:
    page = shown(signed_in(cast.contributor), preview_url(secret_drafts(chain, cast)[kind]))
    assert SECRET in page
    assert "Preview: not public." in page
    assert 'class="mast"' in page


def test_a_corrective_action_is_shown_once_its_challenge_is_public(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.challenge(chain, cast, "C1"))
    page = shown(signed_in(cast.reviewer), preview_url(secret_drafts(chain, cast)["corrective_action"]))
    assert SECRET in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_switch_stays_in_the_preview(chain: Chain, cast: Cast, lang: str) -> None:
    draft = secret_drafts(chain, cast)["observation"]
    response = signed_in(cast.contributor).get(f"{preview_url(draft)}{lang}/{INDICATOR}")
    page = response.content.decode()
    html = re.search(r"<html lang=\"([^\"]+)\" dir=\"(\w+)\"", page)
    assert html
    assert html[2] == ("rtl" if lang == "ar" else "ltr")
    for other in LANGUAGES:
        assert f'href="{preview_url(draft)}{other}/{INDICATOR}"' in page
    inside = re.findall(r'(?:href|action)="(/[^"]*)"', page.partition("<body")[2])
    outside = [url for url in inside if not url.startswith((preview_url(draft), "/admin/", "/static/"))]
    assert not outside
    assert f"{SECRET} narrative" in page


def test_what_is_cited_carries_the_public_address(chain: Chain, cast: Cast) -> None:
    draft = secret_drafts(chain, cast)["observation"]
    page = signed_in(cast.contributor).get(f"{preview_url(draft)}en/{INDICATOR}").content.decode()
    assert "http://testserver/admin/" not in page
    assert f"http://testserver/en/{INDICATOR}?release=3" in page


def test_it_is_for_no_cache_and_no_index(chain: Chain, cast: Cast) -> None:
    draft = secret_drafts(chain, cast)["observation"]
    response = signed_in(cast.contributor).get(f"{preview_url(draft)}en/{INDICATOR}")
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in response.headers
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_only_staff_who_may_view_see_it(chain: Chain, cast: Cast) -> None:
    url = f"{preview_url(secret_drafts(chain, cast)['observation'])}en/{INDICATOR}"
    assert Client().get(url).status_code == 302
    nobody = Person.objects.create_user("nobody", is_staff=True)
    outsider = Person.objects.create_user("outsider")
    for person in (nobody, outsider):
        response = signed_in(person).get(url)
        assert response.status_code in (302, 403)
        assert SECRET not in response.content.decode()
    for person in (cast.auditor, cast.publisher):
        assert signed_in(person).get(url).status_code == 200


def everything_public(client: Client) -> Iterator[tuple[str, int, dict[str, str], bytes]]:
    for address in ("/en/reform/", "/ar/reform/", f"/fr/{INDICATOR}", "/en/reform/releases/", "/en/reform/challenges/"):
        yield from _answers(client, address)
    for address in ("indicators/", "observations/", "releases/", "changes/", "export/observations.csv"):
        yield from _answers(client, f"/api/v1/{address}")
    yield from _answers(client, "/en/reform/releases.atom")
    yield from _answers(client, "/sitemap.xml")


def _answers(client: Client, address: str) -> Iterator[tuple[str, int, dict[str, str], bytes]]:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name != "Date"}
    yield address, response.status_code, headers, body


def cached() -> dict[Any, Any]:
    """All that the cache holds, in this process or in Redis (where a broker's queue may stand beside it)."""
    inner: Any = cache._cache
    if isinstance(inner, dict):
        return dict(inner)
    redis = inner.get_client()
    return {key: redis.get(key) for key in redis.scan_iter(_type="STRING")}


def stored() -> dict[str, list[Any]]:
    models = (*kinds(), Standing, Release, Chain, Person, AuditEvent, OutboxEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_after_many_previews_the_public_side_is_byte_for_byte_what_it_was(
    chain: Chain, cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    cache.clear()
    drafts, client = secret_drafts(chain, cast), signed_in(cast.reviewer)
    rows, answers = stored(), list(everything_public(Client()))
    kept = cached()
    mails = len(mailoutbox)
    with django_capture_on_commit_callbacks() as waiting:
        for draft in drafts.values():
            for lang in ("en", "ar"):
                for path in (
                    f"{lang}/reform/",
                    f"{lang}/{INDICATOR}",
                    f"{lang}/reform/releases/",
                    f"{lang}/search/?q=x",
                ):
                    client.get(f"{preview_url(draft)}{path}")
    assert waiting == []
    assert len(mailoutbox) == mails
    assert cached() == kept
    assert stored() == rows
    assert list(everything_public(Client())) == answers


def test_no_public_address_tells_of_what_was_previewed(chain: Chain, cast: Cast) -> None:
    client = signed_in(cast.reviewer)
    for draft in secret_drafts(chain, cast).values():
        client.get(preview_url(draft), follow=True)
    walked = [address for address in addresses() if "reform" in address or "/api/" in address]
    assert found_at(walked[::7]) == []


def test_a_planned_release_is_previewed_as_a_whole(chain: Chain, cast: Cast) -> None:
    drafts = secret_drafts(chain, cast)
    held = [f.approve(drafts[kind], cast) for kind in ("challenge", "observation")]
    planned = actions.plan(chain, held, title="Next", by=cast.publisher)
    client = signed_in(cast.publisher)
    assert client.get(preview_url(planned)).headers["Location"] == f"{preview_url(planned)}en/reform/"
    assert f"{SECRET} title" in shown(client, f"{preview_url(planned)}en/reform/challenges/")
    assert f"{SECRET} narrative" in shown(client, f"{preview_url(planned)}en/{INDICATOR}")


def test_what_cannot_be_shown_says_why(chain: Chain, cast: Cast) -> None:
    drafts, client = secret_drafts(chain, cast), signed_in(cast.contributor)
    start = preview_url(drafts["observation"])
    for path, status, sentence in (
        ("en/reform/indicators/7.7.7/", 404, "The public would find nothing at this address."),
        ("nowhere/", 404, "The public would find nothing at this address."),
        ("api/v1/indicators/", 404, "files and the API hold what is published"),
        ("en/reform/releases.atom", 404, "files and the API hold what is published"),
        ("admin/", 404, "files and the API hold what is published"),
        ("en/reform/?release=99", 404, "There is no release “99”."),
    ):
        response = client.get(f"{start}{path}")
        assert response.status_code == status, path
        assert sentence in unescape(response.content.decode()), path
    drafts["observation"].citations.all().delete()
    response = client.get(f"{start}en/{INDICATOR}")
    assert response.status_code == 409
    assert "Name at least one document and paragraph" in response.content.decode()


def test_a_release_or_a_version_that_is_no_longer_open_has_no_preview(chain: Chain, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    live = ObservationVersion.objects.live().get()
    response = client.get(f"{preview_url(live)}en/{INDICATOR}")
    assert response.status_code == 409
    assert "2.4.2:2020 is published." in response.content.decode()
    for subject in (
        "of-observation-99999",
        "of-nothing-1",
        "observation-1",
        f"of-release-{Release.objects.get(number=1).pk}",
    ):
        assert client.get(reverse("staff:preview", args=[subject])).status_code == 404
