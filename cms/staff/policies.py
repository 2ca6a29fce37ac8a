"""Wagtail's permission policies, limited to what a member of staff may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.staff.files import file_models, visible_files
from cms.staff.visibility import sees_everything, visibility_for, visible_pages


class StaffPagePolicy(PagePermissionPolicy):
    """Permissions on pages, limited to visible pages."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether the user has any of the permissions on a page that they may see."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and not visibility_for(user).hides(instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """Return the pages that the user has any of the permissions on, and may see."""
        return _limit_to_visible(user, super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: Any) -> Any:
        """Return the pages that the user may browse in the explorer."""
        if not sees_everything(user) and not self.get_cached_permissions_for_user(user):
            return Page.objects.none()
        return _limit_to_visible(user, super().explorable_instances(user))

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet[Any]:
        """Return the users who have any of the permissions on a page, and may see it."""
        found = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        return found.filter(pk__in=[user.pk for user in found if not visibility_for(user).hides(instance)])  # type: ignore[no-any-return]


def _limit_to_visible(user: Any, pages: Any) -> Any:
    if sees_everything(user):
        return pages
    # By key: Wagtail combines this queryset with others by | and &, which would mix up their joins.
    return pages.filter(pk__in=visible_pages(user).order_by().values("pk"))


class StaffFilePolicy(CollectionOwnershipPermissionPolicy):
    """Permissions on images or documents, which Wagtail extends to all collections below, limited to visible files."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether the user has any of the permissions on a file that they may see."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and self._sees(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        """Return the files that the user has any of the permissions on, and may see."""
        found = super().instances_user_has_any_permission_for(user, actions)
        if sees_everything(user):
            return found  # type: ignore[no-any-return]
        return found.filter(pk__in=visible_files(user, self.model).values("pk"))  # type: ignore[no-any-return]

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        """Return the users who have any of the permissions on a file, and may see it."""
        found = super().users_with_any_permission_for_instance(actions, instance)
        return found.filter(pk__in=[user.pk for user in found if self._sees(user, instance)])  # type: ignore[no-any-return]

    def _sees(self, user: Any, file: Any) -> bool:
        if file.pk is None or sees_everything(user):
            return True
        return visible_files(user, self.model).filter(pk=file.pk).exists()


def register_policies() -> None:
    """Replace Wagtail's policies."""
    register_permission_policy(Page, StaffPagePolicy(Page))
    for model in file_models():
        # For the exact class: Wagtail's apps register their own for the class after this app starts.
        policy = StaffFilePolicy(model, auth_model=model, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
