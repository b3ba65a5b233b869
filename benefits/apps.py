from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "benefits"
    label = "benefits"
    verbose_name = _("Benefits")

    def ready(self) -> None:
        from benefits import areas, cautions, due, guards, rules, standings
        from benefits.models import IndicatorVersion, ObservationVersion, Standing
        from reformtracker.publishing import registry

        areas.add_all()
        guards.add_all()
        registry.check(IndicatorVersion.KIND, rules.indicator_problems)
        registry.check(ObservationVersion.KIND, rules.observation_problems)
        registry.expects(due.owed_by)
        registry.at_submission(ObservationVersion.KIND, rules.note_jump)
        registry.before_publication(ObservationVersion.KIND, standings.judge_observations)
        registry.derives(Standing)
        registry.after_publication(standings.move_standings)
        registry.after_redaction(standings.forget_judgement)
        registry.caution(cautions.verdicts_against_the_figures)
        registry.caution(cautions.stale_sources)
        registry.caution(cautions.still_overdue)
