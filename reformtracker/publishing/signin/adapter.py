"""What allauth asks the project: who may come in, how failures are counted, how a mail is sent."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from reformtracker.publishing.models import Event, Person
from reformtracker.publishing.notices import tell


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count for an account as seen from one network: a stranger elsewhere cannot lock its owner out."""
        return f"{str(credentials.get('username', '')).lower()} from {network_of(self.get_client_ip(request))}"

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """To the address of the account, through the outbox: a mail server that is down keeps nobody waiting."""
        if isinstance(user, Person):
            with transaction.atomic():
                tell(Event.RESET, f"{timezone.now():%Y-%m-%dT%H:%M}", [user], at_once=True)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}


def network_of(address: str) -> str:
    """
    >>> network_of("192.0.2.77")
    '192.0.2.0/24'
    >>> network_of("2001:db8::1")
    '2001:db8::/64'
    """
    prefix = 24 if ipaddress.ip_address(address).version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
