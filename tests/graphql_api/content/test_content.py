"""One document: how it is found, and what it says."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from publishing.content.blocks import BLOCKS
from publishing.kinds import Kind, Relation
from publishing.kinds.project import ProjectDetails, ProjectMilestone, ProjectPartner
from publishing.log.record import record_relocation, record_withdrawal
from tests.graphql_api.api_client import ask, post, refused
from tests.graphql_api.factories import an_asset, an_image, an_item, one_of_each, refer
from tests.graphql_api.full_selections import everything_of
from tests.publishing.documents import DETAILS

pytestmark = pytest.mark.django_db

TITLE = 'query ($by: ContentBy!, $locale: String! = "en-gb") { content(by: $by, locale: $locale) { title path } }'

BODY = """
query ($by: ContentBy!) {
  content(by: $by) {
    body {
      __typename
      id
      ... on HeadingBlock { text level anchor }
      ... on RichTextBlock { html }
      ... on CalloutBlock { tone heading: title html }
      ... on StepsBlock { steps { title html } }
      ... on TableBlock { caption columns rows }
      ... on ImageBlock { image { alt renditions { url width height contentType } } note: caption credit }
      ... on DocumentBlock { file { url title filename contentType size } }
      ... on QuoteBlock { quote: text attribution }
      ... on ContactBlock { name role telephone email url hours }
      ... on LinkListBlock { label: title links { title url content { title path } } }
      ... on EmbedBlock { content { __typename title path } }
    }
  }
}
"""


def test_content_is_found_by_what_is_known_of_it(client: Client) -> None:
    item = an_item(Kind.PROJECT, code="TT3", path="/projects/tt3/")
    known = {"id": str(item.pk), "contentId": str(item.content_id), "path": "/projects/tt3/", "code": "TT3"}
    for name, value in known.items():
        assert ask(client, TITLE, by={name: value})["content"] == {"title": "Watch the doors", "path": "/projects/tt3/"}


def test_a_path_is_found_with_or_without_its_slashes(client: Client) -> None:
    an_item(path="/guidance/doors/")
    for path in ("/guidance/doors/", "/guidance/doors", "guidance/doors"):
        assert ask(client, TITLE, by={"path": path})["content"]["path"] == "/guidance/doors/"


def test_a_former_path_finds_the_content(client: Client) -> None:
    item = an_item(path="/old/")
    record_relocation(item.content_id, "en-gb", "/new/")
    assert ask(client, TITLE, by={"path": "/old/"})["content"]["path"] == "/new/"


def test_what_does_not_exist_is_null(client: Client) -> None:
    gone = an_item(path="/gone/")
    record_withdrawal(gone.content_id, "en-gb")
    for by in ({"id": str(uuid4())}, {"contentId": str(uuid4())}, {"path": "/gone/"}, {"code": "TT99"}):
        assert ask(client, TITLE, by=by)["content"] is None


def test_a_translation_is_preferred_and_falls_back_to_english(client: Client) -> None:
    english = an_item(title="Doors", path="/doors/")
    an_item(content_id=english.content_id, locale="cy", title="Drysau", path="/cy/drysau/")
    only_english = an_item(title="Gates")
    by, other = {"contentId": str(english.content_id)}, {"contentId": str(only_english.content_id)}
    assert ask(client, TITLE, by=by, locale="cy")["content"]["title"] == "Drysau"
    assert ask(client, TITLE, by=by)["content"]["title"] == "Doors"
    assert ask(client, TITLE, by=other, locale="cy")["content"]["title"] == "Gates"


def test_links_of_a_translation_lead_to_translations(client: Client) -> None:
    topic = an_item(Kind.TOPIC, title="Doors")
    an_item(Kind.TOPIC, content_id=topic.content_id, locale="cy", title="Drysau", path=None)
    an_item(locale="cy", path="/cy/hwn/", references=refer(Relation.TOPIC, topic))
    query = '{ content(by: {path: "/cy/hwn/"}) { topics { title } } }'
    assert ask(client, query)["content"]["topics"] == [{"title": "Drysau"}]


@pytest.mark.parametrize("by", [{}, {"path": "/a/", "code": "TT3"}, {"path": None}])
def test_exactly_one_thing_known_must_be_given(client: Client, by: dict[str, str]) -> None:
    assert refused(client, TITLE, by=by) == "BAD_INPUT"


def test_exactly_one_thing_known_must_be_given_in_the_query_too(client: Client) -> None:
    assert refused(client, '{ content(by: {path: "/a/", code: "TT3"}) { title } }') == "INVALID"


def test_a_wrong_id_and_a_wrong_locale_are_errors(client: Client) -> None:
    assert refused(client, TITLE, by={"id": "seven"}) == "BAD_INPUT"
    assert refused(client, TITLE, by={"path": "/"}, locale="fr") == "BAD_INPUT"


def test_every_block_is_answered_with_its_links_resolved(client: Client) -> None:
    target, asset = an_item(title="Gates", path="/gates/"), an_asset("the door.webp")
    item = an_item(body=one_of_each(target.content_id, asset), assets=(asset.key,))
    body = ask(client, BODY, by={"id": str(item.pk)})["content"]["body"]
    by_type = {block["__typename"]: block for block in body}
    assert set(by_type) == {block.__name__ for block in BLOCKS.values()}
    anchor = f'<a href="/gates/" data-content="{target.content_id}">there</a>'
    path = f"/assets/{asset.key}/the%20door.webp"
    file = f'<a href="{path}" data-asset="{asset.key}">this</a>'
    assert by_type["RichTextBlock"]["html"] == f"<p>Go {anchor} or take {file}.</p>"
    assert by_type["CalloutBlock"]["html"] == f"<p>{anchor}</p>"
    assert by_type["StepsBlock"]["steps"] == [{"title": "Look", "html": f"<p>{anchor}</p>"}]
    assert by_type["ImageBlock"]["image"]["renditions"] == [
        {"url": settings.BASE_URL + path, "width": 320, "height": 160, "contentType": "image/webp"}
    ]
    assert by_type["DocumentBlock"]["file"]["url"] == settings.BASE_URL + path
    assert by_type["LinkListBlock"]["links"] == [
        {"title": "Inside", "url": None, "content": {"title": "Gates", "path": "/gates/"}},
        {"title": "Outside", "url": "https://example.org/", "content": None},
    ]
    assert by_type["EmbedBlock"]["content"] == {"__typename": "Guidance", "title": "Gates", "path": "/gates/"}


def test_a_link_to_what_is_gone_becomes_plain_text(client: Client) -> None:
    target, asset = an_item(path="/gates/"), an_asset()
    item = an_item(body=one_of_each(target.content_id, asset))
    record_withdrawal(target.content_id, "en-gb")
    asset.delete()
    body = ask(client, BODY, by={"id": str(item.pk)})["content"]["body"]
    by_type = {block["__typename"]: block for block in body}
    assert by_type["RichTextBlock"]["html"] == "<p>Go there or take this.</p>"
    assert by_type["LinkListBlock"]["links"] == [{"title": "Outside", "url": "https://example.org/", "content": None}]
    assert by_type["ImageBlock"]["image"]["renditions"] == []
    assert by_type["DocumentBlock"]["file"]["url"] is None
    assert "EmbedBlock" not in by_type


def test_a_project_says_all_that_is_known_of_it(client: Client) -> None:
    acme = an_item(Kind.ORGANISATION, title="Acme")
    stream = an_item(Kind.WORK_STREAM, code="TT", title="Training")
    details = ProjectDetails(
        **DETAILS[Kind.PROJECT].model_dump(exclude={"partners", "milestones"}),
        partners=(ProjectPartner(organisation=acme.content_id, side="police"),),
        milestones=(ProjectMilestone(title="Started", due="2026-01-31", evidence="A photograph"),),
    )
    asset = an_asset()
    references = refer(Relation.WORK_STREAM, stream)
    an_item(Kind.PROJECT, path="/tt3/", details=details, references=references, image=an_image(asset))
    query = """{ content(by: {path: "/tt3/"}) { kind edition { number } image { alt width } ... on Project {
      action tier status lead partners { side organisation { title side } } workStream { code title }
      milestones { title due done evidence } } } }"""
    assert ask(client, query)["content"] == {
        "kind": "PROJECT",
        "edition": {"number": 1},
        "image": {"alt": "A door", "width": 320},
        "action": "Teach.",
        "tier": "PRIORITY",
        "status": "OPEN",
        "lead": None,
        "partners": [{"side": "POLICE", "organisation": {"title": "Acme", "side": "BUSINESS"}}],
        "workStream": {"code": "TT", "title": "Training"},
        "milestones": [{"title": "Started", "due": "2026-01-31", "done": None, "evidence": "A photograph"}],
    }


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_every_kind_can_be_read(client: Client, kind: Kind) -> None:
    item = an_item(kind)
    answer = post(client, f'{{ content(by: {{id: "{item.pk}"}}) {{ {everything_of(kind)} }} }}').json()
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["content"]["title"] == "Watch the doors"
