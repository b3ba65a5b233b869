"""Alerts, runbook and metrics agree, and a server is given the time to stop that it takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import current_app
from deployment import Shape
from django.test import Client, override_settings

from reformtracker.publishing import jobs
from reformtracker.web import checks

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a-token-of-twenty-letters"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((ROOT / "docker/alerts.yml").read_text())["groups"] for rule in group["rules"]
]
SECTIONS = re.split(r"^## ", (ROOT / "docs/runbook.md").read_text(), flags=re.MULTILINE)[1:]
OF_PROMETHEUS = {"up"}
SUFFIXES = ("_bucket", "_count", "_sum")


def exposed() -> set[str]:
    """Every name that a server may give, with or without a value now."""
    with override_settings(METRICS_TOKEN=TOKEN):
        page = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", page, re.MULTILINE))
    histograms = {f"{name}{end}" for name, kind in kinds.items() if kind == "histogram" for end in SUFFIXES}
    return kinds.keys() | histograms


def test_each_alert_has_a_section_of_its_name_and_each_section_an_alert() -> None:
    assert len(RULES) > 15
    assert [section.partition("\n")[0] for section in SECTIONS] == [rule["alert"] for rule in RULES]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.partition("\n")[0])
def test_a_section_says_what_it_means_how_to_look_and_what_to_do(section: str) -> None:
    assert re.findall(r"^\*\*(\w+)\*\*: ", section, re.MULTILINE) == ["Means", "Look", "Do"]


@pytest.mark.django_db
def test_each_expression_asks_for_metrics_that_there_are() -> None:
    given = exposed()
    asked = {
        rule["alert"]: set(re.findall(r"\b(?:tracker_\w+|up(?=\{))", rule["expr"])) - OF_PROMETHEUS for rule in RULES
    }
    assert asked.pop("ServerAway") == set()
    assert all(asked.values())
    assert {alert: names - given for alert, names in asked.items() if names - given} == {}


def test_what_alerts_and_runbook_name_exists() -> None:
    expressions = " ".join(rule["expr"] for rule in RULES)
    assert set(re.findall(r'check="(\w+)"', expressions)) <= checks.CHECKS.keys()
    names = set(re.findall(r'name="([\w.]+)"', expressions))
    assert names - current_app.tasks.keys() == {jobs.AUDIT, jobs.EXPORTS}


@pytest.mark.django_db
def test_each_metric_is_documented() -> None:
    said = (ROOT / "docs/operations.md").read_text()
    assert {
        name for name in exposed() if not name.endswith((*SUFFIXES, "_created")) and f"`{name}" not in said
    } == set()


def test_an_alert_that_waits_does_so_for_less_than_five_minutes_where_somebody_gets_up() -> None:
    waits = {rule["alert"]: rule.get("for", "0m") for rule in RULES if rule["labels"]["severity"] == "page"}
    assert {alert: wait for alert, wait in waits.items() if wait not in ("0m", "1m", "2m", "3m")} == {}


def test_a_server_ends_what_is_under_way_before_its_supervisor_loses_patience() -> None:
    shape = Shape()
    words = dict(word.split("=", 1) for word in shape.command("web-public") if word.startswith("--") and "=" in word)
    assert int(words["--graceful-timeout"]) <= 30
    patience = {name: service.get("stop_grace_period", "10s") for name, service in shape.services.items()}
    for name in ("web-public", "web-staff", "worker", "beat", "nginx", "postgres"):
        assert int(patience[name].removesuffix("s")) > int(words["--graceful-timeout"]), name


def test_signals_reach_what_is_to_stop() -> None:
    """A shell in between would keep them to itself."""
    for name in ("web-public", "web-staff", "worker", "beat"):
        assert shlex.join(Shape().command(name)).split()[0] in ("gunicorn", "celery"), name


def test_tables_are_changed_with_patience() -> None:
    assert "manage.py upgrade" in shlex.join(Shape().command("setup"))


def test_nginx_refuses_what_is_for_prometheus() -> None:
    assert re.search(r"location = /metrics \{\s+return 404;", (ROOT / "docker/nginx.conf").read_text())
