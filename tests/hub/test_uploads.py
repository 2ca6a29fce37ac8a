"""An upload that is too large is refused before it is read."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hub.environment import Environment, MisconfigurationError
from hub.uploads import FORM_BYTES

GIGABYTES = 5 * 1024**3
WAYS = [
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:create",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:create",
    "wagtailadmin_login",
]


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError("the body was read")


def _post(client: Client, path: str, length: int, **headers: str) -> Any:
    extra = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread(), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    return client.post(path, **extra, headers=headers)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", WAYS)
def test_five_gigabytes_are_refused_unread_and_say_why(client: Client, name: str) -> None:
    answer = _post(client, reverse(name), GIGABYTES)
    assert answer.status_code == 413
    assert (
        "This upload is too big (5.0\xa0GB). An image or document may have up to 25.0\xa0MB" in answer.content.decode()
    )


def test_a_program_reads_why_as_json(client: Client) -> None:
    answer = _post(client, reverse("wagtaildocs:add_multiple"), GIGABYTES, Accept="application/json")
    assert answer.status_code == 413
    assert "too big" in answer.json()["error_message"]


@pytest.mark.django_db
def test_a_form_of_the_largest_file_is_read(client: Client) -> None:
    with pytest.raises(AssertionError, match="the body was read"):
        _post(client, reverse("wagtailadmin_login"), settings.UPLOAD_BYTES + FORM_BYTES)


@pytest.mark.parametrize("address", ["/run/clamav/clamd.ctl", "clamav:3310"])
def test_the_scanner_s_address_is_a_socket_or_a_port(address: str) -> None:
    assert Environment("HUB_", {"HUB_S": address}).socket("S", hint="where") == address


@pytest.mark.parametrize("address", ["clamav", ":3310", "clamav:port", "run/clamd.ctl"])
def test_any_other_address_stops_the_start(address: str) -> None:
    with pytest.raises(MisconfigurationError, match="HUB_S is wrong: expected the path of a socket, or host:port"):
        Environment("HUB_", {"HUB_S": address}).socket("S", hint="where")
