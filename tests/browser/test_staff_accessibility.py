"""Pages of the staff side as axe-core sees them in Chromium, in both directions of writing, and a form by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benefits.models import Indicator, ObservationVersion
from reformtracker.publishing import actions
from tests import factories as f
from tests import shipped
from tests.browser.public import OPTIONS
from tests.cast import Cast, assemble, person
from tests.staff import signed_in, url_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B49", "B51")]


@pytest.fixture
def cast() -> Cast:
    shipped.load()
    return assemble()


def pages(cast: Cast) -> tuple[str, ...]:
    """One of each kind: lists, forms in each state, what is done together, releases, history, help and one's own account."""
    share = Indicator.objects.get(code="2.4.2")
    draft, waits, approved = (f.observation(share, cast, period, "17") for period in ("2021", "2022", "2023"))
    actions.submit(waits, by=cast.contributor)
    f.approve(approved, cast)
    live = ObservationVersion.objects.live().filter(thing__indicator=share)[0]
    return (
        "/admin/",
        "/admin/review/",
        "/admin/submit/",
        "/admin/help/contributor/",
        "/admin/benefits/observationversion/",
        f"/admin/benefits/observationversion/add/?indicator={share.pk}",
        *(url_of(version) for version in (draft, waits, approved, live)),
        f"{url_of(live).removesuffix('change/')}history/",
        f"/admin/benefits/observationversion/{waits.pk}/assess/",
        "/admin/benefits/upload/",
        "/admin/publishing/release/waiting/",
        "/admin/publishing/release/",
        "/admin/publishing/person/",
        f"/admin/publishing/person/{cast.reviewer.pk}/change/",
        "/admin/publishing/person/my-mail/",
        "/admin/publishing/auditevent/",
        "/admin/publishing/change/",
        "/admin/sources/document/",
        "/admin/account/second-factor/",
        "/admin/account/sessions/",
    )


@pytest.fixture
def desk(cast: Cast, live_server: object, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A superuser who has edited nothing, in a browser that asks for `request.param`."""
    context = browser.new_context(locale=request.param, reduced_motion="reduce")
    session = signed_in(person("root", is_superuser=True)).cookies["session"].value
    context.add_cookies([{"name": "session", "value": session, "url": str(live_server)}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("desk", ["en", "ar"], indirect=True)
def test_no_staff_page_breaks_a_rule_that_a_machine_can_check(cast: Cast, desk: Page, live_server: object) -> None:
    found = {}
    for path in pages(cast):
        answer = desk.goto(f"{live_server}{path}")
        assert answer is not None
        assert answer.status == 200, path
        result = Axe().run(desk, options=OPTIONS).response
        broken = {one["id"]: [node["target"] for node in one["nodes"]][:3] for one in result["violations"]}
        if broken:
            found[path] = broken
    assert found == {}


@pytest.mark.parametrize("desk", ["en"], indirect=True)
def test_an_update_is_entered_by_keyboard_alone(cast: Cast, desk: Page, live_server: object) -> None:
    draft = f.observation(Indicator.objects.get(code="2.4.2"), cast, "2021", None)
    desk.goto(f"{live_server}{url_of(draft)}")
    reached = []
    for _press in range(200):
        desk.keyboard.press("Tab")
        name = desk.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        reached.append(name)
        if name == "value":
            desk.keyboard.type("17,5")
        if name == "Save draft" or desk.evaluate("document.activeElement.name") == "_save":
            desk.keyboard.press("Enter")
            break
    assert "value" in reached
    expect(desk.locator("output.autosave")).to_contain_text("Saved at")
    draft.refresh_from_db()
    assert str(draft.value.normalize()) == "17.5"
