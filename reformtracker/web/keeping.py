"""Answers to the public are kept, and given again to whoever asks the same, as long as they are true.

What both doors have in common: that of pages, in front of Django (`front`), and that of open data, a middleware, since what readers
of open data ask is counted. What either gives costs no query. The key of an answer says of which state of the record it is
(`publishing.epoch`), which is looked up every `KEEP_SECONDS`; so that is how long a release may take to be seen, and nothing has to
be thrown away. Only what anybody may see is kept: nothing of staff, no refusal, nothing that sets a cookie or asks not to be stored.

A reader who has the answer already gets 304. nginx is told by `X-Accel-Expires` for how long it may answer pages by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_http_date_safe

from reformtracker.api.conditional import CACHE_CONTROL, Validators, code_version
from reformtracker.api.packing import packing_for
from reformtracker.api.reach import is_for_everyone, is_open_data
from reformtracker.publishing import epoch
from reformtracker.watching.counts import ANSWERS
from reformtracker.web.kept import ONE_BYTES, Kept, Shelf
from reformtracker.web.parameters import PARAMETERS
from reformtracker.web.routes import ROUTE, route_of
from reformtracker.web.watching import METRICS

NEVER = ("/healthz", "/readyz", METRICS, settings.STATIC_URL)
VARIES = frozenset({"accept-encoding"})
"""What the key covers; an answer that differs by anything else is not kept."""
VARIES_AS_DATA = VARIES | {"accept"}
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})
"""Headers that 304 goes without."""
NGINX_SECONDS = 2
READY, FAILED = "tracker.ready", "tracker.failed"
"""In `META`, from one side of Django to the other: the answer that may be kept; why the door could not look."""


# ---------- what both doors do ----------
class Store:
    """The answers that one door gives. `read`: the state of the record."""

    def __init__(self, read: Callable[[], str] = epoch.read) -> None:
        self._watch = epoch.Watch(lambda: f"{read()} {_deployment()}")
        self._shelf, self._state = Shelf(), ""

    def key(self, request: HttpRequest) -> str:
        state = self._watch.epoch(settings.KEEP_SECONDS)
        if state != self._state:
            # What is left of the one before is never found: it would only take up room, and may just have been redacted.
            self._state = state
            self._shelf.here.forget()
        return hashlib.sha256(repr([state, request.path, *_asked(request)]).encode()).hexdigest()

    def get(self, key: str) -> Kept | None:
        return self._shelf.get(key)

    def put(self, key: str, kept: Kept) -> None:
        self._shelf.put(key, kept)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out, of what is kept."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes


def is_public(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or not is_for_everyone(request) or request.path_info.startswith(NEVER):
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def answer_from(kept: Kept, request: HttpRequest, how: str) -> Answer:
    """`how`: made or kept, for those who count."""
    if kept.validators.satisfy(request):
        ANSWERS.labels("unchanged").inc()
        headers = {name: value for name, value in kept.headers.items() if name.lower() not in OF_THE_BODY}
        return Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
    ANSWERS.labels(how).inc()
    return Answer(HTTPStatus.OK, kept.headers, b"" if request.method == "HEAD" else kept.body)


def _deployment() -> str:
    """What else an answer is made of: another process may be of another version or role."""
    said = (code_version(), settings.TRACKER_ROLE, settings.SITE_URL, settings.SITE_NAME, settings.LOGO_FILE)
    return " ".join(said)


def _asked(request: HttpRequest) -> Iterator[str]:
    """What a reader asked: of the query of a page only what pages know, so that no invented parameter fills the cache, and no
    host, which must be one of ours and changes nothing."""
    query = request.META.get("QUERY_STRING", "")
    if is_open_data(request):
        yield query
        yield request.META.get("HTTP_ACCEPT", "")
    else:
        yield repr([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in PARAMETERS])
        # Whoever comes without TLS is led elsewhere, and is not told to come with it.
        yield request.scheme or ""
    yield packing_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))


# ---------- what is kept ----------
def _keepable(request: HttpRequest, response: HttpResponse) -> Kept | None:
    control = response.headers.get("Cache-Control", CACHE_CONTROL)
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    if (
        response.status_code != HTTPStatus.OK
        or response.streaming
        or response.cookies
        or control != CACHE_CONTROL
        or not varies <= (VARIES_AS_DATA if is_open_data(request) else VARIES)
        or len(response.content) > ONE_BYTES
    ):
        return None
    body = response.content
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    response.headers.setdefault("Content-Length", str(len(body)))
    response.headers.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
    headers = dict(response.headers)
    if not is_open_data(request):
        # What readers of open data ask is counted, so each of their questions must come here. Before `Cache-Control`: an older
        # nginx (1.22) takes the first of the two.
        headers = {"X-Accel-Expires": str(NGINX_SECONDS), **headers}
    return Kept(body, headers, _validators(response), route_of(request))


def _validators(response: HttpResponse) -> Validators:
    seconds = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    return Validators(response.headers["ETag"], None if seconds is None else datetime.fromtimestamp(seconds, UTC))


# ---------- within Django ----------
class Pages:
    """Makes a page ready to be kept, after all others have put their headers on it, and knows who has it already: so it is
    logged and counted as what it is. It keeps nothing: that is done in front of Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_open_data(request) or not is_public(request):
            return response
        kept = _keepable(request, response)
        if kept is None:
            ANSWERS.labels("passed").inc()
            return response
        request.META[READY] = kept
        return _response(answer_from(kept, request, "made"))


class OpenData:
    """Gives what is kept of open data, to whoever has something left to ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.store = Store()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if error := request.META.get(FAILED):
            # As if it had been looked up here: what a reader is told of it is said once, and nobody waits for it twice.
            raise error
        if not is_open_data(request) or not is_public(request):
            return self.get_response(request)
        key = self.store.key(request) if settings.KEEP_SECONDS else None
        if key and (kept := self.store.get(key)):
            request.META[ROUTE] = kept.route
            return _response(answer_from(kept, request, "kept"))
        response = self.get_response(request)
        made = _keepable(request, response)
        if made is None:
            ANSWERS.labels("passed").inc()
            return response
        if key and request.method == "GET":
            self.store.put(key, made)
        return _response(answer_from(made, request, "made"))


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    if answer.status == HTTPStatus.NOT_MODIFIED:
        del response.headers["Content-Type"]
    return response
