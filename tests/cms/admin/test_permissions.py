"""Who may do what in the admin: each group has its kinds; few may change the structure or the threat level."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, Workflow

from cms.models import (
    BriefingPage,
    GuidancePage,
    Home,
    ProjectPage,
    Section,
    ThreatLevel,
    TravelAdvicePage,
    WorkStreamPage,
    ZCardPage,
)
from cms.staff.section_collections import get_or_create_collections
from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS
from publishing.models import Entitlement
from tests.cms.factories import a_draft, a_page, an_editor, an_image, an_upload, get_item, section, signed_in

pytestmark = pytest.mark.django_db

ALL = {GuidancePage, WorkStreamPage, ProjectPage, BriefingPage, TravelAdvicePage, ZCardPage}


def writes(user: User) -> set[type[Page]]:
    """Return the page types the user may add, in all sections of both languages."""
    found = set()
    for parent in Section.objects.all():
        if parent.permissions_for_user(user).can_add_subpage():
            found |= {model for model in Section.creatable_subpage_models() if model.can_create_at(parent)}
    return found & ALL


def publishes(user: User) -> set[type[Page]]:
    a_draft(WorkStreamPage)  # for the project
    others = ALL - {WorkStreamPage}
    return {model for model in others if a_draft(model).permissions_for_user(user).can_publish()}


@pytest.mark.parametrize(
    ("group", "may_write", "may_publish"),
    [
        ("Editor", ALL - {TravelAdvicePage}, set()),
        ("Moderator", ALL, ALL - {WorkStreamPage}),
        ("Travel desk", {TravelAdvicePage}, {TravelAdvicePage}),
        ("Duty officer", {BriefingPage}, {BriefingPage}),
    ],
)
def test_each_group_is_limited_to_its_kinds(
    group: str, may_write: set[type[Page]], may_publish: set[type[Page]]
) -> None:
    user = an_editor(group)
    assert writes(user) == may_write
    assert publishes(User.objects.get(pk=user.pk)) == may_publish


@pytest.mark.parametrize("group", ["Editor", "Travel desk", "Duty officer"])
def test_groups_cannot_change_sections_and_home_pages(group: str) -> None:
    user = an_editor(group)
    for page in (*Section.objects.all(), *Home.objects.all()):
        allowed = page.permissions_for_user(user)
        assert not any((allowed.can_edit(), allowed.can_publish(), allowed.can_unpublish(), allowed.can_move()))


def test_a_moderator_edits_a_section_but_cannot_remove_it() -> None:
    allowed = section("guidance").permissions_for_user(an_editor("Moderator"))
    assert allowed.can_edit()
    assert not any((allowed.can_unpublish(), allowed.can_delete(), allowed.can_move()))


def test_an_editor_cannot_publish_by_url() -> None:
    page = a_draft()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    signed_in("Editor").post(f"{bulk}?id={page.pk}")
    assert not GuidancePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize(("group", "status"), [("Duty officer", 200), ("Moderator", 302), ("Travel desk", 302)])
def test_the_threat_level_is_set_by_those_with_the_permission(group: str, status: int) -> None:
    response = signed_in(group).get(reverse(ThreatLevel.snippet_viewset.get_url_name("add")))
    assert response.status_code == status


def test_wagtails_own_groups_and_workflow_are_gone() -> None:
    ours = {"Editor", "Moderator", "Travel desk", "Duty officer", "Emergency officer", "Partner managers"}
    assert set(Group.objects.values_list("name", flat=True)) == ours
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Moderation"]
    assert a_draft().get_workflow().name == "Moderation"


def test_both_languages_have_the_whole_tree() -> None:
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en-gb", "cy"}
    assert Section.objects.count() == 2 * Section.objects.values("translation_key").distinct().count()
    assert Page.find_problems() == ([], [], [], [], [])


def test_wagtails_privacy_is_not_offered() -> None:
    page = a_page()
    response = signed_in("Moderator").get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "set_privacy" not in response.content.decode()


# --- Files ---------------------------------------------------------------------------------------
def in_section(file: Any, slug: str = "guidance") -> Any:
    """Put a file into a section's collection."""
    file.collection = get_or_create_collections(section(slug)).collection
    file.save()
    return file


def test_uploads_are_for_editors_only() -> None:
    image, upload = in_section(an_image()), in_section(an_upload())
    for address in (image.file.url, upload.url, upload.file.url):
        assert Client().get(address).status_code == 302
        answer: Any = signed_in("Editor").get(address)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer


def test_a_reader_with_an_account_gets_no_uploads() -> None:
    client = Client()
    client.force_login(an_editor())
    assert client.get(an_image().file.url).status_code == 302


def test_an_upload_that_is_not_an_image_is_downloaded() -> None:
    upload = in_section(an_upload(b"<script>alert(1)</script>", "page.html"))
    answer = signed_in("Editor").get(upload.file.url)
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()


def test_a_stored_file_that_is_not_an_upload_is_not_served() -> None:
    name = default_storage.save("published/copy.pdf", ContentFile(b"%PDF"))
    assert signed_in("Editor").get(default_storage.url(name)).status_code == 404
    assert signed_in().get(default_storage.url(name)).status_code == 404


def test_missing_files_are_not_found() -> None:
    assert signed_in("Editor").get("/admin/media/images/none.png").status_code == 404
    an_image()
    assert signed_in("Editor").get("/admin/media/original_images").status_code == 404


# --- Readers -------------------------------------------------------------------------------------
def test_an_administrator_sets_what_a_reader_may_read(admin: Client) -> None:
    reader = User.objects.create_user("reader")
    project, named = get_item(a_page(ProjectPage, title="Insider threat", project_code="TT7")), get_item(a_page())
    assert "TT7 Insider threat (en-gb)" in admin.get(reverse("readers:add")).content.decode()
    admin.post(
        reverse("readers:add"),
        {
            "user": reader.pk,
            "registered": "on",
            "validated": "on",
            "projects": [str(project.pk)],
            "items": [str(named.pk)],
        },
    )
    viewer = Entitlement.get_viewer(reader)
    assert viewer.audience == Audience.VALIDATED
    assert (set(viewer.projects), set(viewer.items)) == ({project.content_id}, {named.content_id})
    assert admin.get(reverse("readers:index")).status_code == 200
    assert admin.get(reverse("readers:edit", args=[Entitlement.objects.get().pk])).status_code == 200


def test_readers_are_for_administrators_only() -> None:
    assert signed_in("Editor", "Moderator").get(reverse("readers:index")).status_code == 302
    assert Entitlement.get_viewer(AnonymousUser()) == ANONYMOUS
