"""What will be taken away, from when on it should not be used, and what to use instead: said in every answer that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Of a resource (`View.DEPRECATED`) or of a parameter (`View.DEPRECATED_PARAMETERS`); `sunset`: the day on which it goes.

    Headers as in RFC 9745 and RFC 8594. `instead` is a sentence.
    """

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if (self.sunset - self.since).days < 365:
            raise ValueError(f"what is deprecated stays for a year: from {self.since} to {self.sunset} is less")

    def put_on(self, response: HttpResponseBase) -> None:
        response.headers["Deprecation"] = f"@{_seconds(self.since):.0f}"
        response.headers["Sunset"] = http_date(_seconds(self.sunset))
        response.headers["Link"] = f'<{settings.SITE_URL}{reverse("api-docs")}>; rel="deprecation"; type="text/html"'

    def __str__(self) -> str:
        return f"Deprecated since {self.since}, goes on {self.sunset}. {self.instead}"


def _seconds(day: date) -> float:
    return datetime.combine(day, time.min, UTC).timestamp()
