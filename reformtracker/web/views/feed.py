"""The newest releases in one language, as Atom and as JSON Feed: the same entries under the same ids."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.publishing.models import Release
from reformtracker.publishing.texts import Text, text
from reformtracker.web.page import FrameworkPage, open_page

MOST = 50
ATOM, JSON = "application/atom+xml", "application/feed+json"


class Entry(NamedTuple):
    """`recorded` is the moment at which it came here: who polls by it misses no loaded history."""

    id: str
    url: str
    title: str
    summary: str
    released: datetime | None
    recorded: datetime | None


@require_safe
def release_feed(request: HttpRequest, lang: str, fw: str) -> HttpResponseBase:
    page = open_page(request, lang, fw)
    entries = list(_entries(page))
    feed = Atom1Feed(
        title=_title(page),
        link=f"{settings.SITE_URL}{page.link('releases')}",
        feed_url=page.canonical,
        description=_about(),
        language=page.html_lang,
        author_name=page.site_name,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            unique_id=entry.id,
            # What Django calls HTML there; a reader of feeds takes it for that.
            description=escape(entry.summary),
            pubdate=entry.released,
            updateddate=entry.recorded,
        )
    return _answer(request, feed.writeString("utf-8"), ATOM, entries)


@require_safe
def release_json_feed(request: HttpRequest, lang: str, fw: str) -> HttpResponseBase:
    """JSON Feed 1.1."""
    page = open_page(request, lang, fw)
    entries = list(_entries(page))
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(page),
        "home_page_url": f"{settings.SITE_URL}{page.link('releases')}",
        "feed_url": page.canonical,
        "description": _about(),
        "language": page.html_lang,
        "authors": [{"name": page.site_name, "url": settings.SITE_URL}],
        "items": [_item(entry) for entry in entries],
    }
    return _answer(request, json.dumps(feed, ensure_ascii=False, indent=1), JSON, entries)


def _item(entry: Entry) -> dict[str, str]:
    days = {"date_published": entry.released, "date_modified": entry.recorded}
    words = {"id": entry.id, "url": entry.url, "title": entry.title, "content_text": entry.summary}
    return words | {name: moment.isoformat() for name, moment in days.items() if moment}


def _entries(page: FrameworkPage) -> Iterator[Entry]:
    snapshot = page.snapshot
    published = Release.objects.published().filter(chain=snapshot.chain, number__lte=snapshot.number)
    for release in published.defer("manifest").order_by("-number")[:MOST]:
        number = _("Release %(number)d") % {"number": release.number}
        title, note = (_in_one_language(text(release, name)) for name in ("title", "note"))
        yield Entry(
            # The address without a snapshot names the same release for ever, in every language.
            id=f"{settings.SITE_URL}/en/{snapshot.chain.slug}/releases/{release.number}/",
            url=f"{settings.SITE_URL}{page.link('release', number=release.number)}",
            title=f"{number}: {title}" if title else number,
            summary=f"{note}\n\nSHA-256: {release.hash}".strip(),
            released=release.released_at,
            recorded=release.recorded_at,
        )


def _title(page: FrameworkPage) -> str:
    name = _in_one_language(page.framework_name)
    return f"{name}: {_('Releases')}" if name else f"{page.site_name}: {_('Releases')}"


def _in_one_language(said: Text) -> str:
    """A feed cannot mark a text as being in another language than it, so it leaves that to the page."""
    return said.value if said.translated else ""


def _about() -> str:
    return _("What was made public when, each release tied by its hash to the one before.")


def _answer(request: HttpRequest, body: str, media_type: str, entries: list[Entry]) -> HttpResponseBase:
    """Who polls and has it already gets 304 and no body."""
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    changed = max((entry.recorded for entry in entries if entry.recorded), default=None)
    response = HttpResponse(body, content_type=f"{media_type}; charset=utf-8", headers={"ETag": etag})
    if changed:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    seconds = int(changed.timestamp()) if changed else None
    return get_conditional_response(request, etag=etag, last_modified=seconds, response=response) or response
