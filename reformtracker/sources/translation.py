from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from reformtracker.sources.models import Document


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)
