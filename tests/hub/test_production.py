"""The hub under production settings."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis

from tests.engines import free_port
from tests.hub.starting import ROOT, collected, production, run

HTTPS = {"Host": "hub.example.org", "X-Forwarded-Proto": "https"}


def test_django_s_deployment_checks_find_nothing(tmp_path: Path) -> None:
    collected(tmp_path)
    ended = run(production(tmp_path), "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr


def test_redis_is_the_cache_where_it_is_named(tmp_path: Path, redis_url: str) -> None:
    script = "from django.core.cache import cache; cache.set('greeting', 'hello'); print(cache.get('greeting'))"
    variables = {"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path), "HUB_REDIS_URL": redis_url}
    ended = run(variables, *shell(script))
    assert ended.stdout.strip() == "hello", ended.stderr
    with redis.Redis.from_url(redis_url) as client:
        assert client.exists("hub:1:greeting")


def test_logs_are_one_line_an_event_in_utc(tmp_path: Path) -> None:
    script = "import logging; logging.getLogger('publishing.worker').warning('fell behind')"
    ended = run({"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path)}, *shell(script))
    date, level, logger, text = ended.stderr.strip().split(" ", 3)
    assert time.strptime(date, "%Y-%m-%dT%H:%M:%SZ")
    assert (level, logger, text) == ("WARNING", "publishing.worker:", "fell behind")


@pytest.mark.slow
class TestServed:
    """Granian, as the Dockerfile starts it, with collected static files."""

    @pytest.fixture(scope="class")
    def port(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
        folder = tmp_path_factory.mktemp("production")
        variables = production(folder)
        for arguments in (("collectstatic", "--no-input"), ("migrate", "--no-input")):
            ended = run(variables, "manage.py", *arguments)
            assert ended.returncode == 0, ended.stderr
        port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "hub.wsgi:application"]
        with subprocess.Popen(command, cwd=ROOT, env={**variables}) as server:
            wait_until_up(port, server)
            yield port
            server.terminate()

    def test_plain_http_is_sent_to_https(self, port: int) -> None:
        status, headers, _ = get(port, "/admin/login/", {"Host": "hub.example.org"})
        assert (status, headers["Location"]) == (301, "https://hub.example.org/admin/login/")

    def test_browsers_are_told_to_use_https_only(self, port: int) -> None:
        _, headers, _ = get(port, "/admin/login/", HTTPS)
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"

    def test_the_login_form_s_cookie_goes_over_https_only(self, port: int) -> None:
        _, headers, _ = get(port, "/admin/login/", HTTPS)
        assert "Secure" in headers["Set-Cookie"]

    def test_another_host_s_name_is_refused(self, port: int) -> None:
        assert get(port, "/admin/login/", {**HTTPS, "Host": "evil.example"})[0] == 400

    def test_probes_are_answered_by_address_and_over_plain_http(self, port: int) -> None:
        assert get(port, "/healthz", {})[0] == 200

    def test_static_files_are_compressed_and_kept_for_ever(self, port: int) -> None:
        _, _, page = get(port, "/admin/login/", HTTPS)
        path = page.split('href="/static/', 1)[1].split('"', 1)[0]
        status, headers, _ = get(port, f"/static/{path}", {**HTTPS, "Accept-Encoding": "gzip"})
        assert status == 200
        assert "immutable" in headers["Cache-Control"]


def shell(script: str) -> tuple[str, ...]:
    return ("manage.py", "shell", "--no-imports", "--command", script)


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
