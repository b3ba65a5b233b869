"""The public pages. The language is always the first word, the framework the second."""

from __future__ import annotations

from django.urls import include, path

from reformtracker.web import converters
from reformtracker.web.views import entrance
from reformtracker.web.views.brief import brief_page, brief_pdf
from reformtracker.web.views.cases import case_list, case_page, country_page
from reformtracker.web.views.challenges import challenge_register
from reformtracker.web.views.changes import changes_page
from reformtracker.web.views.chart import chart_image
from reformtracker.web.views.citing import citation
from reformtracker.web.views.crosswalk import crosswalk_page
from reformtracker.web.views.data import data_page
from reformtracker.web.views.embed import embed_page
from reformtracker.web.views.feed import release_feed, release_json_feed
from reformtracker.web.views.handover import handover_page
from reformtracker.web.views.indicator import indicator_page
from reformtracker.web.views.initiative import initiative_page
from reformtracker.web.views.methodology import methodology_page
from reformtracker.web.views.objective import objective_page
from reformtracker.web.views.overview import overview_page
from reformtracker.web.views.releases import release_list, release_page, verify_page, verify_script
from reformtracker.web.views.search import search_page
from reformtracker.web.views.sources import source_list, source_page
from reformtracker.web.views.statements import accessibility_page, privacy_page
from reformtracker.web.views.timeline import timeline_page

converters.register()

app_name = "web"

framework_patterns = [
    path("", overview_page, name="overview"),
    path("objectives/<code:code>/", objective_page, name="objective"),
    path("objectives/<code:code>/cite.<form:form>", citation, {"kind": "objective"}, name="objective-cite"),
    path("initiatives/<code:code>/", initiative_page, name="initiative"),
    path("initiatives/<code:code>/hand-over/", handover_page, name="hand-over"),
    path("initiatives/<code:code>/cite.<form:form>", citation, {"kind": "initiative"}, name="initiative-cite"),
    path("indicators/<code:code>/", indicator_page, name="indicator"),
    path("indicators/<code:code>/chart.<image:form>", chart_image, name="indicator-chart"),
    path("indicators/<code:code>/cite.<form:form>", citation, {"kind": "indicator"}, name="indicator-cite"),
    path("case-studies/", case_list, name="case-studies"),
    path("case-studies/<slug:slug>/", case_page, name="case-study"),
    path("case-studies/<slug:slug>/cite.<form:form>", citation, {"kind": "case-study"}, name="case-study-cite"),
    path("countries/<iso3:iso3>/", country_page, name="country"),
    path("challenges/", challenge_register, name="challenges"),
    path("timeline/", timeline_page, name="timeline"),
    path("brief/", brief_page, name="brief"),
    path("brief.pdf", brief_pdf, name="brief-pdf"),
    path("crosswalk/", crosswalk_page, name="crosswalk"),
    path("embed/indicators/<code:code>/", embed_page, name="embed"),
    path("releases/", release_list, name="releases"),
    path("changes/", changes_page, name="changes"),
    path("releases.atom", release_feed, name="feed"),
    path("releases.json", release_json_feed, name="feed-json"),
    path("releases/verify/", verify_page, name="verify"),
    path("releases/verify.py", verify_script, name="verify-script"),
    path("releases/<number:number>/", release_page, name="release"),
]

urlpatterns = [
    path("", entrance.root, name="root"),
    path("<lang:lang>/", entrance.home, name="home"),
    path("<lang:lang>/methodology/", methodology_page, name="methodology"),
    path("<lang:lang>/data/", data_page, name="data"),
    path("<lang:lang>/search/", search_page, name="search"),
    path("<lang:lang>/accessibility/", accessibility_page, name="accessibility"),
    path("<lang:lang>/privacy/", privacy_page, name="privacy"),
    path("<lang:lang>/sources/", source_list, name="sources"),
    path("<lang:lang>/sources/<slug:slug>/", source_page, name="source"),
    path("<lang:lang>/<slug:fw>/", include(framework_patterns)),
]
