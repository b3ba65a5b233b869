"""What moves the public record without a release."""

from __future__ import annotations

from django.db import models


class Touch(models.Model):
    """Reference data that something public points at was edited, or a version was blanked. Written by triggers alone.

    Rows are counted, never read by their number: of two transactions the one that began first may be seen last.
    """

    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.at.isoformat()
