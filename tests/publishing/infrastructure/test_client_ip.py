"""What X-Forwarded-For says of who asks, however proxies write it."""

from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from publishing.infrastructure.client_ip import get_client_ip

PROXY = ("HTTP_X_FORWARDED_PROTO", "https")
PEER = "192.0.2.1"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = PROXY
    settings.TRUSTED_PROXIES = 1


def address(forwarded: str | None, peer: str = PEER) -> str:
    """Where a request comes from."""
    headers: dict[str, Any] = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return get_client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("forwarded", "counted_by"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ('"203.0.113.9:51234"', "203.0.113.9"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ('"[2001:db8:1:2::9]:443"', "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[fe80::1%25eth0]:443", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9:51234", "203.0.113.9"),
        ("203.0.113.9, , ", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        (None, PEER),
        ("", PEER),
    ],
)
def test_addresses_are_read_as_proxies_write_them(forwarded: str | None, counted_by: str) -> None:
    assert address(forwarded) == counted_by


@pytest.mark.parametrize(
    "nonsense",
    [
        "unknown",
        "_hidden",
        "_SEVKISEK",
        "203.0.113.999",
        "203.0.113.9:port",
        "[::1",
        "010.0.0.1",
        "a.example",
        "9" * 5000,
    ],
)
def test_an_invalid_entry_counts_as_the_next_hop_and_not_as_all_clients(settings: Settings, nonsense: str) -> None:
    assert address(nonsense) == PEER
    assert address(nonsense, peer="192.0.2.2") == "192.0.2.2"
    settings.TRUSTED_PROXIES = 2
    assert address(f"{nonsense}, 203.0.113.80:443") == "203.0.113.80"


def test_entries_before_those_of_our_proxies_are_ignored(settings: Settings) -> None:
    assert address("198.51.100.1, 203.0.113.9") == address("198.51.100.2, 203.0.113.9") == "203.0.113.9"
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address("203.0.113.9") == PEER


def test_a_server_that_listens_to_both_protocols_distinguishes_ipv4_clients() -> None:
    assert address(None, peer="::ffff:203.0.113.9") == "203.0.113.9"
    assert address(None, peer="::ffff:203.0.113.10") == "203.0.113.10"


def test_a_proxy_that_names_no_address_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    from publishing.infrastructure import client_ip

    client_ip._warn.cache_clear()
    address("unknown")
    address("unknown")
    assert caplog.text.count("HUB_TRUSTED_PROXIES") == 1
