from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    label = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self) -> None:
        from initiatives import areas, guards
        from reformtracker.publishing import registry
        from reformtracker.publishing.models import Role

        guards.add_all()
        registry.limits(Role.CONTRIBUTOR, areas.of_contributor)
        registry.limits(Role.REVIEWER, areas.of_reviewer)
