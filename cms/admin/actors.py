"""The names of those who acted in the log, for those who may erase them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from wagtail import hooks
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from publishing.models import Actor


class ErasePolicy(ModelPermissionPolicy):
    """Names can only be erased."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether a user may erase names."""
        return action == "delete" and bool(super().user_has_permission(user, action))


class EraseView(DeleteView):
    """Erases a name. Wagtail's own action would keep it, in its record of the deletion."""

    page_title = "Erase"
    success_message = "The name is erased. The log keeps the id."
    confirmation_message = (
        "The publishing log, proposals and reviews then no longer say whose this id is. What the person proposed and "
        "no one has released must be proposed again. This cannot be undone."
    )

    def get_usage_url(self) -> None:
        """Return None: what refers to an actor has its id only."""

    def delete_action(self) -> None:
        """Delete the row."""
        self.object.delete()


class ActorViewSet(ModelViewSet):
    """People, programs and sources that acted in the log."""

    model: type[Model] = Actor
    icon = "user"
    menu_label = "Names in the log"
    add_to_settings_menu = True
    list_display = ["name", "id", "user"]
    search_fields = ["name", "user__username"]
    form_fields = ["name"]
    copy_view_enabled = False
    delete_view_class = EraseView


register_permission_policy(Actor, ErasePolicy(Actor))


@hooks.register("register_permissions")
def erase_permission() -> QuerySet[Permission]:
    """Let administrators give the permission to groups."""
    return Permission.objects.filter(content_type__app_label="publishing", codename="delete_actor")
