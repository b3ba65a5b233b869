"""The page on which an administrator takes away a lost second factor."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.admin.base import person, refused
from reformtracker.publishing.models import Person

NAME = "publishing_person_second_factor"


def shown(who: Person) -> str:
    # A public server loads this module with the admin, and has no allauth.
    from reformtracker.publishing.signin.factors import kinds_of

    kinds = kinds_of(who)
    if not kinds:
        return _("none")
    return format_html(
        '{} (<a href="{}">{}</a>)', ", ".join(kinds), reverse(f"admin:{NAME}", args=[who.pk]), _("lost? take it away")
    )


def second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    from reformtracker.publishing.signin.factors import take_away

    if not policy.may(request.user, "administer"):
        raise PermissionDenied
    who = get_object_or_404(Person, pk=person_id)
    back = reverse("admin:publishing_person_change", args=[who.pk])
    if request.method == "POST":
        try:
            take_away(who, by=person(request))
        except policy.Refused as error:
            return refused(request, error, back)
        messages.success(request, _("Taken away. The next sign-in sets up a new one."))
        return HttpResponseRedirect(back)
    context = {**admin.site.each_context(request), "title": _("Take away a second factor"), "who": who, "back": back}
    return TemplateResponse(request, "admin/second_factor.html", context)
