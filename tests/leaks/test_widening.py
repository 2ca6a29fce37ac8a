"""Content that used to be confidential and is opened today does not reveal its age."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.consumers.worker import Worker
from publishing.log.record import record_publication, record_relocation
from tests.leaks.operations import graphql
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

THEN = datetime(2001, 9, 3, 4, 5, 6, tzinfo=UTC)
TIMES = "firstPublishedAt updatedAt edition { number publishedAt } history(first: 9) { nodes { publishedAt } }"
QUERY = f"""{{
  content(by: {{path: "/open/"}}) {{ {TIMES} reviewedAt validUntil edition {{ signature {{ canonical }} }} }}
  contents(first: 9) {{ edges {{ cursor node {{ {TIMES} }} }} }}
  search(query: "doors", first: 9) {{ nodes {{ {TIMES} }} facets {{ values {{ value count }} }} }}
  snapshot(first: 9) {{ ... on ContentSnapshot {{ nodes {{ {TIMES} }} }} }}
  changes(first: 9) {{ ... on ContentChanges {{ nodes {{ content {{ {TIMES} }} }} }} }}
}}"""
ADDRESSES = (
    "/open/",
    "/",
    "/feeds/all.atom",
    "/feeds/all.json",
    "/feeds/guidance.json",
    "/sitemap.xml",
    "/search/?q=doors",
)


def test_neither_its_times_nor_its_earlier_addresses_are_revealed(client: Client) -> None:
    confidential = a_document(
        path="/operation/", audience=Audience.VALIDATED, marking=Marking.AMBER, change_note="Confidential"
    )
    record_publication(confidential, at=THEN)
    record_relocation(confidential.content_id, confidential.locale, "/open/", at=THEN)
    opened = {"path": "/open/", "audience": Audience.PUBLIC, "marking": Marking.CLEAR, "change_note": "Open"}
    record_publication(confidential.model_copy(update=opened))
    worker = Worker("opening")
    worker.run_round()
    worker.release()
    received = {address: client.get(address).content.decode() for address in ADDRESSES}
    received["GraphQL"] = graphql(client, QUERY)
    assert "Watch the doors" in received["/open/"]
    assert [where for where, text in received.items() if "2001" in text or "Confidential" in text] == []
    assert client.get("/operation/").status_code == 404
    assert "publishedAt" not in graphql(client, '{ content(by: {path: "/operation/"}) { edition { publishedAt } } }')
