"""Creates accounts to try the hub with: staff of each group, and readers of each audience. None has a password.

An administrator can set one.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from cms.loading.created import Created
from cms.loading.sources import PageSource
from publishing.log.new_edition import item_id
from publishing.models import ContentItem, Entitlement

# Not named "editor": create_demo_editor creates that account, with a password.
STAFF = {
    "content.editor": ("Editor", "Robin", "Ashby"),
    "moderator": ("Moderator", "Hazel", "Whitcombe"),
    "travel.desk": ("Travel desk", "Jules", "Merriweather"),
    "duty.desk": ("Duty officer", "Kit", "Thornton"),
    "duty.second": ("Duty officer", "Sam", "Penhallow"),
    "travel.second": ("Travel desk", "Noor", "Aldridge"),
    "emergency.officer": ("Emergency officer", "Frankie", "Okonedo"),
}
READERS = {
    "reader.registered": ("Ellis", "Rowntree"),
    "reader.validated": ("Morgan", "Lightfoot"),
    "reader.member": ("Ashley", "Greenhalgh"),
    "duty.officer": ("Reese", "Holloway"),
}
VALIDATED = ("reader.validated", "reader.member", "duty.officer")
MEMBERSHIPS = {"reader.member": "projects/T3"}


def add_staff(created: Created, username: str) -> None:
    """Create a member of staff, in their group."""
    group, first, last = STAFF[username]
    created.people[username] = _get_or_create_user(username, first, last)
    created.people[username].groups.add(Group.objects.get(name=group))


def add_reader(created: Created, username: str, sources: list[PageSource]) -> None:
    """Create a reader, with their entitlements."""
    user = created.people[username] = _get_or_create_user(username, *READERS[username])
    entitlement, _ = Entitlement.objects.get_or_create(user=user)
    entitlement.registered, entitlement.validated = True, username in VALIDATED
    entitlement.save()
    if project := MEMBERSHIPS.get(username):
        entitlement.projects.add(_get_item(created.page(project)))
    named_on = [source for source in sources if username in source.data.get("people", [])]
    entitlement.items.add(*(_get_item(created.pages[source.name, source.locale]) for source in named_on))


def _get_or_create_user(username: str, first: str, last: str) -> Any:
    user, created = get_user_model().objects.get_or_create(
        username=username, defaults={"first_name": first, "last_name": last, "email": f"{username}@example.org"}
    )
    if created:
        user.set_unusable_password()
        user.save()
    return user


def _get_item(page: Any) -> ContentItem:
    return ContentItem.objects.get(pk=item_id(page.translation_key, page.locale.language_code))
