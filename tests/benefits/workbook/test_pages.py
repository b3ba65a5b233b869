"""The pages of updates by spreadsheet, as a browser uses them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benefits.models import ObservationVersion, Upload
from benefits.workbook import limits
from tests.benefits.workbook.corpus.build import MANY, SHARE
from tests.benefits.workbook.example import Example, at_noon, make_example
from tests.staff import signed_in

pytestmark = [pytest.mark.bar("B22", "B23"), pytest.mark.django_db]
START = "/admin/benefits/upload/"


@pytest.fixture
def example() -> Any:
    made = make_example()
    with at_noon():
        yield made


def send(client: Client, content: bytes, name: str = "updates.csv") -> Any:
    return client.post(f"{START}add/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client: Client, page: Any, **data: str) -> Any:
    url = page.redirect_chain[-1][0]
    return client.post(url, {"seen": page.context["found"].digest, **data}, follow=True)


def template_of(client: Client, **chosen: Any) -> Any:
    form = client.get(START).context["template_form"]
    return client.get(reverse("admin:benefits_upload_template"), {**form.initial, **chosen})


def test_a_template_is_downloaded_filled_in_shown_and_confirmed(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    file = template_of(client, first=2020, last=2023, format="csv")
    assert file.headers["Content-Disposition"] == 'attachment; filename="updates-2020-2023.csv"'
    assert "no-store" in file.headers["Cache-Control"]
    assert b"2.4.2,2021" in file.content
    page = send(client, example.sheet().put(SHARE, "2021", value="18,5").csv())
    assert page.context["rows"][0]["cells"] == [("Value", "–", "18.5")]
    done = confirm(client, page)
    assert "1 draft was made or changed." in done.text
    assert ObservationVersion.objects.open().get(thing__indicator__code=SHARE).edited_by == example.cast.contributor


def test_a_wrong_file_is_answered_with_a_table_and_a_copy_to_correct(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    page = send(client, example.sheet().put(SHARE, "2021", value="<b>140").csv())
    assert page.context["faults"]
    assert "&lt;b&gt;140" in page.text
    assert "<b>140" not in page.text
    assert "Confirm" not in page.text
    copy = client.get(reverse("admin:benefits_upload_corrected", args=[Upload.objects.get().pk]))
    assert copy.content.startswith(b"PK")
    assert 'filename="updates-to-correct.xlsx"' in copy.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("updates.pdf", b"x"), ("updates.csv", b""), ("updates.csv", b"x" * (limits.BYTES + 1))],
)
def test_what_is_refused_by_name_or_size_is_not_even_kept(example: Example, name: str, content: bytes) -> None:
    page = send(signed_in(example.cast.contributor), content, name)
    assert page.status_code == 422
    assert "The file was not taken" in page.text
    assert Upload.objects.count() == 0


def test_a_confirmation_that_comes_too_late_shows_what_it_is_now(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    page = send(client, example.sheet().put(MANY, "2022", value="16").csv())
    example.draft.narrative_en = "Another."
    example.draft.edits += 1
    example.draft.save()
    answer = confirm(client, page)
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text
    assert [fault.rule.value for fault, _said in answer.context["faults"]] == ["conflict"]


def test_a_double_click_makes_the_drafts_once(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    page = send(client, example.sheet().put(SHARE, "2021", value="18").csv())
    first, second = confirm(client, page), confirm(client, page)
    assert (first.status_code, second.status_code) == (200, 409)
    assert "applied already" in second.text
    assert ObservationVersion.objects.open().filter(thing__indicator__code=SHARE).count() == 1


def test_what_was_written_to_a_doubt_is_not_lost(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    page = send(client, example.sheet().put(MANY, "2023", value="1200").put(MANY, "2022", value="1").csv())
    (doubt,) = page.context["found"].doubts
    answer = confirm(client, page, **{f"reason-{doubt.row}": " "})
    assert answer.status_code == 422
    done = confirm(client, page, **{f"reason-{doubt.row}": "A new mission."})
    assert "2 drafts were made or changed." in done.text


def test_a_file_that_was_applied_before_says_so(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    content = example.sheet().put(SHARE, "2021", value="18").csv()
    confirm(client, send(client, content))
    again = send(client, content)
    assert "The same file was applied by chidi" in again.text
    assert "This file changes nothing" in again.text


def test_a_file_is_seen_by_its_owner_and_its_record_by_auditors(example: Example) -> None:
    send(signed_in(example.cast.contributor), example.sheet().put(SHARE, "2021", value="18.25").csv())
    url = reverse("admin:benefits_upload_change", args=[Upload.objects.get().pk])
    assert signed_in(example.cast.reviewer).get(url).status_code == 404
    record = signed_in(example.cast.auditor).get(url)
    assert record.status_code == 200
    assert "18.25" not in record.text
    assert signed_in(example.cast.publisher).get(START).status_code == 403
    assert signed_in(example.cast.auditor).get(reverse("admin:benefits_upload_template")).status_code == 403
    assert send(signed_in(example.cast.publisher), b"x").status_code == 403


def test_years_in_the_wrong_order_are_refused_beside_the_field(example: Example) -> None:
    page = template_of(signed_in(example.cast.contributor), first=2023, last=2020)
    assert page.status_code == 422
    assert page.context["template_form"].errors["last"]


def test_an_address_that_names_no_file_is_not_found(example: Example) -> None:
    client = signed_in(example.cast.contributor)
    assert client.get(reverse("admin:benefits_upload_change", args=["widgets.css"])).status_code == 404
    assert client.get(reverse("admin:benefits_upload_change", args=["999999"])).status_code == 404
