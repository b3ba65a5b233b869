from __future__ import annotations

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "benefits"
    label = "benefits"
    verbose_name = "Benefits"

    def ready(self) -> None:
        from benefits import guards, standings
        from reformtracker.publishing import registry

        guards.add_all()
        registry.after_publication(standings.move_standings)
        registry.after_redaction(standings.forget_judgement)
