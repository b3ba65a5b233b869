"""Four families of shape, each with its word and its colour: better or worse, because of what, against the target, what
is done. The ids are those of `_glyphs.html`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benefits.labels import label
from benefits.measures import Cause, Status, Verdict
from casestudies.models import CorrectiveActionVersion

BETTER, SHORT, WORSE, INK, UNKNOWN = "c-better", "c-short", "c-worse", "c-ink", "c-none"

UNJUDGED, NO_DATA, NONE_RECORDED = "unjudged", "no_data", "none"

VERDICTS = (*Verdict, UNJUDGED, NO_DATA)
CAUSES = (Cause.REFORM, Cause.BOTH, Cause.EXTERNAL, Cause.NOT_ASSESSED)
STATUSES = (
    Status.ACHIEVED,
    Status.ON_TRACK,
    Status.BEHIND,
    Status.WORSENING,
    Status.UNDETERMINED,
    Status.BASELINE_ONLY,
    Status.NO_TARGET,
    Status.NO_DATA,
)
ACTIONS = ("done", "in_progress", "planned", "cancelled", NONE_RECORDED)

_VERDICT_CSS = {Verdict.IMPROVED: BETTER, Verdict.DETERIORATED: WORSE, Verdict.UNCHANGED: INK, Verdict.TOO_EARLY: INK}
_STATUS_CSS = {
    Status.ACHIEVED: BETTER,
    Status.ON_TRACK: BETTER,
    Status.BEHIND: SHORT,
    Status.WORSENING: WORSE,
}
_ACTION_CSS = {"done": BETTER, "in_progress": BETTER, "planned": INK, "cancelled": UNKNOWN, NONE_RECORDED: SHORT}


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape and its word. `css` is the colour, which never says more than the word does."""

    symbol: str
    css: str
    word: str

    @property
    def text(self) -> str:
        return self.word

    def greyed(self) -> Mark:
        """Stale: the shape stays, the colour goes."""
        return replace(self, css=UNKNOWN)


def verdict(word: str) -> Mark:
    """A verdict, or one of UNJUDGED and NO_DATA."""
    if word == NO_DATA:
        return Mark("d-no_data", UNKNOWN, _("no data yet"))
    if not word or word == UNJUDGED:
        return Mark("d-unjudged", UNKNOWN, _("not yet judged"))
    given = Verdict(word)
    return Mark(f"d-{given}", _VERDICT_CSS[given], label(given))


def cause(word: str) -> Mark:
    given = Cause(word or Cause.NOT_ASSESSED)
    return Mark(f"c-{given}", UNKNOWN if given == Cause.NOT_ASSESSED else INK, label(given))


def status(word: str) -> Mark:
    given = Status(word)
    return Mark(f"s-{given}", _STATUS_CSS.get(given, UNKNOWN), label(given))


def brief_status(word: str) -> Mark:
    """Where many stand close together."""
    return Mark(f"s-{Status.NO_TARGET}", UNKNOWN, _("no target")) if word == Status.NO_TARGET else status(word)


def action(word: str) -> Mark:
    """The progress of a corrective action, or NONE_RECORDED."""
    if word == NONE_RECORDED:
        return Mark("a-none", SHORT, pgettext("corrective action", "none recorded"))
    progress = CorrectiveActionVersion.Progress(word)
    return Mark(f"a-{progress}", _ACTION_CSS[progress], str(progress.label))
