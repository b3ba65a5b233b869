from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "reformtracker.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from reformtracker.publishing import cautions, guards, policy, registry, triggers

        guards.add_all()
        registry.caution(cautions.missing_translations)
        # Celery finds tasks by itself in a worker only; the outbox wakes one by name from every process.
        import_module("reformtracker.publishing.tasks")
        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="publishing.triggers")
        post_migrate.connect(policy.create_groups, sender=self, dispatch_uid="publishing.groups")
