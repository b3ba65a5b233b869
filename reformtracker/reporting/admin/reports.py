"""Reports: begun, read paragraph by paragraph, written into, made into files and published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reformtracker.publishing import policy
from reformtracker.publishing.actions import Incomplete
from reformtracker.publishing.admin.base import ERRORS, person, refused
from reformtracker.publishing.texts import SUFFIXES, Text, column, text
from reformtracker.reporting import actions
from reformtracker.reporting.admin.desk import Desk, mistakes, sent
from reformtracker.reporting.admin.forms import FilesForm, ParagraphForm, ReportForm
from reformtracker.reporting.admin.sheet import Sheet, files_of, lacks, language_of
from reformtracker.reporting.files import name_of
from reformtracker.reporting.models import Build, OwnParagraph, Report


@admin.register(Report)
class ReportAdmin(Desk):
    """Whoever drafts writes reports and has their files made; publishers publish them; all staff read them."""

    folder = "report"
    edit_act = "draft"
    actions = None
    list_display = ("__str__", "chain", "release_number", "author", "created_at", "number", "published_at")
    list_filter = ("chain",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = Report.objects.select_related("chain", "release", "since", "author", "entity")
        return rows.defer("release__manifest", "since__manifest").order_by("-id")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view

        def of(name: str, handler: Callable[..., HttpResponse], more: str = "") -> URLPattern:
            return path(f"<int:report_id>/{name}/{more}", view(handler), name=f"reporting_report_{name}")

        return [
            of("outline", self.outline_view),
            of("paragraph", self.paragraph_view),
            of("unwrite", self.unwrite_view),
            of("files", self.files_view),
            of("cancel", self.cancel_view),
            of("publish", self.publish_view),
            of("download", self.download_view, "<int:build_id>/"),
            *super().get_urls(),
        ]

    # --- what it is made of ---------------------------------------------------------------------
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        form = ReportForm(request.POST if request.method == "POST" else None)
        error: Exception | None = None
        if form.is_bound and form.is_valid():
            try:
                given = {"titles": form.texts("title"), "by": person(request), **form.made_of()}
                report = actions.begin(form.cleaned_data["chain"], **given)
                return HttpResponseRedirect(_address(report))
            except ERRORS as refusal:
                error = refusal
        return self._form(request, form, None, "", error)

    def outline_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        report = self.there(request, report_id)
        if not self.may_edit(request):
            raise PermissionDenied
        form = ReportForm(request.POST if request.method == "POST" else None, report)
        error: Exception | None = None
        seen = request.POST.get("wording", "")
        if form.is_bound and form.is_valid():
            try:
                given = {"titles": form.texts("title"), "by": person(request), **form.made_of()}
                actions.change(report, expected=seen, **given)
                return HttpResponseRedirect(_address(report))
            except ERRORS as refusal:
                error = refusal
        # Once told that it has changed, whoever sends the form again knows.
        return self._form(request, form, report, actions.wording(report), error)

    def _form(
        self, request: HttpRequest, form: ReportForm, report: Report | None, wording: str, error: Exception | None
    ) -> HttpResponse:
        error = error or mistakes(form)
        title = _("What it is made of") if report else _("A new report")
        context = {"title": title, "form": form, "report": report, "wording": wording}
        context["media"] = self.media + form.media
        return self.page(request, "form", context, error)

    # --- the page of a report -------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        report = self.there(request, object_id)
        sheet = Sheet(report, language_of(report, request.GET.get("language")))
        context = {
            "title": str(text(report, "title")),
            "report": report,
            "sheet": sheet,
            "languages": [
                (code, name) for code, name in Build._meta.get_field("language").flatchoices if code in report.languages
            ],
            **self._files(request, report),
        }
        return self.page(request, "page", context)

    def _files(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        may_edit = self.may_edit(request) and not report.is_published
        may_publish = policy.may(request.user, "release") and not report.is_published
        return {
            "report": report,
            "files": files_of(report),
            "files_form": FilesForm(report) if may_edit else None,
            "may_edit": may_edit,
            "may_publish": may_publish,
            "lacks": lacks(report) if may_publish else [],
        }

    # --- paragraphs -----------------------------------------------------------------------------
    def paragraph_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        report = self.there(request, report_id)
        if not self.may_edit(request):
            raise PermissionDenied
        if request.method != "POST":
            key, after = request.GET.get("key", ""), request.GET.get("after", "")
            own = report.own.filter(key=key).first() if key else None
            if own is None and not key and not after:
                raise Http404
            form = ParagraphForm(own=own) if own else ParagraphForm(key=key, after=after)
            return self._paragraph(request, report, form, own, None)
        form = ParagraphForm(request.POST)
        error = mistakes(form)
        if error is None:
            given = form.cleaned_data
            try:
                own = actions.write(
                    report,
                    given["key"],
                    given["after"],
                    form.texts("text"),
                    by=person(request),
                    expected=given["expected"],
                )
                return HttpResponseRedirect(f"{_address(report)}#{own.key}")
            except ERRORS as refusal:
                error = refusal
        current = report.own.filter(key=request.POST.get("key", "")).select_related("edited_by").first()
        return self._paragraph(request, report, form, current, error)

    def _paragraph(
        self,
        request: HttpRequest,
        report: Report,
        form: ParagraphForm,
        own: OwnParagraph | None,
        error: Exception | None,
    ) -> HttpResponse:
        """Sent again after a conflict, the form is of the text that is there: it overwrites knowingly."""
        key, after = (str(form[name].value() or "") for name in ("key", "after"))
        sheet = Sheet(report, language_of(report, request.GET.get("language")))
        theirs: list[Text] = []
        if own is not None and form.is_bound and str(own.edits) != form["expected"].value():
            said = [Text(getattr(own, column("text", code)) or "", code, translated=True) for code in SUFFIXES]
            theirs = [one for one in said if one.value]
        context = {
            "title": _("Paragraph of the report"),
            "report": report,
            "form": form,
            "own": own,
            "sheet": sheet,
            # What is written in its place, or after it.
            "row": None if own else sheet.piece(key or after),
            "expected": own.edits if own else 0,
            "theirs": theirs,
            "replaces": bool(key) and not key.startswith(actions.NEW),
        }
        return self.page(request, "paragraph", context, error)

    def unwrite_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        def unwrite(report: Report) -> str:
            expected = _number(request.POST.get("expected"))
            actions.unwrite(report, request.POST.get("key", ""), by=person(request), expected=expected)
            return _("The paragraph is taken away.")

        return self._act(request, report_id, unwrite)

    # --- files ----------------------------------------------------------------------------------
    def files_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        """The table of files alone, for the script of the page; asked by POST, files are to be made."""
        if request.method != "POST":
            report = self.there(request, report_id)
            return TemplateResponse(request, "admin/report/_files.html", self._files(request, report))

        def ask(report: Report) -> str:
            form = FilesForm(report, request.POST)
            if not form.is_valid():
                raise Incomplete({"files": [_("Choose a language and a format at least.")]})
            given = form.cleaned_data
            asked = len(actions.ask(report, given["languages"], given["formats"], by=person(request)))
            said = ngettext("%(asked)s file will be made.", "%(asked)s files will be made.", asked)
            return said % {"asked": asked}

        return self._act(request, report_id, ask)

    def cancel_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        def cancel(report: Report) -> str:
            chosen = [_number(one) for one in request.POST.getlist("build")]
            cancelled = actions.cancel(report, chosen, by=person(request))
            return ngettext("%(many)s file is cancelled.", "%(many)s files are cancelled.", cancelled) % {
                "many": cancelled
            }

        return self._act(request, report_id, cancel)

    def publish_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        def publish(report: Report) -> str:
            expected = _number(request.POST.get("edits"))
            published = actions.publish(report, by=person(request), expected=expected)
            return _("Report %(number)s is public, with its files.") % {"number": published.number}

        return self._act(request, report_id, publish)

    def _act(self, request: HttpRequest, report_id: int, act: Callable[[Report], str]) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        report = self.there(request, report_id)
        try:
            said = act(report)
        except ERRORS as error:
            return refused(request, error, _address(report))
        messages.success(request, said)
        return HttpResponseRedirect(_address(report))

    def download_view(self, request: HttpRequest, report_id: int, build_id: int) -> HttpResponse:
        report = self.there(request, report_id)
        build = get_object_or_404(report.builds.kept(), pk=build_id)
        name = name_of(report.chain.slug, report.release.number or 0, build.language, build.format)
        return sent(bytes(build.content or b""), build.format, name)


def _address(report: Report) -> str:
    return reverse("admin:reporting_report_change", args=[report.pk])


def _number(written: str | None) -> int:
    """What no form of ours sends is the number of nothing."""
    return int(written) if written and written.isascii() and written.isdecimal() and len(written) < 10 else -1
