"""How long a session lives, what was proved in it, and when."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from reformtracker.publishing.record import audit
from reformtracker.publishing.signin.store import SessionStore

BEGAN, SEEN = "tracker.began", "tracker.seen"
MINUTE = 60


def is_over(request: HttpRequest) -> bool:
    """Half an hour without a request, or half a day after signing in; notes the request otherwise."""
    now = time.time()
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        began = seen = request.session[BEGAN] = request.session[SEEN] = now
        UserSession.objects.create_from_request(request)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
        return True
    if now - seen > MINUTE:
        request.session[SEEN] = now
        UserSession.objects.create_from_request(request)
    return False


def forget_ended() -> int:
    """Of a session that is over nothing is kept, and so not the address and the browser from which somebody came in."""
    idle = UserSession.objects.filter(
        last_seen_at__lt=timezone.now() - timedelta(seconds=settings.SESSION_IDLE_AGE + MINUTE)
    )
    Session.objects.filter(session_key__in=idle.values("session_key")).delete()
    SessionStore.clear_expired()
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(ended.delete()[0])


def has_proved_second_factor(request: HttpRequest) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has given a password or a second factor within the last minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def factor_added(request: HttpRequest, user: Any, authenticator: Any, **signal: Any) -> None:
    """Whoever sets a factor up has just shown that they hold it; older sessions have not."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    factor_changed(request, user, authenticator)


def factor_changed(request: HttpRequest, user: Any, authenticator: Any, **signal: Any) -> None:
    audit("change second factor", by=user, subject=user.pseudonym, type=str(authenticator.type))
    end_other_sessions(request, user)
