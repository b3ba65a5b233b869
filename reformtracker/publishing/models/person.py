from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The group a person belongs to; groups carry no permissions of their own, `policy.py` says what a role may do."""

    CONTRIBUTOR = "contributor", _("contributor")
    REVIEWER = "reviewer", _("reviewer")
    PUBLISHER = "publisher", _("publisher")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


def new_pseudonym() -> str:
    return secrets.token_hex(8)


class Person(AbstractUser):
    """A member of staff. The audit names the pseudonym, so that a name can be erased and the record stays whole."""

    pseudonym = models.CharField(_("pseudonym"), max_length=16, unique=True, editable=False, default=new_pseudonym)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(pseudonym=""), name="publishing_person_has_a_pseudonym")
        ]

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    @cached_property
    def areas(self) -> dict[str, Any]:
        """By role: what is assigned to this person, as `registry.area` has read it."""
        return {}
