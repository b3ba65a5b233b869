from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reformtracker.publishing.models import Origin, Release
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import text
from reformtracker.publishing.verifier import script
from reformtracker.web import publications
from reformtracker.web.numbers import convention
from reformtracker.web.page import open_page

MOST = 100


@require_safe
def release_list(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """From new to old; `before` is the number from which an older page goes on."""
    page = open_page(request, lang, fw, known=("before",))
    rows = _published(page.snapshot).defer("manifest")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    found = list(rows.order_by("-number")[: MOST + 1])
    older = found[MOST - 1].number if len(found) > MOST else None
    return page.render(
        "web/releases.html",
        {
            "releases": [(release, text(release, "title")) for release in found[:MOST]],
            "older": f"{request.path}?{urlencode({**page.snapshot.asked, 'before': older})}" if older else "",
        },
    )


@require_safe
def release_page(request: HttpRequest, lang: str, fw: str, number: int) -> HttpResponse:
    page = open_page(request, lang, fw)
    release = _published(page.snapshot).filter(number=number).first()
    if release is None:
        raise Http404(f"{fw} {number}")
    groups = publications.groups(page, release)
    return page.render(
        "web/release.html",
        {
            "release": release,
            "title": text(release, "title"),
            "note": text(release, "note"),
            "is_loaded": release.origin == Origin.LOADED,
            "groups": groups,
            "counted": convention().semicolon.join(publications.counted(groups)),
            "manifest": f"{settings.SITE_URL}{_manifest(page.snapshot, number)}",
            "manifest_link": _manifest(page.snapshot, number),
            "before": number - 1 if number > 1 else None,
            "after": number + 1 if number < page.snapshot.number else None,
        },
    )


@require_safe
def verify_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    release = page.snapshot.release
    slug = page.snapshot.chain.slug
    return page.render(
        "web/verify.html",
        {
            "release": release,
            "manifest": f"{settings.SITE_URL}{_manifest(page.snapshot, page.snapshot.number)}",
            "run": f"python verify.py {settings.SITE_URL} {slug} {release.hash}",
            "script": script(),
        },
    )


@require_safe
def verify_script(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """The same in every language and snapshot."""
    open_page(request, lang, fw)
    headers = {"Content-Disposition": 'attachment; filename="verify.py"', "Content-Language": "en"}
    return HttpResponse(script(), content_type="text/x-python; charset=utf-8", headers=headers)


def _published(snapshot: Snapshot) -> QuerySet[Release]:
    return Release.objects.published().filter(chain=snapshot.chain, number__lte=snapshot.number)


def _manifest(snapshot: Snapshot, number: int) -> str:
    path = reverse("api:releases-manifest", args=[number])
    return f"{path}?{urlencode({'framework': snapshot.chain.slug})}"
