"""The tabs of the edit form, by task."""

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
CHANGE_NOTE = "What changed, for those who read the page before. Each major update needs a note of its own."


def build_tabs(page_type: Any) -> Any:
    """Return the edit form of a page type: Write, Facts, Audience and handling, Channels."""
    return TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title"), FieldPanel("summary"), *page_type.write_panels], heading="Write"),
            ObjectList([*page_type.facts_panels, *_facts()], heading="Facts"),
            ObjectList(_audience(), heading="Audience and handling"),
            ObjectList(_channels(), heading="Channels"),
        ],
        base_form_class=page_type.base_form_class,
    )


def find_tab(page_type: Any, field: str) -> str:
    """Return where in the form an editor finds a field: the heading of its tab; empty when it is nowhere."""
    if field in SCHEDULE:
        return "Status, Set schedule"
    return next((tab.heading for tab in page_type.edit_handler.children if field in _fields(tab)), "")


def _fields(panel: Any) -> set[str]:
    own = {getattr(panel, name, "") for name in ("field_name", "relation_name")}
    return own.union(*(_fields(child) for child in getattr(panel, "children", ())))


def _facts() -> list[Any]:
    return [
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("content_owner"),
        FieldPanel("review_date"),
    ]


def _audience() -> list[Any]:
    return [
        MultiFieldPanel([FieldPanel("marking"), FieldPanel("audience")], heading="Who may read it"),
        FieldPanel("named_projects", widget=CheckboxSelectMultiple),
    ]


def _channels() -> list[Any]:
    return [
        MultiFieldPanel(
            [FieldPanel("update_type"), FieldPanel("change_note", help_text=CHANGE_NOTE)],
            heading="What followers are told",
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading="In lists and where it is shared"),
        FieldPanel("slug", help_text="The end of the page's address. Readers of the old address are sent on."),
        MultiFieldPanel([FieldPanel("replaced_by"), FieldPanel("moved_to")], heading="Once it is unpublished"),
        PublishingPanel(),
        CommentPanel(),
    ]
