"""A wrong, missing or unknown variable stops the start with its name and a hint, in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.databases import parse_database_url
from hub.environment import Environment, MisconfigurationError
from tests.hub.starting import collected, production, run

REQUIRED = ("SECRET_KEY", "HOSTS", "BASE_URL", "DATA_DIR", "DATABASE_URL", "EMAIL_HOST", "EMAIL_FROM")
WRONG = [
    ("HUB_ENVIRONMENT", "prod", "expected one of production, development, test"),
    ("HUB_DEBUG", "yes", "expected one of no"),
    ("HUB_BASE_URL", "http://hub.example.org", "begins with https://"),
    ("HUB_DATABASE_URL", "mysql://user:hunter2@host/hub", "begins with postgresql:// or sqlite://"),
    ("HUB_DATABASE_URL", "postgresql://user:hunter2@host:port/hub", "cannot be read"),
    ("HUB_DATABASE_URL", "postgresql://user:hunter2@host", "names no database"),
    ("HUB_REDIS_URL", "http://:hunter2@redis", "begins with redis://, rediss://, unix://"),
    ("HUB_EMAIL_PORT", "25O", "expected a whole number from 1 to 65535"),
    ("HUB_SEARCH_ANALYTICS_DAYS", "731", "expected a whole number from 0 to 730"),
    ("HUB_API_USAGE_DAYS", "1101", "expected a whole number from 0 to 1100"),
    ("HUB_EMAIL_SECURITY", "ssl", "expected one of starttls, tls, none"),
    ("HUB_CORS_ORIGINS", "https://portal.example.org/hunter2", "expected https://host"),
    ("HUB_CORS_ORIGINS", "https://*.example.org", "expected https://host"),
    ("HUB_BEHIND_PROXY", "true", "expected one of yes, no"),
    ("HUB_FRONTEND_CACHE", "hunter2", "expected one of off, http, cloudflare"),
    ("HUB_LOG_LEVEL", "verbose", "expected one of DEBUG, INFO, WARNING, ERROR"),
]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_is_named_in_one_line(name: str, tmp_path: Path) -> None:
    variables = {**production(tmp_path), f"HUB_{name}": ""}
    assert_one_line(variables, f"HUB_{name} is missing. Hint: ")


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_a_wrong_variable_is_named_in_one_line_without_its_value(
    name: str, value: str, reason: str, tmp_path: Path
) -> None:
    line = assert_one_line({**production(tmp_path), name: value}, f"{name} is wrong: ")
    assert reason in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("cache", "name"),
    [("http", "FRONTEND_CACHE_URL"), ("cloudflare", "CLOUDFLARE_ZONE"), ("cloudflare", "CLOUDFLARE_TOKEN")],
)
def test_a_cache_in_front_is_named_with_all_that_it_takes_to_tell_it(cache: str, name: str, tmp_path: Path) -> None:
    given = {"HUB_FRONTEND_CACHE_URL": "http://varnish", "HUB_CLOUDFLARE_ZONE": "0", "HUB_CLOUDFLARE_TOKEN": "hunter2"}
    variables = {**production(tmp_path), **given, "HUB_FRONTEND_CACHE": cache, f"HUB_{name}": ""}
    assert_one_line(variables, f"HUB_{name} is missing. Hint: ")


def test_a_misspelt_variable_is_refused_with_the_name_that_is_near(tmp_path: Path) -> None:
    line = assert_one_line({**production(tmp_path), "HUB_REDIS_ULR": "redis://r"}, "HUB_REDIS_ULR is not a setting")
    assert "did you mean HUB_REDIS_URL?" in line


def test_the_web_server_s_entry_point_stops_as_commands_do(tmp_path: Path) -> None:
    ended = run({**production(tmp_path), "HUB_SECRET_KEY": ""}, "-c", "import hub.wsgi")
    assert ended.returncode == 2
    assert ended.stderr.startswith("The hub cannot start: HUB_SECRET_KEY is missing.")
    assert ended.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_web_server_refuses_to_start_without_the_built_front_end(tmp_path: Path) -> None:
    ended = run(production(tmp_path), "-c", "import hub.wsgi")
    assert ended.returncode == 2
    assert "(hub.E002) Hint: Run npm ci" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_made_is_a_failed_check(tmp_path: Path) -> None:
    collected(tmp_path)
    (tmp_path / "data").write_text("a file where the folder should be")
    ended = run(production(tmp_path), "manage.py", "check")
    assert ended.returncode == 1
    assert "hub.E001" in ended.stderr


def test_an_empty_variable_counts_as_missing() -> None:
    environment = Environment("HUB_", {"HUB_PORT": ""})
    assert environment.port("PORT", default=8000, hint="a port") == 8000


def test_a_list_drops_spaces_and_empty_parts() -> None:
    environment = Environment("HUB_", {"HUB_HOSTS": " a.example , ,b.example,"})
    assert environment.list("HOSTS", hint="hosts") == ("a.example", "b.example")


def test_each_name_that_is_read_is_known_afterwards() -> None:
    environment = Environment("HUB_", {"HUB_PORT": "1"})
    with pytest.raises(MisconfigurationError, match="HUB_PORT is not a setting"):
        environment.reject_unknown()
    environment.port("PORT", default=8000, hint="a port")
    environment.reject_unknown()


@pytest.mark.parametrize(
    "read",
    [
        lambda environment: environment.port("X", default=1, hint="a number"),
        lambda environment: environment.choice("X", ("a", "b"), hint="a or b"),
        lambda environment: environment.flag("X", default=False, hint="yes or no"),
        lambda environment: environment.address("X", ("https",), hint="an address"),
        lambda environment: environment.read("X", parse_database_url, None, "a database"),
    ],
)
def test_every_reader_names_the_variable_and_gives_the_hint(read: Callable[[Environment], object]) -> None:
    with pytest.raises(MisconfigurationError, match=r"HUB_X is wrong: .+ Hint: .+"):
        read(Environment("HUB_", {"HUB_X": "§"}))


def assert_one_line(variables: dict[str, str], beginning: str) -> str:
    ended = run(variables, "manage.py", "check")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"The hub cannot start: {beginning}")
    assert ended.stderr.count("\n") == 1
    return ended.stderr
