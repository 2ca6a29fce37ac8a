"""The root field `preview`: a draft as its published item would be, for one key, for an hour, and nowhere else."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from partners.issuing import revoke
from partners.models import ApiKey
from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import ImageBlock
from publishing.kinds import Kind, Relation
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication
from publishing.models import PreviewedDocument
from publishing.models.previews import hash_token
from publishing.previews.documents import PreviewRefusedError
from tests.graphql_api.api_client import Json, ask, post, refused
from tests.graphql_api.factories import an_asset, an_image, an_item, one_of_each, refer
from tests.graphql_api.full_selections import everything_of
from tests.leaks import canaries
from tests.partners.making import bearing
from tests.previews import a_front_end, a_preview, end_hour
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERY = "query ($token: String!) { preview(token: $token) { title isDraft } }"
NULL = {"preview": None}
OWN = {"id", "revision", "edition", "isDraft", "sourceMap"}
OWN |= {"updatedAt", "firstPublishedAt", "reviewedAt", "alertsSince"}
"""What a draft has of its own: it is not in the log yet, and would be published now."""


def holder(text: str) -> Client:
    """Return a client that sends a key."""
    return Client(headers=bearing(text))


def preview(client: Client, token: str) -> Json:
    return ask(client, QUERY, token=token)


def without_tokens(value: Any) -> Any:
    return json.loads(re.sub(r"\?preview=[\w-]+", "", json.dumps(value)))


@pytest.mark.parametrize("kind", Kind)
def test_a_draft_has_the_types_and_values_that_it_will_have_once_published(kind: Kind) -> None:
    target, topic, asset = an_item(title="Target"), an_item(Kind.TOPIC), an_asset()
    references = (*refer(Relation.TOPIC, topic), *refer(Relation.RELATED, target), *refer(Relation.MENTION, target))
    draft = a_document(
        kind,
        body=one_of_each(target.content_id, asset),
        image=an_image(asset),
        references=references,
        assets=(asset.key,),
    )
    site, text = a_front_end()
    query = f"query ($token: String!) {{ preview(token: $token) {{ {everything_of(kind)} }} }}"
    shown = ask(holder(text), query, token=a_preview(draft, site))["preview"]
    record_publication(draft)
    published = ask(holder(text), f'{{ content(by: {{id: "{draft.id}"}}) {{ {everything_of(kind)} }} }}')["content"]
    translations = [node.pop("translations") for node in (shown, published)]
    assert {name: value for name, value in without_tokens(shown).items() if name not in OWN} == {
        name: value for name, value in published.items() if name not in OWN
    }
    assert [node["title"] for node in translations[0]] == [node["title"] for node in translations[1]]
    assert (shown["isDraft"], published["isDraft"]) == (True, False)
    assert (shown["edition"]["number"], shown["edition"]["signature"]) == (0, None)
    assert shown["sourceMap"]["fields"][0]["name"] == "reviewBy"
    assert published["sourceMap"] is None


def test_alerts_that_a_draft_keeps_are_as_old_as_what_is_published() -> None:
    item = an_item(Kind.TRAVEL_ADVICE)
    assert item.edition
    kept = a_document(Kind.TRAVEL_ADVICE, content_id=item.content_id, path=item.path, title="Draft")
    site, text = a_front_end()
    query = "query ($token: String!) { preview(token: $token) { ... on TravelAdvice { alertsSince } } }"
    shown = ask(holder(text), query, token=a_preview(kept, site))["preview"]
    assert shown == {"alertsSince": item.edition.published_at.isoformat()}


def test_its_id_is_its_own_so_that_caches_do_not_mix_it_with_what_is_published() -> None:
    item = an_item(title="Published")
    draft = a_document(content_id=item.content_id, path=item.path, title="Draft")
    site, text = a_front_end()
    query = "query ($token: String!) { preview(token: $token) { id contentId translations { id title isDraft } } }"
    node = ask(holder(text), query, token=a_preview(draft, site))["preview"]
    assert node["contentId"] == str(item.content_id)
    assert node["id"] != str(item.pk)
    assert node["translations"] == [{"id": node["id"], "title": "Draft", "isDraft": True}]
    assert ask(holder(text), f'{{ node(id: "{node["id"]}") {{ id }} }}') == {"node": None}


def test_all_tokens_that_a_key_may_not_read_have_the_same_response() -> None:
    site, text = a_front_end()
    _, other_text = a_front_end(label="Other")
    draft = a_document(title="quokka")
    token, expired = a_preview(draft, site), a_preview(a_document(title="quokka"), site)
    end_hour(expired)
    assert preview(holder(text), token) == {"preview": {"title": "quokka", "isDraft": True}}
    wrong = post(holder(text), QUERY, token="quokka")
    assert wrong.json() == {"data": NULL}
    for client, value in ((holder(text), expired), (holder(text), ""), (holder(other_text), token)):
        answer = post(client, QUERY, token=value)
        assert answer.content == wrong.content
        assert answer["GraphQL-Cost"] == wrong["GraphQL-Cost"]
    assert preview(Client(), token) == NULL
    assert preview(holder(text), token)["preview"]


def test_a_revoked_key_reads_no_preview() -> None:
    site, text = a_front_end()
    token = a_preview(a_document(), site)
    revoke(ApiKey.objects.get(prefix=site.key))
    assert refused(holder(text), QUERY, token=token) == "KEY_REVOKED"


def test_it_is_never_cached_and_never_sent_by_get(settings: Any) -> None:
    settings.GRAPHQL_CACHE = 10_000_000
    site, text = a_front_end()
    draft = a_document(title="First")
    token = a_preview(draft, site)
    answer = post(holder(text), QUERY, token=token)
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    end_hour(token)
    assert preview(holder(text), token) == NULL
    by_get = holder(text).get("/graphql", {"query": QUERY, "variables": json.dumps({"token": token})})
    assert by_get.status_code == 405
    within = "query ($token: String!) { ...Draft } fragment Draft on Query { preview(token: $token) { title } }"
    assert Client().get("/graphql", {"query": within, "variables": json.dumps({"token": token})}).status_code == 405


REFUSED: dict[str, dict[str, Any]] = {
    "TLP:RED": {"marking": Marking.RED, "audience": Audience.NAMED},
    "embargoed": {"effective_at": timezone.now() + timedelta(hours=2)},
    "expired": {"expires_at": timezone.now() - timedelta(hours=2)},
    "readers": {"marking": Marking.AMBER, "audience": Audience.VALIDATED},
    "kind": {"kind": Kind.BRIEFING},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_a_key_may_not_read_is_refused_to_the_editor_and_null_to_the_front_end(reason: str) -> None:
    site, text = a_front_end(audience=Audience.REGISTERED, kinds=[Kind.GUIDANCE])
    draft = a_document(**{"kind": Kind.GUIDANCE, **REFUSED[reason]})
    with pytest.raises(PreviewRefusedError, match=reason):
        a_preview(draft, site)
    token = a_preview(a_document(), site)
    assert preview(holder(text), token) != NULL
    stored = PreviewedDocument.objects.filter(token_hash=hash_token(token))
    stored.update(document=draft.model_dump(mode="json"), content_id=draft.content_id)
    assert preview(holder(text), token) == NULL


def test_a_draft_that_widens_the_audience_is_not_previewed_before_it_is_published() -> None:
    site, text = a_front_end()
    item = an_item(marking=Marking.RED, audience=Audience.NAMED)
    wider = a_document(content_id=item.content_id, path=item.path)
    with pytest.raises(PreviewRefusedError, match="wider audience"):
        a_preview(wider, site)
    draft = a_document()
    token = a_preview(draft, site)
    record_publication(draft.model_copy(update={"marking": Marking.AMBER, "audience": Audience.VALIDATED}))
    assert preview(holder(text), token) == NULL


def test_links_in_a_draft_lead_only_to_what_the_key_may_read() -> None:
    hidden = an_item(title="quokka", marking=Marking.GREEN, audience=Audience.REGISTERED)
    draft = a_document(
        body=one_of_each(hidden.content_id, an_asset()),
        references=tuple(one for relation in Relation for one in refer(relation, hidden)),
    )
    site, text = a_front_end()
    query = f"query ($token: String!) {{ preview(token: $token) {{ {everything_of(Kind.GUIDANCE)} }} }}"
    assert "quokka" not in post(holder(text), query, token=a_preview(draft, site)).content.decode()


def draft_with_a_file() -> NewEdition:
    asset = canaries.an_asset("quokka.webp")
    return a_document(body=(ImageBlock(id=uuid4(), image=an_image(asset)),), assets=(asset.key,))


def image_url(text: str, token: str) -> str:
    query = """query ($token: String!) {
        preview(token: $token) { body { ... on ImageBlock { image { renditions { url } } } } } }"""
    (block,) = ask(holder(text), query, token=token)["preview"]["body"]
    url: str = block["image"]["renditions"][0]["url"]
    return url.removeprefix("http://localhost:8000")


def test_the_files_of_a_draft_are_open_to_its_readers_until_the_preview_ends() -> None:
    site, text = a_front_end()
    token = a_preview(draft_with_a_file(), site)
    url = image_url(text, token)
    shown = Client().get(url)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert b"".join(shown) == b"quokka.webp"
    other = a_preview(draft_with_a_file(), site)
    swapped = image_url(text, other).partition("?")[0] + "?" + url.partition("?")[2]
    for address in (url.partition("?")[0], url[:-1], swapped):
        assert Client().get(address).status_code == 404
        assert holder(text).get(address).status_code == 404
    end_hour(token)
    assert Client().get(url).status_code == 404


def test_the_files_of_a_draft_are_closed_when_its_key_is_revoked() -> None:
    site, text = a_front_end()
    url = image_url(text, a_preview(draft_with_a_file(), site))
    assert b"".join(Client().get(url)) == b"quokka.webp"
    revoke(ApiKey.objects.get(prefix=site.key))
    assert Client().get(url).status_code == 404


def test_only_the_hash_of_a_token_is_stored() -> None:
    site, _ = a_front_end()
    token = a_preview(a_document(), site)
    row = PreviewedDocument.objects.values().get()
    assert token not in str(row)
    assert row["created_by"] == "7"
