from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from initiatives.models import (
    Entity,
    FrameworkCitation,
    FrameworkGoal,
    FrameworkVersion,
    InitiativeCitation,
    InitiativeVersion,
    MilestoneCitation,
    MilestoneVersion,
    ObjectiveCitation,
    ObjectiveVersion,
)


@register(Entity)
class EntityTranslation(TranslationOptions):
    fields = ("name",)


@register((FrameworkCitation, ObjectiveCitation, InitiativeCitation, MilestoneCitation))
class CitationTranslation(TranslationOptions):
    fields = ("note",)


@register((FrameworkVersion, ObjectiveVersion))
class NamedTranslation(TranslationOptions):
    fields = ("name", "summary", "reason")


@register(FrameworkGoal)
class GoalTranslation(TranslationOptions):
    fields = ("name", "gap")


@register(InitiativeVersion)
class InitiativeTranslation(TranslationOptions):
    fields = ("name", "expected_benefit", "reason")


@register(MilestoneVersion)
class MilestoneTranslation(TranslationOptions):
    fields = ("title", "text", "reason")
