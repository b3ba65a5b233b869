"""The brief as a file: the words of the page, tagged, with its fonts inside, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, override_settings
from pypdf import PdfReader

from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import PATHS, html_code
from reformtracker.web import paper
from reformtracker.web.views import brief
from tests import factories as f
from tests.cast import Cast
from tests.web.single import publish, text_of, words

pytestmark = pytest.mark.django_db

PDF = "/en/reform/brief.pdf"
NAMES: dict[str, Any] = {
    "name_en": "Share of funding",
    "name_ar": "حصة التمويل",
    "name_zh_hans": "资金份额",
    "name_fr": "Part des fonds",
    "name_ru": "Доля средств",
    "name_es": "Parte de los fondos",
}
FACES = {"ar": "Noto-Sans-Arabic", "zh": "Noto-Sans-CJK-SC"}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    caches["paper"].clear()
    yield
    caches["paper"].clear()


@pytest.fixture
def chain(cast: Cast) -> Chain:
    return publish(cast, {}, **NAMES)


def get(path: str = PDF, **headers: str) -> HttpResponse:
    return Client().get(path, headers=headers)  # type: ignore[return-value]


def read(path: str = PDF) -> PdfReader:
    response = get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Name of each face, and whether it is inside."""
    found = dict[str, bool]()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            for one in font.get_object().get("/DescendantFonts") or [font]:
                made: Any = one.get_object()
                described = made["/FontDescriptor"].get_object()
                name = str(described["/FontName"]).partition("+")[2]
                found[name] = bool({"/FontFile2", "/FontFile3"} & set(described))
    return found


@pytest.mark.parametrize("lang", PATHS)
def test_it_is_tagged_in_its_language_with_its_fonts_inside(chain: Chain, lang: str) -> None:
    reader = read(PDF.replace("/en/", f"/{lang}/"))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == html_code(PATHS[lang])
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = catalog["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in metadata
    inside = fonts(reader)
    assert inside
    assert all(inside.values()), inside
    assert any(name.startswith(FACES.get(lang, "Noto-Sans")) for name in inside), inside


@pytest.mark.parametrize("lang", [lang for lang in PATHS if lang != "ar"])
def test_the_words_of_each_language_can_be_read_out_of_it(chain: Chain, lang: str) -> None:
    name = NAMES[f"name_{'zh_hans' if lang == 'zh' else lang}"]
    assert name.replace(" ", "") in text_of(read(PDF.replace("/en/", f"/{lang}/"))).replace(" ", "")


def test_arabic_is_shaped_and_can_still_be_read_out(chain: Chain) -> None:
    found = text_of(read(PDF.replace("/en/", "/ar/")))
    # Whatever the order in which a reader hands out a line, the letters are those of the alphabet, not drawn forms.
    assert set("حصةالتمويل") <= set(found)
    assert not {sign for sign in found if "\ufb50" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufeff"}


def test_it_says_what_the_page_says_as_of_when_and_where_it_is_kept(chain: Chain) -> None:
    found, page = text_of(read()), words("/en/reform/brief/")
    for words_of_both in ("Share of funding", "The only indicator has not been judged yet.", "A/75/202, para. 38"):
        assert words_of_both in page
        assert words_of_both.replace(" ", "") in found.replace("\u2060", "").replace(" ", "")
    assert "Release 2 of" in found
    assert "CC BY 4.0" in found
    assert "http://testserver/en/reform/brief/?release=2" in found.replace(" ", "")


def test_a_permalink_is_in_letters_and_as_a_square_on_the_page_too(chain: Chain) -> None:
    from reformtracker.web import qr

    shown = get("/en/reform/brief/?initiative=2.4").content.decode()
    address = "http://testserver/en/reform/brief/?release=2&initiative=2.4"
    assert address.replace("&", "&amp;") in shown
    assert qr.svg(address) in shown
    assert '<svg role="img"' in qr.svg(address)
    assert "<title>This address as a QR code</title>" in qr.svg(address)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "reform-brief-release-2-"),
        ("?initiative=2.4", "reform-brief-2.4-release-2-"),
        ("?release=1", "reform-brief-release-1-"),
    ],
)
def test_the_page_leads_to_the_file_about_the_same(chain: Chain, query: str, name: str) -> None:
    assert f'href="{PDF}{query}"' in get(f"/en/reform/brief/{query}").content.decode()
    assert f'inline; filename="{name}' in get(f"{PDF}{query}")["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("?initiative=9.9", 404), ("?release=9", 400), ("?objective=2&country=BFA", 400), ("?as_of=soon", 400)],
)
def test_it_refuses_as_the_page_refuses(chain: Chain, query: str, status: int) -> None:
    assert get(f"{PDF}{query}").status_code == status
    assert get(f"/en/reform/brief/{query}").status_code == status


def test_the_same_record_is_the_same_file_and_need_not_be_sent_twice(chain: Chain, cast: Cast) -> None:
    first = get()
    caches["paper"].clear()
    assert get().content == first.content
    assert get(**{"If-None-Match": first["ETag"]}).status_code == 304
    f.release(chain, cast, f.case_study(chain, cast))
    assert get(**{"If-None-Match": first["ETag"]}).status_code == 200


def test_it_is_drawn_once_however_often_it_is_asked_for(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    get()
    monkeypatch.setattr(paper, "_drawn", lambda html: pytest.fail("drawn again"))
    assert get().status_code == 200


@pytest.mark.parametrize(
    ("problem", "sentence", "retry"),
    [
        (paper.NoPaper("pango"), "This server cannot make PDF files.", None),
        (paper.Busy(), "Other PDF files are being made just now.", "10"),
    ],
)
def test_where_it_cannot_be_made_a_page_says_so_and_leads_to_print(
    chain: Chain, monkeypatch: pytest.MonkeyPatch, problem: Exception, sentence: str, retry: str | None
) -> None:
    def refuse(html: str) -> bytes:
        raise problem

    monkeypatch.setattr(paper, "pdf", refuse)
    response = get(f"{PDF}?initiative=2.4&release=2")
    assert response.status_code == 503
    assert response.headers.get("Retry-After") == retry
    assert response["Cache-Control"] == "no-store"
    said = response.content.decode()
    assert sentence in said
    assert 'href="/en/reform/brief/?release=2&amp;initiative=2.4"' in said


def test_a_brief_that_is_too_long_is_offered_in_parts(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief, "MOST_LINES", 0)
    response = get()
    assert response.status_code == 400
    assert "This brief is too long for a PDF." in response.content.decode()
    assert "brief.pdf" not in get("/en/reform/brief/").content.decode()


def test_a_logo_is_drawn_from_our_own_files(chain: Chain) -> None:
    with override_settings(LOGO_FILE="help/form.png"):
        assert get().status_code == 200


def test_invented_data_is_called_so_on_paper(cast: Cast) -> None:
    chain = f.chain("invented", is_demo=True, is_default=False)
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast))
    assert "Invented data, for demonstration only." in text_of(read("/en/invented/brief.pdf"))
