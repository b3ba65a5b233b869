"""Pages of the staff side that belong to no model: they come before those of Django's admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from reformtracker.publishing.admin import guides, together

urlpatterns = [
    path("help/<slug:name>/", admin.site.admin_view(guides.guide_view), name="staff_guide"),
    path("review/", admin.site.admin_view(together.review_view), name="staff_review"),
    path("submit/", admin.site.admin_view(together.submit_view), name="staff_submit"),
]
