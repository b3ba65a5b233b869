from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entity(models.Model):
    """A department, office, body or partner. Reference data that staff may add."""

    NAMES: ClassVar[tuple[str, ...]] = ("code",)

    code = models.SlugField(_("code"), max_length=40, unique=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=300)

    class Meta:
        verbose_name = _("entity")
        verbose_name_plural = _("entities")
        ordering = ("code",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(code=""), name="initiatives_entity_has_a_code")
        ]

    def __str__(self) -> str:
        return self.acronym or str(self.name)

    def natural_key(self) -> tuple[str]:
        return (self.code,)
