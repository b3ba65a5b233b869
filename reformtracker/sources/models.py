"""Documents, and the citation that every app's own citation table extends."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SCHEMES = ("https", "http")
"""What a link begins with: anything else might run in the page that shows it."""


class Precision(models.TextChoices):
    """How exactly the source gives a date; the stored day is the last day of the month, quarter or year meant."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")

    def first_day(self, last: date) -> date:
        """Of the month, quarter or year that ends on `last`."""
        match self:
            case Precision.YEAR:
                return last.replace(month=1, day=1)
            case Precision.QUARTER:
                return last.replace(month=last.month - (last.month - 1) % 3, day=1)
            case Precision.MONTH:
                return last.replace(day=1)
        return last


class DocumentQuerySet(models.QuerySet["Document"]):
    def named(self, name: str) -> DocumentQuerySet:
        """By symbol (A/75/202) or slug (a-75-202)."""
        return self.filter(Q(symbol=name) | Q(slug=name))

    def like(self, typed: str) -> DocumentQuerySet:
        """Each word lies in the symbol or in a title, in any language."""
        found = self
        for word in typed.split():
            in_a_title = Q()
            for name in ("title_en", "title_fr", "title_es", "title_ru", "title_ar", "title_zh_hans"):
                in_a_title |= Q(**{f"{name}__icontains": word})
            found = found.filter(Q(symbol__icontains=word) | in_a_title)
        return found


class Document(models.Model):
    """A source. Reference data: staff may add one; the public sees it only through a published citation."""

    NAMES: ClassVar[tuple[str, ...]] = ("symbol", "slug")
    """What it is found by; fixed once something public points here."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    symbol = models.CharField(_("symbol"), max_length=100, unique=True, help_text=_("As printed: A/75/202."))
    title = models.CharField(_("title"), max_length=300, blank=True)
    link = models.URLField(
        _("link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=SCHEMES)],
        help_text=_("May hold {lang}: https://undocs.org/{lang}/A/75/202"),
    )
    public_by = models.DateField(_("public by"), help_text=_("The day by which it was public."))
    public_by_precision = models.CharField(
        _("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("symbol",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(symbol=""), name="sources_document_is_named"),
            models.CheckConstraint(
                condition=Q(public_by_precision__in=Precision.values), name="sources_document_precision_is_known"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://") | Q(link__startswith="http://"),
                name="sources_document_link_is_of_the_web",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol

    def natural_key(self) -> tuple[str]:
        return (self.symbol,)

    def url(self, language: str = "en") -> str:
        return address(self.link, language)


def address(link: str, language: str) -> str:
    """Where to read a document; those of the UN in the reader's language (undocs uses `zh` for Chinese)."""
    return link.replace("{lang}", language.split("-")[0])


LOCATOR = RegexValidator(r"^\S(.{0,38}\S)?$", _("A paragraph such as 38, fn. 1, summary or annex."))


class Citation(models.Model):
    """A pointer to a paragraph, or a range of paragraphs, of a document. Concrete in the app that owns the version."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    paragraph = models.CharField(_("paragraph"), max_length=40, validators=[LOCATOR])
    paragraph_to = models.CharField(_("to paragraph"), max_length=40, blank=True)
    note = models.CharField(_("what it gives"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("document", "paragraph", "paragraph_to", "note", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("note",)

    class Meta:
        abstract = True
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.document}, {self.paragraph}" + (f"–{self.paragraph_to}" if self.paragraph_to else "")
