"""Documents are of `sources`, which knows neither people nor roles; so their admin stands here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from reformtracker.publishing.admin import citing
from reformtracker.publishing.admin.base import ReferenceAdmin
from reformtracker.sources.models import Document


@admin.register(Document)
class DocumentAdmin(ReferenceAdmin):
    list_display = ("symbol", "title_en", "public_by", "public_by_precision")
    search_fields = ("symbol", "slug", "title_en", "title_fr", "title_es", "title_ru", "title_ar", "title_zh_hans")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    body = ("symbol", "slug", "title", "link", "public_by", "public_by_precision")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {"slug": ("symbol",)} if obj is None else {}

    def get_urls(self) -> list[URLPattern]:
        cite = path("cite/", self.admin_site.admin_view(self.cite_view), name="sources_document_cite")
        return [cite, *super().get_urls()]

    def cite_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return citing.answer(request)
