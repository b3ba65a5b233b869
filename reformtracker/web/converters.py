"""What may stand in a public path. A path that does not fit is a 404 before any view or database is asked."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter

from reformtracker.publishing.texts import PATHS


class LanguageConverter(StringConverter):
    regex = "|".join(PATHS)


class CodeConverter(StringConverter):
    """Codes of indicators and initiatives: `2.4.2`."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}"


class CountryConverter(StringConverter):
    """ISO 3166-1 alpha-3."""

    regex = "[A-Z]{3}"


class NumberConverter:
    """The number of a release, without leading zeros, within what every database counts."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class FormConverter(StringConverter):
    """How a citation is written for a reference manager."""

    regex = "bib|ris"


class ImageConverter(StringConverter):
    """How a chart is drawn to take along."""

    regex = "svg|png"


def register() -> None:
    register_converter(LanguageConverter, "lang")
    register_converter(CodeConverter, "code")
    register_converter(CountryConverter, "iso3")
    register_converter(NumberConverter, "number")
    register_converter(FormConverter, "form")
    register_converter(ImageConverter, "image")
