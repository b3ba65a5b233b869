"""Text that was typed and not saved: kept aside while somebody types, offered when the form is opened again."""

from __future__ import annotations

import re
import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.admin.base import Answering, attempt, person, refused
from reformtracker.publishing.admin.conflict import both_texts
from reformtracker.publishing.admin.difference import Difference
from reformtracker.publishing.models import Autosave
from reformtracker.publishing.models.autosave import AutosaveQuerySet

PAGE = re.compile(r"[0-9a-f]{8}")
"""A form for something new has no number yet, so each opening of it gets a key of its own."""

LONGEST_QUERY = 100


class Unsaved(NamedTuple):
    """What was kept aside, and where it differs from what the form holds."""

    row: Autosave
    texts: list[Difference]


class Autosaving(Answering):
    """Mixed into the admin of versions."""

    def get_urls(self) -> list[URLPattern]:
        return [
            # The view says 401 to whoever is signed out: a page to sign in on would be lost on a script.
            path("add/autosave/", self.autosave_view, name=self._url_name("add_autosave")),
            path("<int:version_id>/autosave/", self.autosave_view, name=self._url_name("autosave")),
            *super().get_urls(),  # type: ignore[misc]  # of ModelAdmin
        ]

    def _url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _reversed(self, name: str, *args: int) -> str:
        return reverse(f"admin:{self._url_name(name)}", args=args)

    # --- keeping --------------------------------------------------------------------------------
    def autosave_view(self, request: HttpRequest, version_id: int | None = None) -> HttpResponse:
        """Keeps the posted form aside, or with `discard` forgets what was kept; answers in JSON."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.admin_site.has_permission(request):
            return _answer(401, sentence=_("You are signed out. Your text stays on this page."))
        if version_id is not None:
            get_object_or_404(self.get_queryset(request), pk=version_id)
        if not self.may_edit(request):
            return _answer(403, sentence=_("You may not edit this, so nothing was kept."))
        if _is_anothers(request):
            return _answer(409, sentence=another_signed_in(request))
        if "discard" in request.POST:
            self._mine(request).filter(pk__in=_numbers(request.POST["discard"])).delete()
            return HttpResponseRedirect(self._form_url(request, version_id))
        try:
            kept = Autosave.objects.keep(person(request), self.model.KIND, form_key(request, version_id), request.POST)
        except ValueError as error:
            return _answer(413, sentence=str(error))
        return _answer(200, saved_at=kept.saved_at.isoformat(), others=_typing(self._others(request, version_id)))

    def _mine(self, request: HttpRequest) -> AutosaveQuerySet:
        return Autosave.objects.of(person(request), self.model.KIND)

    def _others(self, request: HttpRequest, version_id: int | None) -> list[Autosave]:
        """Who else has typed into this form a moment ago, and not saved."""
        if version_id is None:
            return []
        return list(Autosave.objects.typing(self.model.KIND, str(version_id)).exclude(person=person(request)))

    def _form_url(self, request: HttpRequest, version_id: int | None) -> str:
        if version_id is not None:
            return self._reversed("change", version_id)
        return f"{self._reversed('add')}?{_query(request)}"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]  # of ModelAdmin
        self._mine(request).filter(form=form_key(request, form.instance.pk if change else None)).delete()

    # --- offering -------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With `_restore` the form is shown as it was kept; of a draft that has moved since, as a conflict."""
        if _is_anothers(request):
            return refused(request, policy.Refused(another_signed_in(request)))
        if request.method == "POST" and "_restore" in request.POST:
            row = self._mine(request).filter(pk__in=_numbers(request.POST["_restore"])).first()
            if row is None:
                return HttpResponseRedirect(request.get_full_path())
            request.POST = row.typed  # type: ignore[assignment]  # a copy
            attempt(request).restored = row.saved_at
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        kept = attempt(request)
        context["is_writing"] = self.has_change_permission(request, obj)
        pk = obj.pk if obj is not None else None
        if self.may_edit(request):
            context |= {
                "restored": kept.restored if not kept.conflict else None,
                "others": _typing(self._others(request, pk)),
                "unsaved": self._unsaved(request, context, pk) if request.method == "GET" else [],
                "autosave_url": self._autosave_url(request, pk),
                "page_key": _page_key(request) if pk is None else "",
                "csrf_cookie": settings.CSRF_COOKIE_NAME,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)  # type: ignore[misc,no-any-return]

    def _autosave_url(self, request: HttpRequest, version_id: int | None) -> str:
        if version_id is not None:
            return self._reversed("autosave", version_id)
        return f"{self._reversed('add_autosave')}?{_query(request)}"

    def _unsaved(self, request: HttpRequest, context: dict[str, Any], version_id: int | None) -> list[Unsaved]:
        """Newest first; what differs in nothing from the form is not offered. A version that can only be read has no form
        to differ from: opened with what was kept, it shows both texts."""
        rows = self._mine(request)
        if version_id is not None:
            rows = rows.filter(form=str(version_id))
        else:
            rows = rows.filter(form__startswith="new:", form__endswith=f"?{_query(request)}")
        found = [Unsaved(row, self._differing(request, context, row, version_id)) for row in rows]
        return [unsaved for unsaved in found if unsaved.texts or not context["is_writing"]]

    def _differing(
        self, request: HttpRequest, context: dict[str, Any], row: Autosave, version_id: int | None
    ) -> list[Difference]:
        shown, typed = context["adminform"].form, row.typed
        # A bound form writes what was typed onto its instance, so each of the two has one of its own.
        mine, theirs = self._fresh(request, version_id), self._fresh(request, version_id)
        pairs = [
            (
                str(inline.opts.verbose_name_plural),
                type(inline.formset)(typed, instance=mine, prefix=inline.formset.prefix),
                type(inline.formset)(instance=theirs, prefix=inline.formset.prefix),
            )
            for inline in context["inline_admin_formsets"]
        ]
        as_stored = type(shown)(instance=theirs, initial=shown.initial if version_id is None else None)
        return both_texts(type(shown)(typed, instance=mine), as_stored, pairs)

    def _fresh(self, request: HttpRequest, version_id: int | None) -> Any:
        return self.model() if version_id is None else self.get_object(request, str(version_id))


def form_key(request: HttpRequest, version_id: int | None) -> str:
    return str(version_id) if version_id is not None else f"new:{_page_key(request)}?{_query(request)}"


def _page_key(request: HttpRequest) -> str:
    posted = request.POST.get("page_key", "")
    return posted if PAGE.fullmatch(posted) else secrets.token_hex(4)


def _query(request: HttpRequest) -> str:
    """What a form for something new was opened with, such as the indicator."""
    query = request.GET.copy()
    query.pop("_changelist_filters", None)
    return query.urlencode()[:LONGEST_QUERY]


def _numbers(posted: str) -> list[int]:
    return [int(posted)] if posted.isdecimal() and len(posted) < 19 else []


def _is_anothers(request: HttpRequest) -> bool:
    """Somebody else has signed in since the page was opened: what was typed on it is not theirs."""
    typist = request.POST.get("typist", "")
    return bool(typist) and typist != str(person(request).pk)


def another_signed_in(request: HttpRequest) -> str:
    return _("%(who)s has signed in since this page was opened, so nothing was kept or saved in their name.") % {
        "who": person(request)
    }


def _typing(rows: list[Autosave]) -> str:
    if not rows:
        return ""
    return _("Also typing here, not saved yet: %(who)s.") % {"who": ", ".join(str(row.person) for row in rows)}


def _answer(status: int, **said: str) -> JsonResponse:
    return JsonResponse(said, status=status)
