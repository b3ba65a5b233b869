"""A folder whose framework follows one that is on record, with a crosswalk."""

from __future__ import annotations

from pathlib import Path

import pytest

from benefits.models import Indicator
from initiatives.models import Framework, FrameworkVersion
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.verify import verify
from reformtracker.web.loading.reader import BadFiles
from reformtracker.web.loading.writer import load
from tests import factories as f
from tests.cast import Cast
from tests.web import written
from tests.web.single import section, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FUND, RUBRIC = "indicators/2.4.2.yaml", "indicators/2.4.9.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The next framework, beside the first one, which is on record."""
    load(written.write(tmp_path / "reform"))
    folder = written.write(tmp_path / "next")
    written.change(folder, "framework.yaml", "default: true\n", "follows: reform\n")
    written.change(folder, FUND, "role: outcome", 'role: outcome\nreplaces: "reform/2.4.2"')
    return folder


def problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(BadFiles) as bad:
        load(folder)
    return [(problem.place.file, problem.place.line, problem.reason) for problem in bad.value.problems]


def test_it_is_loaded_with_its_crosswalk_and_the_first_one_is_as_before(folder: Path) -> None:
    before = list(Release.objects.filter(chain__slug="reform").values_list("hash", "manifest"))
    load(folder)
    following = Framework.objects.get(chain__slug="next")
    assert following.follows is not None
    assert following.follows.slug == "reform"
    successor = Indicator.objects.get(chain__slug="next", code="2.4.2")
    assert successor.replaces == Indicator.objects.get(chain__slug="reform", code="2.4.2")
    assert list(Release.objects.filter(chain__slug="reform").values_list("hash", "manifest")) == before
    assert [finding for chain in Chain.objects.all() for finding in verify(chain)] == []
    said = section("h-to-next", "/en/reform/crosswalk/")
    assert "2.4.2 Share across borders 2.4.2 Share across borders" in said
    assert "2.4.9 Coherence not continued" in said
    assert "Goes on from indicator 2.4.2 of One." in words("/en/next/indicators/2.4.2/")


def test_the_same_folder_again_changes_nothing(folder: Path) -> None:
    load(folder)
    before = list(Release.objects.values_list("hash", flat=True))
    report = load(folder)
    assert (report.published, report.refused, report.missing) == (0, [], [])
    assert list(Release.objects.values_list("hash", flat=True)) == before


def test_an_indicator_waits_for_the_framework_that_says_what_it_follows(folder: Path) -> None:
    written.change(folder, "framework.yaml", "A/75/202, paragraph: annex", "A/75/735, paragraph: annex")
    written.change(folder, "initiatives.yaml", "  goals: [prevention]\n", "")
    load(folder)
    assert FrameworkVersion.objects.get(thing__chain__slug="next").from_release == 2


WRONG = {
    "an unknown framework": ("framework.yaml", "follows: reform", "follows: nowhere", "follows", "“nowhere” that this"),
    "itself": ("framework.yaml", "follows: reform", "follows: next", "follows", "no framework “next” that this"),
    "an unknown indicator there": (FUND, "reform/2.4.2", "reform/9.9.9", "replaces", "no public indicator “9.9.9” in"),
    "of a framework that is not followed": (FUND, "reform/2.4.2", "other/2.4.2", "replaces", "follows “reform”, not"),
    "of a framework where none is followed": (
        "framework.yaml",
        "follows: reform\n",
        "",
        "",
        "write “follows: reform” in framework.yaml",
    ),
    "its own with its name": (FUND, "reform/2.4.2", "next/2.4.9", "replaces", "a code stands alone: write “2.4.9”"),
    "replaced twice": (
        RUBRIC,
        "role: outcome",
        'role: outcome\nreplaces: "reform/2.4.2"',
        "replaces",
        "“reform/2.4.2” is replaced by 2.4.2 already",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_answered_with_file_line_and_reason(case: str, folder: Path) -> None:
    name, old, new, marker, reason = WRONG[case]
    written.change(folder, name, old, new)
    told = [(file, line) for file, line, said in problems(folder) if reason in said and (file == name or not marker)]
    assert told, problems(folder)
    if marker:
        assert told[0] == (name, written.line_of(folder, name, marker))
    assert not Chain.objects.filter(slug="next").exists()


def test_a_framework_that_is_not_public_yet_cannot_be_followed(folder: Path, cast: Cast) -> None:
    f.framework(f.chain("draft", is_default=False), cast)
    written.change(folder, "framework.yaml", "follows: reform", "follows: draft")
    assert any("“draft” is not public yet: publish it first" in said for _file, _line, said in problems(folder))


def test_one_that_was_replaced_before_is_not_replaced_again(folder: Path, cast: Cast) -> None:
    chain = Chain.objects.get(slug="reform")
    taken = f.indicator(chain, cast, "2.4.3").thing
    taken.replaces = Indicator.objects.get(chain=chain, code="2.4.2")
    taken.save()
    assert any("is replaced by reform/2.4.3 already" in said for _file, _line, said in problems(folder))


def test_what_it_follows_is_fixed_once_it_is_public(folder: Path) -> None:
    load(folder)
    written.change(folder, "framework.yaml", "follows: reform\n", "")
    written.change(folder, FUND, 'replaces: "reform/2.4.2"\n', "")
    assert any("“follows” of next is fixed" in said for _file, _line, said in problems(folder))
