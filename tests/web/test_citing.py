"""Citations for reference managers: exact, so that whoever reads them strictly can."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from benefits.models import Indicator, IndicatorVersion
from reformtracker.publishing import actions
from reformtracker.web.citing import Work, bibtex, ris
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, publish

INDICATOR = "/en/reform/indicators/2.4.2/"
BIBTEX = """\
@misc{reform-2.4.2-release-2,
  author = {{Reform Tracker}},
  title = {{2.4.2 Share of funding}},
  year = {%(year)s},
  date = {%(released)s},
  version = {Release 2},
  url = {http://testserver/en/reform/indicators/2.4.2/?release=2},
  urldate = {%(released)s},
  langid = {english},
  note = {Reform Tracker, as it stood on %(day)s (release 2). CC BY 4.0. Sources by paragraph: A/75/202, para. 38},
  copyright = {CC BY 4.0},
}
"""


def get(path: str, media_type: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == f"{media_type}; charset=utf-8"
    return response.content.decode("utf-8")


def bib(path: str) -> str:
    return get(path, "application/x-bibtex")


def fields(text: str) -> dict[str, str]:
    """A RIS record, read as strictly as it is defined."""
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert lines[0].startswith("TY  - ")
    assert lines[-1] == "ER  - "
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    return dict(line.split("  - ", 1) for line in lines)


@pytest.mark.django_db
def test_an_indicator_as_bibtex(cast: Cast) -> None:
    publish(cast, {}, target={}, name_en="Share of funding")
    today = timezone.now()
    words = {"year": today.year, "released": today.date().isoformat(), "day": f"{today:%-d %B %Y}"}
    assert bib(f"{INDICATOR}cite.bib") == BIBTEX % words


@pytest.mark.django_db
def test_an_indicator_as_ris_says_the_same(cast: Cast) -> None:
    publish(cast, {}, target={}, name_en="Share of funding")
    found = fields(get(f"{INDICATOR}cite.ris", "application/x-research-info-systems"))
    today = f"{timezone.now():%Y/%m/%d}"
    assert (found["TI"], found["AU"], found["ET"]) == ("2.4.2 Share of funding", "Reform Tracker", "Release 2")
    assert (found["DA"], found["Y2"], found["C1"]) == (today, today, "CC BY 4.0")
    assert found["UR"] == "http://testserver/en/reform/indicators/2.4.2/?release=2"
    assert "A/75/202, para. 38" in found["N1"]


@pytest.mark.django_db
def test_an_indicator_names_what_its_values_rest_on_as_its_page_does(cast: Cast) -> None:
    chain = publish(cast, {})
    value = f.observation(Indicator.objects.get(), cast, "2021", "17")
    value.citations.create(document=f.document("A/75/735"), paragraph="summary")
    f.release(chain, cast, value)
    for path in (INDICATOR, f"{INDICATOR}cite.bib", f"{INDICATOR}cite.ris"):
        assert "A/75/202, para. 38; A/75/735, summary" in Client().get(path).content.decode()
    assert "A/75/735" not in Client().get(f"{INDICATOR}cite.bib?release=2").content.decode()


@pytest.mark.django_db
def test_it_is_bound_to_the_snapshot_that_was_asked_for(cast: Cast) -> None:
    publish(cast, {}, target={})
    assert "release=1}" in bib(f"{INDICATOR}cite.bib?release=1")
    assert "version = {Release 1}" in bib(f"{INDICATOR}cite.bib?release=1")
    day = timezone.now().date()
    assert f"?as_of={day}}}" in bib(f"{INDICATOR}cite.bib?as_of={day}")
    assert Client().get(f"{INDICATOR}cite.bib?as_of={day + timedelta(days=9)}").status_code == 400


@pytest.mark.django_db
def test_it_is_in_the_language_of_its_address_and_says_which_one_the_title_is_in(cast: Cast) -> None:
    publish(cast, {}, target={}, name_en="Share", name_ar="حصة")
    arabic = bib("/ar/reform/indicators/2.4.2/cite.bib")
    assert "title = {{2.4.2 حصة}}" in arabic
    assert "langid = {arabic}" in arabic
    russian = fields(get("/ru/reform/indicators/2.4.2/cite.ris", "application/x-research-info-systems"))
    assert (russian["TI"], russian["LA"]) == ("2.4.2 Share", "en")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("objectives/2/", "2 Objective 2"),
        ("initiatives/2.4/", "2.4 Initiative 2.4"),
        ("indicators/2.4.2/", "2.4.2 Indicator 2.4.2"),
        ("case-studies/burkina-faso/", "A case"),
    ],
)
def test_each_page_that_can_be_cited_leads_to_both_forms(cast: Cast, page: str, title: str) -> None:
    chain = publish(cast, {}, target={}, name_en="Indicator 2.4.2")
    f.release(chain, cast, f.case_study(chain, cast))
    shown = html(f"/en/reform/{page}")
    for form in ("bib", "ris"):
        assert f'href="/en/reform/{page}cite.{form}"' in shown
    assert f"title = {{{{{title}}}}}" in bib(f"/en/reform/{page}cite.bib")


@pytest.mark.django_db
def test_what_is_withdrawn_or_not_there_cannot_be_cited(cast: Cast) -> None:
    publish(cast, target={})
    for path in ("indicators/9.9.9/cite.bib", "case-studies/nowhere/cite.ris", "indicators/2.4.2/cite.txt"):
        assert Client().get(f"/en/reform/{path}").status_code == 404
    thing = Indicator.objects.get()
    withdrawal = actions.withdraw(thing, IndicatorVersion, by=cast.contributor, reason="It was wrong.")
    f.release(thing.chain, cast, withdrawal)
    assert Client().get(f"{INDICATOR}cite.bib").status_code == 404
    assert "cite.bib" not in html(INDICATOR)
    assert Client().get(f"{INDICATOR}cite.bib?release=1").status_code == 200


# ---------- what words may hold ----------
TODAY = timezone.now().date()
CURIOUS = Work(
    id="reform-C1-release-1",
    title="50 % of {a_b}\nTY  - BOOK \\ & more #1 ~ $5^2",
    language="en",
    publisher="Trackers & Co",
    edition="Release 1",
    published=TODAY,
    seen=TODAY,
    url="https://example.org/en/reform/?release=1&country=BFA",
    note="",
)


def test_signs_that_mean_something_to_latex_are_escaped_and_braces_stay_balanced() -> None:
    written = bibtex(CURIOUS)
    assert (
        r"title = {{50 \% of \textbraceleft{}a\_b\textbraceright{} TY - BOOK \textbackslash{} \& more \#1 "
        r"\textasciitilde{} \$5\textasciicircum{}2}}" in written
    )
    assert r"author = {{Trackers \& Co}}" in written
    assert "url = {https://example.org/en/reform/?release=1&country=BFA}" in written
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


def test_a_line_break_cannot_begin_a_field_of_ris() -> None:
    found = fields(ris(CURIOUS))
    assert found["TY"] == "ELEC"
    assert found["TI"] == "50 % of {a_b} TY - BOOK \\ & more #1 ~ $5^2"
