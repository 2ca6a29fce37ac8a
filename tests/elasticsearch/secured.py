"""A node with security enabled: TLS by a certificate authority of the test's own, and a superuser."""

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import trustme
from elasticsearch import Elasticsearch

from tests.elasticsearch.cluster import Setup, cluster

NAME, PASSWORD = "superuser-for-tests", "a password for tests"
_ROUNDS = 10_000


@dataclass(frozen=True)
class SecuredNode:
    """The node's URL and the CA certificate for it."""

    url: str
    ca_certs: Path

    def as_superuser(self) -> Elasticsearch:
        """Return a client with all privileges."""
        return Elasticsearch(self.url, ca_certs=str(self.ca_certs), basic_auth=(NAME, PASSWORD))

    def with_key(self, key: str) -> Elasticsearch:
        """Return a client with the privileges of an API key."""
        return Elasticsearch(self.url, ca_certs=str(self.ca_certs), api_key=key)


@contextmanager
def secured_node(folder: Path) -> Iterator[SecuredNode]:
    """Start a node, and write its CA certificate to a folder."""
    authority = trustme.CA()
    ca_certs = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_certs)
    connect = partial(Elasticsearch, ca_certs=str(ca_certs), basic_auth=(NAME, PASSWORD))
    setup = Setup(_SETTINGS, _files(authority), "https", connect)
    with cluster(setup=setup) as started:
        yield SecuredNode(started.urls[0], ca_certs)


_SETTINGS: dict[str, object] = {
    "xpack.security.enabled": True,
    "xpack.security.http.ssl.enabled": True,
    "xpack.security.http.ssl.certificate": "http.crt",
    "xpack.security.http.ssl.key": "http.key",
    "xpack.security.autoconfiguration.enabled": False,
}


def _files(authority: trustme.CA) -> dict[str, bytes]:
    certificate = authority.issue_cert("127.0.0.1")
    return {
        "http.crt": b"".join(part.bytes() for part in certificate.cert_chain_pems),
        "http.key": certificate.private_key_pem.bytes(),
        "users": f"{NAME}:{_hash_password(PASSWORD)}\n".encode(),
        "users_roles": f"superuser:{NAME}\n".encode(),
    }


def _hash_password(password: str) -> str:
    """Return a password hash for Elasticsearch's `users` file."""
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)[:32]
    return f"{{PBKDF2}}{_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
