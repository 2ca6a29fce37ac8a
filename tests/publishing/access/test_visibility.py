"""Who may learn of what: every audience against every viewer."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Asset, AssetUse, ContentItem, Entitlement
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

PROJECT, OTHER_PROJECT, RED_ITEM = uuid4(), uuid4(), uuid4()

DOCUMENTS = {
    "public": a_document(),
    "registered": a_document(marking=Marking.GREEN, audience=Audience.REGISTERED),
    "validated": a_document(marking=Marking.AMBER, audience=Audience.VALIDATED),
    "project": a_document(marking=Marking.AMBER_STRICT, audience=Audience.NAMED, projects=(PROJECT,)),
    "red": a_document(
        content_id=RED_ITEM, marking=Marking.RED, audience=Audience.NAMED, projects=(PROJECT, OTHER_PROJECT)
    ),
}
MEMBER = Viewer(Audience.VALIDATED, projects=frozenset({PROJECT}))


def names(viewer: Viewer) -> set[str]:
    by_id = {document.id: name for name, document in DOCUMENTS.items()}
    return {by_id[pk] for pk in ContentItem.objects.visible_to(viewer).values_list("pk", flat=True)}


@pytest.fixture
def _published() -> None:
    for document in DOCUMENTS.values():
        record_publication(document)


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (ANONYMOUS, {"public"}),
        (Viewer(Audience.REGISTERED), {"public", "registered"}),
        (Viewer(Audience.VALIDATED), {"public", "registered", "validated"}),
        (Viewer(Audience.VALIDATED, projects=frozenset({OTHER_PROJECT})), {"public", "registered", "validated"}),
        (MEMBER, {"public", "registered", "validated", "project"}),
        (
            Viewer(Audience.VALIDATED, items=frozenset({RED_ITEM})),
            {"public", "registered", "validated", "red"},
        ),
    ],
)
def test_each_viewer_sees_exactly_their_share(viewer: Viewer, seen: set[str]) -> None:
    assert names(viewer) == seen


@pytest.mark.usefixtures("_published")
def test_red_never_leaves_the_website() -> None:
    viewer = Viewer(Audience.VALIDATED, items=frozenset({RED_ITEM}))
    assert not ContentItem.objects.visible_to(viewer, off_site=True).filter(content_id=RED_ITEM).exists()


def test_an_item_past_its_expiry_is_hidden_before_any_worker_notes_it() -> None:
    now = timezone.now()
    record_publication(a_document(expires_at=now + timedelta(minutes=1)))
    later = now + timedelta(minutes=2)
    assert ContentItem.objects.visible_to(ANONYMOUS, now).count() == 1
    assert ContentItem.objects.visible_to(ANONYMOUS, later).count() == 0
    assert ContentItem.objects.tombstones_for(ANONYMOUS, later).count() == 1


def test_a_tombstone_is_visible_only_to_those_who_could_read_the_item() -> None:
    document = DOCUMENTS["project"]
    record_publication(document)
    record_withdrawal(document.content_id, document.locale)
    assert ContentItem.objects.tombstones_for(MEMBER).count() == 1
    assert ContentItem.objects.tombstones_for(Viewer(Audience.VALIDATED)).count() == 0
    assert ContentItem.objects.visible_to(MEMBER).count() == 0


def an_account(**entitlement: bool) -> User:
    user = User.objects.create_user(f"reader-{uuid4()}")
    Entitlement.objects.create(user=user, **entitlement)
    return user


def test_an_account_without_entitlements_sees_public_content() -> None:
    assert (
        Entitlement.get_viewer(AnonymousUser())
        == Entitlement.get_viewer(User.objects.create_user("someone"))
        == ANONYMOUS
    )


def test_registered_and_validated_accounts_get_their_audience() -> None:
    assert Entitlement.get_viewer(an_account(registered=True)).audience == Audience.REGISTERED
    assert Entitlement.get_viewer(an_account(validated=True)).audience == Audience.VALIDATED


def test_a_deactivated_account_is_anonymous() -> None:
    user = an_account(validated=True)
    user.is_active = False
    assert Entitlement.get_viewer(user) == ANONYMOUS


def _joined(user: User) -> UUID:
    project = a_document(Kind.PROJECT)
    record_publication(project)
    user.entitlement.projects.add(ContentItem.objects.get(pk=project.id))
    return project.content_id


def test_membership_counts_only_for_validated_people() -> None:
    validated, registered = an_account(validated=True), an_account(registered=True)
    assert Entitlement.get_viewer(validated).projects == frozenset()
    project = _joined(validated)
    _joined(registered)
    assert Entitlement.get_viewer(validated).projects == {project}
    assert Entitlement.get_viewer(registered).projects == frozenset()


def test_a_viewer_costs_three_queries_and_an_anonymous_one_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = an_account(validated=True)
    with django_assert_num_queries(3):
        Entitlement.get_viewer(user)
    with django_assert_num_queries(0):
        Entitlement.get_viewer(AnonymousUser())


def test_references_resolve_in_the_readers_language_and_never_to_what_is_hidden(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    both, english, hidden = a_document(), a_document(), DOCUMENTS["validated"]
    welsh = NewEdition(**{**both.model_dump(), "details": both.details, "locale": "cy", "path": "/cy/x/"})
    for document in (both, welsh, english, hidden):
        record_publication(document)
    with django_assert_num_queries(1):
        found = ContentItem.objects.visible_to(ANONYMOUS).by_content_id(
            [both.content_id, english.content_id, hidden.content_id], "cy"
        )
    assert {key: item.locale for key, item in found.items()} == {both.content_id: "cy", english.content_id: "en-gb"}


def test_a_file_is_visible_exactly_where_an_item_that_uses_it_is() -> None:
    record_publication(DOCUMENTS["registered"])
    asset = Asset.objects.create(file="a.pdf", filename="a.pdf", content_type="application/pdf", size=1)
    AssetUse.objects.create(asset=asset, item=ContentItem.objects.get(pk=DOCUMENTS["registered"].id))
    assert not Asset.objects.visible_to(ANONYMOUS).exists()
    assert not asset.is_public()
    assert Asset.objects.visible_to(Viewer(Audience.REGISTERED)).exists()
