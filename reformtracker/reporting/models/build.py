"""A file of a report, from the moment that somebody asks for it: in one language, as DOCX or PDF."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.texts import SUFFIXES, path_code
from reformtracker.reporting.models.report import Report
from reformtracker.web.paper import NoPaper


class BuildQuerySet(models.QuerySet["Build"]):
    def open(self) -> BuildQuerySet:
        """What is still to be made, or being made."""
        return self.filter(state__in=Build.OPEN)

    def free(self, now: datetime) -> BuildQuerySet:
        """Waiting, or begun by one who has not been heard of since."""
        return self.open().filter(Q(claimed_until=None) | Q(claimed_until__lt=now))

    def kept(self) -> BuildQuerySet:
        """Finished, with the file still there."""
        return self.filter(state=Build.State.DONE, forgotten_at=None)

    def past_keeping(self, now: datetime, days: int) -> BuildQuerySet:
        """Files that were never published. None where `days` is 0: then they are kept for ever."""
        old = self.kept().filter(published=False, ended_at__lt=now - timedelta(days=days))
        return old if days else self.none()

    def without_content(self) -> BuildQuerySet:
        return self.defer("content")


class Build(models.Model):
    """The file lies in the database, so that what one worker made every web server can give out.

    `edits`: those of the report as it was read for this file. `made` of `total`: paragraphs written. `attempts` tells one worker
    from another who took its place; `claimed_until` says, by the clock of the database, until when nobody does.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Format(models.TextChoices):
        DOCX = "docx", "DOCX"
        PDF = "pdf", "PDF"

    class Fault(models.TextChoices):
        """Why a file was not made; the first two are those of `paper.NoPaper`."""

        PANGO = "pango", _("no library for PDF")
        FONTS = "fonts", _("no fonts for PDF")
        OUTLINE = "outline", _("a paragraph without its place")
        BROKEN = "broken", _("something unforeseen")

    OPEN: ClassVar = (State.WAITING, State.RUNNING)

    report = models.ForeignKey(Report, models.CASCADE, related_name="builds")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, choices=Fault.choices, blank=True)
    edits = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    redaction_id = models.PositiveBigIntegerField(null=True)
    """By which a published file was taken back. No foreign key: the record must never get in the way of the data."""
    published = models.BooleanField(default=False)

    objects = BuildQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ("report", "language", "format", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(language__in=tuple(SUFFIXES), format__in=("docx", "pdf"))
                & Q(state__in=("waiting", "running", "done", "failed", "cancelled"))
                & Q(fault__in=("", "pango", "fonts", "outline", "broken")),
                name="reporting_build_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", started_at=None, ended_at=None)
                | Q(state="running", started_at__isnull=False, claimed_until__isnull=False, ended_at=None)
                | Q(state__in=("done", "failed"), started_at__isnull=False, ended_at__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False),
                name="reporting_build_state_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="done", size__gte=1, edits__isnull=False) & Q(Exact(Length("sha256"), 64))
                | ~Q(state="done") & Q(size=0, sha256="", edits=None),
                name="reporting_build_done_says_hash_and_size",
            ),
            models.CheckConstraint(
                condition=Q(state="done", content__isnull=False, forgotten_at=None)
                | Q(state="done", content=None, forgotten_at__isnull=False)
                | ~Q(state="done") & Q(content=None, forgotten_at=None),
                name="reporting_build_file_is_there_or_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(fault="") | ~Q(state="failed") & Q(fault=""),
                name="reporting_build_failed_says_why",
            ),
            models.CheckConstraint(condition=Q(made__lte=F("total")), name="reporting_build_made_of_a_total"),
            models.CheckConstraint(
                condition=Q(published=False) | Q(state="done"), name="reporting_build_published_is_done"
            ),
            models.UniqueConstraint(
                fields=("report", "language", "format"),
                condition=Q(state__in=("waiting", "running")),
                name="reporting_build_one_is_open",
            ),
            models.UniqueConstraint(
                fields=("report", "language", "format"),
                condition=Q(published=True),
                name="reporting_build_one_is_published",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("id",), condition=Q(state__in=("waiting", "running")), name="reporting_build_to_be_made"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """`zh.docx`, by which it is found among the files of its report."""
        return f"{path_code(self.language)}.{self.format}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_kept(self) -> bool:
        return self.state == self.State.DONE and self.forgotten_at is None

    @property
    def why(self) -> str:
        """Of one that failed: a sentence that says what to do about it."""
        if self.fault == self.Fault.OUTLINE:
            return gettext(
                "A paragraph of an author has lost its place, or quotes what is not public: the page of the report says which."
            )
        if self.fault == self.Fault.BROKEN:
            return gettext("Something went wrong that we did not foresee; the log of the worker says what. Try again.")
        return f"{NoPaper(self.fault).remedy} {gettext('DOCX can be made.')}" if self.fault else ""
