"""Answers are given again as long as they are true, and to whoever asks the same. A `FrontClient` is a process of its own."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from front_client import FrontClient, connections_stay_open

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Role
from reformtracker.web.front import Front
from reformtracker.web.keeping import OpenData, Pages
from tests import factories as f
from tests.cast import Cast, person
from tests.web.single import CODE, PAGE

pytestmark = pytest.mark.django_db

OVERVIEW = "/en/reform/"
ADDRESSES = (
    *(OVERVIEW, "/ar/reform/", PAGE, f"{PAGE}?release=2", "/en/data/", "/en/search/?q=fund", "/sitemap.xml"),
    *(
        f"{PAGE}chart.svg",
        "/en/reform/releases.atom",
        "/api/v1/",
        "/api/v1/indicators/?lang=fr",
        "/sdmx/dataflow/RT/all/latest",
    ),
)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    """Answers are kept, and it is looked up every two seconds whether they are true."""
    settings.KEEP_SECONDS = 2
    caches["answers"].clear()
    clock = Clock()
    monkeypatch.setattr("reformtracker.publishing.epoch.monotonic", clock)
    return clock


@pytest.fixture
def client() -> FrontClient:
    return FrontClient()


def queries(client: FrontClient, address: str, **headers: str) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as found:
        answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer, len(found)


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_asks_again_gets_the_same_without_a_query(address: str, chain: Chain, client: FrontClient) -> None:
    first, _many = queries(client, address)
    assert first.status_code == 200, address
    second, many = queries(client, address)
    assert (second.status_code, second.content, many) == (200, first.content, 0)
    assert dict(second.headers) == dict(first.headers)
    assert second.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_already_gets_304_without_a_query(address: str, chain: Chain, client: FrontClient) -> None:
    first, _many = queries(client, address)
    second, many = queries(client, address, if_none_match=first.headers["ETag"])
    assert (second.status_code, second.content, many) == (304, b"", 0)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert not second.headers.keys() & {"Content-Type", "Content-Length"}


@pytest.mark.parametrize("address", [OVERVIEW, PAGE, f"{PAGE}chart.svg"])
def test_what_is_not_kept_is_known_again_all_the_same(address: str, chain: Chain, settings: Any) -> None:
    settings.KEEP_SECONDS = 0
    etag = FrontClient().get(address).headers["ETag"]
    assert FrontClient().get(address, headers={"if-none-match": etag}).status_code == 304


def test_head_is_answered_from_the_same(chain: Chain, client: FrontClient) -> None:
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as found:
        head = client.head(PAGE)
    assert (head.status_code, head.content, len(found)) == (200, b"", 0)
    assert head.headers["ETag"] == first.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(first.content))


# ---------- what is true ----------
def release(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.observation(f.Indicator.objects.get(), cast, "2021", "17.5", narrative_en="Newer."))


def withdraw(chain: Chain, cast: Cast) -> None:
    thing = f.Observation.objects.get()
    f.release(chain, cast, actions.withdraw(thing, f.ObservationVersion, by=cast.contributor, reason="Wrong."))


def redact(chain: Chain, cast: Cast) -> None:
    order = actions.order_redaction(f.ObservationVersion.objects.get(), by=cast.administrator, reason="Personal.")
    actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))


def edit_a_document(chain: Chain, cast: Cast) -> None:
    f.Document.objects.filter(symbol="A/75/202").update(title_en="The report, corrected")


OF_THE_INDICATOR = (PAGE, f"/api/v1/indicators/{CODE}/")
OF_THE_DOCUMENT = ("/en/sources/a-75-202/", "/api/v1/documents/a-75-202/")


@pytest.mark.parametrize(
    ("event", "address"),
    [
        *product((release, withdraw, redact), OF_THE_INDICATOR),
        *product((edit_a_document,), OF_THE_DOCUMENT),
    ],
)
@pytest.mark.bar("B31")
def test_what_changes_the_record_is_seen_once_it_is_looked_up(
    event: Callable[[Chain, Cast], None], address: str, chain: Chain, cast: Cast, client: FrontClient, time: Clock
) -> None:
    before = client.get(address)
    event(chain, cast)
    time.passes(1.9)
    assert client.get(address).content == before.content
    time.passes(0.1)
    after = client.get(address)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert FrontClient().get(address).content == after.content
    again = client.get(address, headers={"if-none-match": before.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.redis
@pytest.mark.bar("B31")
def test_another_process_finds_it_in_redis_and_never_one_that_is_out_of_date(chain: Chain, cast: Cast) -> None:
    first = FrontClient().get(PAGE)
    second, many = queries(FrontClient(), PAGE)
    # It looks up the epoch, and reads nothing else.
    assert (second.content, many) == (first.content, 3)
    release(chain, cast)
    assert b"17.5" in FrontClient().get(PAGE).content


@pytest.mark.bar("B08")
def test_without_redis_each_process_keeps_its_own(chain: Chain, settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "answers": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            # Nothing listens on port 1.
            "LOCATION": "redis://127.0.0.1:1/0",
        },
    }
    client = FrontClient()
    first = client.get(PAGE)
    second, many = queries(client, PAGE)
    assert (first.status_code, second.content, many) == (200, first.content, 0)


def test_an_answer_of_other_settings_is_another(chain: Chain, settings: Any, client: FrontClient, time: Clock) -> None:
    first = client.get(OVERVIEW)
    settings.SITE_NAME = "Another Tracker"
    time.passes(2)
    assert b"Another Tracker" in client.get(OVERVIEW).content
    assert b"Another Tracker" not in first.content


# ---------- who asks what ----------
def test_parameters_that_a_page_does_not_know_are_left_out(chain: Chain, client: FrontClient) -> None:
    first = client.get(f"{PAGE}?release=2")
    second, many = queries(client, f"{PAGE}?utm_source=mail&release=2&x={'y' * 500}")
    assert (second.content, many) == (first.content, 0)
    assert client.get(f"{PAGE}?release=1").content != first.content


@pytest.mark.parametrize(
    "address", ["/en/reform/releases.atom", "/en/reform/releases.json", OVERVIEW, PAGE, "/en/search/"]
)
def test_no_page_repeats_a_parameter_that_it_does_not_know(address: str, chain: Chain, client: FrontClient) -> None:
    assert b"Xanthippe" not in client.get(f"{address}?whom=Xanthippe").content


def test_the_api_refuses_a_parameter_though_it_has_kept_the_answer_without_it(
    chain: Chain, client: FrontClient
) -> None:
    assert client.get("/api/v1/indicators/").status_code == 200
    for _ in range(2):
        assert client.get("/api/v1/indicators/?colour=red").status_code == 400


def test_each_form_and_each_packing_is_an_answer_of_its_own(chain: Chain, client: FrontClient) -> None:
    address = "/api/v1/indicators/"
    for _ in range(2):
        json = client.get(address, headers={"accept": "application/json"})
        csv = client.get(address, headers={"accept": "text/csv"})
        packed = client.get(address, headers={"accept": "application/json", "accept-encoding": "gzip"})
        assert json.headers["Content-Type"] == "application/json"
        assert csv.headers["Content-Type"].startswith("text/csv")
        assert gzip.decompress(packed.content) == json.content


def test_a_host_that_is_not_this_one_is_refused_though_the_page_is_kept(chain: Chain, client: FrontClient) -> None:
    assert client.get(PAGE).status_code == 200
    for _ in range(2):
        assert client.get(PAGE, headers={"host": "evil.example.org"}).status_code == 400


def test_questions_are_counted_though_the_answer_is_kept(chain: Chain, client: FrontClient, settings: Any) -> None:
    settings.API_LIMIT = 3
    caches["limits"].clear()
    # Within one minute of the clock.
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        assert [client.get("/api/v1/indicators/").status_code for _ in range(4)] == [200, 200, 200, 429]


# ---------- what is never kept ----------
OPEN_DATA = "/api/v1/indicators/"


def kept(answer: HttpResponse | StreamingHttpResponse, address: str = "/en/reform/") -> bool:
    """Whether the second reader gets what was made for the first one."""
    asked: list[str] = []

    def make(request: Any) -> Any:
        asked.append(request.path)
        return answer

    within = Pages(OpenData(make))  # type: ignore[arg-type]  # as Django joins them

    def django(environ: Any, start_response: Any) -> Any:
        return within(WSGIRequest(environ))

    front = Front(django)
    for _ in range(2):
        with connections_stay_open():
            front(RequestFactory().get(address).environ, lambda *_: None)  # type: ignore[arg-type]
    return len(asked) == 1


def with_cookie() -> HttpResponse:
    answer = HttpResponse("Hello")
    answer.set_cookie("session", "secret")
    return answer


@pytest.mark.parametrize("address", [OVERVIEW, OPEN_DATA])
@pytest.mark.bar("B31")
def test_only_what_anybody_may_see_is_kept(address: str, chain: Chain) -> None:
    assert kept(HttpResponse("Hello"), address)
    assert not kept(with_cookie(), address)
    assert not kept(HttpResponse("Hello", status=404), address)
    assert not kept(HttpResponse("Hello", status=503), address)
    assert not kept(HttpResponse("Hello", headers={"Cache-Control": "no-store"}), address)
    assert not kept(HttpResponse("Hello", headers={"Cache-Control": "private"}), address)
    assert not kept(HttpResponse("Hello", headers={"Vary": "Cookie"}), address)
    assert not kept(HttpResponse("Hello", headers={"Vary": "*"}), address)
    assert not kept(StreamingHttpResponse(iter([b"Hello"])), address)
    assert not kept(HttpResponse(b"x" * (2 << 20)), address)


@pytest.mark.bar("B31")
def test_nothing_of_staff_and_nothing_of_the_moment_is_kept(chain: Chain) -> None:
    for address in ("/admin/", "/healthz", "/readyz", "/metrics"):
        assert not kept(HttpResponse("Hello"), address), address


def test_a_page_that_differs_by_the_form_asked_for_is_not_kept(chain: Chain) -> None:
    assert kept(HttpResponse("Hello", headers={"Vary": "Accept"}), OPEN_DATA)
    assert not kept(HttpResponse("Hello", headers={"Vary": "Accept"}))


@pytest.mark.bar("B31")
def test_nginx_may_keep_pages_for_two_seconds_and_nothing_else(chain: Chain, client: FrontClient, cast: Cast) -> None:
    headers = client.get(PAGE).headers
    assert headers["X-Accel-Expires"] == "2"
    # nginx 1.22 heeds the first of the two.
    assert list(headers).index("X-Accel-Expires") < list(headers).index("Cache-Control")
    assert (
        client.get(PAGE, headers={"if-none-match": client.get(PAGE).headers["ETag"]}).headers["X-Accel-Expires"] == "2"
    )
    client.force_login(cast.reviewer)
    for address in ("/admin/", "/api/v1/indicators/", "/healthz", "/en/reform/indicators/9.9.9/", "/"):
        assert "X-Accel-Expires" not in client.get(address).headers, address


def test_a_preview_of_staff_is_made_anew_each_time(chain: Chain, cast: Cast, client: FrontClient) -> None:
    client.force_login(cast.reviewer)
    version = f.observation(f.Indicator.objects.get(), cast, "2021", "17.5")
    address = f"/admin/publishing/preview/observation/{version.pk}/"
    assert client.get(address).headers.get("ETag") is None
