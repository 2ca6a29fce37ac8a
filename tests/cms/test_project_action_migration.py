"""The field that shadowed the form's `action` was renamed: rows, drafts and comments keep their content."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Comment, Revision

from cms.models import ProjectPage
from tests.cms.factories import a_draft, an_administrator

migration = import_module("cms.migrations.0005_project_action")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_drafts_and_comments_keep_their_text_there_and_back() -> None:
    page = a_draft(ProjectPage, project_action="Teach all.")
    Comment.objects.create(page=page, user=an_administrator(), text="Whom?", contentpath="project_action")
    page = ProjectPage.objects.get(pk=page.pk)
    page.save_revision()
    migration.backwards(apps, None)
    old = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("pk").last()
    assert old is not None
    assert (old.content["action"], "project_action" in old.content) == ("Teach all.", False)
    assert old.content["wagtail_admin_comments"][0]["contentpath"] == "action"
    migration.forwards(apps, None)
    draft = ProjectPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.project_action == "Teach all."
    assert [comment.contentpath for comment in draft.wagtail_admin_comments.all()] == ["project_action"]
