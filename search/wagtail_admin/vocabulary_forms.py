"""The forms of synonym sets and best bets."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from publishing.models import ContentItem
from search.models.vocabulary import MAX_PINNED, pinnable_items
from search.wagtail_admin.vocabulary_items import item_chooser
from search.wagtail_admin.vocabulary_preview import PreviewPanel

PAGES = tuple(f"page_{number}" for number in range(1, MAX_PINNED + 1))
NOT_PUBLIC = "The page chosen here is no longer public: readers do not see it, and saving removes it."


def _page_field(label: str) -> forms.Field:
    widget = item_chooser.widget_class(linked_fields={"locale": "#id_locale"})
    # The form sets the queryset to the pages that are public at the time.
    return forms.ModelChoiceField(ContentItem.objects.none(), required=False, label=label, widget=widget)


class BestBetForm(WagtailAdminModelForm):
    """A form with one field for each page, so that their order is visible."""

    page_1 = _page_field("First page")
    page_2 = _page_field("Second page")
    page_3 = _page_field("Third page")
    page_4 = _page_field("Fourth page")
    page_5 = _page_field("Fifth page")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = self.instance.items
        found = pinnable_items().slim().in_locale(self.instance.locale).filter(content_id__in=items)
        pages = {str(item.content_id): item for item in found}
        for name, content_id in zip(PAGES, items, strict=False):
            self.initial[name] = pages[content_id].pk if content_id in pages else None
            if content_id not in pages:
                self.fields[name].help_text = NOT_PUBLIC
        for name in PAGES:
            field: Any = self.fields[name]
            field.queryset = pinnable_items().slim()

    def clean(self) -> dict[str, Any]:
        """Store the chosen pages in order; the model validates them."""
        cleaned: dict[str, Any] = super().clean()
        self.instance.items = [str(item.content_id) for name in PAGES if (item := cleaned.get(name))]
        return cleaned


_STATUS = MultiFieldPanel([FieldPanel("active"), FieldPanel("note")], heading="Status")

synonym_form = ObjectList(
    [
        FieldPanel("locale"),
        MultiFieldPanel([FieldPanel("terms"), FieldPanel("meanings"), FieldPanel("capitals")], heading="Synonyms"),
        PreviewPanel(heading="Preview", icon="view"),
        _STATUS,
    ]
)

best_bet_form = ObjectList(
    [
        FieldPanel("locale"),
        MultiFieldPanel([FieldPanel("queries"), FieldPanel("within")], heading="When a reader types"),
        MultiFieldPanel([FieldPanel(name) for name in PAGES], heading="These pages come first"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading="Only during"),
        PreviewPanel(heading="Preview", icon="view"),
        _STATUS,
    ],
    base_form_class=BestBetForm,
)
