"""The frame of the admin around the pages of allauth."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Empty for every other page: a public one must not ask who is there."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if not name or not name.startswith(("account_", "mfa_", "usersessions_")):
        return {}
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "site_url": admin.site.site_url,
        "has_permission": admin.site.has_permission(request),
        "is_nav_sidebar_enabled": False,
        "is_popup": False,
    }
