from __future__ import annotations

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "initiatives"
    label = "initiatives"
    verbose_name = "Initiatives"

    def ready(self) -> None:
        from initiatives import guards
        from initiatives.models import InitiativeVersion
        from reformtracker.publishing import registry

        guards.add_all()
        registry.belongs_to_initiatives(InitiativeVersion.KIND, "thing__code")
