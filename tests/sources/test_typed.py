from __future__ import annotations

import pytest

from reformtracker.sources.typed import parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("A/75/202, para. 38", ("A/75/202", "38", "")),
        ("A/75/202, paras 38-40", ("A/75/202", "38", "40")),
        ("A/75/202, paras. 38–40.", ("A/75/202", "38", "40")),
        ("A/75/202 para 38", ("A/75/202", "38", "")),
        ("  a/75/202 ,  paragraph  38 to 40 ", ("a/75/202", "38", "40")),
        ("A/75/202, 38", ("A/75/202", "38", "")),
        ("A/75/202, 38-40", ("A/75/202", "38", "40")),
        ("A/75/202, para. 38 (b)", ("A/75/202", "38 (b)", "")),
        ("A/75/202, para. 38a", ("A/75/202", "38a", "")),
        ("A/75/202, §38", ("A/75/202", "38", "")),
        ("A/75/202, annex", ("A/75/202", "annex", "")),
        ("A/75/202 annex ii", ("A/75/202", "annex II", "")),
        ("A/75/735, summary", ("A/75/735", "summary", "")),
        ("A/75/202, footnote 3", ("A/75/202", "fn. 3", "")),
        ("A/75/202, fn. 3", ("A/75/202", "fn. 3", "")),
        ("A/75/202, table 2", ("A/75/202", "table 2", "")),
        ("A/75/202, sect. iii", ("A/75/202", "sect. III", "")),
        ("A/75/202, p. 7", ("A/75/202", "p. 7", "")),
        ("A/75/202, par. 38 à 40", ("A/75/202", "38", "40")),
        ("A/75/202, párrs. 38 a 40", ("A/75/202", "38", "40")),
        ("A/75/202, пп. 38–40", ("A/75/202", "38", "40")),
        ("A/75/202، الفقرة ٣٨", ("A/75/202", "38", "")),
        ("A/75/202,第38至40段", ("A/75/202", "38", "40")),
        ("A/75/202，第38段", ("A/75/202", "38", "")),
        ("S/RES/2282 (2016), para. 4", ("S/RES/2282 (2016)", "4", "")),
        ("A/75/202", ("A/75/202", "", "")),
        ("75/202", ("75/202", "", "")),
        ("peacebuilding fund", ("peacebuilding fund", "", "")),
        ("Review, restructuring and reform", ("Review, restructuring and reform", "", "")),
        ("", ("", "", "")),
    ],
)  # fmt: skip
def test_a_citation_is_read_as_people_write_it(typed: str, expected: tuple[str, str, str]) -> None:
    assert parse(typed) == expected


@pytest.mark.parametrize("typed", ["para. 38", ",,,", "A/75/202, paras", "A" * 500, "\u202e A/75/202", "38-40-41, 9"])
def test_nothing_that_is_typed_fails(typed: str) -> None:
    assert isinstance(parse(typed).document, str)
