"""Accounts to try the hub with: staff of each group, and readers of each audience. None has a password.

An administrator gives one where it is wanted, or signs in as them from a test.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from cms.loading.created import Created
from cms.loading.sources import PageSource
from publishing.log.new_edition import item_id
from publishing.models import ContentItem, Entitlement

# Not plain "editor": that account is made, with a password, for whoever runs the demonstration.
STAFF = {
    "content.editor": ("Editor", "Robin", "Ashby"),
    "moderator": ("Moderator", "Hazel", "Whitcombe"),
    "travel.desk": ("Travel desk", "Jules", "Merriweather"),
    "duty.desk": ("Duty officer", "Kit", "Thornton"),
}
READERS = {
    "reader.registered": ("Ellis", "Rowntree"),
    "reader.validated": ("Morgan", "Lightfoot"),
    "reader.member": ("Ashley", "Greenhalgh"),
    "duty.officer": ("Reese", "Holloway"),
}
VALIDATED = ("reader.validated", "reader.member", "duty.officer")
MEMBERSHIPS = {"reader.member": "projects/T3"}


def add_staff(made: Created, username: str) -> None:
    """Make a member of staff, in their group."""
    group, first, last = STAFF[username]
    made.people[username] = _account(username, first, last)
    made.people[username].groups.add(Group.objects.get(name=group))


def add_reader(made: Created, username: str, sheets: list[PageSource]) -> None:
    """Make a reader, with what they are entitled to beyond the public's share."""
    user = made.people[username] = _account(username, *READERS[username])
    entitlement, _ = Entitlement.objects.get_or_create(user=user)
    entitlement.registered, entitlement.validated = True, username in VALIDATED
    entitlement.save()
    if project := MEMBERSHIPS.get(username):
        entitlement.projects.add(_item(made.page(project)))
    named_on = [sheet for sheet in sheets if username in sheet.data.get("people", [])]
    entitlement.items.add(*(_item(made.page_of(sheet)) for sheet in named_on))


def _account(username: str, first: str, last: str) -> Any:
    user, created = get_user_model().objects.get_or_create(
        username=username, defaults={"first_name": first, "last_name": last, "email": f"{username}@example.org"}
    )
    if created:
        user.set_unusable_password()
        user.save()
    return user


def _item(page: Any) -> ContentItem:
    return ContentItem.objects.get(pk=item_id(page.translation_key, page.locale.language_code))
