"""Granian under production settings, started as the Dockerfile does, with collected static files."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.engines import free_port
from tests.hub.starting import ROOT, production, run

pytestmark = pytest.mark.slow

HTTPS = {"Host": "hub.example.org", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of an installation that is ready to serve."""
    variables = production(tmp_path_factory.mktemp("production"))
    for arguments in (("build_developer_pages",), ("collectstatic", "--no-input"), ("migrate", "--no-input")):
        ended = run(variables, "manage.py", *arguments)
        assert ended.returncode == 0, ended.stderr
    return variables


@pytest.fixture(scope="module")
def port(variables: dict[str, str]) -> Iterator[int]:
    """The port of a running Granian."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "web", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env={**variables}) as server:
        wait_until_up(port, server)
        yield port
        server.terminate()


def test_django_s_deployment_checks_find_nothing(variables: dict[str, str]) -> None:
    ended = run(variables, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr


def test_plain_http_is_sent_to_https(port: int) -> None:
    status, headers, _ = get(port, "/admin/login/", {"Host": "hub.example.org"})
    assert (status, headers["Location"]) == (301, "https://hub.example.org/admin/login/")


def test_the_developers_pages_are_served(port: int) -> None:
    assert get(port, "/developers/schema/Briefing/", HTTPS)[0] == 200
    assert get(port, "/developers/graphiql/", HTTPS)[0] == 200


def test_responses_carry_hsts(port: int) -> None:
    _, headers, _ = get(port, "/admin/login/", HTTPS)
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_the_login_form_s_cookie_goes_over_https_only(port: int) -> None:
    _, headers, _ = get(port, "/admin/login/", HTTPS)
    assert "Secure" in headers["Set-Cookie"]


def test_another_host_s_name_is_refused(port: int) -> None:
    assert get(port, "/admin/login/", {**HTTPS, "Host": "evil.example"})[0] == 400


def test_probes_are_answered_by_address_and_over_plain_http(port: int) -> None:
    assert get(port, "/healthz", {})[0] == 200


def test_static_files_are_compressed_and_kept_for_ever(port: int) -> None:
    _, _, page = get(port, "/admin/login/", HTTPS)
    path = page.split('href="/static/', 1)[1].split('"', 1)[0]
    status, headers, _ = get(port, f"/static/{path}", {**HTTPS, "Accept-Encoding": "gzip"})
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def get(port: int, path: str, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode(errors="replace")


def wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            get(port, "/healthz", {})
            return
        except ConnectionError:
            time.sleep(0.05)
    raise AssertionError("Granian did not start")
