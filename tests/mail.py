"""A mail server for tests: it takes what it is sent, unless it is for an address that is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.message import Message as OldMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pytest_django import Settings

from tests.engines import free_port


class Postbox(Message):
    """Takes what a mail server is sent, unless it is for an address that is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[EmailMessage] = []
        self.refused = ""

    def handle_message(self, message: OldMessage) -> None:
        """Take a message or refuse it."""
        if message["To"] == self.refused:
            raise ValueError("No such user here")
        self.taken.append(message_from_bytes(message.as_bytes(), policy=default))


@contextmanager
def mail_server(settings: Settings) -> Iterator[Postbox]:
    """Run a mail server that the hub sends to."""
    postbox = Postbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False
    controller = Controller(postbox, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield postbox
    controller.stop()
