"""Files in the admin: by the pages that use them, by section, and closed files of confidential pages."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission

from cms.models import Section, SectionFiles, TravelAdvicePage
from cms.staff.section_collections import get_or_create_collections
from cms.staff.visibility import acting_as
from publishing.access.audiences import Audience, Marking
from tests.cms.factories import a_draft, a_page, a_part, an_editor, an_image, an_upload, publish, section, signed_in

pytestmark = pytest.mark.django_db

RED: dict[str, Any] = {"marking": Marking.RED, "audience": Audience.NAMED}


def an_image_of(slug: str = "guidance", **fields: Any) -> Image:
    """An image in a section's collection."""
    image = an_image(**fields)
    image.collection = get_or_create_collections(section(slug)).collection
    image.save()
    return image


def status(client: Client, image: Image) -> set[int]:
    """Return the responses of an image's form, its file and a search for its title."""
    listing = client.get(reverse("wagtailimages:index"), {"q": image.title}).content.decode()
    listed = 200 if f"/admin/images/{image.pk}/" in listing else 404
    return {client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code, listed, served(client, image)}


def served(client: Client, image: Image) -> int:
    """Return the response for its file."""
    answer: Any = client.get(image.file.url)
    assert b"".join(answer)
    return int(answer.status_code)


def test_every_section_has_an_open_and_a_closed_collection_in_all_languages() -> None:
    for slug in ("guidance", "work-streams", "projects", "briefings", "travel-advice", "z-cards", "about"):
        held = get_or_create_collections(section(slug))
        assert held == get_or_create_collections(section(slug, "cy"))
        assert held.closed.get_parent() == held.collection
    assert not GroupCollectionPermission.objects.filter(collection__depth=1).exists()


def test_a_new_section_gets_its_collections() -> None:
    home = section("guidance").get_parent()
    made = home.add_child(instance=Section(title="Drills", slug="drills", lists="guidance"))
    assert SectionFiles.objects.get(section_key=made.translation_key).collection.name == "Drills"


def test_an_image_is_for_the_groups_of_its_section() -> None:
    image = an_image_of("guidance")
    assert status(signed_in("Editor"), image) == {200}
    assert status(signed_in("Moderator"), image) == {200}
    assert status(signed_in("Travel desk"), image) == {404}


def test_a_confidential_pages_file_is_closed() -> None:
    image = an_image_of()
    a_page(image=image, owner=an_editor("Editor"), **RED)
    image.refresh_from_db()
    assert image.collection == get_or_create_collections(section("guidance")).closed
    assert status(signed_in("Editor"), image) == {404}
    assert status(signed_in(), image) == {200}


def test_a_confidential_drafts_file_is_closed() -> None:
    page, image = a_page(), an_image_of()
    page.image, page.marking, page.audience, page.change_note = image, Marking.RED, Audience.NAMED, "Closed."
    page.save_revision()
    assert status(signed_in("Editor"), image) == {404}


def test_a_file_that_an_open_page_uses_stays_open() -> None:
    image = an_image_of()
    a_page(image=image)
    a_page(image=image, **RED)
    image.refresh_from_db()
    assert image.collection == get_or_create_collections(section("guidance")).collection
    assert status(signed_in("Editor"), image) == {200}


def test_a_draft_does_not_open_a_closed_file_to_those_who_save_it() -> None:
    image = an_image(title="Quokka")
    a_draft(image=image, image_alt="Exits", owner=an_editor("Editor", name="author"), **RED)
    draft = a_draft(image=image, image_alt="Exits")  # a row with the content of a draft, as after a save
    editor = signed_in("Editor")
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "you may not see it" in form
    assert "Quokka" not in form
    assert status(editor, image) == {404}
    publish(draft)
    assert 200 in status(editor, image)


def test_a_file_that_only_another_desks_draft_uses_is_that_desks() -> None:
    image = an_image_of("guidance")
    a_draft(TravelAdvicePage, image=image, parts=[a_part("Safety and security", "safety-and-security")])
    assert status(signed_in("Editor"), image) == {404}


def test_uploaders_keep_seeing_their_files() -> None:
    editor = an_editor("Editor")
    image = an_image_of()
    image.uploaded_by_user = editor
    image.save()
    a_page(image=image, owner=an_editor("Editor"), **RED)
    client = Client()
    client.force_login(editor)
    assert served(client, image) == 200


def test_a_hidden_image_cannot_be_put_on_a_page_to_see_it() -> None:
    hidden = an_image(title="Hidden")
    a_page(image=hidden, owner=an_editor("Editor"), **RED)
    editor = an_editor("Editor")
    page = a_draft(owner=editor)
    client = Client()
    client.force_login(editor)
    for key in (hidden.pk, 987_654):
        form = {"title": page.title, "slug": page.slug, "image": key, "body-count": 0, "marking": "CLEAR"}
        form |= {"audience": 0, "update_type": "major", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
        assert "Select a valid choice" in answer.content.decode()
        assert "Hidden" not in answer.content.decode()


def test_moving_up_to_green_opens_nothing_to_other_sections() -> None:
    image = an_image_of()
    page = a_page(image=image, **RED)
    page.marking, page.audience, page.change_note = Marking.GREEN, Audience.REGISTERED, "Opened."
    publish(page)
    assert served(signed_in("Editor"), image) == 200
    assert served(signed_in("Travel desk"), image) == 404


def test_a_hidden_document_cannot_be_linked_to_in_order_to_see_it() -> None:
    hidden, editor = an_upload(), an_editor("Editor")
    own = an_upload(name="own.pdf")
    own.uploaded_by_user = editor
    own.save()
    with acting_as(editor):
        stored = DraftailRichTextArea(features=["document-link"]).value_from_datadict(
            {"text": json.dumps(linking_to(hidden, own))}, {}, "text"
        )
    assert f'id="{own.pk}"' in stored
    assert f'id="{hidden.pk}"' not in stored


def linking_to(*documents: Any) -> dict[str, Any]:
    """Rich text as a browser submits it: a line for each document."""
    block = {"type": "unstyled", "depth": 0, "inlineStyleRanges": [], "text": "there"}
    blocks = [
        {**block, "key": str(place), "entityRanges": [{"offset": 0, "length": 5, "key": place}]}
        for place, _ in enumerate(documents)
    ]
    links = {
        str(place): {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": document.pk}}
        for place, document in enumerate(documents)
    }
    return {"blocks": blocks, "entityMap": links}


def test_the_migration_puts_files_and_permissions_where_the_pages_are() -> None:
    open_image, red_image, unused = an_image(), an_image(), an_image()
    a_page(image=open_image)
    a_page(image=red_image, **RED)
    root = Collection.get_first_root_node()
    Image.objects.update(collection=root)
    choose = Permission.objects.get(codename="choose_image")
    desk = Group.objects.get(name="Travel desk")
    GroupCollectionPermission.objects.all().delete()
    GroupCollectionPermission.objects.create(group=desk, collection=root, permission=choose)
    import_module("cms.migrations.0007_section_files").place(apps, None)
    held = get_or_create_collections(section("guidance"))
    places = dict(Image.objects.values_list("pk", "collection"))
    expected = {open_image.pk: held.collection.pk, red_image.pk: held.closed.pk, unused.pk: root.pk}
    assert places == expected
    granted = GroupCollectionPermission.objects.get()
    assert granted.collection == get_or_create_collections(section("travel-advice")).collection
