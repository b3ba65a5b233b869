"""Many rows at once: what is made of them is what drafting them one by one makes, at a cost that hardly grows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benefits.models import Level, Observation, ObservationCitation, ObservationVersion
from benefits.periods import parse
from benefits.workbook import actions as workbook
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Editor, Remark, TranslationNote
from reformtracker.sources.models import Document
from tests.benefits.workbook.corpus.build import LEVEL, MANY, SHARE
from tests.benefits.workbook.example import Example, at_noon, make_example

pytestmark = pytest.mark.django_db

REASON = "A new mission."


@pytest.fixture
def example() -> Any:
    made = make_example()
    with at_noon():
        yield made


def together(example: Example) -> None:
    sheet = example.sheet()
    sheet.columns.append("narrative_fr")
    said = {"narrative_en": "It grew by 2.", "narrative_fr": "Une hausse de 2."}
    sheet.put(SHARE, "2021", value="18,5", sources="A/75/202, 40; A/75/202, 5–7", **said)
    sheet.put(SHARE, "2020", value="17", version_kind="correction", reason_en="A slip.", narrative_fr="Moins.")
    sheet.put(MANY, "2022", value="16", sources="A/75/202, 9; A/75/202, 38", narrative_fr="Jusqu'ici.")
    sheet.put(MANY, "2023", value="1200")
    take_in(example, sheet.put(LEVEL, "2021", level="some", qualifier="about").csv())


def one_by_one(example: Example) -> None:
    """In the order of the sheet, by the verbs for one version."""
    by, document = example.cast.contributor, Document.objects.get(symbol="A/75/202")
    level = new(example.level, "2021", level=Level.objects.get(code="some"), qualifier="about")
    actions.start(level, by=by)

    live = ObservationVersion.objects.live().get(thing__indicator__code=SHARE)
    revised: Any = actions.revise(live.thing, ObservationVersion, by=by, version_kind="correction")
    revised.value, revised.reason_en, revised.narrative_fr = Decimal(17), "A slip.", "Moins."
    actions.save(revised, by=by, expected=1)
    said = {"narrative_en": "It grew by 2.", "narrative_fr": "Une hausse de 2."}
    share = actions.start(new(live, "2021", value=Decimal("18.5"), **said), by=by)
    cite(share, document, "40", position=0)
    cite(share, document, "5", position=1, paragraph_to="7")

    draft = ObservationVersion.objects.get(pk=example.draft.pk)
    draft.value, draft.narrative_fr = Decimal(16), "Jusqu'ici."
    actions.save(draft, by=by, expected=draft.edits)
    draft.citations.update(position=1)
    cite(draft, document, "9", position=0)
    many = actions.start(new(example.many, "2023", value=Decimal(1200), jump_reason=REASON), by=by)
    actions.comment(many, by=by, text=REASON)


def new(like: Any, period: str, **fields: Any) -> ObservationVersion:
    indicator = like.thing.indicator if isinstance(like, ObservationVersion) else like.thing
    span = parse(period)
    thing = Observation.objects.create(
        indicator=indicator, chain=indicator.chain, start=span.start, end=span.end, period=span.code
    )
    return ObservationVersion(thing=thing, **fields)


def cite(version: Any, document: Document, paragraph: str, **fields: Any) -> None:
    version.citations.create(document=document, paragraph=paragraph, **fields)


def take_in(example: Example, content: bytes) -> int:
    by = example.cast.contributor
    upload = workbook.receive("updates.csv", content, by=by)
    found = workbook.look_at(upload, by=by)
    assert found.faults == []
    reasons = {doubt.row: REASON for doubt in found.doubts}
    return workbook.apply(upload, by=by, seen=found.digest, reasons=reasons)


def traces(example: Example, draft: Callable[[Example], None]) -> dict[str, Any]:
    """All that is left by it, without primary keys; then it is undone."""
    before = AuditEvent.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    with transaction.atomic():
        draft(example)
        versions = ObservationVersion.objects.open().select_related("thing__indicator")
        names = {version.pk: version.thing.public_id for version in versions}
        found = {
            "versions": {names[row.pop("id")]: row for row in versions.values() if row.pop("thing_id")},
            "audit": rows(
                AuditEvent.objects.filter(pk__gt=before, kind="observation"), names, "actor", "act", "subject", "detail"
            ),
            "editors": rows(Editor.objects.filter(kind="observation"), names, "person"),
            "remarks": rows(Remark.objects.all(), names, "act", "text", "by", "at"),
            "notes": rows(
                TranslationNote.objects.order_by("field", "language"),
                names,
                "field",
                "language",
                "text",
                "english",
                "official",
            ),
            "citations": rows(
                ObservationCitation.objects.all(),
                names,
                "document",
                "paragraph",
                "paragraph_to",
                "note_en",
                "position",
            ),
        }
        transaction.set_rollback(True)
    return found


def rows(found: Any, names: dict[int, str], *columns: str) -> list[tuple[Any, ...]]:
    """By the version they belong to, and for each in the order in which they came."""
    said = [
        (names[version], *rest)
        for version, *rest in found.order_by(*found.query.order_by or ("pk",)).values_list("version_id", *columns)
        if version in names
    ]
    return sorted(said, key=lambda row: row[0])


def test_rows_taken_together_leave_what_drafting_them_one_by_one_leaves(example: Example) -> None:
    found, wanted = traces(example, together), traces(example, one_by_one)
    assert found == wanted
    acts = [(row[0], row[2]) for row in found["audit"]]
    assert acts == [
        (f"{LEVEL}:2021", "start"),
        (f"{SHARE}:2020", "start"),
        (f"{SHARE}:2020", "save"),
        (f"{SHARE}:2021", "start"),
        (f"{MANY}:2022", "save"),
        (f"{MANY}:2023", "start"),
        (f"{MANY}:2023", "comment"),
    ]


@pytest.mark.postgres
def test_ten_rows_and_a_hundred_take_the_same_statements(example: Example) -> None:
    """SQLite takes fewer parameters at once, and so a few more statements."""
    statements(example, 1970, 1, "12")  # What is assigned to a person is read once for each.
    assert statements(example, 1980, 10, "12") == statements(example, 1990, 100, "12")
    assert statements(example, 1980, 10, "13") == statements(example, 1990, 100, "13")


def statements(example: Example, year: int, many: int, value: str) -> int:
    heads = "framework,indicator,period,value,level,missing,version,narrative_fr,sources"
    days = [f"{year + month // 12}-{month % 12 + 1:02}" for month in range(many)]
    drafts = {version.thing.period: version for version in ObservationVersion.objects.open().select_related("thing")}
    marks = {period: f"d{draft.pk}.{draft.edits}" for period, draft in drafts.items()}
    lines = [
        f'reform,{MANY},{day},{value},,,{marks.get(day, 0)},De {value}.,"A/75/202, {value}; A/75/202, 1"'
        for day in days
    ]
    content = "\n".join([heads, *lines]).encode()
    with CaptureQueriesContext(connection) as captured:
        assert take_in(example, content) == many
    return len(captured)
