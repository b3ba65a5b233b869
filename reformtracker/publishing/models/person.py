from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The group a person belongs to; groups carry no permissions of their own, `policy.py` says what a role may do."""

    CONTRIBUTOR = "contributor", _("contributor")
    REVIEWER = "reviewer", _("reviewer")
    PUBLISHER = "publisher", _("publisher")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class Mailing(models.TextChoices):
    """How often a person wants mail."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, all together")


def new_pseudonym() -> str:
    return secrets.token_hex(8)


class Person(AbstractUser):
    """A member of staff. The audit names the pseudonym, so that a name can be erased and the record stays whole."""

    pseudonym = models.CharField(_("pseudonym"), max_length=16, unique=True, editable=False, default=new_pseudonym)
    language = models.CharField(
        _("language of mails"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    mailing = models.CharField(_("mail"), max_length=10, choices=Mailing.choices, default=Mailing.AT_ONCE)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(pseudonym=""), name="publishing_person_has_a_pseudonym"),
            models.CheckConstraint(
                condition=models.Q(
                    language__in=[code for code, _name in settings.LANGUAGES], mailing__in=Mailing.values
                ),
                name="publishing_person_mail_words_are_known",
            ),
        ]

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    @cached_property
    def areas(self) -> dict[str, Any]:
        """By role: what is assigned to this person, as `registry.area` has read it."""
        return {}

    @property
    def answers_for_what_is_public(self) -> bool:
        """Whoever publishes, or decides who may, signs in with a second factor."""
        return self.is_superuser or bool(self.roles & {Role.PUBLISHER, Role.ADMINISTRATOR})

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Sessions end with the next request once the password or the roles are others, whoever changed them and how."""
        rights = f"{self.is_staff} {self.is_superuser} {sorted(self.roles)}"
        salt = "reformtracker.publishing.models.Person.session"
        return salted_hmac(salt, f"{self.password} {rights}", secret=secret, algorithm="sha256").hexdigest()
