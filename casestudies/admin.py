from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from casestudies.models import (
    ActionCitation,
    ActionIndicator,
    CaseEvent,
    CaseInitiative,
    CaseLink,
    CaseParagraph,
    CasePlace,
    CaseStudy,
    CaseStudyCitation,
    CaseStudyVersion,
    Challenge,
    ChallengeCitation,
    ChallengeInitiative,
    ChallengeVersion,
    CorrectiveAction,
    CorrectiveActionVersion,
    Country,
)
from reformtracker.publishing.admin import (
    CitationRows,
    PlainRows,
    ReferenceAdmin,
    TextRows,
    ThingAdmin,
    VersionAdmin,
)

SAYS = gettext_lazy("What it says")


@admin.register(Country)
class CountryAdmin(ReferenceAdmin):
    list_display = ("iso3", "name_en", "latitude", "longitude")
    search_fields = ("iso3", "name_en")
    body = ("iso3", "name", "latitude", "longitude")


class CaseStudyCitations(CitationRows):
    model = CaseStudyCitation


class ChallengeCitations(CitationRows):
    model = ChallengeCitation


class ActionCitations(CitationRows):
    model = ActionCitation


class Illustrated(TextRows):
    model = CaseInitiative
    verbose_name = gettext_lazy("initiative")
    verbose_name_plural = gettext_lazy("Initiatives it illustrates (position 0 is the main one)")
    autocomplete_fields = ("initiative",)
    body = (("initiative", "position"), "why")


class Places(PlainRows):
    model = CasePlace
    verbose_name = gettext_lazy("place")
    verbose_name_plural = gettext_lazy("Places")
    autocomplete_fields = ("country",)
    body = (("country", "position"),)


class Paragraphs(TextRows):
    model = CaseParagraph
    verbose_name = gettext_lazy("paragraph")
    verbose_name_plural = gettext_lazy("Text, paragraph by paragraph")
    body = (("paragraph", "position"), "text")


class Events(TextRows):
    model = CaseEvent
    verbose_name = gettext_lazy("event")
    verbose_name_plural = gettext_lazy("What happened when")
    body = (("day", "precision"), "text")


class Links(TextRows):
    model = CaseLink
    verbose_name = gettext_lazy("indicator")
    verbose_name_plural = gettext_lazy("Indicators it supports or contradicts")
    autocomplete_fields = ("indicator",)
    body = (("indicator", "bearing"), "why")


class Affected(PlainRows):
    model = ChallengeInitiative
    verbose_name = gettext_lazy("initiative")
    verbose_name_plural = gettext_lazy("Initiatives it stands in the way of")
    autocomplete_fields = ("initiative",)
    body = ("initiative",)


class Moved(PlainRows):
    model = ActionIndicator
    verbose_name = gettext_lazy("indicator")
    verbose_name_plural = gettext_lazy("Indicators it should move")
    autocomplete_fields = ("indicator",)
    body = ("indicator",)


@admin.register(CaseStudyVersion)
class CaseStudyVersionAdmin(VersionAdmin):
    thing_class = CaseStudy
    thing_fields = ("chain", "slug")
    identity = "slug"
    search_fields = ("thing__slug", "title_en")
    inlines = (Illustrated, Places, Paragraphs, Events, Links, CaseStudyCitations)
    body = ((SAYS, ("title", "summary", "limits", "region")),)


@admin.register(ChallengeVersion)
class ChallengeVersionAdmin(VersionAdmin):
    thing_class = Challenge
    search_fields = ("thing__code", "title_en")
    inlines = (Affected, ChallengeCitations)
    body = ((SAYS, ("title", "text", "condition", "responsible")),)


@admin.register(CorrectiveActionVersion)
class CorrectiveActionVersionAdmin(VersionAdmin):
    thing_class = CorrectiveAction
    thing_fields = ("challenge", "code")
    parent = "challenge"
    search_fields = ("thing__code", "title_en")
    inlines = (Moved, ActionCitations)
    body = ((SAYS, ("title", "text", ("owner", "due"), "progress", "progress_note")),)


@admin.register(CaseStudy)
class CaseStudyAdmin(ThingAdmin):
    version_class = CaseStudyVersion
    search_fields = ("slug",)
    body = ("slug",)


@admin.register(Challenge)
class ChallengeAdmin(ThingAdmin):
    version_class = ChallengeVersion
    search_fields = ("code",)
    body = ("code",)


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(ThingAdmin):
    version_class = CorrectiveActionVersion
    search_fields = ("code",)
    body = ("code", "challenge")
