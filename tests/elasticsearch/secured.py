"""A node with security on: TLS by an authority of the test's own, and somebody who may do everything."""

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

NAME, PASSWORD = "somebody", "a password of this test"
_ROUNDS = 10_000


@dataclass(frozen=True)
class Secured:
    """Where the node is and what vouches for it."""

    url: str
    ca_certs: Path

    def as_superuser(self) -> Elasticsearch:
        """Return a client that may do everything."""
        return Elasticsearch(self.url, ca_certs=str(self.ca_certs), basic_auth=(NAME, PASSWORD))

    def with_key(self, key: str) -> Elasticsearch:
        """Return a client that may do what its key may."""
        return Elasticsearch(self.url, ca_certs=str(self.ca_certs), api_key=key)


@contextmanager
def secured(folder: Path) -> Iterator[Secured]:
    """Start a node; its authority's certificate is written into a folder."""
    authority = trustme.CA()
    ca_certs = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_certs)
    connect = partial(Elasticsearch, ca_certs=str(ca_certs), basic_auth=(NAME, PASSWORD))
    setup = Setup(_SETTINGS, _files(authority), "https", connect)
    with cluster(setup=setup) as made:
        yield Secured(made.urls[0], ca_certs)


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
        "users": f"{NAME}:{_hashed(PASSWORD)}\n".encode(),
        "users_roles": f"superuser:{NAME}\n".encode(),
    }


def _hashed(password: str) -> str:
    """Return a password as Elasticsearch's file of users holds it."""
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)[:32]
    return f"{{PBKDF2}}{_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
