from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Page

from reformtracker import api_urls
from reformtracker.publishing.models import Chain
from tests.reading import get

pytestmark = [pytest.mark.bar("B27"), pytest.mark.django_db]

NOT_DESCRIBED = {"api:root", "api:schema", "api:missing"}


@pytest.fixture
def schema() -> Any:
    return json.loads(Client().get("/api/v1/schema/").content)


def test_the_description_is_valid_and_complete_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_every_address_of_the_api_is_described(schema: Any) -> None:
    described = {path.removeprefix("/api/v1/") for path in schema["paths"]}
    routes = {
        str(pattern.pattern).replace("<str:", "{").replace("<path:", "{").replace(">", "}")
        for pattern in api_urls.urlpatterns
        if f"api:{pattern.name}" not in NOT_DESCRIBED
    }
    assert described == routes


def test_every_parameter_is_described_and_none_besides(schema: Any, chain: Chain) -> None:
    for path, item in schema["paths"].items():
        address = path.replace("{number}", "1").replace("{id}", "2.4.2:2020" if "observations" in path else "2.4.2")
        refused = json.loads(get(f"{address}?colour=red").content)
        described = {one["name"] for one in item["get"]["parameters"] if one["in"] == "query"}
        if refused["status"] == 400:
            assert described == set(refused["errors"][0]["allowed"]), path
        assert all(one["description"] or one["schema"].get("description") for one in item["get"]["parameters"]), path


def test_it_says_that_it_is_openapi_3_1(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1")
    assert {path["get"]["tags"][0] for path in schema["paths"].values()} == {
        "export",
        *(view.NAME for view in api_urls.RESOURCES),
    }


def test_the_api_lies_where_it_was_promised() -> None:
    assert get_resolver().resolve("/api/docs/").url_name == "api-docs"
    assert json.loads(get("").content)["indicators"] == "http://testserver/api/v1/indicators/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_documentation_opens_under_the_strict_policy_from_this_host_alone(page: Page, live_server: Any) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("?")[0].rsplit("/", 1)[0]))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event => console.error('CSP ' + event.violatedDirective))"
    )
    response = page.goto(f"{live_server.url}/api/docs/")
    assert response is not None
    assert "script-src 'self'" in response.headers["content-security-policy"]
    # Every operation is listed, with an answer of the record that ships.
    operations = sum(len(item) for item in json.loads(get("schema/").content)["paths"].values())
    page.locator(".opblock").nth(operations - 1).wait_for()
    assert page.locator(".opblock").count() == operations
    operation = page.locator("#operations-observations-observations_list")
    operation.locator(".opblock-summary-control").click()
    assert "1.1.1:2020-11-18" in operation.locator(".responses-wrapper .example").first.inner_text()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    operation.locator(".live-responses-table .response-col_status").first.wait_for()
    assert complaints == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    assert all(host.startswith((live_server.url, "data:", "blob:")) for host in hosts)
    assert page.context.cookies() == []


def test_it_is_the_same_for_all_who_ask_at_once() -> None:
    api_urls._description.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(lambda _number: Client().get("/api/v1/schema/").content, range(8)))
    assert len(set(said)) == 1
    assert said[0] == Client().get("/api/v1/schema/").content
