"""What the compose file promises of containers: nobody is root, nothing is writable that need not be, and secrets are given, not kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import image
import pytest

from tests.test_repository import ROOT, compose

pytestmark = pytest.mark.bar("B41", "B42")

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "reform-tracker"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_write_to_its_tmpfs_and_volumes_alone(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108
    assert not service.keys() & {"privileged", "cap_add", "user", "pid", "network_mode", "devices"}


def test_only_who_must_writes_into_a_volume() -> None:
    written = {
        (name, volume.rpartition(":")[2])
        for name, service in OURS.items()
        for volume in service.get("volumes", ())
        if not volume.endswith(":ro")
    }
    assert written == {("worker", "/exports"), ("backup", "/backups")}


def test_only_the_database_has_a_file_system_of_its_own_to_write_to() -> None:
    assert {name for name, service in SERVICES.items() if not service.get("read_only")} == {"postgres"}
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_reaches_the_engine_or_the_machine(name: str) -> None:
    mounted = [volume.partition(":")[0] for volume in SERVICES[name].get("volumes", ())]
    assert [one for one in mounted if one.startswith(("/", "~", "..")) or "docker.sock" in one] == []


def test_owner_and_staff_passwords_are_given_to_those_who_need_them() -> None:
    """As roles of the database: public servers know one password, and no server knows the owner's."""
    told = {
        name: set(re.findall(r"POSTGRES_(\w*)PASSWORD", str(service["environment"]))) for name, service in OURS.items()
    }
    assert {name for name, roles in told.items() if "" in roles} == {"setup", "restore"}
    assert told["web-public"] == {"PUBLIC_"}
    assert told["web-staff"] == told["worker"] == told["beat"] == {"STAFF_"}
    assert told["backup"] == {"AUDITOR_"}


def test_the_image_keeps_no_secret_and_its_code_is_not_its_own() -> None:
    steps = image.instructions(DOCKERFILE)
    words = [word for word, _ in steps]
    assert words.count("USER") == 1
    assert words.index("USER") > max(place for place, word in enumerate(words) if word in ("RUN", "COPY"))
    assert [rest for word, rest in steps if word in ("ENV", "ARG") and re.search("SECRET|PASSWORD|TOKEN", rest)] == []
    assert [rest for word, rest in steps if word == "COPY" and "--chown" in rest] == []
    assert "ADD" not in words


def test_the_script_that_proves_the_image_carries_out_every_instruction_or_needs_it_not() -> None:
    words = {word for word, _ in image.instructions(DOCKERFILE)}
    done = {name.removeprefix("_").upper() for name in vars(image.Image) if name.startswith("_")}
    assert words - done == {"FROM", "EXPOSE", "HEALTHCHECK", "CMD"}


def test_each_folder_that_code_writes_to_is_named_by_a_setting() -> None:
    """`var/` is for trials; in a container the one folder is EXPORTS_DIR, a volume, and all else is a temporary file."""
    named = {
        str(path.relative_to(ROOT))
        for app in ("reformtracker", "initiatives", "benefits", "casestudies")
        for path in Path(ROOT, app).rglob("*.py")
        if re.search(r"\bVAR_DIR\b|\bSTATIC_ROOT\b|\bMEDIA_ROOT\b", path.read_text())
    }
    assert named <= {"reformtracker/settings.py", "reformtracker/web/packaging.py"}
    for name, service in OURS.items():
        if any("/exports" in volume for volume in service.get("volumes", ())):
            assert service["environment"]["EXPORTS_DIR"] == "/exports", name
