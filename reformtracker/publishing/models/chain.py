"""A chain of releases: what was made public at one moment, each tied by hash to the one before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.models.version import Origin, both_or_neither

RESERVED_SLUGS = frozenset({"methodology", "data", "search", "accessibility", "privacy", "sources"})
"""Words that the public paths use beside framework slugs."""


class ChainQuerySet(models.QuerySet["Chain"]):
    def public(self) -> ChainQuerySet:
        """Of which something has been released."""
        return self.filter(head__gt=0)

    def alone(self) -> ChainQuerySet:
        """Locked: one publisher at a time in a framework. Whoever adds something that points at it does not wait, however
        long a big release takes."""
        return self.select_for_update(no_key=True)


class Chain(models.Model):
    """The record of one framework: Release and Framework both point here."""

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Lower-case letters, digits and single hyphens."))],
    )
    is_demo = models.BooleanField(_("invented data"), default=False)
    is_default = models.BooleanField(_("default"), default=False)
    head = models.PositiveIntegerField(_("newest release"), default=0)

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("chain")
        verbose_name_plural = _("chains")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug__in=sorted(RESERVED_SLUGS)), name="publishing_chain_slug_is_free"),
            models.CheckConstraint(
                condition=~Q(is_demo=True, is_default=True), name="publishing_chain_demo_is_no_default"
            ),
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="publishing_chain_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ReleaseQuerySet(models.QuerySet["Release"]):
    def published(self) -> ReleaseQuerySet:
        """Without their manifests, which may have megabytes: whoever reads one gets it then."""
        return self.filter(state=Release.State.PUBLISHED).defer("manifest")

    def due(self) -> ReleaseQuerySet:
        """By the database's clock: that of the server that asks may be wrong."""
        return self.filter(state=Release.State.PLANNED, publish_at__lte=Now()).order_by("publish_at", "id")


class Release(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="releases", verbose_name=_("framework"))
    title = models.CharField(_("title"), max_length=300)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.STAFF, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    planned_at = models.DateTimeField(null=True, editable=False)

    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    released_at = models.DateTimeField(_("released at"), null=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    manifest = models.TextField(blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("chain", "-number", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "number"), name="publishing_release_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "published", "cancelled"]), name="publishing_release_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="published",
                    number__gte=1,
                    number__isnull=False,
                    released_at__isnull=False,
                    recorded_at__isnull=False,
                )
                & ~Q(hash="")
                & ~Q(manifest="")
                | ~Q(state="published")
                & Q(number=None, released_at=None, recorded_at=None, hash="", manifest="", previous=""),
                name="publishing_release_published_is_whole",
            ),
            both_or_neither("publishing_release", "planned"),
            models.CheckConstraint(
                condition=Q(origin="loaded") | Q(planned_by__isnull=False), name="publishing_release_says_who"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(released_at__lte=models.F("recorded_at")),
                name="publishing_release_not_before_it_was_public",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain.slug} {self.number}" if self.number else f"{self.chain.slug}: {self.title}"
