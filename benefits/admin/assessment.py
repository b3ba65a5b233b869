"""A reviewer gives another assessment of an update in review: a page of its own, which says first what follows from it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from benefits import actions
from benefits.admin.beside import computed
from benefits.models import ObservationVersion
from reformtracker.publishing import policy
from reformtracker.publishing.actions import Incomplete, deciders
from reformtracker.publishing.admin.acts import has_edited
from reformtracker.publishing.admin.base import ENGLISH_FIRST, ERRORS, person, sentence, status_of
from reformtracker.publishing.admin.forms import say
from reformtracker.publishing.admin.queue import onward_from
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Person, State
from reformtracker.publishing.texts import column, direction, html_code


class AssessmentForm(forms.ModelForm):  # type: ignore[type-arg]  # of an update
    class Meta:
        model = ObservationVersion
        fields: ClassVar = actions.ASSESSMENT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = _("Justification")
        for code in ENGLISH_FIRST:
            field, name = self.fields[column("justification", code)], dict(settings.LANGUAGES)[code]
            full = f"{asked} ({name})"
            field.label = full if code == "en" else name
            attrs = {"lang": html_code(code), "dir": direction(code), "aria-label": full}
            field.widget.attrs.update(attrs, rows=4 if code == "en" else 2)

    def translations(self) -> list[Any]:
        return [self[column("justification", code)] for code in ENGLISH_FIRST[1:]]


def may_assess(version: Any, who: Person) -> bool:
    """Somebody who could still approve it: for others there is nothing to choose between."""
    in_review = version.state == State.IN_REVIEW and not version.is_withdrawal
    return in_review and policy.may(who, "approve", version) and not has_edited(version, who)


def assessment_page(request: HttpRequest, version: ObservationVersion, context: dict[str, Any]) -> HttpResponse:
    """`context` is that of every page of the admin; `back` in it is the address of the version."""
    who = person(request)
    if not may_assess(version, who):
        raise policy.Refused(_("Only a reviewer who has not edited it assesses an update, and while it is in review."))
    given = ObservationVersion.objects.select_related("level").get(pk=version.pk)
    form = AssessmentForm(request.POST or None, instance=version)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess(given, by=who, seen=request.POST.get("seen", ""), **form.cleaned_data)
        except ERRORS as error:
            _say(form, error)
            status = status_of(error)
        else:
            done = _("Assessment changed. You are one of its editors now, and another reviewer decides.")
            return HttpResponseRedirect(onward_from(request, given, done))
    stored = ObservationVersion.objects.select_related("thing__indicator", "level").get(pk=version.pk)
    context |= {
        "title": _("Change the assessment"),
        "subtitle": version.thing.public_id,
        "version": stored,
        "form": form,
        "preview": computed(stored),
        # What was on the screen when the form was opened stays what was seen, until it is opened again.
        "seen": request.POST.get("seen") or current_hash(stored),
        "deciders": [other for other in deciders(stored) if other.pk != who.pk],
    }
    return TemplateResponse(request, "admin/benefits/assess.html", context, status=status)


def _say(form: Any, error: Exception) -> None:
    if not isinstance(error, Incomplete):
        form.add_error(None, sentence(error))
        return
    for field, said in error.problems.items():
        for line in said:
            say(form, field, line)
