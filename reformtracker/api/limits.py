"""How much one reader may ask in a minute: so that one script that runs away does not keep all others waiting.

A minute is one of the clock. Counts lie in the cache `limits`: shared by all servers where there is Redis, else, and while Redis
is away, of each process. Whoever writes an `X-Forwarded-For` of their own gains nothing: only what `TRUSTED_PROXIES` proxies
have added at its end is believed.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse

from reformtracker.api import errors
from reformtracker.api.reach import BULK, is_open_data

WINDOW = 60
"""Seconds."""
REQUEST, CHEAP, FILE = 10, 1, 100
"""What counts how much: a request; one that is answered by 304 or asks what is allowed; a bulk file."""


@dataclass(slots=True)
class Account:
    """Of one reader in one minute."""

    key: str
    left_seconds: int
    used: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> Account:
        now = int(time.time())
        return cls(f"{reader(request)}@{now // WINDOW}", WINDOW - now % WINDOW)

    def had_nothing_left(self, cost: int) -> bool:
        """Before `cost` was spent; so the last question of a minute may be a dear one."""
        return self.used - cost >= settings.API_LIMIT * REQUEST

    def spend(self, cost: int) -> None:
        """What is given back is spent with a minus."""
        counts: Any = caches["limits"]
        self.used = counts.count(self.key, cost, WINDOW)

    def put_on(self, response: HttpResponse) -> None:
        left = max(settings.API_LIMIT - -(-self.used // REQUEST), 0)
        response.headers["RateLimit-Policy"] = f'"minute";q={settings.API_LIMIT};w={WINDOW}'
        response.headers["RateLimit"] = f'"minute";r={left};t={self.left_seconds}'


class Limits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.API_LIMIT or not is_open_data(request):
            return self.get_response(request)
        account, cost = Account.of(request), _cost(request)
        account.spend(cost)
        response = _refusal(request, account) if account.had_nothing_left(cost) else self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            account.spend(CHEAP - cost)
        account.put_on(response)
        return response


def _cost(request: HttpRequest) -> int:
    if request.method == "OPTIONS":
        return CHEAP
    return FILE if request.path_info.startswith(BULK) else REQUEST


def _refusal(request: HttpRequest, account: Account) -> HttpResponse:
    detail = (
        f"One reader may ask {settings.API_LIMIT} times in {WINDOW} seconds; the next minute begins in "
        f"{account.left_seconds} seconds. Whoever wants everything takes the bulk files under {BULK}."
    )
    said = errors.details(HTTPStatus.TOO_MANY_REQUESTS, detail, request.path)
    headers = {"Retry-After": str(account.left_seconds), "Cache-Control": "no-store"}
    return JsonResponse(said, status=said["status"], headers=headers, content_type=errors.MEDIA_TYPE)


def reader(request: HttpRequest) -> str:
    """The address that asks; of IPv6 the network, which is what one household or office is given."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.TRUSTED_PROXIES and forwarded:
        hops = [hop.strip() for hop in forwarded.split(",")]
        address = hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return _network(address)


def _network(address: str) -> str:
    """
    >>> _network("192.0.2.77"), _network("2001:db8::1"), _network("unix socket")
    ('192.0.2.77', '2001:db8::/64', 'unix-socket')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:100].replace(" ", "-")
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))
