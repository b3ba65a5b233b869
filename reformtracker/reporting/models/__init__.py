from __future__ import annotations

from reformtracker.reporting.models.build import Build
from reformtracker.reporting.models.meeting import Decision, ReviewMeeting
from reformtracker.reporting.models.own import LONGEST, OwnParagraph
from reformtracker.reporting.models.report import WORD_LIMIT, Report

__all__ = ("LONGEST", "WORD_LIMIT", "Build", "Decision", "OwnParagraph", "Report", "ReviewMeeting")
