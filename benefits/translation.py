from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from benefits.models import IndicatorCitation, IndicatorVersion, Level, ObservationCitation, ObservationVersion, Unit


@register(Unit)
class UnitTranslation(TranslationOptions):
    fields = ("label",)


@register(Level)
class LevelTranslation(TranslationOptions):
    fields = ("label", "description")


@register(IndicatorVersion)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "definition", "method", "caution", "unit_label", "baseline_note", "reason")


@register(ObservationVersion)
class ObservationTranslation(TranslationOptions):
    fields = ("derivation", "break_note", "narrative", "justification", "reason")


@register((IndicatorCitation, ObservationCitation))
class CitationTranslation(TranslationOptions):
    fields = ("note",)
