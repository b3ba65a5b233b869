"""Answers to the public are kept, and given again to whoever asks the same, as long as they are true.

The one cache of pages, API and SDMX. It stands before everything that makes an answer, so what it gives costs no query. Its key
says of which state of the record an answer is (`publishing.epoch`), which is looked up every `KEEP_SECONDS`; so that is how long
a release may take to be seen, and nothing has to be thrown away. Only what anybody may see is kept: nothing of staff, no refusal,
nothing that sets a cookie or asks not to be stored.

A reader who has the answer already gets 304. nginx is told by `X-Accel-Expires` for how long it may answer by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
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
from reformtracker.publishing.epoch import Watch
from reformtracker.watching.counts import ANSWERS
from reformtracker.web.kept import ONE_BYTES, Kept, Shelf
from reformtracker.web.parameters import PARAMETERS
from reformtracker.web.routes import ROUTE, route_of

NEVER = ("/healthz", "/readyz", settings.STATIC_URL)
VARIES = frozenset({"accept", "accept-encoding"})
"""What the key covers; an answer that differs by anything else is not kept."""
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})
"""Headers that 304 goes without."""
NGINX_SECONDS = 2


class Keeping:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf, self.watch = Shelf(), Watch()
        self.epoch = ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_public(request):
            return self.get_response(request)
        key = self._key(request) if settings.KEEP_SECONDS else None
        kept = self.shelf.get(key) if key else None
        how = "made" if kept is None else "kept"
        if kept is None:
            response = self.get_response(request)
            kept = _keepable(request, response)
            if kept is None:
                ANSWERS.labels("passed").inc()
                return response
            if key and request.method == "GET":
                self.shelf.put(key, kept)
        answer = _answer(request, kept)
        ANSWERS.labels("unchanged" if answer.status_code == HTTPStatus.NOT_MODIFIED else how).inc()
        return answer

    def _key(self, request: HttpRequest) -> str:
        epoch = self.watch.epoch(settings.KEEP_SECONDS)
        if epoch != self.epoch:
            # What is left of the one before is never found: it would only take up room, and may just have been redacted.
            self.epoch = epoch
            self.shelf.here.forget()
        parts = [epoch, _deployment(), request.path, *_asked(request)]
        return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()


def _is_public(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or not is_for_everyone(request) or request.path_info.startswith(NEVER):
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _deployment() -> str:
    """What else an answer is made of: another process may be of another version or role."""
    said = (code_version(), settings.TRACKER_ROLE, settings.SITE_URL, settings.SITE_NAME, settings.LOGO_FILE)
    return " ".join(said)


def _asked(request: HttpRequest) -> Iterator[str]:
    """What a reader asked: of the query of a page only what pages know, so that no invented parameter fills the cache."""
    query = request.META.get("QUERY_STRING", "")
    if is_open_data(request):
        yield query
        yield request.META.get("HTTP_ACCEPT", "")
    else:
        yield repr([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in PARAMETERS])
    yield packing_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def _keepable(request: HttpRequest, response: HttpResponse) -> Kept | None:
    control = response.headers.get("Cache-Control", CACHE_CONTROL)
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    if (
        response.status_code != HTTPStatus.OK
        or response.streaming
        or response.cookies
        or control != CACHE_CONTROL
        or not varies <= VARIES
        or len(response.content) > ONE_BYTES
    ):
        return None
    body = response.content
    if not is_open_data(request):
        # What readers of open data ask is counted, so each of their questions must come here. Before `Cache-Control`: an older
        # nginx (1.22) takes the first of the two.
        response.headers["X-Accel-Expires"] = str(NGINX_SECONDS)
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    response.headers.setdefault("Content-Length", str(len(body)))
    response.headers.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
    return Kept(body, dict(response.headers), _validators(response), route_of(request))


def _validators(response: HttpResponse) -> Validators:
    seconds = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    return Validators(response.headers["ETag"], None if seconds is None else datetime.fromtimestamp(seconds, UTC))


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    request.META[ROUTE] = kept.route
    if kept.validators.satisfy(request):
        headers = {name: value for name, value in kept.headers.items() if name.lower() not in OF_THE_BODY}
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        del response.headers["Content-Type"]
        return response
    return HttpResponse(kept.body, headers=dict(kept.headers))
