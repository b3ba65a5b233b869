from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client
from pytest_django import Settings

from benefits.measures import Cause, Direction, Missing, Verdict
from benefits.models import Indicator, IndicatorVersion, Level, ObservationVersion, Standing, Unit
from casestudies.models import CasePlace, Challenge, Country
from initiatives.models import Entity
from reformtracker.publishing import actions, registry
from reformtracker.publishing.models import AuditEvent, Chain, Change, Release, Seal, VersionKind
from reformtracker.publishing.registry import children, kinds
from reformtracker.publishing.texts import PATHS, columns
from reformtracker.publishing.verify import verify
from reformtracker.web.demo import loading
from reformtracker.web.demo.plan import Order, TooMuch, tranches
from reformtracker.web.demo.profiles import Profile
from tests import factories as f
from tests.cast import assemble

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PAGES = (
    "",
    "indicators/1.1.1/",
    "initiatives/1.1/",
    "initiatives/1.1/hand-over/",
    "objectives/1/",
    "case-studies/",
    "case-studies/demo-river-talks/",
    "countries/XXA/",
    "challenges/",
    "timeline/",
    "brief/",
    "crosswalk/",
    "releases/",
    "releases/2/",
    "changes/?from=2020-01-01&to=2025-12-31",
    "embed/indicators/1.1.1/",
)
LARGEST_RELEASE = 50_000
MEGABYTES = 10**6


@pytest.fixture(autouse=True)
def on_this_machine(settings: Settings) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"


def load(indicators: int = 12, observations: int = 6, seed: int = 1, **options: Any) -> str:
    out = StringIO()
    sizes = {"indicators": indicators, "observations": observations, "seed": seed}
    call_command("load_demo", **sizes, **options, stdout=out)
    return out.getvalue()


def remove() -> None:
    call_command("load_demo", remove=True, stdout=StringIO())


def demo() -> Chain:
    return Chain.objects.get(slug="demo")


def hashes() -> dict[tuple[str, str, int], str]:
    return {
        (model.KIND, version.thing.public_id, version.number): version.content_hash
        for model in kinds()
        for version in model.objects.whole().filter(thing__chain=demo())
    }


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the audit and the history, which only grow."""
    return {
        model._meta.db_table: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model not in (AuditEvent, Change, Seal)
    }


def test_it_lies_in_a_framework_of_its_own_that_is_marked_and_not_the_default() -> None:
    f.chain("reform")
    load()
    assert (demo().is_demo, demo().is_default) == (True, False)
    assert Chain.objects.get(is_default=True).slug == "reform"


def test_each_indicator_has_as_many_observations_as_were_asked_for() -> None:
    load(indicators=7, observations=5)
    found = Counter(ObservationVersion.objects.filter(number=1).values_list("thing__indicator__code", flat=True))
    assert len(found) == 7
    assert set(found.values()) == {5}


def test_the_same_seed_makes_the_same_content_and_another_one_makes_another() -> None:
    load(seed=3)
    first = hashes()
    remove()
    load(seed=3)
    assert hashes() == first
    remove()
    load(seed=4)
    again = hashes()
    assert first.keys() == again.keys()
    assert first != again


def test_the_record_of_it_is_whole() -> None:
    load(indicators=25, observations=8)
    assert list(verify(demo())) == []


def test_removing_it_leaves_everything_else_as_it_was() -> None:
    f.tracker(assemble())
    before = everything()
    load()
    assert everything() != before
    remove()
    assert everything() == before
    assert list(verify(Chain.objects.get())) == []


def test_it_can_be_loaded_again_after_it_was_removed() -> None:
    load()
    remove()
    load()
    assert list(verify(demo())) == []


def test_reference_data_that_something_else_uses_stays() -> None:
    load()
    cast, chain = assemble(), f.chain()
    f.indicator(chain, cast)
    Indicator.objects.filter(chain=chain).update(unit=Unit.objects.get(code="demo-days"))
    remove()
    assert Unit.objects.filter(code__startswith="demo-").get().code == "demo-days"
    assert not Entity.objects.exists()
    assert not Country.objects.exists()


def test_a_second_one_is_refused_with_what_to_do() -> None:
    load()
    before = everything()
    with pytest.raises(CommandError, match="load_demo --remove"):
        load()
    assert everything() == before


def test_a_framework_of_that_name_that_is_not_invented_is_never_touched() -> None:
    f.tracker(assemble(), "demo")
    before = everything()
    with pytest.raises(CommandError, match="not invented"):
        load()
    with pytest.raises(CommandError, match="nothing was removed"):
        remove()
    assert everything() == before


def test_where_there_is_none_removing_says_so() -> None:
    with pytest.raises(CommandError, match="There is no invented framework"):
        remove()


@pytest.mark.parametrize("site", ["https://tracker.example.org", "http://tracker.example.org"])
@pytest.mark.parametrize("options", [{}, {"remove": True}])
def test_production_refuses_it_without_force(site: str, options: dict[str, bool], settings: Settings) -> None:
    settings.DEBUG, settings.SITE_URL = False, site
    with pytest.raises(CommandError, match="--force"):
        load(**options)
    assert not Chain.objects.exists()
    load(force=True)
    assert demo().is_demo


def test_debug_is_no_production(settings: Settings) -> None:
    settings.DEBUG, settings.SITE_URL = True, "https://tracker.example.org"
    load(indicators=1, observations=1)
    assert demo().is_demo


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (20_001, 5), (5, 721)])
def test_what_cannot_be_made_is_refused_and_nothing_is_left(size: tuple[int, int]) -> None:
    with pytest.raises(CommandError, match="Ask for"):
        load(*size)
    assert not Chain.objects.exists()


def test_every_page_says_that_it_is_invented() -> None:
    load()
    for path in PAGES:
        page = Client().get(f"/en/demo/{path}")
        assert page.status_code == 200, path
        assert "Invented data, for demonstration only." in page.content.decode(), path


def test_every_name_says_in_each_language_that_it_is_invented() -> None:
    load(indicators=9, observations=2)
    marks = {"ar": "وهمي", "zh": "虚构", "en": "nvented", "fr": "ictif", "ru": "ымышлен", "es": "icticio"}
    for model in kinds():
        names = [name for name in ("name", "title") if name in model.TRANSLATED]
        for version in model.objects.filter(thing__chain=demo()):
            for name, (language, code) in ((name, item) for name in names for item in PATHS.items()):
                said = getattr(version, columns(name)[list(PATHS.values()).index(code)])
                assert marks[language] in said or (language == "fr" and "ictives" in said), (model.KIND, language, said)


def test_the_api_answers_for_it() -> None:
    load()
    answer = Client().get("/api/v1/observations/?framework=demo").json()
    assert answer["count"] == ObservationVersion.objects.live().count()
    for resource in ("indicators", "case-studies", "challenges", "corrective-actions", "milestones", "releases"):
        assert Client().get(f"/api/v1/{resource}/?framework=demo").json()["count"] > 0, resource


def test_few_indicators_already_show_every_case() -> None:
    load(indicators=60, observations=30)
    live = ObservationVersion.objects.live()
    assert set(Indicator.objects.values_list("desired_direction", flat=True)) == set(Direction)
    assert len(set(Indicator.objects.values_list("frequency", flat=True))) == 4
    assert set(Indicator.objects.values_list("role", flat=True)) == {"outcome", "output", "context"}
    assert set(live.exclude(missing="").values_list("missing", flat=True)) == set(Missing)
    assert set(live.exclude(verdict="").values_list("verdict", flat=True)) == set(Verdict)
    assert set(live.exclude(cause="").values_list("cause", flat=True)) == set(Cause)
    assert live.filter(verdict="").exists()
    assert live.filter(comparable=False).exists()
    assert live.filter(level__isnull=False).exists()
    assert live.filter(numerator__isnull=False).exists()
    assert set(live.values_list("qualifier", flat=True)) >= {"exact", "about", "at_least", "at_most"}
    assert set(ObservationVersion.objects.values_list("version_kind", flat=True)) == set(VersionKind) - {"translation"}
    versions = IndicatorVersion.objects.live()
    assert versions.filter(targets=None).exists()
    assert versions.filter(baseline_value=None, baseline_level=None).exists()
    assert set(versions.values_list("targets__basis", flat=True)) == {None, "by_date", "whole_period"}
    assert versions.annotate(many=models.Count("targets")).filter(many=2).exists()
    assert versions.filter(number=2).exists()
    assert CasePlace.objects.exists()
    assert {challenge.actions.exists() for challenge in Challenge.objects.all()} == {True, False}
    now = Standing.objects.filter(to_release=None).select_related("indicator", "indicator_version")
    assert 0 < sum(standing.timing(date(2026, 11, 1)).is_late for standing in now) < 20
    assert len(set(now.values_list("status", flat=True))) >= 6


def test_what_is_published_keeps_the_rules_of_the_domain() -> None:
    load(indicators=60, observations=12)
    for model in kinds():
        for version in model.objects.live().whole().filter(thing__chain=demo()):
            assert registry.problems(version) == {}, version


def said_by(model: Any, version: Any) -> dict[str, Any]:
    """All columns of a version but its key and the moment it was stored; what it points at by name."""
    fields = [field for field in model._meta.concrete_fields if field.name not in ("id", "created_at")]
    return {
        field.name: str(getattr(version, field.name)) if field.is_relation else getattr(version, field.attname)
        for field in fields
    }


def written() -> dict[Any, Any]:
    chain = demo()
    found: dict[Any, Any] = {
        (model.KIND, version.thing.public_id, version.number): said_by(model, version)
        for model in kinds()
        for version in model.objects.whole().filter(thing__chain=chain)
    }
    for standing in Standing.objects.filter(indicator__chain=chain).select_related(
        "indicator", "indicator_version__thing", "latest__thing__indicator", "judged_against__level"
    ):
        said = {name: str(getattr(standing, name)) for name in ("indicator_version", "latest", "judged_against")}
        for name in ("to_release", "change", "progress", "expected", "status"):
            said[name] = getattr(standing, name)
        for name in ("reporting_from", "reporting_until", "answered_until"):
            said[name] = getattr(standing, name)
        found["standing", standing.indicator.code, standing.from_release] = said
    return found


def test_what_is_written_is_what_publishing_it_like_anything_else_would_have_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(indicators=24, observations=20)
    in_bulk = written()
    remove()

    publish = actions.publish
    monkeypatch.setattr(
        loading.actions,
        "publish",
        lambda release, *, by, released_at, written: publish(release, by=by, released_at=released_at),
    )
    load(indicators=24, observations=20)
    assert len(in_bulk) > 24 * 20
    assert written() == in_bulk


def test_every_column_is_as_saving_the_draft_would_leave_it() -> None:
    load(indicators=24, observations=20)
    for version in ObservationVersion.objects.filter(number=1).select_related("thing__indicator__unit"):
        unit = version.thing.indicator.unit
        bounds = (unit.minimum, unit.maximum) if unit else (None, None)
        assert (version.unit_minimum, version.unit_maximum) == bounds
        values = ObservationVersion.objects.filter(pk=version.pk).values(*ObservationVersion.TRANSLATED)
        for name in ObservationVersion.TRANSLATED:
            assert values.get()[name] == (getattr(version, f"{name}_en") or ""), name


def sizes(order: Order) -> list[int]:
    rhythms = [Profile(order, number).rhythm for number in range(order.indicators)]
    return [part.observations for part in tranches(rhythms, order.observations)]


@pytest.mark.parametrize("order", [Order(2000, 500, 1), Order(20_000, 720, 1), Order(60, 40, 1), Order(1, 1, 1)])
def test_no_release_holds_more_than_fifty_thousand_versions(order: Order) -> None:
    assert max(sizes(order)) <= LARGEST_RELEASE
    assert sum(sizes(order)) == order.indicators * order.observations


def test_a_manifest_of_fifty_thousand_stays_below_twenty_megabytes() -> None:
    load(indicators=40, observations=20)
    release = Release.objects.filter(chain=demo(), title_en__contains="figures").order_by("number").last()
    assert release is not None
    versions = ObservationVersion.objects.filter(release=release).count()
    assert len(release.manifest) / versions * LARGEST_RELEASE < 20 * MEGABYTES


def test_releases_are_no_older_than_what_they_tell_and_none_is_of_the_future() -> None:
    load(indicators=30, observations=20)
    days = list(Release.objects.filter(chain=demo()).order_by("number").values_list("released_at", flat=True))
    assert days == sorted(days)
    late = ObservationVersion.objects.filter(release__released_at__lte=models.F("thing__end"))
    assert not late.exists()


def test_an_order_that_is_too_big_says_what_is_possible() -> None:
    with pytest.raises(TooMuch, match="1 to 20000 indicators"):
        Order(20_001, 1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_stored_beside_a_publication_is_the_same() -> None:
    """Within a test's transaction nothing can be: here there is none."""
    load(indicators=30, observations=20)
    assert list(verify(demo())) == []
    ahead = written()
    remove()
    with transaction.atomic():
        load(indicators=30, observations=20)
        assert written() == ahead


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading.stories, "draft", fail)
        with pytest.raises(KeyboardInterrupt):
            load()
    yield


def test_what_an_interruption_leaves_is_whole_and_can_be_removed(interrupted: None) -> None:
    assert list(verify(demo())) == []
    remove()
    assert not Chain.objects.exists()
    assert not any(model._default_manager.exists() for kind in kinds() for model in children(kind).values())
    assert not Level.objects.exists()
