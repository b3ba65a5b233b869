from __future__ import annotations

from django.apps import AppConfig


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies"

    def ready(self) -> None:
        from casestudies import areas, cautions
        from reformtracker.publishing import registry

        areas.add_all()
        registry.caution(cautions.behind_without_action)
