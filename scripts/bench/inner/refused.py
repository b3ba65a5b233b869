from __future__ import annotations


class Refused(Exception):
    """What was to be measured did not happen."""
