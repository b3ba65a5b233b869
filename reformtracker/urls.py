from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from reformtracker import api_urls
from reformtracker.web.views import machines

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("api/v1/", include("reformtracker.api_urls")),
    path("api/docs/", include(api_urls.docs_urlpatterns)),
    path("sdmx/", include("reformtracker.web.sdmx.urls")),
]

if settings.SERVES_STAFF:
    urlpatterns.append(path("admin/", include("reformtracker.web.staff.urls")))
    urlpatterns.append(path("admin/", include("reformtracker.publishing.signin.urls")))
    urlpatterns.append(path("admin/", include("reformtracker.publishing.admin.urls")))
    urlpatterns.append(path("admin/", admin.site.urls))

urlpatterns.append(path("", include("reformtracker.web.urls")))

handler400 = "reformtracker.web.views.refusals.bad_request"
handler403 = "reformtracker.web.views.refusals.forbidden"
handler404 = "reformtracker.web.views.refusals.not_found"
handler500 = "reformtracker.web.views.refusals.server_error"
