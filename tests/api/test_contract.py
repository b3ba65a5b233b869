"""Real answers of every resource are what the description says, to the letter: no field more, no field less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from reformtracker.api.schema import EXAMPLES
from reformtracker.api_urls import RESOURCES
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Role
from tests import factories as f
from tests import shipped
from tests.cast import Cast, assemble, person
from tests.reading import get, read, rows
from tests.reporting import shelf

pytestmark = [pytest.mark.bar("B28"), pytest.mark.django_db]

FRAMEWORK = "peace-and-security"
QUERIES = ("", "lang=ar", "lang=all", "release=1", "page_size=2", "include_history=true")


@pytest.fixture
def description() -> Any:
    return Client().get("/api/v1/schema/").json()


def whole(node: Any) -> Any:
    """Without the parts that `fields` asks for, and closed: what is not described may not be there."""
    if isinstance(node, list):
        return [whole(child) for child in node]
    if not isinstance(node, dict):
        return node
    first, *others = node.get("anyOf", [{}])
    if any("/PartOf" in other.get("$ref", "") for other in others):
        return first
    closed = {"additionalProperties": False} if "properties" in node and node.get("type") == "object" else {}
    return {**closed, **{key: whole(child) for key, child in node.items()}}


class Contract:
    def __init__(self, description: Any) -> None:
        self.paths = description["paths"]
        self.components = {"schemas": whole(description["components"]["schemas"])}

    def faults(self, path: str, answer: Any, status: int = 200) -> list[str]:
        found = self.paths[path]["get"]["responses"][str(status)]["content"]
        content = found.get("application/json") or next(iter(found.values()))
        asked = Draft202012Validator(
            {**whole(content["schema"]), "components": self.components}, format_checker=FormatChecker()
        )
        return [f"{path} {error.json_path}: {error.message[:200]}" for error in asked.iter_errors(answer)]


@pytest.fixture
def contract(description: Any) -> Contract:
    return Contract(description)


def walked(queries: Iterable[str], members: int) -> Iterator[tuple[str, Any]]:
    """Path as described, answer: every list in these ways, and so many members of it alone."""
    for view in RESOURCES:
        known = {parameter.name for parameter in view().parameters("list")}
        for query in queries:
            asked = dict([query.split("=")] if query else [])
            if not set(asked) - known:
                yield f"/api/v1/{view.NAME}/", read(f"{view.NAME}/", framework=FRAMEWORK, **asked)
        for variable in view.PATH:
            for row in rows(f"{view.NAME}/", page_size=500)[:members]:
                yield f"/api/v1/{view.NAME}/{{{variable}}}/", read(row["url"])


@pytest.mark.parametrize(
    ("queries", "members"), [(["lang=all"], 1), pytest.param(QUERIES, 500, marks=pytest.mark.trust)]
)
def test_the_record_that_ships_is_answered_as_described(
    contract: Contract, queries: Iterable[str], members: int
) -> None:
    shipped.load()
    shelf.published(Chain.objects.get(slug=FRAMEWORK), assemble())
    found = list(walked(queries, members))
    of_a_release = {f"/api/v1/releases/{{number}}/{part}/" for part in ("manifest", "contents")}
    assert {path for path, _ in found} | of_a_release == {path for path in contract.paths if "export" not in path}
    assert [fault for path, answer in found for fault in contract.faults(path, answer)] == []


def test_what_is_withdrawn_or_blanked_is_answered_as_described(contract: Contract, cast: Cast) -> None:
    chain = f.chain(FRAMEWORK)
    drafts = f.one_of_each_kind(chain, cast)
    f.release(chain, cast, *drafts.values())
    order = actions.order_redaction(drafts["observation"], by=cast.administrator, reason="Personal.")
    actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    gone = [drafts[kind] for kind in ("corrective_action", "milestone", "case_study")]
    withdrawn = [actions.withdraw(row.thing, type(row), by=cast.contributor, reason="Wrong.") for row in gone]
    f.release(chain, cast, *withdrawn)
    assert [fault for path, answer in walked(QUERIES, 2) for fault in contract.faults(path, answer)] == []


def test_refusals_are_as_described(contract: Contract, cast: Cast) -> None:
    f.tracker(cast)
    for path in contract.paths:
        address = path.replace("{number}", "99").replace("{id}", "nothing")
        status = 404 if "{" in path else 400
        answer = get(address if status == 404 else f"{address}?colour=red")
        assert answer.status_code == status
        assert contract.faults(path, answer.json(), status) == []


def test_a_check_that_cannot_fail_would_be_none(contract: Contract, cast: Cast) -> None:
    f.tracker(cast)
    path, answer = "/api/v1/indicators/{id}/", read("indicators/2.4.2/")
    assert contract.faults(path, answer) == []
    assert contract.faults(path, {**answer, "colour": "red"})
    assert contract.faults(path, {**answer, "decimals": "1"})
    assert contract.faults(path, {name: value for name, value in answer.items() if name != "gaps"})


def test_every_operation_has_an_example_that_is_as_described(contract: Contract) -> None:
    for path, item in contract.paths.items():
        operation = item["get"]
        assert operation["summary"], path
        assert operation["description"], path
        for media_type, content in operation["responses"]["200"]["content"].items():
            # What is no JSON is shown once: as the file of all observations.
            if media_type != "application/json" and path != "/api/v1/export/observations.csv":
                continue
            shown = content["examples"]["shipped"]
            assert shown["value"], path
            assert contract.faults(path, shown["value"]) == []
        for parameter in operation["parameters"]:
            assert parameter["in"] == "query" or parameter["example"], (path, parameter["name"])
    assert contract.paths["/api/v1/indicators/"]["get"]["responses"]["400"]["content"]["application/problem+json"][
        "examples"
    ]
    assert len(list(EXAMPLES.glob("*.json"))) > 28
