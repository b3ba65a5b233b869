"""The shipped data against what the documents give, written down here a second time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from benefits.models import IndicatorVersion, ObservationVersion, Standing
from casestudies.models import CaseStudyVersion, ChallengeVersion, CorrectiveActionVersion, Country
from initiatives.models import Entity, FrameworkVersion, InitiativeVersion, MilestoneVersion, ObjectiveVersion
from reformtracker.publishing import snapshot
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.verify import verify
from reformtracker.sources.models import Document
from reformtracker.web.loading.writer import load
from tests import shipped

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh_hans")
DAY = date(2021, 6, 30)

REVIEW, FUND_2020 = "A/75/202", "A/75/735"
COMMISSION, BROCHURE, FUND_2023 = "A/75/747–S/2021/139", "Peacebuilding Commission: brochure", "PBC/146"


class TestLoaded:
    pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

    @pytest.fixture(autouse=True)
    def chain(self) -> Chain:
        shipped.load()
        return Chain.objects.get()

    def test_loading_again_changes_nothing(self) -> None:
        report = load(shipped.FOLDER)
        assert (report.published, report.refused, report.missing) == (0, [], [])

    def test_the_framework_is_the_default_one(self, chain: Chain) -> None:
        assert (chain.slug, chain.is_default) == ("peace-and-security", True)

    def test_releases_follow_the_documents(self, chain: Chain) -> None:
        expected = [
            (REVIEW, datetime(2020, 11, 18, tzinfo=UTC)),
            (FUND_2020, datetime(2021, 2, 4, tzinfo=UTC)),
            (COMMISSION, datetime(2021, 2, 28, tzinfo=UTC)),
            (BROCHURE, datetime(2021, 12, 31, tzinfo=UTC)),
            (FUND_2023, datetime(2024, 12, 31, tzinfo=UTC)),
        ]
        found = Release.objects.order_by("number").values_list("title_en", "released_at")
        for (title, released), (symbol, day) in zip(found, expected, strict=True):
            assert title.startswith(f"{symbol}: ")
            assert released == day
        assert list(verify(chain)) == []

    def test_all_that_was_promised_is_there(self) -> None:
        assert FrameworkVersion.objects.live().count() == 1
        assert ObjectiveVersion.objects.live().count() == 3
        assert InitiativeVersion.objects.live().count() == 9
        indicators = IndicatorVersion.objects.live()
        assert indicators.filter(thing__kind="qualitative").count() == 10
        assert indicators.filter(thing__kind="quantitative").count() == 37
        assert indicators.filter(thing__role="context").count() == 15
        assert MilestoneVersion.objects.live().count() == 43
        assert MilestoneVersion.objects.live().filter(review_meeting=True).count() == 3
        assert CaseStudyVersion.objects.live().count() == 9
        assert ChallengeVersion.objects.live().count() == 9
        assert CorrectiveActionVersion.objects.live().count() == 10
        assert Country.objects.count() == 22

    def test_each_initiative_has_a_qualitative_indicator_with_a_written_rubric(self) -> None:
        described = IndicatorVersion.objects.live().filter(thing__kind="qualitative")
        assert {version.thing.initiative.code for version in described} == set(
            InitiativeVersion.objects.live().values_list("thing__code", flat=True)
        )
        for version in described:
            levels = version.thing.levels.all()
            assert [level.number for level in levels] == [1, 2, 3, 4]
            assert all(level.label_en and level.description_en for level in levels)

    def test_the_facts_rest_on_many_paragraphs(self) -> None:
        cited = {
            (row.document.symbol, row.paragraph)
            for kind in kinds()
            for version in kind.objects.live().prefetch_related("citations__document")
            for row in version.citations.all()
        }
        assert len(cited) >= 45

    def test_two_challenges_have_no_action_and_say_so(self) -> None:
        answered = CorrectiveActionVersion.objects.live().values_list("thing__challenge__code", flat=True)
        without = ChallengeVersion.objects.live().exclude(thing__code__in=answered).order_by("thing__code")
        assert [(version.thing.code, version.condition) for version in without] == [("C2", "open"), ("C9", "open")]

    def test_only_what_a_source_aims_at_or_plans_has_a_target(self) -> None:
        with_target = IndicatorVersion.objects.live().filter(targets__isnull=False)
        found = {version.thing.code: [target.value for target in version.targets.all()] for version in with_target}
        assert found == {
            "2.3.1": [7],
            "2.4.1": [35],
            "2.4.2": [20],
            "2.4.3": [25],
            "2.4.10": [40],
            "2.4.13": [30],
            "3.1.2": [14],
        }
        baselines = IndicatorVersion.objects.live().filter(baseline_value__isnull=False)
        assert {version.thing.code: version.baseline_value for version in baselines} == {
            "2.4.1": 30,
            "2.4.2": 4,
            "2.4.3": 21,
            "3.1.4": 90,
        }

    def test_a_plan_is_no_progress(self, chain: Chain) -> None:
        for code in ("2.3.1", "3.1.2"):
            assert self.standing(chain, code).status == "undetermined"

    def test_workload_is_context_and_never_judged(self) -> None:
        for version in IndicatorVersion.objects.live().filter(thing__code__in=("3.1.4", "3.1.5", "3.1.6", "3.1.7")):
            assert version.thing.role == "context"
            assert not ObservationVersion.objects.filter(thing__indicator=version.thing).exclude(verdict="").exists()

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
            assert version.goals.filter(is_main=True).exists()
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
