"""What authors wrote into a report: a paragraph more, or one in the place of a composed one."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.texts import columns
from reformtracker.reporting.models.report import Report

LONGEST = 5000


def _says_something(names: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{name}__isnull": False}) & Q(GreaterThan(Length(Trim(F(name))), 0)) for name in names))


class OwnParagraph(models.Model):
    """`after`: the key of the piece that it follows, empty where it takes the place of the composed paragraph of the same key.

    `edits`: how often it was saved. Whoever saves it names the count that they saw, so that nothing is overwritten unseen.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="own")
    key = models.CharField(max_length=150)
    after = models.CharField(max_length=150, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST)
    edits = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paragraph of an author")
        verbose_name_plural = _("paragraphs of authors")
        ordering = ("report", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("report", "key"), name="reporting_ownparagraph_key_is_unique"),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(after=F("key")), name="reporting_ownparagraph_has_its_place"
            ),
            models.CheckConstraint(
                condition=_says_something(columns("text")), name="reporting_ownparagraph_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.key
