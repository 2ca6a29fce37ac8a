"""docker-compose.yml and the Dockerfile agree with the settings, and carry no secret."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.settings.process import env
from tests.hub.starting import collected, run

JOBS = {"migrate", "elasticsearch-account"}  # run once and end: nothing to watch
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|KEY")
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")


@pytest.fixture(scope="module")
def compose(project_root: Path) -> dict[str, Any]:
    """The parsed file."""
    parsed: dict[str, Any] = yaml.safe_load((project_root / "docker-compose.yml").read_text())
    return parsed


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its services by name."""
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


def test_it_starts_web_streams_worker_and_the_four_engines(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) - JOBS == {"web", "streams", "worker", "db", "redis", "elasticsearch"}


def test_each_variable_it_sets_is_one_that_the_settings_read(services: dict[str, dict[str, Any]]) -> None:
    named = {name for service in services.values() for name in service.get("environment", {})}
    ours = {name for name in named if name.startswith("HUB_")}
    assert ours
    assert ours <= env.names


@pytest.mark.slow
def test_the_hub_starts_with_exactly_the_variables_it_sets(services: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    given = {
        "HUB_SECRET_KEY": "a-key-of-this-test-and-of-nothing-else-0123456789-abcdefghijklmnopqrstuvwxyz",
        "HUB_HOSTS": "hub.example.org",
        "HUB_BASE_URL": "https://hub.example.org",
        "HUB_SIGNING_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "HUB_EMAIL_HOST": "mail.example.org",
        "HUB_EMAIL_FROM": "hub@example.org",
        "POSTGRES_PASSWORD": "of-this-test",
        "ELASTICSEARCH_PASSWORD": "of-this-test",
    }
    variables = {name: fill(value, given) for name, value in services["web"]["environment"].items()}
    collected(tmp_path)
    variables |= {"HUB_DATA_DIR": str(tmp_path / "data"), "HUB_STATIC_DIR": str(tmp_path / "static")}
    ended = run(variables, "manage.py", "check")
    assert ended.returncode == 0, ended.stderr


def test_every_service_that_keeps_running_has_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == JOBS


def test_no_secret_has_a_default_and_each_required_one_says_what_to_give(project_root: Path) -> None:
    text = (project_root / "docker-compose.yml").read_text()
    for name, default in re.findall(r"\$\{(\w+):-([^}]*)\}", text):
        assert not (SECRET.search(name) and default), name
    for name, value in re.findall(r"^\s+(\w+): (.+)$", text, re.MULTILINE):
        if SECRET.search(name):
            assert value.startswith("${"), name
    required = {"HUB_SECRET_KEY", "POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "ELASTICSEARCH_PASSWORD"}
    assert required <= set(REQUIRED.findall(text))


def test_the_hub_s_account_at_elasticsearch_has_the_role_that_the_docs_give(
    services: dict[str, dict[str, Any]], project_root: Path
) -> None:
    script = services["elasticsearch-account"]["command"][-1]
    role = json.loads(re.search(r"role/stepchange-hub '(.+)'$", script, re.MULTILINE)[1])
    docs = (project_root / "docs" / "search.md").read_text().split("## Elasticsearch with security on", 1)[1]
    documented = json.loads(re.search(r"```json\n(.+?)\n```", docs, re.DOTALL)[1])
    assert documented["role_descriptors"] == {"stepchange-hub": role}


def test_every_volume_that_a_service_mounts_is_declared(compose: dict[str, Any]) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert {mount.split(":")[0] for mount in mounts} == set(compose["volumes"])


def test_only_web_and_streams_are_published_and_only_to_this_machine(services: dict[str, dict[str, Any]]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"], "streams": ["127.0.0.1:8001:8000"]}


def test_the_image_takes_every_package_and_nothing_that_is_secret(project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text())
    packages = set(project["tool"]["importlinter"]["root_packages"])
    lines = (project_root / ".dockerignore").read_text().splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    documentation = {"docs", "docs/api", "clients", "clients/*/README.md"}
    locks = {"requirements.lock", "requirements-geography.lock"}
    assert taken == packages | documentation | locks | {"manage.py", "frontend", "templates"}


def test_the_image_runs_as_an_unprivileged_user_and_has_a_health_check(project_root: Path) -> None:
    dockerfile = (project_root / "Dockerfile").read_text()
    last_stage = dockerfile.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 10001$", last_stage, re.MULTILINE)
    assert "/healthz" in last_stage.split("HEALTHCHECK", 1)[1]


def fill(value: str, given: dict[str, str]) -> str:
    """Do what compose does with ${NAME:?why} and ${NAME:-default}."""
    value = REQUIRED.sub(lambda match: given[match[1]], value)
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
