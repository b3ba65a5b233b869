"""Review meetings: called, prepared with a pack, and what they decide entered as corrective actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import Milestone, MilestoneVersion
from reformtracker.publishing.actions import Conflict
from reformtracker.publishing.admin.base import ERRORS, person, refused
from reformtracker.reporting.admin.desk import Desk, mistakes, sent
from reformtracker.reporting.admin.meeting_forms import DecisionForm, MeetingForm, PackForm
from reformtracker.reporting.files import FORMATS, pack_name
from reformtracker.reporting.meeting import actions
from reformtracker.reporting.meeting.agenda import Item, agenda, of_key, read
from reformtracker.reporting.meeting.last import last_before
from reformtracker.reporting.meeting.offers import Settled, offers, settled
from reformtracker.reporting.meeting.pack import compose
from reformtracker.reporting.models import ReviewMeeting
from reformtracker.web import numbers
from reformtracker.web.paper import NoPaper


class Row(NamedTuple):
    """An item of the agenda with what was decided on it. `number`: as in the pack."""

    number: int
    item: Item
    decided: list[Settled]


@admin.register(ReviewMeeting)
class ReviewMeetingAdmin(Desk):
    """Whoever may draft a milestone calls meetings, whoever may draft an action enters decisions; all staff read them."""

    folder = "meeting"
    edit_act = "draft"
    actions = None
    list_display = ("day", "chain", "release_number", "decided", "called_by", "called_at")
    list_filter = ("chain",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = ReviewMeeting.objects.select_related("chain", "release", "milestone", "called_by")
        return rows.defer("release__manifest").annotate(decided=Count("decisions")).order_by("-day", "-id")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, Milestone)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was called is on record."""
        return False

    @admin.display(description=_("decisions"), ordering="decided")
    def decided(self, meeting: Any) -> int:
        return int(meeting.decided)

    def get_urls(self) -> list[URLPattern]:
        def of(name: str, handler: Callable[..., HttpResponse]) -> URLPattern:
            view = self.admin_site.admin_view(handler)
            return path(f"<int:meeting_id>/{name}/", view, name=f"reporting_reviewmeeting_{name}")

        return [of("decide", self.decide_view), of("pack", self.pack_view), *super().get_urls()]

    # --- called ---------------------------------------------------------------------------------
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = MeetingForm(request.POST if request.method == "POST" else None)
        error = mistakes(form)
        if form.is_bound and error is None:
            given = form.cleaned_data
            try:
                meeting = actions.call(given["chain"], day=given["day"], release=given["release"], by=person(request))
                messages.success(request, _("The meeting is called; its milestone is drafted and goes through review."))
                return HttpResponseRedirect(_address(meeting))
            except ERRORS as refusal:
                error = refusal
        context = {"title": _("A new review meeting"), "form": form, "media": self.media + form.media}
        return self.page(request, "form", context, error)

    # --- its page -------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        meeting = self.there(request, object_id)
        told, decided = read(meeting.chain, meeting.release.number or 0, meeting.day), dict(settled(meeting))
        last = ReviewMeeting.objects.last_before(meeting.chain, meeting.day)
        numbered = enumerate(agenda(told), start=2 if last else 1)
        rows = [Row(number, item, list(decided.pop(item.key, ()))) for number, item in numbered]
        milestone = MilestoneVersion.objects.filter(thing=meeting.milestone_id).order_by("-id").first()
        context = {
            "title": _("Review meeting of %(day)s") % {"day": numbers.day(meeting.day)},
            "meeting": meeting,
            "milestone": milestone,
            "rows": rows,
            "last": last,
            # Decided on, and since then no item of the agenda: the record of a release does not change, but a redaction may.
            "others": [(of_key(told, key), some) for key, some in decided.items()],
            "pack_form": PackForm(),
            "may_decide": self.may_edit(request),
        }
        return self.page(request, "page", context)

    # --- decisions ------------------------------------------------------------------------------
    def decide_view(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = self.there(request, meeting_id)
        if not self.may_edit(request):
            raise PermissionDenied
        item = self._item(meeting, request.GET.get("item", ""))
        offered = offers(meeting, item, person(request))
        initiative = item.line.standing.indicator.initiative if item.line else None
        form = DecisionForm(offered, initiative, request.POST if request.method == "POST" else None)
        error = mistakes(form)
        if form.is_bound and error is None:
            try:
                moved = [line.standing.indicator for line in item.indicators]
                decision = actions.decide(meeting, item.key, indicators=moved, by=person(request), **form.decided())
                said = _("The decision is entered: corrective action %(code)s is drafted and goes through review.")
                messages.success(request, said % {"code": decision.action.code})
                return HttpResponseRedirect(f"{_address(meeting)}#{item.key}")
            except ERRORS as refusal:
                error = refusal
        context = {
            "title": _("Enter a decision"),
            "meeting": meeting,
            "item": item,
            "form": form,
            "decided": settled(meeting).get(item.key, ()),
            "media": self.media + form.media,
        }
        return self.page(request, "decide", context, error)

    def _item(self, meeting: ReviewMeeting, key: str) -> Item:
        told = read(meeting.chain, meeting.release.number or 0, meeting.day)
        found = next((item for item in agenda(told) if item.key == key), None)
        if found is None:
            raise Http404
        return found

    # --- the pack -------------------------------------------------------------------------------
    def pack_view(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        """Made while whoever asked for it waits: it takes seconds."""
        meeting = self.there(request, meeting_id)
        form = PackForm(request.GET or {"language": get_language(), "format": "docx"})
        if not form.is_valid():
            return HttpResponseBadRequest(_("Choose one of the languages and formats of the page."))
        language, written = form.cleaned_data["language"], form.cleaned_data["format"]
        last = last_before(meeting.chain, meeting.day)
        document = compose(meeting.chain, meeting.release.number or 0, meeting.day, language, last)
        try:
            content = FORMATS[written].write(document)
        except NoPaper as lacking:
            return refused(request, Conflict(f"{lacking.remedy} {_('DOCX can be made.')}"), _address(meeting))
        return sent(content, written, pack_name(meeting.chain.slug, meeting.day, language, written))


def _address(meeting: ReviewMeeting) -> str:
    return reverse("admin:reporting_reviewmeeting_change", args=[meeting.pk])
