"""Updates by spreadsheet: a template out, a file back, what it would change, and the yes to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from benefits.models import Upload
from benefits.workbook import actions, limits
from benefits.workbook.corrected import corrected
from benefits.workbook.preview import Preview, rows_of
from benefits.workbook.questions import Question, questions
from benefits.workbook.rules import Fault, Unreadable
from benefits.workbook.scope import indicators_for
from benefits.workbook.sentences import said
from benefits.workbook.template import as_csv, as_workbook
from reformtracker.publishing import policy
from reformtracker.publishing.admin.base import ERRORS, ByPolicy, person, refused, sentence, status_of
from reformtracker.publishing.models import Person
from reformtracker.publishing.snapshot import today

SHOWN_UPLOADS = 50
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class TemplateForm(forms.Form):
    """Which rows the template has: the person's indicators by initiative, and the years."""

    initiative = forms.MultipleChoiceField(label=gettext_lazy("Initiatives"), widget=forms.CheckboxSelectMultiple)
    first = forms.IntegerField(label=gettext_lazy("From year"), min_value=1945, max_value=2145)
    last = forms.IntegerField(label=gettext_lazy("To year"), min_value=1945, max_value=2145)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=(("xlsx", gettext_lazy("Excel workbook (.xlsx)")), ("csv", "CSV"))
    )

    def __init__(self, of: Person, data: Any = None) -> None:
        self.of = of
        mine = indicators_for(of).select_related("initiative", "chain")
        self.by_initiative: dict[str, list[int]] = {}
        names: dict[str, str] = {}
        for indicator in mine:
            key = str(indicator.initiative_id)
            self.by_initiative.setdefault(key, []).append(indicator.pk)
            names[key] = f"{indicator.initiative.code} ({indicator.chain.slug})"
        year = today().year
        start = {
            "initiative": list(names),
            "first": year - 1,
            "last": year,
            "language": get_language(),
            "format": "xlsx",
        }
        super().__init__(data, initial=start)
        self.fields["initiative"].choices = list(names.items())  # type: ignore[attr-defined]  # of a choice field

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        if "first" in given and "last" in given and given["first"] > given["last"]:
            self.add_error("last", _("The last year comes before the first."))
        return cleaned

    def questions(self) -> list[Question]:
        given = self.cleaned_data
        of = [pk for key in given["initiative"] for pk in self.by_initiative[key]]
        return questions(self.of, of, date(given["first"], 1, 1), date(given["last"], 12, 31))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file that you filled in"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        allow_empty_file=True,
        max_length=None,
    )


@admin.register(Upload)
class UploadAdmin(ByPolicy, admin.ModelAdmin[Upload]):
    """Whoever drafts sees their own files; auditors and administrators see that files came, from whom, and their hash."""

    edit_act = "draft"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policy.may(request.user, "draft") or policy.may(request.user, "audit")

    has_module_permission = has_view_permission

    def get_queryset(self, request: HttpRequest) -> Any:
        found = Upload.objects.select_related("uploaded_by").defer("content")
        return found if policy.may(request.user, "audit") else found.by(person(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("template/", view(self.template_view), name="benefits_upload_template"),
            path("<int:upload_id>/corrected/", view(self.corrected_view), name="benefits_upload_corrected"),
            *super().get_urls(),
        ]

    # --- the first page -------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._start(request, TemplateForm(person(request)), UploadForm())

    def _start(
        self,
        request: HttpRequest,
        template: TemplateForm,
        upload: UploadForm,
        fault: Fault | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Updates by spreadsheet"),
            "template_form": template,
            "upload_form": upload,
            "fault": (fault, said(fault)) if fault else None,
            "may_draft": policy.may(request.user, "draft"),
            "uploads": self.get_queryset(request)[:SHOWN_UPLOADS],
            "limits": {"rows": limits.ROWS, "size": limits.BYTES // 1024 // 1024},
        }
        return TemplateResponse(request, "admin/upload/start.html", context, status=status)

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        form = TemplateForm(person(request), request.GET)
        if not form.is_valid():
            return self._start(request, form, UploadForm(), status=422)
        language, suffix = form.cleaned_data["language"], form.cleaned_data["format"]
        with override(language):
            rows = form.questions()
            if len(rows) > limits.ROWS:
                form.add_error(None, _("There are more than %(limit)s rows.") % {"limit": limits.ROWS})
                return self._start(request, form, UploadForm(), status=422)
            content = as_csv(rows) if suffix == "csv" else as_workbook(rows)
        return _file(content, f"updates-{form.cleaned_data['first']}-{form.cleaned_data['last']}.{suffix}")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        template = TemplateForm(person(request))
        if request.method != "POST":
            return self._start(request, template, UploadForm())
        if not form.is_valid():
            return self._start(request, template, form, status=422)
        file: UploadedFile[Any] = form.cleaned_data["file"]
        try:
            # A file that is too big is not read to its end.
            content = file.read(limits.BYTES + 1)
            upload = actions.receive(file.name or "", content, by=person(request))
        except Unreadable as refusal:
            return self._start(request, template, form, refusal.fault, status=422)
        return HttpResponseRedirect(reverse("admin:benefits_upload_change", args=[upload.pk]))

    # --- the preview ----------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = self.get_object(request, object_id)
        if upload is None:
            raise Http404
        if request.method == "POST":
            return self._apply(request, upload)
        return self._preview(request, upload)

    def _apply(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """What is refused is shown anew, as it is now, with what was written to the doubts."""
        reasons = _reasons(request.POST)
        try:
            made = actions.apply(upload, by=person(request), seen=request.POST.get("seen", ""), reasons=reasons)
        except ERRORS as error:
            upload.refresh_from_db()
            return self._preview(request, upload, sentence(error), reasons, status_of(error))
        done = ngettext("%(made)s draft was made or changed.", "%(made)s drafts were made or changed.", made)
        messages.success(request, done % {"made": made})
        return HttpResponseRedirect(reverse("admin:benefits_upload_change", args=[upload.pk]))

    def _preview(
        self,
        request: HttpRequest,
        upload: Upload,
        refusal: str = "",
        reasons: Mapping[int, str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        who = person(request)
        is_own = upload.uploaded_by_id == who.pk
        waits = is_own and upload.state == Upload.State.SHOWN and upload.content is not None
        found = actions.look_at(upload, by=who) if waits else None
        earlier = Upload.objects.filter(sha256=upload.sha256, state=Upload.State.APPLIED).exclude(pk=upload.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": upload.name,
            "upload": upload,
            "found": found,
            "rows": rows_of(found) if found else [],
            "faults": _said(found) if found else [],
            "doubts": [(doubt, (reasons or {}).get(doubt.row, "")) for doubt in found.doubts] if found else [],
            "is_own": is_own,
            "refusal": refusal,
            "earlier": earlier.select_related("uploaded_by").defer("content").first(),
        }
        return TemplateResponse(request, "admin/upload/preview.html", context, status=status)

    def corrected_view(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        upload = get_object_or_404(Upload.objects.by(person(request)), pk=upload_id)
        try:
            content = corrected(actions.look_at(upload, by=person(request)))
        except ERRORS as error:
            return refused(request, error, reverse("admin:benefits_upload_changelist"))
        return _file(content, f"{upload.name.rpartition('.')[0]}-to-correct.xlsx")


def _said(found: Preview) -> list[tuple[Fault, Any]]:
    return [(fault, said(fault)) for fault in found.shown_faults]


def _reasons(data: Mapping[str, Any]) -> dict[int, str]:
    named = {name.removeprefix("reason-"): value for name, value in data.items() if name.startswith("reason-")}
    return {int(row): str(value)[:5000] for row, value in named.items() if row.isdecimal()}


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
