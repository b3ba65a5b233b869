"""Personal data of a person who has left: erased, while the record keeps its pseudonym."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from reformtracker.publishing import policy
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.actions.reviewing import Incomplete
from reformtracker.publishing.models import OutboxEntry, Person
from reformtracker.publishing.record import audit


@transaction.atomic
def erase(who: Person, *, by: Person, reason: str) -> Person:
    """Name, address, password and roles go; the account is closed for good; what was done stays under the pseudonym."""
    policy.demand(by, "administer")
    if who.pk == by.pk:
        raise policy.Refused(_("Nobody erases themselves: another administrator has to do it."))
    if who.is_superuser and not by.is_superuser:
        raise policy.Refused(_("Only a superuser erases a superuser."))
    if not reason.strip():
        raise Incomplete({"reason": [_("Say on what grounds the personal data are erased.")]})
    locked = Person.objects.select_for_update().get(pk=who.pk)
    erased_name = f"erased-{locked.pseudonym}"
    if locked.username == erased_name:
        raise Conflict(_("The personal data of this account are erased already."))
    _forget_mail(locked.email)
    locked.username, locked.first_name, locked.last_name, locked.email = erased_name, "", "", ""
    locked.is_active = locked.is_superuser = False
    locked.last_login = None
    locked.set_unusable_password()
    locked.save()
    locked.groups.clear()
    audit("erase person", by=by, subject=locked.pseudonym, reason=reason.strip())
    return locked


def _forget_mail(address: str) -> None:
    """Mail that was sent or waits to be sent to this address."""
    if address:
        OutboxEntry.objects.filter(topic="mail", payload__to=address).delete()
