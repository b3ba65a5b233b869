"""What runs the tracker without containers reads the shipped files, and says so where they no longer fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.stage import loosened
from deployment import HERE, Shape, nginx_conf, replaced

PORTS = {"web-public": 7001, "web-staff": 7002, "nginx": 7003, "alive": 7004}
SHIPPED = (HERE / "docker/nginx.conf").read_text()


def test_nginx_listens_and_asks_on_loopback_only(tmp_path: Path) -> None:
    text = nginx_conf(SHIPPED, tmp_path, PORTS, tmp_path / "exports")
    assert "server 127.0.0.1:7001 max_fails" in text
    assert "server 127.0.0.1:7002 max_fails" in text
    listens = [line.split()[1] for line in text.splitlines() if line.strip().startswith("listen ")]
    assert [listen.rstrip(";") for listen in listens] == ["127.0.0.1:7003", "127.0.0.1:7004"]
    assert "/dev/stdout" not in text
    assert "/run/" not in text


def test_a_measurement_lifts_the_limits_for_one_address_and_serves_files_beside(tmp_path: Path) -> None:
    text = loosened(nginx_conf(SHIPPED, tmp_path, PORTS, tmp_path / "exports"), tmp_path, 7005, tmp_path / "files")
    assert "limit_req zone=requests" not in text
    assert "limit_conn connections" not in text
    assert f"listen 127.0.0.1:7005;\n        root {tmp_path}/files;" in text


def test_a_configuration_that_has_changed_is_refused_by_name() -> None:
    with pytest.raises(SystemExit, match="listen 8080"):
        replaced("listen 9090;", {"listen 8080": "listen 1"})


def test_commands_and_environments_are_those_of_the_compose_file() -> None:
    shape = Shape()
    assert shape.command("web-public")[:2] == ["gunicorn", "reformtracker.wsgi"]
    assert shape.command("beat")[0] == "celery"
    assert shape.check("web-public") == ["CMD", "python", "docker/healthcheck.py"]
    given = {
        "SECRET_KEY": "given",
        "POSTGRES_PASSWORD": "owner's",
        "POSTGRES_PUBLIC_PASSWORD": "reader's",
        "POSTGRES_STAFF_PASSWORD": "worker's",
        "POSTGRES_AUDITOR_PASSWORD": "auditor's",
    }
    environment = shape.environment("web-public", given)
    assert environment["SECRET_KEY"] == "given"
    assert environment["DATABASE_URL"] == "postgres://tracker_public:reader's@postgres:5432/tracker"
    passwords = {
        name: {
            one
            for one in given.values()
            if "'s" in one and any(one in value for value in shape.environment(name, given).values())
        }
        for name in ("web-public", "web-staff", "worker", "beat", "backup", "restore")
    }
    staff = {"worker's"}
    assert passwords == {
        "web-public": {"reader's"},
        "web-staff": staff,
        "worker": staff,
        "beat": staff,
        "backup": {"auditor's"},
        "restore": {"owner's"},
    }
    assert shape.environment("setup", given)["PUBLIC_DATABASE_URL"] == environment["DATABASE_URL"]
    elsewhere = shape.environment("web-public", {**given, "PUBLIC_DATABASE_URL": "postgres://reader@replica/tracker"})
    assert elsewhere["DATABASE_URL"] == "postgres://reader@replica/tracker"
    assert environment["TRACKER_ROLE"] == "public"
    assert environment["API_LIMIT"] == "600"
