"""The staff side of publishing, and the bases on which every app's admin stands."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin

from reformtracker.publishing.admin import changes, documents, people, record, releases
from reformtracker.publishing.admin.base import ReferenceAdmin
from reformtracker.publishing.admin.forms import VersionForm
from reformtracker.publishing.admin.things import ThingAdmin
from reformtracker.publishing.admin.versions import ChildInline, CitationRows, PlainRows, TextRows, VersionAdmin

__all__ = (
    "ChildInline",
    "CitationRows",
    "PlainRows",
    "ReferenceAdmin",
    "TextRows",
    "ThingAdmin",
    "VersionAdmin",
    "VersionForm",
    "changes",
    "documents",
    "people",
    "record",
    "releases",
)

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.enable_nav_sidebar = False
