"""What authors write: in the place of a paragraph or after a piece, with figures that are quoted and so bound."""

from __future__ import annotations

import pytest

from benefits.models import Indicator
from reformtracker.publishing.models import Chain
from reformtracker.reporting.document import Bound, Paragraph
from reformtracker.reporting.outline import Own
from reformtracker.reporting.own import UnknownPlace
from reformtracker.reporting.quotes import BadOutline, UnknownQuote
from tests import factories as f
from tests.cast import Cast
from tests.reporting.told import pieces, report, said
from tests.web import single

pytestmark = pytest.mark.django_db

SHARE = "[[2.4.2/2020]]"


def own(said: str | dict[str, str], key: str = "own.1", after: str = "summary.lead") -> Own:
    return Own(key, after, {"en": said} if isinstance(said, str) else said)


def paragraph(chain: Chain, one: Own, language: str = "en") -> Paragraph:
    found = pieces(report(chain, language, own=[one]))[one.key]
    assert isinstance(found, Paragraph)
    return found


def test_a_paragraph_follows_the_piece_that_it_names_and_is_numbered_among_the_others(chain: Chain) -> None:
    document = report(chain, own=[own("We add this.", after="introduction.size")])
    keys = [block.key for block in document.blocks()]
    assert keys.index("own.1") == keys.index("introduction.size") + 1
    numbers = [block.number for block in document.blocks() if isinstance(block, Paragraph) and block.number]
    assert numbers == list(range(1, len(numbers) + 1))
    found = pieces(document)["own.1"]
    assert isinstance(found, Paragraph)
    assert found.own
    assert not found.bound


def test_a_paragraph_may_follow_another_of_its_author_a_table_or_a_heading(chain: Chain) -> None:
    added = [
        own("First.", "own.1", "initiative.2.4.indicators"),
        own("Second.", "own.2", "own.1"),
        own("Third.", "own.3", "initiative.2.4"),
    ]
    keys = [block.key for block in report(chain, own=added).blocks()]
    at = keys.index("initiative.2.4.indicators")
    assert keys[at : at + 3] == ["initiative.2.4.indicators", "own.1", "own.2"]
    assert keys[keys.index("initiative.2.4") + 1] == "own.3"


def test_a_paragraph_takes_the_place_of_a_composed_one_and_keeps_what_that_was_bound_to(chain: Chain) -> None:
    composed = pieces(report(chain))["indicator.2.4.2.spoken"]
    assert isinstance(composed, Paragraph)
    edited = paragraph(chain, own("It went well.", "indicator.2.4.2.spoken", ""))
    assert edited.own
    assert edited.bound == composed.bound
    assert said(report(chain, own=[own("It went well.", edited.key, "")]), edited.key) == "It went well."


def test_a_composed_paragraph_may_be_left_out(chain: Chain) -> None:
    assert "introduction.causes" not in pieces(report(chain, own=[own({}, "introduction.causes", "")]))


def test_a_quoted_figure_is_said_as_the_pages_say_it_and_bound_to_its_version(chain: Chain) -> None:
    found = paragraph(chain, own(f"The share rose to {SHARE}, from [[ 2.4.2 / 2019 ]]."))
    assert [one.text.value for one in found.pieces if not hasattr(one, "key")] == [
        "The share rose to about 16.5 per cent, from 4 per cent."
    ]
    assert found.bound == (
        Bound("observation", "2.4.2:2020", 1, "about 16.5 per cent"),
        Bound("indicator", "2.4.2", 1, "4 per cent"),
    )


def test_a_quoted_figure_is_said_in_the_language_of_its_paragraph(chain: Chain) -> None:
    both = own({"en": f"It is {SHARE}.", "fr": f"C’est {SHARE}."})
    assert said(report(chain, "fr", own=[both]), "own.1") == "C’est environ 16,5\u202f%."
    found = paragraph(chain, both, "es")
    piece = found.pieces[0]
    assert not hasattr(piece, "key")
    assert (piece.text.value, piece.text.language, piece.text.translated) == ("It is about 16.5 per cent.", "en", False)


def test_why_there_is_no_figure_can_be_quoted(cast: Cast) -> None:
    chain = single.publish(cast, {"value": None, "missing": "not_collected"})
    assert said(report(chain, own=[own(f"The value was {SHARE}.")]), "own.1") == "The value was not collected."


@pytest.mark.parametrize(
    ("quote", "answer"),
    [
        (
            "[[2.4.2/2023]]",
            "Paragraph “own.1” quotes [[2.4.2/2023]], but release 2 has no figure of 2.4.2 for 2023. It has: 2020, 2019.",
        ),
        (
            "[[9.9.9/2020]]",
            "Paragraph “own.1” quotes [[9.9.9/2020]], but release 2 has no indicator 9.9.9. It has: 2.4.2.",
        ),
    ],
)
def test_a_figure_that_is_not_public_is_refused_by_name(chain: Chain, quote: str, answer: str) -> None:
    with pytest.raises(UnknownQuote) as refusal:
        report(chain, own=[own(f"It is {quote}.")])
    assert str(refusal.value) == answer


def test_a_draft_cannot_be_quoted(chain: Chain, cast: Cast) -> None:
    f.observation(Indicator.objects.get(), cast, "2021", "18")
    with pytest.raises(UnknownQuote, match=r"\[\[2.4.2/2021\]\]"):
        report(chain, own=[own("It is [[2.4.2/2021]].")])


def test_a_withdrawn_figure_cannot_be_quoted(chain: Chain, cast: Cast) -> None:
    single.withdraw(cast, "It was wrong.")
    with pytest.raises(UnknownQuote, match="It has: 2019"):
        report(chain, own=[own(f"It is {SHARE}.")])


def test_a_place_that_there_is_not_is_refused(chain: Chain) -> None:
    with pytest.raises(UnknownPlace, match="no piece “indicator.9.9.9.spoken”"):
        report(chain, own=[own("Lost.", after="indicator.9.9.9.spoken")])
    with pytest.raises(UnknownPlace, match="no piece “indicator.9.9.9.spoken”"):
        report(chain, own=[own("Lost.", "indicator.9.9.9.spoken", "")])


def test_a_place_in_a_section_that_was_not_chosen_is_no_mistake(chain: Chain) -> None:
    document = report(chain, sections=("conclusion",), own=[own("Not now.")])
    assert "own.1" not in pieces(document)


def test_two_paragraphs_cannot_have_one_key(chain: Chain) -> None:
    with pytest.raises(BadOutline, match="Two pieces of the report have the key “own.1”"):
        report(chain, own=[own("One."), own("Another.")])
