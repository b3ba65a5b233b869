from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "reformtracker.api"
    label = "api"
    verbose_name = "Api"
