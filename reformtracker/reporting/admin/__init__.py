"""The desk of those who write reports: a list, a form, and a page for each, with its paragraphs and its files."""

from __future__ import annotations

from reformtracker.reporting.admin import reports

__all__ = ("reports",)
