from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reformtracker.web"
    label = "web"
    verbose_name = "Public pages"

    def ready(self) -> None:
        # Registers what can foretell a release, because it knows the pages.
        from reformtracker.web.staff import effect  # noqa: F401
