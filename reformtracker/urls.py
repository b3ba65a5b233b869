from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from reformtracker.web import api_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("reformtracker.web.api_urls")),
    path("api/docs/", include(api_urls.docs_urlpatterns)),
]

if settings.SERVES_STAFF:
    urlpatterns.append(path("admin/", admin.site.urls))
