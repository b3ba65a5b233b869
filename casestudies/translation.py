from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from casestudies.models import (
    ActionCitation,
    CaseEvent,
    CaseInitiative,
    CaseLink,
    CaseParagraph,
    CaseStudyCitation,
    CaseStudyVersion,
    ChallengeCitation,
    ChallengeVersion,
    CorrectiveActionVersion,
    Country,
)


@register(Country)
class CountryTranslation(TranslationOptions):
    fields = ("name",)


@register((CaseStudyCitation, ChallengeCitation, ActionCitation))
class CitationTranslation(TranslationOptions):
    fields = ("note",)


@register(CaseStudyVersion)
class CaseStudyTranslation(TranslationOptions):
    fields = ("title", "summary", "limits", "region", "reason")


@register((CaseInitiative, CaseLink))
class WhyTranslation(TranslationOptions):
    fields = ("why",)


@register((CaseParagraph, CaseEvent))
class PassageTranslation(TranslationOptions):
    fields = ("text",)


@register(ChallengeVersion)
class ChallengeTranslation(TranslationOptions):
    fields = ("title", "text", "reason")


@register(CorrectiveActionVersion)
class CorrectiveActionTranslation(TranslationOptions):
    fields = ("title", "text", "progress_note", "reason")
