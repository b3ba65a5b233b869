"""What staff see of the public pages before the public does; under `/admin/`, so on no public server."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from reformtracker.web.staff.views import effect_page, preview_page

app_name = "staff"

urlpatterns = [
    path("effect/", admin.site.admin_view(effect_page), name="effect"),
    # The first word names what is previewed; what follows is the path of a public page.
    path("preview/<slug:subject>/", admin.site.admin_view(preview_page), name="preview"),
    path("preview/<slug:subject>/<path:path>", admin.site.admin_view(preview_page), name="preview-page"),
]
