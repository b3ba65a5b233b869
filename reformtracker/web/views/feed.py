from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.publishing.models import Release
from reformtracker.publishing.texts import text
from reformtracker.web.page import FrameworkPage, open_page

MOST = 50


@require_safe
def release_feed(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """The newest releases in this language, by the moment at which they were recorded here: who polls misses no loaded history."""
    page = open_page(request, lang, fw)
    feed = Atom1Feed(
        title=f"{page.framework_name}: {_('Releases')}",
        link=f"{settings.SITE_URL}{page.link('releases')}",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        description=_("What was made public when, each release tied by its hash to the one before."),
        language=page.html_lang,
        author_name=page.site_name,
    )
    published = Release.objects.published().filter(chain=page.snapshot.chain, number__lte=page.snapshot.number)
    for release in published.defer("manifest").order_by("-number")[:MOST]:
        _add(feed, page, release)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _add(feed: Atom1Feed, page: FrameworkPage, release: Release) -> None:
    number = _("Release %(number)d") % {"number": release.number}
    url = f"{settings.SITE_URL}{page.link('release', number=release.number)}"
    note = text(release, "note").value
    feed.add_item(
        title=f"{number}: {text(release, 'title')}",
        link=url,
        # The address without a snapshot names the same release for ever, in every language.
        unique_id=f"{settings.SITE_URL}/en/{page.snapshot.chain.slug}/releases/{release.number}/",
        description=f"{note}\n\nSHA-256: {release.hash}".strip(),
        pubdate=release.released_at,
        updateddate=release.recorded_at,
    )
