"""The files around the code agree with the code and with each other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


def image_major(service: str) -> str:
    return str(compose()["services"][service]["image"]).partition(":")[2].split("-")[0].split(".")[0]


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", (ROOT / lock).read_text(), re.MULTILINE))


def variables_read() -> set[str]:
    """The names that settings.py asks the environment for, as `env.x("NAME")` or `environment.x(env, "NAME")`."""
    names = set()
    for path in (ROOT / "reformtracker/settings.py", ROOT / "reformtracker/environment.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and any(
                isinstance(part, ast.Name) and part.id == "env" for part in (*call.args, *ast.walk(call.func))
            ):
                constants = [part.value for part in call.args if isinstance(part, ast.Constant)]
                names |= {value for value in constants if isinstance(value, str) and value.isupper()}
    return names


def variables_documented() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def compose_variables() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


@pytest.mark.bar("B41")
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_file_by_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE).strip())
    assert len(blocks) > 20
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


@pytest.mark.bar("B41")
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert re.findall(r"--(?:extra-)?index-url|--find-links|--trusted-host|://|file:|@ ", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_its_source_asks_for(lock: str) -> None:
    source = (ROOT / lock).with_suffix(".in").read_text()
    asked = {name.lower() for name in re.findall(r"^([A-Za-z][A-Za-z0-9-]*)", source, re.MULTILINE)}
    assert asked - pins(lock).keys() == set()


def test_tests_run_on_the_pins_of_production() -> None:
    development = pins("requirements-dev.txt")
    assert {name: development.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_each_variable_that_is_read_is_documented() -> None:
    read = variables_read()
    assert {"SECRET_KEY", "DATABASE_URL", "TRACKER_ROLE"} <= read
    assert read - variables_documented() == set()
    assert compose_variables() - variables_documented() == set()


def test_each_documented_variable_is_read() -> None:
    assert variables_documented() - variables_read() - compose_variables() == set()


@pytest.mark.bar("B41")
def test_the_example_environment_holds_no_secret() -> None:
    given = re.findall(r"^[A-Z_]+=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(given) == {""}


def test_compose_follows_its_schema() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_long_running_service_restarts_and_says_whether_it_is_well() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    for name, service in compose()["services"].items():
        assert service.get("restart"), name
        own_image = service["image"] == "reform-tracker"
        assert "healthcheck" in service or (own_image and "HEALTHCHECK" in dockerfile), name


def test_web_and_worker_can_be_scaled() -> None:
    for name in ("web-public", "web-staff", "worker"):
        service = compose()["services"][name]
        assert not service.keys() & {"container_name", "ports"}, name
        # Files of releases, which any of them may make and none needs: found under their hash, put in place whole.
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= {"exports"}, name


def test_public_and_staff_are_served_apart() -> None:
    services = compose()["services"]
    assert services["web-public"]["environment"]["TRACKER_ROLE"] == "public"
    assert services["web-staff"]["environment"]["TRACKER_ROLE"] == "staff"
    nginx = (ROOT / "docker/nginx.conf").read_text()
    assert re.findall(r"location (?:= )?(\S+) \{[^}]*proxy_pass http://(\w+);", nginx) == [
        ("/", "public"),
        ("/admin/", "staff"),
        ("/admin/login/", "staff"),
    ]
    assert set(re.findall(r"server (\S+):8000 resolve", nginx)) == {"web-public", "web-staff"}


@pytest.mark.bar("B41")
def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    of_roles = [f"POSTGRES_{role}PASSWORD" for role in ("", "PUBLIC_", "STAFF_", "AUDITOR_")]
    for name in ("SECRET_KEY", *of_roles):
        assert set(re.findall(rf"\$\{{{name}(.)", text)) == {":"}
        assert f"${{{name}:-" not in text


def test_only_nginx_is_reachable_from_outside_and_by_default_from_this_machine() -> None:
    ports = {name: service["ports"] for name, service in compose()["services"].items() if "ports" in service}
    assert ports == {"nginx": ["${HTTP_BIND:-127.0.0.1:8080}:8080"]}


def test_the_image_runs_the_python_that_locks_and_types_are_made_for() -> None:
    images = set(re.findall(r"^FROM python:(\d+\.\d+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    configuration = (ROOT / "pyproject.toml").read_text()
    assert images == {"3.11"}
    assert 'requires-python = ">=3.11"' in configuration
    assert 'python_version = "3.11"' in configuration
    assert "--python-version 3.11" in (ROOT / "scripts/lock.sh").read_text()


@pytest.mark.bar("B41")
def test_the_image_is_built_from_the_lock_and_does_not_run_as_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert re.findall(r"^USER (\w+)", dockerfile, re.MULTILINE) == ["tracker"]


def test_the_image_holds_each_folder_that_the_server_needs() -> None:
    kept = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"manage.py", "requirements.txt", "templates", "static"} <= kept


@pytest.mark.postgres
@pytest.mark.django_db
def test_tests_and_compose_run_the_same_major_of_postgresql() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (number,) = cursor.fetchone()
    assert image_major("postgres") == str(int(number) // 10_000)


def test_make_names_every_target_that_the_documentation_names() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / ".ci/run"]
    named = {
        target
        for path in documents
        if path.exists()
        for target in re.findall(r"(?:^|`|    )make ([a-z]+)\b", path.read_text(), re.MULTILINE)
    }
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - targets == set()
