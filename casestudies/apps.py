from __future__ import annotations

from django.apps import AppConfig


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    label = "casestudies"
    verbose_name = "Case studies"

    def ready(self) -> None:
        from casestudies import cautions
        from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion
        from reformtracker.publishing import registry

        registry.caution(cautions.behind_without_action)
        registry.belongs_to_initiatives(CaseStudyVersion.KIND, "initiatives__initiative__code")
        registry.belongs_to_initiatives(ChallengeVersion.KIND, "initiatives__initiative__code")
        registry.belongs_to_initiatives(CorrectiveActionVersion.KIND, "indicators__indicator__initiative__code")
