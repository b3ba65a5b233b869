"""The OpenAPI document: from each view's own declarations, so that it cannot say anything else than the code does."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from reformtracker.api.described import (
    FILES,
    HEADERS,
    NOT_BLANK,
    PROBLEM,
    REFUSALS,
    UNCHANGED,
    offer_parts,
    refusal,
    whole_or_part,
)
from reformtracker.api.fields import TEXT
from reformtracker.api.parameters import Parameter

EXAMPLES = Path(__file__).parent / "examples"
"""One answer of the shipped record for each operation, and one refusal: `summary` is the address that was asked."""
LOOKED_UP_BY = ("id", "code", "slug", "number")
"""Fields of a row in a list by which it is found alone; the first that it has."""


@cache
def example(name: str) -> dict[str, Any] | None:
    path = EXAMPLES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def documented(parameter: Parameter) -> OpenApiParameter:
    many: dict[str, Any] = {"style": "form", "explode": False} if parameter.schema["type"] == "array" else {}
    return OpenApiParameter(parameter.name, parameter.schema, description=parameter.description, **many)


class ResourceSchema(AutoSchema):
    """For subclasses of `views.View`."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        named = [documented(parameter) for parameter in self.view.parameters(self.view.action)]
        path = [
            OpenApiParameter(name, str, OpenApiParameter.PATH, description=description)
            for name, description in self.view.PATH.items()
            if f"{{{name}}}" in self.path
        ]
        return [*named, *path]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            self._answers(operation["responses"])
            for parameter in operation["parameters"]:
                self._describe(parameter)
            if self.view.DEPRECATED:
                operation["description"] += f"\n\n{self.view.DEPRECATED}"
        return operation

    def _answers(self, responses: dict[str, Any]) -> None:
        shown = example(self.get_operation_id())
        good = responses["200"]
        good["headers"] = HEADERS
        for form, content in good["content"].items():
            if form in FILES:
                content["schema"] = FILES[form]
            # What a list is as a file is shown by the file of all observations.
            if shown and (form not in FILES or isinstance(shown["value"], str)):
                content["examples"] = {"shipped": shown}
        if self.view.action == "list" and self.view.PATH:
            good["links"] = {"one": self._link()}
        responses["304"] = {"description": UNCHANGED}
        for status in REFUSALS:
            responses.setdefault(status, refusal(status, example(f"refused_{status}")))

    def _link(self) -> dict[str, Any]:
        """From a list to its first member."""
        (variable,) = self.view.PATH
        field = next(name for name in LOOKED_UP_BY if name in self.view.field_names())
        retrieve = self.get_operation_id().replace("_list", "_retrieve")
        return {"operationId": retrieve, "parameters": {variable: f"$response.body#/results/0/{field}"}}

    def _describe(self, parameter: dict[str, Any]) -> None:
        schema = parameter["schema"]
        if schema.get("type") == "string" and not {"enum", "format", "pattern"} & set(schema):
            schema["pattern"] = NOT_BLANK
        if parameter["in"] == "path":
            shown = example(self.get_operation_id())
            variables = self._variables(shown["summary"]) if shown else self.view.SHOWN
            parameter["example"] = variables[parameter["name"]]
        if what := self.view.DEPRECATED_PARAMETERS.get(parameter["name"]):
            parameter["deprecated"] = True
            parameter["description"] = f"{parameter.get('description', '')} {what}".strip()

    def _variables(self, address: str) -> dict[str, str]:
        """Of the path of this operation, as they stand in an address."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(self.path))
        found = re.fullmatch(pattern, urlsplit(address).path)
        return found.groupdict() if found else {}

    def is_deprecated(self) -> bool:
        return bool(self.view.DEPRECATED)

    def get_summary(self) -> str:
        words = self.view.NAME.replace("-", " ")
        said = {"list": f"List {words}", "retrieve": f"Read one of the {words}"}
        return said.get(self.view.action) or str(self.view.action).replace("_", " ").capitalize()

    def get_operation_id(self) -> str:
        return f"{self.view.NAME}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return [self.view.NAME]


def finish(result: Any, generator: Any, **_given: Any) -> Any:
    """Adds what is common to all, and takes out what the generator noted for itself beside each list of words."""
    components = result["components"]["schemas"]
    offer_parts(components)
    for item in result["paths"].values():
        _offer_parts_of_one(item["get"], components)
    result["components"]["schemas"] = dict(sorted((components | {"Problem": PROBLEM, "Text": TEXT}).items()))
    # From the page of documentation, the same server is asked, under whatever name it was reached.
    result["servers"] = [{"url": "/"}]
    result["tags"] = _tags(generator)
    _take_out(result, "x-spec-enum-id")
    return result


def _offer_parts_of_one(operation: dict[str, Any], components: dict[str, Any]) -> None:
    content = operation["responses"]["200"]["content"].get("application/json")
    takes_fields = any(parameter["name"] == "fields" for parameter in operation["parameters"])
    name = content["schema"].get("$ref", "").rpartition("/")[2] if content else ""
    if takes_fields and name and not name.startswith("Paginated"):
        content["schema"] = whole_or_part(name, components)


def _tags(generator: Any) -> list[dict[str, str]]:
    """In the order of the addresses, each with what the view says of itself."""
    views = {view.NAME: view for _path, _regex, _method, view in generator.endpoints if hasattr(view, "NAME")}
    return [{"name": name, "description": (type(view).__doc__ or "").strip()} for name, view in views.items()]


def _take_out(node: Any, key: str) -> None:
    if isinstance(node, dict):
        node.pop(key, None)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _take_out(child, key)
