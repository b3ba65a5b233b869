from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = _("Case studies")

    def ready(self) -> None:
        from casestudies import areas, cautions
        from reformtracker.publishing import registry

        areas.add_all()
        registry.caution(cautions.behind_without_action)
