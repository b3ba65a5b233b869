from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from reformtracker.publishing.models import Release


@register(Release)
class ReleaseTranslation(TranslationOptions):
    fields = ("title", "note")
