from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reformtracker.publishing import policy
from reformtracker.publishing.actions.rehearsing import NotRehearsed, with_companions
from reformtracker.publishing.models import Person, Release, Version
from reformtracker.publishing.registry import foretold, kinds
from reformtracker.web.addresses import address
from reformtracker.web.page import Page
from reformtracker.web.staff import preview


@require_http_methods(["GET", "HEAD", "POST"])
def effect_page(request: HttpRequest) -> HttpResponse:
    """What the versions chosen on a list (`version=kind:pk`, any number) would do if they were released together."""
    _demand_view(request)
    versions = list(_chosen((request.POST or request.GET).getlist("version")))
    context = {
        **admin.site.each_context(request),
        "title": _("What this release will do"),
        "versions": versions,
        "effect": foretold(versions) if versions else None,
    }
    return TemplateResponse(request, "admin/effect/page.html", context)


def _chosen(keys: Iterable[str]) -> Iterable[Version]:
    by_kind = {model.KIND: model for model in kinds()}
    for key in keys:
        kind, _colon, pk = key.partition(":")
        if kind not in by_kind or not pk.isdecimal():
            raise Http404(key)
        yield get_object_or_404(by_kind[kind].objects.whole().select_related("thing__chain"), pk=pk)


@require_safe
def preview_page(request: HttpRequest, subject: str, path: str = "") -> HttpResponse:
    """A public page as it would be. Without a path: the page that tells of the subject, in the reader's language."""
    _demand_view(request)
    shown = _subject(subject)
    versions = with_companions(shown)
    if not path:
        return HttpResponseRedirect(f"{request.path}{_first_page(shown)}")
    try:
        return preview.render(request, versions, path)
    except preview.NotThere as error:
        return _not_shown(request, shown, [str(error)], 404)
    except NotRehearsed as error:
        return _not_shown(request, shown, error.held, 409)


def _subject(name: str) -> list[Version]:
    """`of-observation-5`, or all that a planned release holds: `of-release-2`."""
    kind, _dash, pk = name.removeprefix("of-").rpartition("-")
    by_kind = {model.KIND: model for model in kinds()}
    if not name.startswith("of-") or not pk.isdecimal():
        raise Http404(name)
    if kind in by_kind:
        return [get_object_or_404(by_kind[kind].objects.whole().select_related("thing__chain"), pk=pk)]
    if kind != "release":
        raise Http404(name)
    release = get_object_or_404(Release, pk=pk, state=Release.State.PLANNED)
    held = [one for model in kinds() for one in model.objects.filter(release=release).whole()]
    if not held:
        raise Http404(name)
    return held


def _first_page(shown: Sequence[Version]) -> str:
    """Without the slash before it. A release that holds several things begins on the overview."""
    page, fw = Page(HttpRequest()), shown[0].thing.chain.slug
    first = address(page, shown[0], fw) if len(shown) == 1 else ""
    return (first or page.link("overview", fw=fw)).lstrip("/")


def _not_shown(request: HttpRequest, shown: Sequence[Version], held: Sequence[str], status: int) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("There is no preview of this"),
        "versions": shown,
        "held": held,
        "language": get_language(),
    }
    return TemplateResponse(request, "admin/effect/not_shown.html", context, status=status)


def _demand_view(request: HttpRequest) -> None:
    if not (isinstance(request.user, Person) and policy.may(request.user, "view")):
        raise PermissionDenied
