"""Contact details become links: telephone numbers, email addresses and web pages, however they were typed."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from publishing.content.blocks import ContactBlock
from publishing.kinds import Kind
from tests.website.factories import publish

pytestmark = pytest.mark.django_db


def contact(client: Client, **details: str) -> Tag:
    item = publish(Kind.GUIDANCE, body=(ContactBlock(id=uuid4(), name="The desk", **details),))
    found = BeautifulSoup(client.get(str(item.path)).content, "html.parser").find(class_="hub-contact")
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize(
    ("telephone", "links"),
    [
        ("020 7946 0000", ["tel:+44-20-7946-0000"]),
        ("020 7946 0000 (24 hours), ext. 12", ["tel:+44-20-7946-0000;ext=12"]),
        ("(020) 7946 0000 x12", ["tel:+44-20-7946-0000;ext=12"]),
        ("+44 (0)20 7946 0000", ["tel:+44-20-7946-0000"]),
        ("020 7946 0000 or 0113 496 0000 ext 7", ["tel:+44-20-7946-0000", "tel:+44-113-496-0000;ext=7"]),
        ("0800 1111", ["tel:+44-800-1111"]),
        ("+33 1 42 68 53 00", ["tel:+33-1-42-68-53-00"]),
        ("999", ["tel:999"]),
        ("Ask at the gate, 24 hours", []),
        ('alert(1)"><script>', []),
    ],
)
def test_a_telephone_number_becomes_an_rfc_3966_link_and_other_text_stays(
    telephone: str, links: list[str], client: Client
) -> None:
    found = contact(client, telephone=telephone)
    assert [link["href"] for link in found.find_all("a")] == links
    assert telephone in found.get_text()


@pytest.mark.parametrize(
    ("email", "link"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        ("o'neill+hub@example.org", "mailto:o%27neill+hub@example.org"),
        ("a?bcc=b&c%@example.org", "mailto:a%3Fbcc%3Db%26c%25@example.org"),
        ("desg@sŵn.example", "mailto:desg@s%C5%B5n.example"),
        ("not an address", None),
    ],
)
def test_an_email_address_becomes_an_rfc_6068_link(email: str, link: str | None, client: Client) -> None:
    found = contact(client, email=email)
    assert [anchor["href"] for anchor in found.find_all("a")] == ([link] if link else [])
    assert email in found.get_text()
