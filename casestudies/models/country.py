from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """A State, by its United Nations name. Reference data; the point on the map says where, never how far it reaches."""

    NAMES: ClassVar[tuple[str, ...]] = ("iso3",)

    iso3 = models.CharField(
        _("ISO code"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters."))],
    )
    name = models.CharField(_("name"), max_length=100)
    latitude = models.DecimalField(_("latitude"), max_digits=5, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("iso3",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="casestudies_country_point_is_on_the_map",
            )
        ]

    def __str__(self) -> str:
        return f"{self.iso3} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.iso3,)
