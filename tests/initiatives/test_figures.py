"""Every number in the shipped data against what the cited paragraphs give, written down here a second time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from reformtracker.publishing.agreement import disagreement
from reformtracker.web.loading.reader import Node, Problems, read
from tests.shipped import FOLDER

FIGURES: dict[tuple[str, str], set[str]] = {
    (document, str(paragraph)): set(str(figures).split())
    for document, paragraphs in yaml.safe_load(Path(__file__).with_name("figures.yaml").read_text()).items()
    for paragraph, figures in paragraphs.items()
}
"""By document and paragraph: every figure that the data may take from it."""

COMPUTED = {"16.5": ("28.7", "173.7"), "21.1": ("36.6", "173.7")}
"""Per cent that no document prints, with the two amounts that give them."""
ADDED_UP = {"14": ("9", "5"), "7": ("4", "3")}
"""Targets that are sums of what is done and what is planned, with the two figures that give them."""

NUMERIC = ("value", "numerator", "denominator")
PROSE = (
    "note",
    "narrative",
    "derivation",
    "break_note",
    "justification",
    "text",
    "progress_note",
    "why",
    "summary",
    "limits",
)
NOT_A_FIGURE = re.compile(
    r"[A-Z]+/[\w./–-]+"  # symbols
    r"|paras? ?\.? ?\d+([–, ]+(and )?\d+)*|\bC\d\b"
    r"|\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|\b20[0-2]\d(–20[12]\d)?\b|COVID-19"
)


def nodes() -> Iterator[tuple[str, Node]]:
    problems = Problems()
    for path in sorted(FOLDER.rglob("*.yaml")):
        node = read(path, path.relative_to(FOLDER).as_posix(), problems)
        assert node is not None
        yield path.relative_to(FOLDER).as_posix(), node
    problems.raise_if_any()


def mappings(node: Node) -> Iterator[dict[str, Node]]:
    if isinstance(node.value, dict):
        yield node.value
        for child in node.value.values():
            yield from mappings(child)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from mappings(child)


def scalar(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def cited(block: dict[str, Node]) -> Iterator[tuple[str, str]]:
    """Document and paragraph, each paragraph of a range by itself."""
    citations = block["citations"].value
    assert isinstance(citations, list)
    for citation in citations:
        assert isinstance(citation.value, dict)
        document = scalar(citation.value["document"])
        first = scalar(citation.value.get("paragraph")) or scalar(citation.value.get("from"))
        last = scalar(citation.value.get("to")) or first
        if first.isdigit():
            yield from ((document, str(number)) for number in range(int(first), int(last) + 1))
        else:
            yield document, first


def numbers_in(text: str) -> set[str]:
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", NOT_A_FIGURE.sub(" ", text))}


def figures_of(node: Node) -> Iterator[str]:
    """What a block says in numbers, without the blocks in it that have citations of their own."""
    if isinstance(node.value, list):
        for child in node.value:
            yield from figures_of(child)
    if not isinstance(node.value, dict):
        return
    for key, child in node.value.items():
        if key in NUMERIC:
            yield scalar(child)
        elif key in PROSE and isinstance(child.value, dict):
            yield from numbers_in(scalar(child.value.get("en")))
        elif not (isinstance(child.value, dict) and "citations" in child.value):
            yield from figures_of(_without_cited(child))


def _without_cited(node: Node) -> Node:
    if not isinstance(node.value, list):
        return node
    left = [child for child in node.value if not (isinstance(child.value, dict) and "citations" in child.value)]
    return Node(node.place, left)


def figures_by_block(root: Node) -> Iterator[tuple[dict[str, Node], str]]:
    for block in mappings(root):
        if "citations" in block:
            yield from ((block, figure) for figure in figures_of(Node(root.place, block)))


def unfounded(root: Node) -> list[tuple[int, str]]:
    """Line and figure of what stands in no paragraph that is cited for it."""
    found = []
    for block, figure in figures_by_block(root):
        own = {*COMPUTED, *(ADDED_UP if "due" in block else ())}
        if figure not in own.union(*(FIGURES.get(place, set()) for place in cited(block))):
            found.append((block["citations"].place.line, figure))
    return found


def test_every_figure_is_in_the_paragraphs_that_are_cited_for_it() -> None:
    assert [(file, unfounded(root)) for file, root in nodes() if unfounded(root)] == []
    assert sum(1 for _file, root in nodes() for _figure in figures_by_block(root)) > 120


@pytest.mark.parametrize(
    ("written", "changed", "found"),
    [
        ("    value: 9\n", "    value: 8\n", "8"),
        ("    value: 14\n", "    value: 15\n", "15"),
        ('{document: A/75/202, paragraph: "47"}\n', '{document: A/75/202, paragraph: "46"}\n', "9"),
        ("in the course of 2019", "in the course of 2019, 3 of them for travel", "3"),
    ],
)
def test_a_figure_that_is_changed_or_loses_its_paragraph_is_found(
    tmp_path: Path, written: str, changed: str, found: str
) -> None:
    text = (FOLDER / "indicators/3.1.2.yaml").read_text()
    assert written in text
    (tmp_path / "changed.yaml").write_text(text.replace(written, changed))
    root = read(tmp_path / "changed.yaml", "changed.yaml", Problems())
    assert root is not None
    assert found in [figure for _line, figure in unfounded(root)]


def test_every_figure_written_down_here_is_used_where_it_has_a_series() -> None:
    used = {figure for _file, root in nodes() for _block, figure in figures_by_block(root)}
    assert set[str]().union(*FIGURES.values()) <= used


@pytest.mark.parametrize("share", COMPUTED)
def test_what_is_computed_here_comes_out_of_the_two_amounts(share: str) -> None:
    part, whole = map(Decimal, COMPUTED[share])
    assert (100 * part / whole).quantize(Decimal("0.1")) == Decimal(share)


@pytest.mark.parametrize("total", ADDED_UP)
def test_what_is_added_up_here_comes_out_of_the_two_figures(total: str) -> None:
    done, planned = ADDED_UP[total]
    assert int(done) + int(planned) == int(total)


def test_translations_give_the_same_figures_dates_and_symbols_as_the_english() -> None:
    wrong = []
    for file, root in nodes():
        for block in mappings(root):
            if "en" not in block:
                continue
            for language, node in block.items():
                if found := disagreement(scalar(block["en"]), scalar(node), language):
                    wrong.append((file, node.place.line, language, found))
    assert wrong == []


def test_no_cause_is_given_that_the_report_does_not_state() -> None:
    for _file, root in nodes():
        for block in mappings(root):
            if "verdict" in block:
                assert (scalar(block["cause"]), scalar(block["basis"])) == ("not_assessed", "as_reported")
