"""The desk of those who write reports and hold review meetings: a list, a form and a page for each."""

from __future__ import annotations

from reformtracker.reporting.admin import meetings, reports

__all__ = ("meetings", "reports")
