"""Documents: public only through a citation in a published version of the snapshot."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.api import fields, links
from reformtracker.api.references import pointed_at
from reformtracker.api.tables.columns import HTML_URL, URL, own
from reformtracker.api.views import Resource
from reformtracker.sources.models import Document, Precision


class DocumentSerializer(serializers.Serializer[Any]):
    symbol = serializers.CharField(read_only=True)
    slug = serializers.SlugField(read_only=True)
    title = fields.Text()
    public_by = serializers.DateField(read_only=True, help_text="The day by which it was public.")
    precision = serializers.ChoiceField(Precision.choices, source="public_by_precision", read_only=True)
    link = serializers.SerializerMethodField(help_text="Where to read it, in the language asked for.")
    html_url = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_link(self, row: Document) -> str | None:
        return row.url(self.context["language"] or "en") or None

    @extend_schema_field(links.PAGE)
    def get_html_url(self, row: Document) -> str | None:
        return links.site(f"/{self.context['language'] or 'en'}/sources/{row.slug}/", self._asked("as_of"))

    @extend_schema_field(links.URI)
    def get_url(self, row: Document) -> str:
        path = reverse("api:documents-detail", args=[row.slug])
        asked = self._asked("framework", "as_of", "release")
        return f"{settings.SITE_URL}{path}{'?' if asked else ''}{urlencode(asked)}"

    def _asked(self, *names: str) -> dict[str, str]:
        """A document belongs to no framework: what was asked for is carried, nothing is added."""
        return {name: value for name, value in self.context["asked"].items() if name in names}


class Documents(Resource):
    """Sources that the published record cites, in every framework where none is named."""

    NAME = "documents"
    PATH = {"id": "Slug (`a-75-202`) or symbol (`A/75/202`)."}
    EVERY_FRAMEWORK = True
    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    COLUMNS = (
        own("symbol", "symbol"),
        own("slug", "name in addresses"),
        own("title", "title"),
        own("public_by", "the day by which it was public"),
        own("precision", "day, month, quarter or year"),
        own("link", "where to read it"),
        HTML_URL,
        URL,
    )
    ORDERING = {"symbol": "symbol", "public_by": "public_by"}
    TIE = ("symbol",)

    def get_queryset(self) -> QuerySet[Any]:
        return pointed_at(Document, self.snapshots)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "asked": self.request.query_params.dict()}

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.named(path["id"])  # type: ignore[attr-defined, no-any-return]  # DocumentQuerySet
