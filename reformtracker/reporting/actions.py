"""The verbs of reports: begun, changed, written into, made into files, published."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import outbox, policy, rows
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.canonical import token
from reformtracker.publishing.models import Chain, Person, Redaction, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.texts import SUFFIXES, column
from reformtracker.reporting.compose import compose
from reformtracker.reporting.models import LONGEST, Build, OwnParagraph, Report
from reformtracker.reporting.quotes import QUOTE, BadOutline

TOPIC = "report"
Texts = Mapping[str, str]
"""By Django language code."""
MADE_OF = ("release", "since", "first", "last", "languages", "sections", "word_limit", "entity")
NEW = "own."
"""With this begins the key of a paragraph that an author added."""


def begin(chain: Chain, *, titles: Texts, by: Person, **fields: Any) -> Report:
    """`fields`: those of `MADE_OF`."""
    policy.demand(by, "draft")
    report = Report(chain=chain, author=by, **fields)
    _entitle(report, titles)
    with transaction.atomic():
        report.save(force_insert=True)
        audit("begin report", by=by, subject=_subject(report), report=report.pk, release=report.release.number)
    return report


def wording(report: Report) -> str:
    """What tells one state of what a report is made of from another; its paragraphs have marks of their own."""
    said: list[Any] = [getattr(report, column("title", code)) or "" for code in SUFFIXES]
    said += [str(getattr(report, _key(name))) for name in MADE_OF]
    return token(said)


@transaction.atomic
def change(report: Report, *, titles: Texts, by: Person, expected: str, **fields: Any) -> Report:
    """`expected`: the `wording` that whoever changes it had before them."""
    policy.demand(by, "draft")
    current = _unpublished(report)
    if wording(current) != expected:
        raise Conflict(_("Somebody else has changed what this report is made of. Nothing was saved; look again."))
    for name, value in fields.items():
        setattr(current, name, value)
    _entitle(current, titles)
    current.edits += 1
    current.save()
    audit("change report", by=by, subject=_subject(current), report=current.pk)
    return current


@transaction.atomic
def write(report: Report, key: str, after: str, texts: Texts, *, by: Person, expected: int) -> OwnParagraph:
    """One's own text for a paragraph; with `after` a new one that follows the piece of that key, and then `key` is empty for one
    that is not there yet. `expected`: how often it had been saved when it was opened, 0 for none."""
    policy.demand(by, "draft")
    current = _unpublished(report)
    said = {f"text_{SUFFIXES[code]}": text.strip() for code, text in texts.items()}
    if not any(said.values()):
        raise Incomplete({"text": [_("Write the paragraph in one language at least.")]})
    if max(map(len, said.values())) > LONGEST:
        raise Incomplete({"text": [_("A paragraph has at most %(most)s characters.") % {"most": LONGEST}]})
    name = key or f"{NEW}{secrets.token_hex(4)}"
    told: dict[str, Any] = {**said, "edited_by": by, "edited_at": timezone.now()}
    there = OwnParagraph.objects.filter(report=current, key=name)
    if expected == 0 and not there.exists():
        OwnParagraph.objects.create(report=current, key=name, after=after, **told)
    elif not there.filter(edits=expected).update(edits=F("edits") + 1, **told):
        raise Conflict(
            _("Somebody else has written this paragraph meanwhile. Nothing was saved; compare the two texts.")
        )
    _demand_place(current, name)
    audit("write into report", by=by, subject=_subject(current), report=current.pk, paragraph=name)
    return there.get()


def _demand_place(report: Report, key: str) -> None:
    """Composed with it, in one language and in each in which it quotes a figure: a place or a figure that there is not refuses
    it as a whole."""
    outline = report.outline()
    said = next(one for one in outline.own if one.key == key).said
    for language in [code for code, text in said.items() if QUOTE.search(text)] or list(said)[:1]:
        try:
            compose(report.chain, outline, language)
        except BadOutline as refusal:
            raise Incomplete({"text": [str(refusal)]}) from refusal


@transaction.atomic
def unwrite(report: Report, key: str, *, by: Person, expected: int) -> None:
    """Takes an author's paragraph away; the composed one, where there is one, comes back."""
    policy.demand(by, "draft")
    current = _unpublished(report)
    deleted, _per_model = OwnParagraph.objects.filter(report=current, key=key, edits=expected).delete()
    if not deleted:
        raise Conflict(
            _("Somebody else has written this paragraph meanwhile. Nothing was saved; compare the two texts.")
        )
    audit("unwrite from report", by=by, subject=_subject(current), report=current.pk, paragraph=key)


@transaction.atomic
def ask(report: Report, languages: Iterable[str], formats: Iterable[str], *, by: Person) -> list[Build]:
    """For these files; one that is asked for already is not asked for again."""
    policy.demand(by, "draft")
    current = _unpublished(report)
    formats = list(formats)
    wanted = [(language, form) for language in languages for form in formats]
    if not wanted:
        raise Incomplete({"files": [_("Choose a language and a format at least.")]})
    if {language for language, _form in wanted} - set(current.languages):
        raise Incomplete({"files": [_("Choose among the languages of the report.")]})
    there = set(current.builds.open().values_list("language", "format"))
    new = [pair for pair in wanted if pair not in there]
    builds = [Build.objects.create(report=current, language=code, format=form, asked_by=by) for code, form in new]
    for build in builds:
        outbox.put(TOPIC, f"file:{build.pk}", build=build.pk)
    names = [build.name for build in builds]
    audit("ask for files of report", by=by, subject=_subject(current), report=current.pk, files=names)
    return builds


@transaction.atomic
def cancel(report: Report, builds: Sequence[int], *, by: Person) -> int:
    """Those of these files that are still to be made, or being made; how many they were."""
    policy.demand(by, "draft")
    found = report.builds.open().filter(pk__in=builds)
    names = [build.name for build in found.without_content()]
    cancelled = found.update(state=Build.State.CANCELLED, ended_at=timezone.now(), claimed_until=None)
    if not cancelled:
        raise Conflict(_("There is nothing to cancel any more."))
    audit("cancel files of report", by=by, subject=_subject(report), report=report.pk, files=names)
    return cancelled


def to_publish(report: Report) -> list[Build]:
    """The newest file of each language and format that is made of the report as it is."""
    found = report.builds.kept().without_content().filter(edits=report.edits).order_by("id")
    return list({(build.language, build.format): build for build in found}.values())


@transaction.atomic
def publish(report: Report, *, by: Person, expected: int) -> Report:
    """With its files, for ever. `expected`: the `edits` that the publisher saw."""
    policy.demand(by, "release")
    # One at a time in a framework, so that numbers have no gaps.
    Chain.objects.alone().get(pk=report.chain_id)
    current = _unpublished(report)
    if current.edits != expected:
        raise Conflict(_("The report has changed since you opened it. Nothing was published; read it again."))
    if found := problems(current):
        raise Incomplete(found)
    files = to_publish(current)
    current.builds.filter(pk__in=[build.pk for build in files]).update(published=True)
    last = Report.objects.filter(chain=current.chain_id).aggregate(last=Max("number"))["last"] or 0
    current.number, current.published_by, current.published_at = last + 1, by, timezone.now()
    current.save()
    hashes = {build.name: build.sha256 for build in files}
    audit("publish report", by=by, subject=_subject(current), report=current.pk, number=current.number, files=hashes)
    return current


def problems(report: Report) -> dict[str, list[str]]:
    """What keeps a report from publication, each with how to mend it."""
    found: dict[str, list[str]] = {}
    if report.entity_id is None:
        found["entity"] = [_("Say which entity issues the report.")]
    if report.builds.open().exists():
        found["open"] = [_("Files are still being made: wait for them, or cancel them.")]
    written = {build.language for build in to_publish(report) if build.format == Build.Format.DOCX}
    if missing := [code for code in report.languages if code not in written]:
        names = ", ".join(_language(code) for code in missing)
        found["files"] = [_("No DOCX of the report as it is: %(languages)s. Make it first.") % {"languages": names}]
    return found


@transaction.atomic
def forget_old(days: int) -> int:
    """Lets go of files past their keeping; what was made, when and with which hash stays."""
    now = timezone.now()
    return Build.objects.past_keeping(now, days).update(content=None, forgotten_at=now)


def take_back(version: Version) -> None:
    """After a redaction: every file that may hold what it blanked, published or not, is let go of."""
    order = Redaction.objects.get(kind=version.KIND, version_id=version.pk)
    held = Build.objects.kept().filter(
        report__chain=version.thing.chain, report__release__number__gte=version.from_release or 0
    )
    held.update(content=None, forgotten_at=timezone.now(), redaction_id=order.pk)


def forget(chain: Chain) -> None:
    """Reports of invented data, which the rules of the database let go."""
    for model in (OwnParagraph, Build):
        rows.delete(model._default_manager.filter(report__chain=chain))
    rows.delete(Report.objects.filter(chain=chain))


def _unpublished(report: Report) -> Report:
    """As it is now, locked."""
    current = Report.objects.alone().select_related("chain", "release", "since").get(pk=report.pk)
    if current.is_published:
        raise Conflict(_("The report is published and never changes; begin a new one."))
    return current


def _entitle(report: Report, titles: Texts) -> None:
    for code in SUFFIXES:
        setattr(report, column("title", code), titles.get(code, "").strip())
    if not getattr(report, column("title", "en")):
        raise Incomplete({"title": [_("Give the report a title in English.")]})


def _key(name: str) -> str:
    return f"{name}_id" if Report._meta.get_field(name).is_relation else name


def _language(code: str) -> str:
    return str(dict(Build._meta.get_field("language").flatchoices)[code])


def _subject(report: Report) -> str:
    return f"{report.chain.slug}/report {report.pk}"
