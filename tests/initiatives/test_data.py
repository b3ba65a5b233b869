"""The shipped data against what the documents give, written down here a second time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from benefits.models import IndicatorVersion, ObservationVersion, Standing
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion, Country
from initiatives.models import Entity, FrameworkVersion, InitiativeVersion, MilestoneVersion, ObjectiveVersion
from reformtracker.publishing import snapshot
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.verify import verify
from reformtracker.sources.models import Document
from reformtracker.web.loading.reader import Node, Problems, read
from reformtracker.web.loading.writer import load

FOLDER = Path(__file__).parents[2] / "initiatives" / "data" / "peace-and-security"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh_hans")
DAY = date(2021, 6, 30)

REVIEW, FUND_2019, FUND_2020 = "A/75/202", "A/74/688", "A/75/735"
COMMISSION = "A/75/747–S/2021/139"

FIGURES: dict[tuple[str, str], str] = {
    (REVIEW, "18"): "5",
    (REVIEW, "35"): "4 3",
    (REVIEW, "38"): "30 4 21 35 20 25",
    (REVIEW, "47"): "9 5",
    (REVIEW, "49"): "11 7 5 54 90 150 2",
    (FUND_2019, "summary"): "183 191 34 57.8 7.8 40.1 134.8 25",
    (FUND_2020, "summary"): "173.7 173.728998 173728998 41 28.7 36.6 40 11 180.255867 180255867 24",
    (COMMISSION, "3"): "37",
}
"""By document and paragraph: every figure that the data may take from it."""

COMPUTED = {"16.5": ("28.7", "173.7"), "21.1": ("36.6", "173.7")}
"""Per cent that no document prints, with the two amounts that give them."""

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
    r"|paras? ?\.? ?\d+([–, ]+\d+)*|\(para\. \d+\)"
    r"|\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|\b20[12]\d(–20[12]\d)?\b"
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


def test_every_figure_is_in_the_paragraphs_that_are_cited_for_it() -> None:
    wrong, checked = [], 0
    for file, root in nodes():
        for block in mappings(root):
            if "citations" not in block:
                continue
            allowed = set(COMPUTED).union(*(FIGURES.get(place, "").split() for place in cited(block)))
            for figure in figures_of(Node(root.place, block)):
                checked += 1
                if figure not in allowed:
                    wrong.append((file, block["citations"].place.line, figure))
    assert wrong == []
    assert checked > 60


def test_every_figure_written_down_here_is_used_where_it_has_a_series() -> None:
    used = {
        figure for _file, root in nodes() for block in mappings(root) for figure in figures_of(Node(root.place, block))
    }
    assert set(" ".join(FIGURES.values()).split()) <= used


@pytest.mark.parametrize("share", COMPUTED)
def test_what_is_computed_here_comes_out_of_the_two_amounts(share: str) -> None:
    part, whole = map(Decimal, COMPUTED[share])
    assert (100 * part / whole).quantize(Decimal("0.1")) == Decimal(share)


def test_translations_hold_the_same_numbers_as_the_english() -> None:
    wrong = []
    for file, root in nodes():
        for block in mappings(root):
            if "en" not in block:
                continue
            english = re.findall(r"\d+(?:\.\d+)?", scalar(block["en"]))
            for language, node in block.items():
                said = re.sub(r"(?<=\d),(?=\d)", ".", scalar(node)) if language in ("fr", "es", "ru") else scalar(node)
                if sorted(re.findall(r"\d+(?:\.\d+)?", said)) != sorted(english):
                    wrong.append((file, node.place.line, language))
    assert wrong == []


def test_no_cause_is_given_that_the_report_does_not_state() -> None:
    for _file, root in nodes():
        for block in mappings(root):
            if "verdict" in block:
                assert (scalar(block["cause"]), scalar(block["basis"])) == ("not_assessed", "as_reported")


class TestLoaded:
    pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

    @pytest.fixture(autouse=True)
    def chain(self) -> Chain:
        load(FOLDER)
        return Chain.objects.get()

    def test_loading_takes_less_than_ten_seconds_and_again_changes_nothing(self) -> None:
        begun = time.monotonic()
        report = load(FOLDER)
        assert time.monotonic() - begun < 10
        assert (report.published, report.refused, report.missing) == (0, [], [])

    def test_the_framework_is_the_default_one(self, chain: Chain) -> None:
        assert (chain.slug, chain.is_default) == ("peace-and-security", True)

    def test_releases_follow_the_documents(self, chain: Chain) -> None:
        released = Release.objects.order_by("number").values_list("title_en", "released_at")
        assert [(title.split(":")[0], at) for title, at in released] == [
            (REVIEW, datetime(2020, 11, 18, tzinfo=UTC)),
            (FUND_2020, datetime(2021, 2, 4, tzinfo=UTC)),
            (COMMISSION, datetime(2021, 2, 28, tzinfo=UTC)),
        ]
        assert list(verify(chain)) == []

    def test_all_that_was_promised_is_there(self) -> None:
        assert FrameworkVersion.objects.live().count() == 1
        assert ObjectiveVersion.objects.live().count() == 3
        assert InitiativeVersion.objects.live().count() == 9
        assert IndicatorVersion.objects.live().count() == 19
        assert IndicatorVersion.objects.live().exclude(thing__role="context").count() == 17
        assert MilestoneVersion.objects.live().count() == 20
        assert MilestoneVersion.objects.live().filter(review_meeting=True).count() == 3
        assert CaseStudyVersion.objects.live().count() == 1
        assert ChallengeVersion.objects.live().count() == 4
        assert CorrectiveActionVersion.objects.live().count() == 3
        assert Country.objects.count() == 22

    def test_only_three_indicators_have_a_target(self) -> None:
        with_target = IndicatorVersion.objects.live().filter(targets__isnull=False).order_by("thing__code")
        assert [version.thing.code for version in with_target] == ["2.4.1", "2.4.2", "2.4.3"]
        assert [target.value for version in with_target for target in version.targets.all()] == [35, 20, 25]
        assert [version.baseline_value for version in with_target] == [30, 4, 21]

    def test_no_qualitative_indicator_has_a_level_that_its_source_lacks(self) -> None:
        assert not IndicatorVersion.objects.filter(baseline_level__isnull=False).exists()

    def test_documents_lead_to_the_readers_language(self) -> None:
        review = Document.objects.get(symbol=REVIEW)
        assert (review.slug, review.url("zh-hans")) == ("a-75-202", "https://undocs.org/zh/A/75/202")

    def test_only_the_chinese_names_are_official(self) -> None:
        for model in (FrameworkVersion, ObjectiveVersion, InitiativeVersion):
            assert set(model.objects.live().values_list("official", flat=True)) == {"zh"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_are_those_of_the_report_and_of_its_translations(self, language: str) -> None:
        found = [
            getattr(FrameworkVersion.objects.get(), f"name_{language}"),
            getattr(ObjectiveVersion.objects.get(thing__code="2"), f"name_{language}"),
            getattr(InitiativeVersion.objects.get(thing__code="1.4"), f"name_{language}"),
            getattr(InitiativeVersion.objects.get(thing__code="2.4"), f"name_{language}"),
            getattr(Country.objects.get(iso3="BFA"), f"name_{language}"),
            getattr(Entity.objects.get(code="pbso"), f"name_{language}"),
        ]
        assert found == NAMES[language]

    def test_every_initiative_serves_an_original_goal_and_has_a_lead(self) -> None:
        for version in InitiativeVersion.objects.live():
            assert all(getattr(version, f"original_goal_{language}") for language in LANGUAGES)
            assert version.leads.exists()
            assert version.expected_benefit_en

    def standing(self, chain: Chain, code: str) -> Standing:
        number = snapshot.as_of(chain, DAY).number
        standing: Standing = Standing.objects.get(pk=Standing.objects.at(number).get(indicator__code=code).pk)
        return standing

    def test_cross_border_investment_is_on_track_after_a_break_in_the_series(self, chain: Chain) -> None:
        standing = self.standing(chain, "2.4.2")
        assert (standing.progress, standing.expected) == (Decimal("0.7813"), Decimal("0.2003"))
        assert (standing.change, standing.status) == ("improved", "on_track")
        latest = standing.latest
        assert latest is not None
        assert (latest.value, latest.qualifier, latest.comparable) == (Decimal("16.5"), "about", False)
        assert (latest.verdict, latest.cause, latest.from_release) == ("improved", "not_assessed", 2)
        assert latest.break_note_en
        assert standing.timing(DAY) == (date(2022, 3, 31), 0)

    def test_the_share_for_women_and_youth_is_behind_and_not_yet_judged(self, chain: Chain) -> None:
        standing = self.standing(chain, "2.4.3")
        assert (standing.change, standing.status, standing.gaps(DAY)) == ("unchanged", "behind", ["not_judged"])

    def test_the_share_for_transitions_is_late_by_91_days(self, chain: Chain) -> None:
        standing = self.standing(chain, "2.4.1")
        assert (standing.status, standing.latest) == ("baseline_only", None)
        assert standing.timing(DAY) == (date(2021, 3, 31), 91)

    def test_coherence_of_the_presence_is_improved_as_reported_without_a_cause(self, chain: Chain) -> None:
        latest = self.standing(chain, "1.1.1").latest
        assert latest is not None
        assert latest.level is not None
        assert (latest.level.number, latest.verdict, latest.cause) == (3, "improved", "not_assessed")
        assert latest.thing.indicator.levels.count() == 4

    def test_what_was_not_published_is_told_as_missing(self) -> None:
        missing = ObservationVersion.objects.exclude(missing="").order_by("thing__indicator__code")
        assert [(version.thing.indicator.code, version.missing) for version in missing] == [
            ("1.4.2", "not_published"),
            ("3.1.3", "not_published"),
        ]


NAMES = {
    "en": [
        "Peace and security reform benefits framework 2019–2020",
        "Greater alignment with development actors",
        "Integrated regional strategies for prevention and sustaining peace",
        "Enhanced impact of the Peacebuilding Fund",
        "Burkina Faso",
        "Peacebuilding Support Office",
    ],
    "fr": [
        "Cadre des avantages attendus de la réforme du pilier paix et sécurité (2019-2020)",
        "Harmonisation accrue avec l’action des acteurs du développement",
        "Stratégies régionales intégrées de prévention des conflits et de pérennisation de la paix",
        "Accroissement de l’impact du Fonds pour la consolidation de la paix",
        "Burkina Faso",
        "Bureau d’appui à la consolidation de la paix",
    ],
    "es": [
        "Marco de beneficios de la reforma del pilar de paz y seguridad (2019-2020)",
        "Mayor armonización con los agentes de desarrollo",
        "Estrategias regionales integradas de prevención de los conflictos y sostenimiento de la paz",
        "Mayor impacto del Fondo para la Consolidación de la Paz",
        "Burkina Faso",
        "Oficina de Apoyo a la Consolidación de la Paz",
    ],
    "ru": [
        "Рамочная основа для оценки преимуществ реформы в области мира и безопасности, 2019–2020 годы",
        "Более тесное согласование действий с субъектами, занимающимися вопросами развития",
        "Комплексные региональные стратегии предотвращения конфликтов и сохранения мира",
        "Повышение отдачи от деятельности Фонда миростроительства",
        "Буркина-Фасо",
        "Управление по поддержке миростроительства",
    ],
    "ar": [
        "إطار فوائد الإصلاح في مجال السلام والأمن للفترة 2019-2020",
        "زيادة المواءمة مع الجهات الفاعلة الإنمائية",
        "استراتيجيات إقليمية متكاملة لمنع نشوب النزاعات والحفاظ على السلام",
        "تعزيز أثر صندوق بناء السلام",
        "بوركينا فاسو",
        "مكتب دعم بناء السلام",
    ],
    "zh_hans": [
        "2019-2020 年和平与安全改革效益框架",
        "与发展行为体更加一致",
        "预防冲突和维持和平的综合区域战略",
        "增加建设和平基金的影响",
        "布基纳法索",
        "建设和平支助办公室",
    ],
}
