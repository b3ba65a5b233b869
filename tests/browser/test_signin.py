"""Signing in as a publisher does it: with the code of an app, and with a security key. Nothing of it needs a wider policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reformtracker.publishing.models import Person
from tests.browser.watch import Watch
from tests.cast import assemble
from tests.publishing.test_signin import PASSWORD, code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def publisher(settings: Any) -> Person:
    settings.REQUIRE_SECOND_FACTOR = True
    made = assemble().publisher
    made.set_password(PASSWORD)
    made.save()
    return made


def give_password(page: Page, base: object, publisher: Person) -> None:
    page.goto(f"{base}/admin/")
    page.fill("#id_login", publisher.username)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


def sign_out(page: Page) -> None:
    page.click("#logout-form button")
    page.wait_for_url("**/admin/login/**")


def test_a_publisher_sets_an_app_up_and_signs_in_with_its_code(
    live_server: object, page: Page, publisher: Person
) -> None:
    watch = Watch.over(page, str(live_server))
    give_password(page, live_server, publisher)
    page.get_by_role("link", name="Activate").click()
    page.fill("#id_password", PASSWORD)
    page.click("#content [type=submit]")
    expect(page.locator("img.code")).to_be_visible()
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("#id_code", code(secret))
    page.click("#content [type=submit]")
    expect(page.get_by_text(re.compile("recovery codes", re.IGNORECASE)).first).to_be_visible()
    sign_out(page)
    give_password(page, live_server, publisher)
    page.wait_for_url("**/second-factor/authenticate/")
    page.locator("#id_code").fill(code(secret, step=1))
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_role("heading", name="What waits for me")).to_be_visible()
    watch.is_clean()


def test_a_publisher_signs_in_with_a_security_key(live_server: object, page: Page, publisher: Person) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    watch = Watch.over(page, str(live_server))
    give_password(page, live_server, publisher)
    page.get_by_role("link", name="Add").click()
    page.fill("#id_password", PASSWORD)
    page.click("#content [type=submit]")
    # A page that is loaded has its script at work: pressed before, the button does nothing.
    page.wait_for_url("**/second-factor/webauthn/add/")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/second-factor/recovery-codes/**")
    sign_out(page)
    give_password(page, live_server, publisher)
    page.wait_for_url("**/second-factor/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    expect(page.get_by_role("heading", name="What waits for me")).to_be_visible()
    watch.is_clean()
