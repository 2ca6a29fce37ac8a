"""Which pages staff see: the SQL agrees with the rule in Python, whatever is published and drafted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from cms.models import BriefingPage, GuidancePage
from cms.staff.access_rule import OPEN, PageFacts, StaffMember, may_see
from cms.staff.models import OPEN_STRICTNESS, PageHandling, get_strictness
from cms.staff.visibility import visibility_for, visible_pages
from publishing.access.audiences import Audience, Marking
from publishing.access.conditions import Facts, holds
from publishing.kinds import Kind, RemovalReason
from publishing.log.record import record_publication
from publishing.models import ContentItem, Entitlement, NamedProject
from tests.cms.factories import a_draft, an_editor
from tests.publishing.documents import a_document
from tests.publishing.editions import an_edition

pytestmark = pytest.mark.django_db

LEVELS = sorted({get_strictness(audience, marking) for audience in Audience for marking in Marking})


@dataclass(frozen=True)
class Held:
    """The state of a page: its owner, its handling, and what readers have of it."""

    owner: int
    is_live: bool
    handling: int | None
    published: tuple[Audience, Marking] | None
    is_for_project: bool
    gone: str
    hours_left: int | None


PUBLISHABLE = [
    (audience, marking) for marking in Marking for audience in Audience if audience >= marking.widest_audience
]
"""What a document may be: its audience is never wider than its marking allows (publishing/log/new_edition.py)."""

held = st.builds(
    Held,
    st.integers(0, 4),
    st.booleans(),
    st.none() | st.sampled_from(LEVELS),
    st.none() | st.sampled_from(PUBLISHABLE),
    st.booleans(),
    st.sampled_from(["", "", RemovalReason.WITHDRAWN]),
    st.sampled_from([None, -1, 1]),
)


def hold(page: Page, one: Held, owners: list[User], project: ContentItem) -> PageFacts:
    """Create a page in this state; return its facts."""
    owner = owners[one.owner] if one.owner < len(owners) else None
    Page.objects.filter(pk=page.pk).update(owner=owner, live=one.is_live)
    PageHandling.objects.filter(page=page).delete()
    if one.handling is not None:
        PageHandling.objects.create(page=page, level=one.handling)
    facts = publish(page, one, project) if one.published else None
    return PageFacts(
        path=page.path,
        is_root=False,
        owner=owner and owner.pk,
        is_live=one.is_live,
        handling=one.handling,
        edition=None if one.gone else facts,
        is_expired=one.hours_left == -1,
    )


def publish(page: Page, one: Held, project: ContentItem) -> Facts:
    """Write the item and edition of a page directly to the tables, without validation."""
    assert one.published
    audience, marking = one.published
    now = timezone.now()
    item = ContentItem.objects.create(
        id=uuid4(),
        content_id=page.translation_key,
        locale="en-gb",
        kind=Kind.GUIDANCE,
        audience=audience,
        marking=marking,
        first_published_at=now,
        updated_at=now,
        gone=one.gone,
        expires_at=None if one.hours_left is None else now + timedelta(hours=one.hours_left),
    )
    item.edition = an_edition(item)
    item.edition.save()
    item.save()
    projects = [project.content_id] if one.is_for_project else []
    NamedProject.objects.bulk_create(NamedProject(edition=item.edition, project=key) for key in projects)
    return Facts(audience, marking, item.kind, item.content_id, frozenset(projects))


def entitled(user: User, *, projects: Iterable[ContentItem] = (), **given: Any) -> User:
    Entitlement.objects.create(user=user, **given).projects.set(projects)
    return user


@pytest.fixture
def project() -> ContentItem:
    document = a_document(Kind.PROJECT)
    record_publication(document)
    return ContentItem.objects.get(pk=document.id)


@pytest.fixture
def staff(project: ContentItem) -> list[User]:
    trusted = an_editor("Moderator")
    trusted.user_permissions.add(Permission.objects.get(codename="read_confidential"))
    member = entitled(an_editor("Duty officer"), validated=True, registered=True, projects=[project])
    return [
        an_editor("Editor"),
        entitled(an_editor("Travel desk"), registered=True),
        member,
        an_editor(),
        User.objects.get(pk=trusted.pk),
    ]


@pytest.mark.parametrize("examples", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_the_staff_rule_is_the_same_in_sql_and_python(staff: list[User], project: ContentItem, examples: int) -> None:
    pages = [a_draft(GuidancePage), a_draft(GuidancePage), a_draft(BriefingPage)]
    pages = [Page.objects.get(pk=page.pk) for page in pages]

    @settings(max_examples=examples, deadline=None)
    @given(st.tuples(*[held] * len(pages)))
    def compare(all_held: tuple[Held, ...]) -> None:
        with transaction.atomic():
            facts = {page.pk: hold(page, one, staff, project) for page, one in zip(pages, all_held, strict=True)}
            for user in staff:
                expected = {pk for pk, one in facts.items() if may_see(StaffMember.from_user(user), one)}
                assert set(visible_pages(user).filter(pk__in=facts).values_list("pk", flat=True)) == expected
                assert set(facts) - visibility_for(user).hidden_ids == expected
            transaction.set_rollback(True)

    compare()


def test_deactivated_users_see_nothing_and_all_others_the_root(staff: list[User]) -> None:
    root = PageFacts("0001", is_root=True, owner=None, is_live=True, handling=None)
    for user in staff:
        assert may_see(StaffMember.from_user(user), root)
        user.is_active = False
        assert not may_see(StaffMember.from_user(user), root)
        assert not visible_pages(user).exists()


def test_what_is_open_to_groups_follows_from_the_markings() -> None:
    for audience in Audience:
        for marking in Marking:
            facts = Facts(audience, marking, Kind.GUIDANCE, uuid4())
            assert holds(OPEN, facts) is (get_strictness(audience, marking) <= OPEN_STRICTNESS)
