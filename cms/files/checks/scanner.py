"""The virus scanner, where one is set up (HUB_CLAMAV_SOCKET): ClamAV's daemon, which is sent every upload."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from cms.files.checks.rejection import RejectedFile

logger = logging.getLogger(__name__)
SCAN_SECONDS, PING_SECONDS = 60, 2
AWAY = "The virus scanner does not answer, so nothing can be uploaded. Nothing is lost: try again in a few minutes."


def check_for_viruses(file: BinaryIO) -> None:
    """Refuse a file in which the scanner finds something, and every file while it cannot be asked."""
    if not settings.CLAMAV_SOCKET:
        return
    file.seek(0)
    try:
        with _client(SCAN_SECONDS) as client:
            states = client.instream(file)
    except (ClamdError, OSError, ValueError) as error:
        # Too long for its StreamMaxLength looks like this as well: it hangs up.
        logger.error("The virus scanner cannot be asked: %s", error)
        raise RejectedFile(AWAY) from None
    finally:
        file.seek(0)
    state, finding = states.get("stream", ("ERROR", "no answer"))
    if state == "FOUND":
        logger.warning("The virus scanner found %s in an upload", finding)
        name = "".join(letter for letter in str(finding) if letter.isalnum() or letter in ".-_")
        raise RejectedFile(f"The virus scanner found {name} in the file. Do not open it, and tell your security team.")
    if state != "OK":
        logger.error("The virus scanner could not read an upload: %s", finding)
        raise RejectedFile(AWAY)


def is_scanner_available() -> bool:
    """Whether the scanner can be asked."""
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
        # The library leaves its socket open when it could not connect.
        if unclosed := getattr(client, "clamd_socket", None):
            unclosed.close()
