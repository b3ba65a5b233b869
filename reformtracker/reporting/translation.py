from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from reformtracker.reporting.models import OwnParagraph, Report


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("title",)


@register(OwnParagraph)
class OwnParagraphTranslation(TranslationOptions):
    fields = ("text",)
