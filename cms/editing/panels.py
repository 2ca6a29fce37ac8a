"""The panels of the edit form, in tabs by task."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

SCHEDULE = ("go_live_at", "expire_at")
CHANGE_NOTE = "What changed, for people who have read the page before. Each major update needs a new note."


def build_tabs(page_type: Any) -> Any:
    """Return the tabs of a page type's edit form: Write, Facts, Audience and handling, Channels."""
    facts = [
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("content_owner"),
        FieldPanel("review_date"),
    ]
    audience = [
        MultiFieldPanel([FieldPanel("marking"), FieldPanel("audience")], heading="Who may read it"),
        FieldPanel("named_projects", widget=CheckboxSelectMultiple),
    ]
    channels = [
        MultiFieldPanel(
            [FieldPanel("update_type"), FieldPanel("change_note", help_text=CHANGE_NOTE)],
            heading="What followers hear about it",
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading="In lists and when shared"),
        FieldPanel("slug", help_text="The last part of the address. The old address redirects to the new one."),
        MultiFieldPanel([FieldPanel("replaced_by"), FieldPanel("moved_to")], heading="After it is unpublished"),
        PublishingPanel(),
        CommentPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title"), FieldPanel("summary"), *page_type.write_panels], heading="Write"),
            ObjectList([*page_type.facts_panels, *facts], heading="Facts"),
            ObjectList(audience, heading="Audience and handling"),
            ObjectList(channels, heading="Channels"),
        ],
        base_form_class=page_type.base_form_class,
    )


def find_tab(page_type: Any, field: str) -> str:
    """Return the heading of the tab that contains a field, empty if none does."""
    if field in SCHEDULE:
        return "Status, Set schedule"
    return next((tab.heading for tab in page_type.edit_handler.children if field in find_fields(tab)), "")


def find_fields(panel: Any) -> set[str]:
    """Return the fields and relations of the page that a panel changes."""
    own = {getattr(panel, name, "") for name in ("field_name", "relation_name")}
    return own.union(*(find_fields(child) for child in getattr(panel, "children", ())))
