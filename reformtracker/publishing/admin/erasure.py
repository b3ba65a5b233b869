"""Erasing the personal data of somebody who has left, from the page of the person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from reformtracker.publishing import actions, policy
from reformtracker.publishing.admin.base import ERRORS, person, refused
from reformtracker.publishing.models import Person


class Erasable(admin.ModelAdmin[Person]):
    """Mixed into the admin of people."""

    change_form_template = "admin/person/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.erase_view)
        return [path("<int:person_id>/erase/", view, name="publishing_person_erase"), *super().get_urls()]

    def erase_view(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """A page that says what goes and what stays, and asks for the grounds."""
        who = get_object_or_404(Person, pk=person_id)
        back = reverse("admin:publishing_person_change", args=[who.pk])
        try:
            if request.method == "POST":
                actions.erase(who, by=person(request), reason=request.POST.get("reason", ""))
                messages.success(request, _("Erased. The record keeps the pseudonym."))
                return HttpResponseRedirect(back)
            policy.demand(person(request), "administer")
        except ERRORS as error:
            return refused(request, error, back)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Erase the personal data of %(who)s") % {"who": who},
            "who": who,
            "back": back,
        }
        return TemplateResponse(request, "admin/person/erase.html", context)
