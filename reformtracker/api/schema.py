"""The OpenAPI document: from each view's own declarations, so that it cannot say anything else than the code does."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from reformtracker.api.errors import MEDIA_TYPE
from reformtracker.api.fields import TEXT
from reformtracker.api.parameters import Parameter

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "code", "message", "allowed"],
                "properties": {
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}

REFUSALS = {
    "400": "A parameter is unknown, repeated, empty or out of range: `errors` names it and what is allowed.",
    "404": "Nothing public goes by that name in the snapshot.",
    "406": "The answer is JSON; the `Accept` header asks for something else.",
}


def documented(parameter: Parameter) -> OpenApiParameter:
    many = {"style": "form", "explode": False} if parameter.schema["type"] == "array" else {}
    return OpenApiParameter(parameter.name, parameter.schema, description=parameter.description, **many)


class ResourceSchema(AutoSchema):
    """For subclasses of `views.Resource`."""

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
            for status, description in REFUSALS.items():
                content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                operation["responses"].setdefault(status, {"description": description, "content": content})
        return operation

    def get_operation_id(self) -> str:
        return f"{self.view.NAME}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return [self.view.NAME]


def finish(result: Any, **_given: Any) -> Any:
    """Adds the shapes of refusals and of texts, and takes out what the generator noted for itself beside each list of words."""
    result["components"]["schemas"] |= {"Problem": PROBLEM, "Text": TEXT}
    _take_out(result, "x-spec-enum-id")
    return result


def _take_out(node: Any, key: str) -> None:
    if isinstance(node, dict):
        node.pop(key, None)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _take_out(child, key)
