from __future__ import annotations

from django.urls import path

from bench.reference import views

urlpatterns = [
    path("healthz", views.empty),
    path("empty", views.empty),
    path("kept", views.kept),
    path("aggregated", views.aggregated),
    path("usual", views.Usual.as_view()),
    path("copied.csv", views.copied),
]
