from __future__ import annotations

from django.apps import AppConfig


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies"

    def ready(self) -> None:
        from casestudies import areas

        areas.add_all()
