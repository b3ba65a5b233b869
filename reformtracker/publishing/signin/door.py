"""What stands between a session and the admin: its age, the second factor, and a fresh proof for what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reformtracker.publishing.models import Person
from reformtracker.publishing.signin import sessions

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "jsi18n",
    }
)
"""What a session may reach before its second factor has been proved: the way to prove it, and the way out."""
SET_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"})
"""And where there is none yet: the way to set one up."""
NEEDS_FRESH_PROOF = frozenset(
    {
        "auth_user_password_change",
        "publishing_person_add",
        "publishing_person_change",
        "publishing_person_second_factor",
        "publishing_release_publish",
        "publishing_release_reschedule",
        "publishing_release_waiting",
    }
)
"""What asks who is sitting there once more, by the names of the addresses; reading them does not."""


class StaffDoor:
    """Public pages pass without a look at the session: they must stay without cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.inside = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(self.inside):
            # What staff are shown is theirs alone: neither a proxy keeps it, nor the browser after they have signed out.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith(self.inside) or not isinstance(request.user, Person):
            return None
        if sessions.is_over(request):
            logout(request)
            return redirect_to_login(self.inside if request.method == "POST" else request.get_full_path())
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in OPEN and lacks_second_factor(request):
            return _to_second_factor(request, name)
        if name in NEEDS_FRESH_PROOF and request.method == "POST" and not sessions.is_fresh(request):
            return _to_fresh_proof(request)
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    person = request.user
    asked = settings.REQUIRE_SECOND_FACTOR and isinstance(person, Person) and person.answers_for_what_is_public
    return bool(asked) and not sessions.has_proved_second_factor(request)


def _to_second_factor(request: HttpRequest, name: str | None) -> HttpResponse | None:
    """To the page that asks for it; to the one that sets it up where there is none."""
    if is_mfa_enabled(request.user, FACTORS):
        wanted = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
    if name in SET_UP:
        return None
    messages.warning(request, _("Your role asks for a second factor: set up an app, or a security key."))
    return HttpResponseRedirect(reverse("mfa_index"))


def _to_fresh_proof(request: HttpRequest) -> HttpResponse:
    """What was sent is kept, and done once the person has answered."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        logout(request)
        return redirect_to_login(reverse("admin:index"))
    answer: HttpResponse = suspend_request(request, methods[0]["url"])
    return answer
