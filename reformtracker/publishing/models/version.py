"""A thing is small and stable; its versions carry what is said of it. One abstract version serves every kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import attrgetter, or_
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.texts import text


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
PUBLIC_STATES = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)


class VersionKind(models.TextChoices):
    FIRST = "first", _("first publication")
    REVISION = "revision", _("revision (better data)")
    CORRECTION = "correction", _("correction (an error)")
    ASSESSMENT = "assessment", _("assessment")
    TRANSLATION = "translation", _("translation")
    WITHDRAWAL = "withdrawal", _("withdrawal")


class Origin(models.TextChoices):
    STAFF = "staff", _("entered by staff")
    LOADED = "loaded", _("loaded from a reviewed file")


def both_or_neither(prefix: str, verb: str) -> models.CheckConstraint:
    """`<verb>_by` and `<verb>_at` are set together or not at all."""
    by, at = f"{verb}_by__isnull", f"{verb}_at__isnull"
    return models.CheckConstraint(
        condition=Q(**{by: True, at: True}) | Q(**{by: False, at: False}), name=f"{prefix}_{verb}_says_who_and_when"
    )


def says_in_english(prefix: str, *fields: str) -> models.CheckConstraint:
    """From submission on these texts are there in English; a withdrawal and a redacted version have no content."""
    said = Q()
    for field in fields:
        said &= Q(**{f"{field}_en__isnull": False}) & Q(GreaterThan(Length(Trim(F(f"{field}_en"))), 0))
    return models.CheckConstraint(
        condition=Q(state="draft") | Q(version_kind="withdrawal") | Q(redacted=True) | said,
        name=f"{prefix}_speaks_english",
    )


class Thing(models.Model):
    """What versions are about: a code or slug and a parent, frozen once something of it is public."""

    PARTS: ClassVar[tuple[str, ...]] = ()
    """Related names of rows that belong to the meaning of the thing; each has `CONTENT` and `TRANSLATED` of its own."""

    BELONGS: ClassVar[str] = ""
    """The field that names the thing under which this one lies; empty: it stands by itself in the framework."""

    PUBLIC_ID: ClassVar[tuple[str, ...]] = ("code",)
    """The columns that its public id is made of, joined by colons."""

    ADDED: ClassVar[tuple[str, ...]] = ()
    """Fields that came when things without them had been hashed: the hash covers them where they say something."""

    BEYOND: ClassVar[tuple[str, ...]] = ()
    """Fields that may name a thing of another framework; a rule of its own says of which."""

    chain = models.ForeignKey("publishing.Chain", models.PROTECT, related_name="+", verbose_name=_("framework"))

    class Meta:
        abstract = True

    @classmethod
    def public_columns(cls) -> list[str]:
        """Those of its public id, as look-ups from a version."""
        return [f"thing__{path.replace('.', '__')}" for path in cls.PUBLIC_ID]

    @property
    def public_id(self) -> str:
        """The identifier in the API, in manifests and in paths."""
        return ":".join(attrgetter(path)(self) for path in self.PUBLIC_ID)

    def known_in(self, chain_id: int) -> str:
        """What it is called in that framework: in another one than its own, with the name of its own before it."""
        return self.public_id if self.chain_id == chain_id else f"{self.chain.slug}/{self.public_id}"


class VersionQuerySet(models.QuerySet[Any]):
    def select_related(self, *fields: Any) -> Self:
        """A release comes without its manifest: that of a big one has megabytes, and each row would bring it along."""
        together = super().select_related(*fields)
        return together.defer("release__manifest") if any(_is_release(field) for field in fields) else together

    def published(self, release: int) -> Self:
        """Live in release number `release` of their own framework: withdrawals too, as notices."""
        return self.filter(_live_in(release))

    def published_in(self, reached: Mapping[int, int]) -> Self:
        """The same of several frameworks, each in a release of its own, by the key of its chain."""
        return self.filter(reduce(or_, (Q(thing__chain=chain) & _live_in(number) for chain, number in reached.items())))

    def published_by(self, release: int) -> Self:
        """Made public in that release or before: what has been superseded since as well."""
        return self.filter(from_release__lte=release)

    def with_content(self, release: int) -> Self:
        return self.published(release).exclude(version_kind=VersionKind.WITHDRAWAL)

    def withdrawn_after(self, release: int) -> Self:
        """Withdrawals in force today that a reader of release number `release` must be told of."""
        notices = self.filter(state=State.PUBLISHED, version_kind=VersionKind.WITHDRAWAL)
        return notices.filter(from_release__gt=release).select_related("release")

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def whole(self) -> Self:
        """With all that the hash covers, in a number of queries that does not grow with the rows."""
        model: type[Version] = self.model
        things: dict[str, Any] = {
            field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation
        }
        thing: type[Thing] = things["thing"]
        beside = [name for name in model.CONTENT if name in things]
        above = [f"thing__{field.name}" for field in thing._meta.concrete_fields if field.is_relation]
        above += [f"thing__{name}__chain" for name in thing.BEYOND]
        rows: dict[str | None, Any] = {
            relation.get_accessor_name(): relation.related_model for relation in model._meta.related_objects
        }
        below = [
            f"{name}__{field.name}"
            for name in model.CHILDREN
            for field in rows[name]._meta.concrete_fields
            if field.is_relation and field.name in rows[name].CONTENT
        ]
        parts = [f"thing__{name}" for name in thing.PARTS]
        return self.select_related("thing", *above, *beside).prefetch_related(*model.CHILDREN, *below, *parts)

    def with_rows(self, *paths: str) -> Self:
        """Rows that belong to each version together with what they point to: `places__country` in one query, not two."""
        return self.prefetch_related(*(rows_at(self.model, *path.split("__")) for path in paths))

    def live(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def in_batches(self, size: int) -> Iterator[list[Any]]:
        """In the order of the primary key; each batch begins where the one before ended, whatever has become of that."""
        last = 0
        while batch := list(self.filter(pk__gt=last).order_by("pk")[:size]):
            yield batch
            last = batch[-1].pk


def _live_in(release: int) -> Q:
    return Q(Q(to_release=None) | Q(to_release__gt=release), from_release__lte=release)


def rows_at(model: type[models.Model], *path: str) -> models.Prefetch[Any]:
    """Rows that point to a thing or version, with what else they point to: the last name of `path`. They are read by a
    queryset that is given: else the manager of translations makes one for each of those that they belong to."""
    *names, beside = path
    for name in names:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # a relation leads to a model
    return models.Prefetch("__".join(names), model._default_manager.select_related(beside))


def _is_release(path: str | None) -> bool:
    return path is not None and path.partition("__")[0] == "release"


class Version(models.Model):
    """What is said of a thing, from draft to withdrawal. Concrete versions add `thing`, content fields and children."""

    KIND: ClassVar[str]
    RANK: ClassVar[int]
    """The order in which a release publishes kinds: what is judged by comes before what is judged."""
    CONTENT: ClassVar[tuple[str, ...]]
    """Fields that are hashed, copied and compared; translated ones by their plain name."""
    TRANSLATED: ClassVar[tuple[str, ...]] = ()
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    """Translated fields that must be there in English on submission."""
    CHILDREN: ClassVar[tuple[str, ...]] = ("citations",)
    """Related names of rows that belong to the content; each has `CONTENT` and `TRANSLATED` of its own."""
    LASTING: ClassVar[tuple[str, ...]] = ()
    """Children without words that others were judged by: they outlive a redaction."""
    COMPUTED: ClassVar[tuple[str, ...]] = ()
    """Fields written at publication, outside the hash."""

    number = models.PositiveIntegerField(_("version"), null=True, editable=False)
    version_kind = models.CharField(
        _("kind of version"), max_length=12, choices=VersionKind.choices, default=VersionKind.FIRST
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True, help_text=_("Shown to the public."))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.STAFF, editable=False)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    edits = models.PositiveIntegerField(_("saved times"), default=0, editable=False)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)

    release = models.ForeignKey("publishing.Release", models.PROTECT, null=True, editable=False, related_name="+")
    from_release = models.PositiveIntegerField(_("public from release"), null=True, editable=False)
    to_release = models.PositiveIntegerField(_("public until before release"), null=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    redacted = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            both_or_neither("%(app_label)s_%(class)s", "edited"),
            both_or_neither("%(app_label)s_%(class)s", "submitted"),
            both_or_neither("%(app_label)s_%(class)s", "approved"),
            models.CheckConstraint(
                condition=Q(state__in=State.values)
                & Q(version_kind__in=VersionKind.values)
                & Q(origin__in=Origin.values),
                name="%(app_label)s_%(class)s_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_hash="") | Q(approved_by__isnull=False) & ~Q(approved_hash=""),
                name="%(app_label)s_%(class)s_approval_names_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(origin="staff", file_hash="") | Q(origin="loaded", approved_by=None) & ~Q(file_hash=""),
                name="%(app_label)s_%(class)s_loaded_names_its_file",
            ),
            models.CheckConstraint(
                condition=Q(origin="loaded", state__in=("draft", *PUBLIC_STATES))
                | Q(origin="staff", state__in=("draft", "in_review"), approved_by=None)
                | Q(origin="staff", state__in=("approved", *PUBLIC_STATES), approved_by__isnull=False),
                name="%(app_label)s_%(class)s_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(origin="loaded") | Q(state="draft") | Q(submitted_by__isnull=False),
                name="%(app_label)s_%(class)s_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, number=None, from_release=None, to_release=None)
                | Q(
                    state="published",
                    number__isnull=False,
                    release__isnull=False,
                    from_release__isnull=False,
                    to_release=None,
                )
                & ~Q(content_hash="")
                | Q(
                    state__in=("superseded", "withdrawn"),
                    number__isnull=False,
                    release__isnull=False,
                    from_release__isnull=False,
                    to_release__isnull=False,
                    to_release__gt=F("from_release"),
                )
                & ~Q(content_hash=""),
                name="%(app_label)s_%(class)s_public_from_when_to_when",
            ),
            models.CheckConstraint(
                condition=Q(number=None)
                | Q(number=1, version_kind="first")
                | Q(number__gt=1) & ~Q(version_kind="first"),
                name="%(app_label)s_%(class)s_first_is_first",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(version_kind="first")
                | Q(redacted=True)
                | Q(reason_en__isnull=False) & Q(GreaterThan(Length(Trim(F("reason_en"))), 0)),
                name="%(app_label)s_%(class)s_gives_its_reason",
            ),
            models.UniqueConstraint(
                fields=("thing",), condition=Q(state__in=OPEN_STATES), name="%(app_label)s_%(class)s_one_open"
            ),
            models.UniqueConstraint(
                fields=("thing",), condition=Q(state="published"), name="%(app_label)s_%(class)s_one_live"
            ),
            models.UniqueConstraint(fields=("thing", "number"), name="%(app_label)s_%(class)s_number_is_unique"),
        ]

    # Every concrete version declares `thing` itself: the foreign key is its own.
    thing: Any
    if TYPE_CHECKING:
        thing_id: Any
        objects: Any

    def __str__(self) -> str:
        return f"{self.thing.public_id} v{self.number}" if self.number else str(self.thing.public_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.settle()
        super().save(*args, **kwargs)

    def settle(self) -> None:
        """Copies from elsewhere what a constraint holds the content against; done whenever a version is stored."""

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_withdrawal(self) -> bool:
        return self.version_kind == VersionKind.WITHDRAWAL

    @classmethod
    def standing_beside(cls, versions: Sequence[Any]) -> dict[int, Version]:
        """By primary key: the version whose content each one is judged by, and whose hash enters its own."""
        return {}

    def stands_beside(self) -> Version | None:
        return self.standing_beside([self]).get(self.pk)

    def problems(self) -> dict[str, list[str]]:
        """What in its own rows keeps this draft from review, by field; `registry.problems` adds the rules of the domain."""
        found: dict[str, list[str]] = {}
        if self.version_kind != VersionKind.FIRST and not text(self, "reason", "en").value.strip():
            found["reason_en"] = [str(_("Say why in English: the reason is shown to the public."))]
        if self.is_withdrawal:
            return found
        for field in self.REQUIRED:
            if not text(self, field, "en").value.strip():
                found[f"{field}_en"] = [str(_("Required in English before review."))]
        if "citations" in self.CHILDREN and not self.thing.chain.is_demo and not self.citations.exists():  # type: ignore[attr-defined]  # a reverse name of the concrete class
            found["citations"] = [str(_("Name at least one document and paragraph that this rests on."))]
        return found
