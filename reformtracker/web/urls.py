"""The public pages. The language is always the first word, the framework the second."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from reformtracker.web import converters
from reformtracker.web.views import entrance

converters.register()

app_name = "web"

framework_patterns = []
for module, route, view, name in (
    ("overview", "", "overview_page", "overview"),
    ("initiative", "initiatives/<code:code>/", "initiative_page", "initiative"),
    ("indicator", "indicators/<code:code>/", "indicator_page", "indicator"),
    ("releases", "releases/", "release_list", "releases"),
    ("releases", "releases/<number:number>/", "release_page", "release"),
):
    if find_spec(f"reformtracker.web.views.{module}"):
        framework_patterns.append(path(route, getattr(import_module(f"reformtracker.web.views.{module}"), view), name=name))

urlpatterns = [
    path("", entrance.root, name="root"),
    path("<lang:lang>/", entrance.home, name="home"),
    path("<lang:lang>/<slug:fw>/", include(framework_patterns)),
]
