"""How many queries an answer takes, and whether one of them reads all observations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from front_client import FrontClient

from bench.inner.refused import Refused

BIG = {"benefits_observation", "benefits_observationversion"}


def asked(path: str, **headers: str) -> tuple[Any, list[str]]:
    """The answer to the second request, and the statements that it took."""
    client = FrontClient(headers={"host": "127.0.0.1", **headers})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    return answer, [str(query["sql"]) for query in captured.captured_queries]


def counts(*paths: str) -> dict[str, int]:
    return {path: len(_good(path)) for path in paths}


def _good(path: str) -> list[str]:
    answer, statements = asked(path)
    if answer.status_code != 200:
        raise Refused(f"{path} answers {answer.status_code}")
    return statements


def conditional(*paths: str) -> dict[str, int]:
    """The queries of a request that is answered by 304; -1 where it is answered by something else."""
    found = {}
    for path in paths:
        first, _statements = asked(path)
        again, statements = asked(path, **{"if-none-match": first.headers.get("ETag", '"none"')})
        found[path] = len(statements) if again.status_code == 304 else -1
    return found


def plans(*paths: str) -> dict[str, list[str]]:
    """By path, the statements that read a table of observations from one end to the other."""
    return {path: [statement for statement in _good(path) if _reads_all(statement)] for path in paths}


def _reads_all(statement: str) -> bool:
    if not re.match(r"\s*(SELECT|WITH)\b", statement, re.IGNORECASE):
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", [])
        (found,) = cursor.fetchone()
    tree = found if isinstance(found, list) else json.loads(found)
    return any(node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG for node in _nodes(tree[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
