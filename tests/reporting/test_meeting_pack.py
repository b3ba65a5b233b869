"""The pack of a review meeting: in six languages, a page for each item, what is public and nothing of drafts."""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from docx import Document as opened
from docx.oxml.ns import qn
from PIL import Image
from pypdf.generic import Destination

from casestudies.models import CorrectiveActionVersion
from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import OutsideTheRecord
from reformtracker.reporting import pdf
from reformtracker.reporting.document import Chart, Table
from reformtracker.reporting.meeting.agenda import agenda, read
from reformtracker.reporting.models import Decision, ReviewMeeting
from reformtracker.web import plate
from tests import factories as f
from tests import office, shipped
from tests.cast import Cast
from tests.reporting import sitting
from tests.reporting.told import everything, pieces, row, said
from tests.reporting.wordfile import instructions, made, press  # noqa: F401

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORSE = "indicator.2.4.3"


@pytest.fixture
def troubled(cast: Cast) -> Chain:
    return sitting.troubled(cast)


def out(decision: Decision, cast: Cast, **changes: Any) -> None:
    """The draft of what was decided goes through review and out."""
    draft = CorrectiveActionVersion.objects.get(thing=decision.action_id)
    for name, value in changes.items():
        setattr(draft, name, value)
    if changes:
        draft.save()
    f.cite(draft)
    f.release(decision.action.chain, cast, draft)


# ---------- what is in it ----------
def test_each_item_of_the_agenda_has_a_section_of_its_own_on_a_new_page(troubled: Chain) -> None:
    document = sitting.pack(troubled)
    keys = [item.key for item in agenda(read(troubled, troubled.head, sitting.DAY))]
    first, *items = document.sections
    assert first.key == "agenda"
    assert [section.key for section in items] == keys
    assert [section.numeral for section in items] == [str(at) for at in range(1, len(keys) + 1)]
    assert all(section.new_page for section in items)
    assert document.title.value == "Review meeting of 15 April 2025"
    assert "(release 4)" in document.stamp


def test_the_agenda_names_each_item_with_its_reasons_and_its_page(troubled: Chain) -> None:
    table = pieces(sitting.pack(troubled))["agenda.items"]
    assert isinstance(table, Table)
    numbers, names, reasons, pages = zip(*table.rows, strict=True)
    assert [cell.text.value for cell in numbers] == ["1", "2", "3", "4", "5", "6"]
    assert names[0].text.value == "2.4.3 Indicator 2.4.3"
    assert reasons[0].text.value == "Deteriorated"
    assert [cell.page for cell in pages][:2] == [WORSE, "indicator.2.4.4"]


def test_the_page_of_an_indicator_says_who_leads_what_is_known_and_why_it_was_judged_so(troubled: Chain) -> None:
    document = sitting.pack(troubled)
    assert said(document, f"{WORSE}.why").startswith("Why it is on the agenda: deteriorated. Initiative: 2.4 ")
    assert "Lead entities: none named." in said(document, f"{WORSE}.why")
    figures = row(document, f"{WORSE}.figures", "4%")
    assert figures[0].startswith("1%")
    assert figures[1] == "none published"
    assert figures[2] == "deteriorated"
    assert "As counted." in said(document, f"{WORSE}.said")
    assert isinstance(pieces(document)[f"{WORSE}.chart"], Chart)
    assert said(document, f"{WORSE}.challenges").startswith("No corrective action recorded.")


def test_what_bears_on_an_indicator_stands_with_owner_date_and_how_long_it_is_overdue(troubled: Chain) -> None:
    found = row(sitting.pack(troubled), "indicator.2.4.2.actions", "C1.1")
    assert found == ["DPPA", "by 5 April 2025 (overdue by 10 days)", "planned"]


def test_each_page_has_room_to_write_down_what_is_decided(troubled: Chain) -> None:
    document = sitting.pack(troubled)
    for section in document.sections[1:]:
        form = section.blocks[-1]
        assert isinstance(form, Table)
        assert form.is_form
        assert [head.value for head in form.head] == ["No.", "Decision", "Owner", "Due"]
        assert {cell.text.value for row in form.rows for cell in row[1:]} == {""}


def test_a_challenge_and_an_action_that_no_indicator_leads_to_have_pages_too(troubled: Chain) -> None:
    document = sitting.pack(troubled)
    assert "State: open." in said(document, "challenge.C2.about")
    assert said(document, "challenge.C2.nothing") == "No corrective action recorded."
    assert "overdue by 10 days" in said(document, "action.C4.1.text")


def test_where_there_is_nothing_to_look_at_the_agenda_says_so(cast: Cast) -> None:
    chain = f.chain("quiet", is_default=False)
    f.release(chain, cast, f.framework(chain, cast))
    document = sitting.pack(chain)
    assert [section.key for section in document.sections] == ["agenda"]
    assert "Nothing that is published is worse" in everything(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_in_each_language_what_it_is_in_the_others(language: str, troubled: Chain, cast: Cast) -> None:
    sitting.decided(sitting.called(troubled, cast), cast)
    english, other = (sitting.pack(troubled, code, sitting.NEXT) for code in ("en", language))
    assert [block.key for block in other.blocks()] == [block.key for block in english.blocks()]
    if language != "en":
        assert everything(other) != everything(english)
        for words in ("Agenda", "Why it is", "Decisions of", "Owner", "not published yet"):
            assert words not in everything(other), words


# ---------- follow-up ----------
def test_the_next_meeting_first_follows_up_what_the_last_one_decided(troubled: Chain, cast: Cast) -> None:
    meeting = sitting.called(troubled, cast)
    sitting.decided(meeting, cast, "indicator.2.4.2")
    assert [section.key for section in sitting.pack(troubled).sections][1] != "last"
    document = sitting.pack(troubled, day=sitting.NEXT)
    assert (document.sections[1].key, document.sections[1].numeral) == ("last", "1")
    assert document.sections[2].numeral == "2"
    assert document.sections[1].title.value == "Decisions of the last review meeting"


def test_of_a_decision_whose_action_is_a_draft_nothing_is_said_but_that(troubled: Chain, cast: Cast) -> None:
    decision = sitting.decided(sitting.called(troubled, cast), cast, "indicator.2.4.2")
    document = sitting.pack(troubled, day=sitting.NEXT)
    assert row(document, "last.decisions", "2.4.2") == ["not published yet", "–", "–", "–"]
    assert said(document, "indicator.2.4.2.last") == "The review meeting of 15 April 2025 decided: not published yet."
    for secret in ("Ask twice", decision.action.code):
        assert secret not in everything(document)


def test_a_published_decision_stands_with_its_state_owner_and_date(troubled: Chain, cast: Cast) -> None:
    out(sitting.decided(sitting.called(troubled, cast), cast, "indicator.2.4.2"), cast, progress="in_progress")
    document = sitting.pack(troubled, day=sitting.NEXT)
    found = row(document, "last.decisions", "2.4.2")
    assert found == ["C1.2 Ask twice", "DPPA", "by the end of June 2025 (overdue by 15 days)", "in progress"]
    assert "C1.2 Ask twice (in progress)" in said(document, "indicator.2.4.2.last")


def test_a_meeting_that_decided_nothing_is_followed_up_by_saying_so(troubled: Chain, cast: Cast) -> None:
    sitting.called(troubled, cast)
    document = sitting.pack(troubled, day=sitting.NEXT)
    assert said(document, "last.none") == "The review meeting of 15 April 2025 entered no decision."


def test_a_release_that_there_is_not_is_refused(troubled: Chain) -> None:
    with pytest.raises(OutsideTheRecord):
        sitting.pack(troubled, release=99)


# ---------- files ----------
@pytest.mark.usefixtures("press")
def test_in_word_the_agenda_leads_to_the_page_of_each_item_and_the_form_has_room(troubled: Chain) -> None:
    file = opened(BytesIO(made(sitting.pack(troubled))))
    body = file.element.body
    assert len([one for one in instructions(body) if one.startswith("PAGEREF")]) == 6
    assert not [one for one in instructions(body) if one.startswith("TOC")]
    assert len(list(body.iter(qn("w:trHeight")))) == 4 + 2 * 3


def test_on_paper_the_agenda_leads_to_the_page_of_each_item(troubled: Chain) -> None:
    written = pdf.html(sitting.pack(troubled))
    assert len(re.findall(r'<a class="at" href="#p\d+"></a>', written)) == 6
    assert written.count('class="form"') == 6
    assert 'class="contents"' not in written


@pytest.mark.office
@pytest.mark.skipif(not office.has_writer(), reason="LibreOffice Writer is not installed")
@pytest.mark.parametrize(
    "language", [code if code == "ar" else pytest.param(code, marks=pytest.mark.trust) for code in LANGUAGES]
)
def test_of_the_shipped_record_each_item_takes_one_page(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The title is alone on the first page, the agenda follows, and then a page for each item and no more."""
    monkeypatch.setattr(plate, "png", blank)
    shipped.load()
    document = sitting.pack(Chain.objects.get(), language)
    file = office.laid_out(made(document), tmp_path)
    first, *items = [file.get_destination_page_number(one) or 0 for one in file.outline if isinstance(one, Destination)]
    assert first == 1
    assert len(items) == len(document.sections) - 1
    assert [*items, len(file.pages)] == list(range(items[0], items[0] + len(items) + 1))


def blank(drawing: Any, **_more: Any) -> bytes:
    """As large as the chart; what that looks like is told by the tests of charts."""
    size = {name: int(float(number or 0)) for name, number in plate.size(drawing).items()}
    file = BytesIO()
    Image.new("1", (size["width"], size["height"]), 1).save(file, "png")
    return file.getvalue()


@pytest.mark.office
@pytest.mark.skipif(not office.has_writer(), reason="LibreOffice Writer is not installed")
@pytest.mark.usefixtures("press")
def test_libreoffice_opens_it_and_saves_it_again_without_loss(troubled: Chain, tmp_path: Path) -> None:
    content = made(sitting.pack(troubled))
    before, after = opened(BytesIO(content)), opened(BytesIO(office.saved(content, tmp_path)))
    assert [line.text for line in after.paragraphs if line.text] == [
        line.text for line in before.paragraphs if line.text
    ]
    assert [[cell.text for row in table.rows for cell in row.cells[:-1]] for table in after.tables] == [
        [cell.text for row in table.rows for cell in row.cells[:-1]] for table in before.tables
    ]


# ---------- the command ----------
def run(*arguments: Any) -> str:
    told = StringIO()
    call_command("build_meeting_pack", *map(str, arguments), stdout=told)
    return told.getvalue()


@pytest.mark.usefixtures("press")
def test_the_command_writes_each_file_and_leaves_no_trace(troubled: Chain, tmp_path: Path) -> None:
    told = run("reform", "--day=2025-04-15", "--language=fr,en", "--format=docx", "--out", tmp_path / "new")
    names = [f"reform-review-meeting-2025-04-15-{code}.docx" for code in ("en", "fr")]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    assert len(re.findall(r"SHA-256 [0-9a-f]{64}", told)) == 2
    assert not ReviewMeeting.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere", "--day=2025-04-15"], "There is no framework “nowhere”; there are: reform."),
        (["reform", "--day=2025-04-15", "--release=9"], "There is no release 9 of reform; releases run from 1 to 2."),
        (["reform", "--day=April"], "--day is a day, written YYYY-MM-DD, not “April”."),
        (["reform", "--day=2025-04-15", "--language=de"], "There is no language “de”"),
        (["reform", "--day=2025-04-15", "--format=odt"], "There is no format “odt”"),
        (["reform"], "the following arguments are required: --day"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(arguments: list[str], sentence: str, chain: Chain) -> None:
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run(*arguments)
