from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "reformtracker.web"
    label = "web"
    verbose_name = "Public pages"
