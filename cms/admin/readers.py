"""Readers' entitlements, which administrators manage until there is self-service."""

from typing import Any

from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from cms.staff.form_choices import VisibleChoices
from cms.staff.visibility import visible_items
from publishing.models import ContentItem, Entitlement


class EntitlementForm(VisibleChoices, WagtailAdminModelForm):
    """Offers projects and items by title, if the current user may know the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("projects", "items"):
            field: Any = self.fields[name]
            field.queryset = field.queryset.slim().order_by("kind", "code", "path")
            field.label_from_instance = _get_label
            self.restrict(name, visible_items(self.for_user))


def _get_label(item: ContentItem) -> str:
    title = item.edition.title if item.edition else item.path
    return f"{item.code} {title} ({item.locale})".strip()


class ReaderViewSet(ModelViewSet):
    """Who may read more than the public. No group has its permissions: it is for administrators."""

    model: type[Model] = Entitlement
    name = "readers"
    icon = "lock-open"
    menu_label = "Readers"
    add_to_settings_menu = True
    list_display = ["user", "registered", "validated"]
    list_filter = ["registered", "validated"]
    search_fields = ["user__username", "user__email"]
    edit_handler = ObjectList(
        [
            FieldPanel("user", help_text="The account with which the reader signs in to the website."),
            MultiFieldPanel([FieldPanel("registered"), FieldPanel("validated")], heading="Status"),
            MultiFieldPanel(
                [FieldPanel("projects"), FieldPanel("items")],
                heading="Named for (for validated people only)",
            ),
        ],
        base_form_class=EntitlementForm,
    )
