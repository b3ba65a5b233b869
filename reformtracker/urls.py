from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

urlpatterns: list[URLPattern | URLResolver] = []

if settings.SERVES_STAFF:
    urlpatterns.append(path("admin/", admin.site.urls))
