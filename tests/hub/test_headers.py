"""Security headers of all responses."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

PUBLIC = "/an-address-that-nothing-has/"
ADMIN = "/admin/login/"


def policy(client: Client, path: str) -> dict[str, list[str]]:
    header = client.get(path).headers["Content-Security-Policy"]
    parts = [part.split() for part in header.split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.django_db
def test_public_pages_run_only_what_the_hub_serves(client: Client) -> None:
    directives = policy(client, PUBLIC)
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert directives["base-uri"] == ["'none'"]
    assert "unsafe" not in str(directives)


@pytest.mark.django_db
def test_only_the_admin_may_have_inline_scripts_and_never_eval(client: Client) -> None:
    directives = policy(client, ADMIN)
    assert directives["script-src"] == ["'self'", "'unsafe-inline'"]
    assert "unsafe-eval" not in str(directives)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PUBLIC, ADMIN])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_an_anonymous_reader_gets_no_cookie(client: Client) -> None:
    assert not client.get(PUBLIC).cookies


@pytest.mark.browser
@pytest.mark.one_database
def test_wagtail_s_admin_works_under_its_policy(live_server: LiveServer, page: Page) -> None:
    get_user_model().objects.create_superuser("editor", "editor@example.org", "a password of this test")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "a password of this test")
    page.click("button[type=submit]")
    for path in ("/admin/", "/admin/pages/", "/admin/images/", "/admin/reports/site-history/", "/admin/account/"):
        answer = page.goto(f"{live_server.url}{path}", wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
    assert complaints == []
