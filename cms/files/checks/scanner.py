"""The virus scanner, if HUB_CLAMAV_SOCKET is set: every upload is sent to ClamAV's daemon."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from cms.files.checks.rejection import RejectedFile

logger = logging.getLogger(__name__)
SCAN_SECONDS, PING_SECONDS = 60, 2
UNAVAILABLE = "The virus scanner is unavailable, so files cannot be uploaded just now. Try again in a few minutes."


def check_for_viruses(file: BinaryIO) -> None:
    """Reject a file that the scanner reports, and every file while the scanner is unavailable."""
    if not settings.CLAMAV_SOCKET:
        return
    file.seek(0)
    try:
        with _client(SCAN_SECONDS) as client:
            states = client.instream(file)
    except (ClamdError, OSError, ValueError) as error:
        # A file that exceeds StreamMaxLength also ends up here: the daemon closes the connection.
        logger.error("The virus scanner is unavailable: %s", error)
        raise RejectedFile(UNAVAILABLE) from None
    finally:
        file.seek(0)
    state, finding = states.get("stream", ("ERROR", "no answer"))
    if state == "FOUND":
        logger.warning("The virus scanner found %s in an upload", finding)
        name = "".join(letter for letter in str(finding) if letter.isalnum() or letter in ".-_")
        raise RejectedFile(f"The virus scanner found {name} in the file. Do not open it, and tell your security team.")
    if state != "OK":
        logger.error("The virus scanner could not read an upload: %s", finding)
        raise RejectedFile(UNAVAILABLE)


def is_scanner_available() -> bool:
    """Whether the scanner responds."""
    try:
        with _client(PING_SECONDS) as client:
            return client.ping().strip() == "PONG"
    except (ClamdError, OSError):
        return False


@contextmanager
def _client(seconds: int) -> Iterator[ClamdUnixSocket | ClamdNetworkSocket]:
    address = settings.CLAMAV_SOCKET
    host, _, port = address.rpartition(":")
    client = (
        ClamdUnixSocket(path=address, timeout=seconds)
        if address.startswith("/")
        else ClamdNetworkSocket(host=host, port=int(port), timeout=seconds)
    )
    try:
        yield client
    finally:
        # The library leaves its socket open if it cannot connect.
        if unclosed := getattr(client, "clamd_socket", None):
            unclosed.close()
