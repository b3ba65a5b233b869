"""A second factor that is lost: another administrator takes it away, and the person sets up a new one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.models import Person
from reformtracker.publishing.record import audit


def kinds_of(person: Person) -> list[str]:
    """What the person signs in with besides a password, without the recovery codes that come with it."""
    found = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return [str(each.get_type_display()) for each in found.order_by("pk")]


@transaction.atomic
def take_away(person: Person, *, by: Person) -> None:
    """Its sessions end too: whoever found the telephone may be sitting in one."""
    policy.demand(by, "administer")
    if by.pk == person.pk:
        raise policy.Refused(_("Another administrator has to take away your second factor."))
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    audit("take away second factor", by=by, subject=person.pseudonym)
