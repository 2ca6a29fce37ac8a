"""An editor of a running hub over HTTP: logs in, and submits the admin's forms like a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.stack import Stack

PAGE = {
    "marking": "CLEAR",
    "audience": "0",
    "update_type": "minor",
    "body-count": "0",
    **{f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
}
"""The fields of a page's form other than title, slug and summary."""


@contextmanager
def signed_in(stack: Stack) -> Iterator[httpx.Client]:
    """The browser of a superuser. Each request has a connection of its own: one that was kept open
    breaks with the process that held it, and unlike a browser httpx does not send a form again."""
    output = stack.manage("create_demo_editor")
    found = re.search(r"password (\S+)", output)
    assert found, output
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=stack.address, follow_redirects=True, timeout=60, limits=limits) as browser:
        post(browser, "/admin/login/", {"username": "editor", "password": found[1]})
        yield browser


def post(client: httpx.Client, path: str, data: dict[str, str], **more: Any) -> httpx.Response:
    """Submit a form with the CSRF token of its page."""
    page = client.get(path).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, page[:500]
    data = {**data, "csrfmiddlewaretoken": token[1]}
    return client.post(path, data=data, headers={"Referer": str(client.base_url) + path}, **more)
