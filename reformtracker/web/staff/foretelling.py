"""What a release would change, in sentences; each names what the public reads now and what it would read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Change, Status
from reformtracker.publishing.models import Version
from reformtracker.web import history, marks, numbers
from reformtracker.web import sentences as wording
from reformtracker.web.answers import listed
from reformtracker.web.overview import Line, natural

if TYPE_CHECKING:
    from reformtracker.web.staff.effect import Sight


def sentences(before: Sight, after: Sight, versions: Sequence[Version], silent: Collection[Version]) -> list[str]:
    """`silent`: versions that say, word for word, what is public already."""
    found = [
        *_of_indicators(before.lines, after.lines),
        *_of_counts(before.counted, after.counted),
        *_of_the_front_page(before, after),
    ]
    spoken = [version.thing.public_id for version in versions if version not in silent]
    if not spoken:
        return [_("Nothing that the public reads changes: this says word for word what is public already."), *found]
    if not found:
        return [
            _("No figure, status, verdict or count changes; what the pages say of %(things)s does.")
            % {"things": listed(spoken)}
        ]
    return found


# ---------- one indicator ----------
def _of_indicators(before: Mapping[str, Line], after: Mapping[str, Line]) -> Iterator[str]:
    for code in sorted(before.keys() | after.keys(), key=natural):
        old, new = before.get(code), after.get(code)
        if old and new:
            yield from _moved(old, new)
        elif new:
            yield _("%(code)s becomes public: %(status)s, %(verdict)s.") % {
                "code": code,
                "status": status_word(new.status),
                "verdict": marks.verdict(new.verdict).word,
            }
        else:
            yield _("%(code)s leaves the pages, and every count.") % {"code": code}


def _moved(old: Line, new: Line) -> Iterator[str]:
    names = {"code": new.code}
    if _latest(old) != _latest(new) and _figure(old) != _figure(new):
        yield _("The latest value of %(code)s becomes %(new)s; now it is %(old)s.") % {
            **names,
            "new": _figure(new),
            "old": _figure(old),
        }
    if old.status != new.status:
        yield _("%(code)s goes from %(old)s to %(new)s.") % {
            **names,
            "old": status_word(old.status),
            "new": status_word(new.status),
        }
    if old.standing.change != new.standing.change:
        yield _("The change computed for %(code)s goes from %(old)s to %(new)s.") % {
            **names,
            "old": _change(old),
            "new": _change(new),
        }
    if old.verdict != new.verdict:
        yield _("The verdict that counts for %(code)s goes from %(old)s to %(new)s.") % {
            **names,
            "old": marks.verdict(old.verdict).word,
            "new": marks.verdict(new.verdict).word,
        }
    if old.cause != new.cause:
        yield _("The cause given for %(code)s goes from %(old)s to %(new)s.") % {
            **names,
            "old": _cause(old),
            "new": _cause(new),
        }
    yield from _timing(old, new)
    if _unanswered(old) != _unanswered(new):
        yield (
            _("%(code)s falls short, and no corrective action is recorded for it.")
            if _unanswered(new)
            else _("%(code)s no longer stands without a corrective action.")
        ) % names


def _timing(old: Line, new: Line) -> Iterator[str]:
    due, names = new.timing.next_due, {"code": new.code}
    if old.is_late and not new.is_late:
        yield _("%(code)s is no longer late.") % names
    elif new.is_late and old.timing != new.timing:
        yield _("%(code)s is then %(late)s.") % {**names, "late": wording.late_by(new.timing.days_late)}
    if old.timing.next_due != due and not new.is_late:
        yield (
            _("The next update of %(code)s is due on %(day)s.") % {**names, "day": numbers.day(due)}
            if due
            else _("No further update of %(code)s is awaited.") % names
        )


def status_word(status: str) -> str:
    return label(Status(status)) if status else _("not judged (context)")


def _change(line: Line) -> str:
    return label(Change(line.standing.change)) if line.standing.change else _("not computed")


def _cause(line: Line) -> str:
    return marks.cause(line.cause).word if line.cause else _("none")


def _latest(line: Line) -> int | None:
    return line.latest.pk if line.latest else None


def _figure(line: Line) -> str:
    if line.latest is None:
        return _("none")
    return f"{history.figure(line.latest)} ({numbers.period(line.latest.thing)})"


def _unanswered(line: Line) -> bool:
    return line.needs_action and not line.live_actions


# ---------- counts ----------
def _of_counts(
    before: Mapping[tuple[str, str], Sequence[Line]], after: Mapping[tuple[str, str], Sequence[Line]]
) -> Iterator[str]:
    for kind, code in sorted(before.keys() | after.keys(), key=lambda key: (key[0], natural(key[1]))):
        old, new = before.get((kind, code), ()), after.get((kind, code), ())
        counted = listed([*_recounted(_verdicts(old), _verdicts(new)), *_recounted(_statuses(old), _statuses(new))])
        if counted:
            said = {
                "initiative": _("Initiative %(code)s now counts %(counts)s."),
                "objective": _("Objective %(code)s now counts %(counts)s."),
            }[kind]
            yield said % {"code": code, "counts": counted}


def _verdicts(lines: Iterable[Line]) -> Counter[str]:
    return Counter(marks.verdict(line.verdict).word for line in lines)


def _statuses(lines: Iterable[Line]) -> Counter[str]:
    """As the front page counts them: not across a break in the series."""
    return Counter(marks.brief_status(line.status).word for line in lines if line.status and line.is_comparable)


def _recounted(before: Counter[str], after: Counter[str]) -> Iterator[str]:
    for word in {**after, **before}:
        if before[word] != after[word]:
            names = {"count": after[word], "word": word, "before": before[word]}
            yield _("%(count)d %(word)s (before: %(before)d)") % names


# ---------- the front page ----------
def _of_the_front_page(before: Sight, after: Sight) -> Iterator[str]:
    if before.lead != after.lead:
        names = {"new": numbers.quoted(after.lead), "old": numbers.quoted(before.lead)}
        yield (
            _("The overview will open with %(new)s Now it opens with %(old)s") % names
            if before.lead
            else _("The overview will open with %(new)s") % names
        )
    for question, answer in after.answers.items():
        old = before.answers.get(question, "")
        if old and old != answer:
            yield _("%(question)s %(new)s (now: %(old)s).") % {"question": question, "new": answer, "old": old}
    gaps = [gap for gap in after.gaps if gap not in before.gaps]
    if before.overview and gaps:
        yield _("Among what is not known the overview will list %(gaps)s.") % {"gaps": listed(gaps)}


# ---------- the panel ----------
def page_name(kind: str, code: str) -> str:
    return {
        "framework": _("Overview"),
        "objective": _("Objective %(code)s"),
        "initiative": _("Initiative %(code)s"),
        "indicator": _("Indicator %(code)s"),
        "observation": _("Indicator %(code)s"),
        "case_study": _("Case study %(code)s"),
        "milestone": _("Timeline"),
        "challenge": _("Challenge %(code)s"),
        "corrective_action": _("Corrective action %(code)s"),
    }[kind] % {"code": code}
