"""What every operation of the OpenAPI document has in common: refusals, headers, and what a part of a thing looks like."""

from __future__ import annotations

from typing import Any

from reformtracker.api.errors import MEDIA_TYPE

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
    "406": "No form of the answer is one that the `Accept` header asks for.",
    "429": "More than one reader may ask in a minute. `Retry-After` says when to come back.",
}
UNCHANGED = "The answer that `If-None-Match` or `If-Modified-Since` names still holds. Counts as a tenth of a request."

HEADERS: dict[str, Any] = {
    "ETag": {"description": "Of this answer; send it back as `If-None-Match`.", "schema": {"type": "string"}},
    "Last-Modified": {
        "description": "When something that the answer may depend on last changed.",
        "schema": {"type": "string"},
    },
    "RateLimit": {"description": 'Left in this minute: `"minute";r=599;t=42`.', "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": 'The limit: `"minute";q=600;w=60`.', "schema": {"type": "string"}},
}
FILES: dict[str, Any] = {
    "text/csv": {"type": "string", "description": "UTF-8, one head, one line for each row."},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
        "type": "string",
        "format": "binary",
        "description": "A sheet of rows, and one that says what they are.",
    },
}
RETRY_AFTER = {"description": "Seconds until the next minute.", "schema": {"type": "integer"}}

NOT_BLANK = r"^[^\u0000]*[^\u0000\s\u001c-\u001f\u0085][^\u0000]*$"
"""Any text that is not empty: what is refused as blank, as a pattern."""


def refusal(status: str, example: dict[str, Any] | None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if example and example["value"]["status"] == int(status):
        content["examples"] = {"refused": example}
    found: dict[str, Any] = {"description": REFUSALS[status], "content": {MEDIA_TYPE: content}}
    return found | ({"headers": {"Retry-After": RETRY_AFTER}} if status == "429" else {})


def offer_parts(components: dict[str, Any]) -> None:
    """Where `fields` may leave something out: beside each whole thing its parts."""
    for name, schema in list(components.items()):
        if name.startswith("Paginated"):
            items = schema["properties"]["results"]["items"]
            schema["properties"]["results"]["items"] = whole_or_part(items["$ref"].rpartition("/")[2], components)


def whole_or_part(name: str, components: dict[str, Any]) -> dict[str, Any]:
    whole = f"#/components/schemas/{name}"
    components[f"PartOf{name}"] = {
        "type": "object",
        "description": f"What `fields` names of {name}.",
        "properties": {field: {"$ref": f"{whole}/properties/{field}"} for field in components[name]["properties"]},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [{"$ref": whole}, {"$ref": f"#/components/schemas/PartOf{name}"}]}
