from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reformtracker.reporting"
    label = "reporting"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from reformtracker.publishing import registry
        from reformtracker.reporting import actions, guards
        from reformtracker.reporting.meeting import actions as of_meetings
        from reformtracker.reporting.meeting import guards as guards_of_meetings
        from reformtracker.reporting.models import Build, Report

        guards.add_all()
        guards_of_meetings.add_all()
        registry.after_redaction(actions.take_back)
        registry.before_removal(actions.forget)
        registry.before_removal(of_meetings.forget)
        registry.shows(Report, "published_at IS NOT NULL", ("author", "created_at", "edits", "published_by"))
        registry.shows(
            Build,
            f"published AND EXISTS (SELECT FROM {Report._meta.db_table} o WHERE o.id = {Build._meta.db_table}.report_id)",
            ("asked_by", "asked_at", "started_at", "claimed_until", "attempts", "edits", "redaction_id"),
        )
        # Registers what works off the outbox, and the tasks, by name in every process.
        import_module("reformtracker.reporting.work")
        import_module("reformtracker.reporting.tasks")
