from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "reformtracker.publishing"
    label = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from reformtracker.publishing import cautions, guards, history, policy, public_role, registry, triggers
        from reformtracker.watching import trace

        guards.add_all()
        history.guard()
        registry.caution(cautions.missing_translations)
        import_module("reformtracker.publishing.mail")
        # Celery finds tasks by itself in a worker only; the outbox wakes one by name from every process.
        import_module("reformtracker.publishing.tasks")
        import_module("reformtracker.publishing.jobs")
        import_module("reformtracker.publishing.system_checks")
        connection_created.connect(trace.on_each_statement, dispatch_uid="watching.trace")
        pre_migrate.connect(triggers.stand_aside, sender=self, dispatch_uid="publishing.triggers.before")
        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="publishing.triggers")
        post_migrate.connect(history.begin_after_migrate, sender=self, dispatch_uid="publishing.history")
        post_migrate.connect(policy.create_groups, sender=self, dispatch_uid="publishing.groups")
        pre_migrate.connect(public_role.stand_aside, sender=self, dispatch_uid="publishing.public_role.before")
        post_migrate.connect(public_role.renew_after_migrate, sender=self, dispatch_uid="publishing.public_role")
        if settings.SERVES_STAFF:
            self._listen_to_second_factors()

    def _listen_to_second_factors(self) -> None:
        from allauth.mfa import signals

        from reformtracker.publishing.signin import sessions

        signals.authenticator_added.connect(sessions.factor_added)
        signals.authenticator_removed.connect(sessions.factor_changed)
        signals.authenticator_reset.connect(sessions.factor_changed)
