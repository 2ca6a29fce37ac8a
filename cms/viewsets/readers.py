"""Readers' entitlements, set by administrators until self-service comes."""

from django.db.models import Model
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from publishing.models import Entitlement


class ReaderViewSet(ModelViewSet):
    """Who may read what beyond the public. No group has its permissions: it is for administrators."""

    model: type[Model] = Entitlement
    name = "readers"
    icon = "lock-open"
    menu_label = "Readers"
    add_to_settings_menu = True
    list_display = ["user", "registered", "validated"]
    list_filter = ["registered", "validated"]
    search_fields = ["user__username", "user__email"]
    panels = [
        FieldPanel("user", help_text="The account that signs in to the website."),
        MultiFieldPanel([FieldPanel("registered"), FieldPanel("validated")], heading="Standing"),
        MultiFieldPanel([FieldPanel("projects"), FieldPanel("items")], heading="Named (counts for validated people)"),
    ]
