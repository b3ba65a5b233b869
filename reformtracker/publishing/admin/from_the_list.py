"""From a list of versions to the page where those chosen are decided on together, each with what it changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from reformtracker.publishing import policy


class Chosen:
    """Mixed into the admin of versions: what the list of actions offers to whom."""

    actions: Any = ("review_together", "submit_together")

    @admin.action(description=gettext_lazy("Review those chosen together"), permissions=["approve"])
    def review_together(self, request: HttpRequest, chosen: Any) -> HttpResponse:
        return _onward("staff_review", chosen)

    @admin.action(description=gettext_lazy("Submit those chosen together"), permissions=["submit"])
    def submit_together(self, request: HttpRequest, chosen: Any) -> HttpResponse:
        return _onward("staff_submit", chosen)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, "approve")

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return policy.may(request.user, "submit")


def _onward(page: str, chosen: Any) -> HttpResponse:
    keys = [("version", f"{chosen.model.KIND}:{pk}") for pk in chosen.values_list("pk", flat=True)]
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode(keys)}")
