"""Reading the API as anybody does: anonymously, over HTTP."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

ROOT = "/api/v1/"


def get(path: str, **params: Any) -> Any:
    """`path` without the root of the API, or an address that the API gave."""
    split = urlsplit(path)
    address = path if split.netloc or path.startswith("/") else ROOT + path
    return Client().get(address, params or None)


def read(path: str, **params: Any) -> Any:
    response = get(path, **params)
    assert response.status_code == 200, response.content.decode()
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)


def rows(path: str, **params: Any) -> list[Any]:
    found: list[Any] = read(path, **params)["results"]
    return found


def refused(path: str, **params: Any) -> dict[str, Any]:
    """The problem details of a 400."""
    response = get(path, **params)
    assert response.status_code == 400, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(response.content)
    return found


def faults(path: str, **params: Any) -> list[tuple[str, str]]:
    return [(fault["parameter"], fault["code"]) for fault in refused(path, **params)["errors"]]
