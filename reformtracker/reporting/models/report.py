"""A report: which release it tells of, in what form, and who has made it public."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from initiatives.models import Entity
from reformtracker.publishing.models import Chain, Release, both_or_neither
from reformtracker.publishing.texts import SUFFIXES, column
from reformtracker.reporting.models.words import WordsField, only
from reformtracker.reporting.outline import SECTIONS, Outline, Own

WORD_LIMIT = 8500
"""Of a report of the Secretary-General to the General Assembly."""


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> ReportQuerySet:
        return self.filter(published_at__isnull=False)

    def alone(self) -> ReportQuerySet:
        """Locked: of two who change a report or ask for its files, one waits."""
        return self.select_for_update(of=("self",))


class Report(models.Model):
    """Once published it never changes, and its files with it. `edits` counts what was changed of it, its own paragraphs included:
    a file made of an older count is out of date."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="reports", verbose_name=_("framework"))
    title = models.CharField(_("title"), max_length=300)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", verbose_name=_("release"))
    since = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("release of the last report")
    )
    first = models.DateField(_("first day of the reporting period"), null=True, blank=True)
    last = models.DateField(_("last day of the reporting period"), null=True, blank=True)
    languages = WordsField(_("languages"), max_length=60)
    sections = WordsField(_("sections"), max_length=200)
    word_limit = models.PositiveIntegerField(_("word limit"), default=WORD_LIMIT)
    entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    edits = models.PositiveIntegerField(default=1)
    number = models.PositiveIntegerField(_("number"), null=True)
    """Of the framework, from 1, given at publication."""
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(title_en__isnull=False) & Q(GreaterThan(Length(Trim(F("title_en"))), 0)),
                name="reporting_report_has_a_title",
            ),
            models.CheckConstraint(
                condition=only("languages", tuple(SUFFIXES)), name="reporting_report_languages_are_known"
            ),
            models.CheckConstraint(condition=only("sections", SECTIONS), name="reporting_report_sections_are_known"),
            models.CheckConstraint(
                condition=Q(first=None) | Q(last=None) | Q(first__lte=F("last")),
                name="reporting_report_period_in_order",
            ),
            models.CheckConstraint(condition=Q(word_limit__gte=1), name="reporting_report_has_room_for_a_word"),
            both_or_neither("reporting_report", "published"),
            models.CheckConstraint(
                condition=Q(published_at=None, number=None)
                | Q(published_at__isnull=False, number__gte=1, number__isnull=False, entity__isnull=False),
                name="reporting_report_published_has_a_number_and_an_entity",
            ),
            models.UniqueConstraint(fields=("chain", "number"), name="reporting_report_number_is_unique"),
        ]

    def __str__(self) -> str:
        return str(getattr(self, column("title", "en")) or "")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def outline(self) -> Outline:
        """As it stands now, with the paragraphs of its authors."""
        return Outline(
            release=self.release.number or 0,
            sections=self.sections,
            since=(self.since.number or 0) if self.since else 0,
            first=self.first,
            last=self.last,
            own=[Own(one.key, one.after, _said(one, "text")) for one in self.own.order_by("id")],
            title=_said(self, "title"),
        )


def _said(row: Any, field: str) -> dict[str, str]:
    """By language, those that say something."""
    found = {language: getattr(row, column(field, language)) or "" for language in SUFFIXES}
    return {language: said for language, said in found.items() if said}
