from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reformtracker.web"
    label = "web"
    verbose_name = "Public pages"

    def ready(self) -> None:
        # Registers what can foretell a release, because it knows the pages.
        from reformtracker.web.staff import effect  # noqa: F401

        # Registers what follows a release or a redaction, and the task that does it, by name in every process.
        import_module("reformtracker.web.exports.preparing")
        import_module("reformtracker.web.forgetting")
        import_module("reformtracker.web.tasks")
