"""Other languages of pages, in the admin's templates."""

from typing import Any

from django import template
from django.db.models import Q
from wagtail.models import Page

register = template.Library()
ENDING = ("delete", "unpublish")


@register.simple_tag(takes_context=True)
def languages_to_end(context: Any) -> list[str]:
    """Return the other languages in which pages that will be unpublished or deleted, or pages below them, are live."""
    view = context.get("view")
    if "items" in context:
        pages = [entry["item"] for entry in context["items"]] if getattr(view, "action_type", "") in ENDING else []
    else:
        pages = [context["page"]]
    trees = Q(pk__in=())
    for page in pages:
        if isinstance(page, Page):
            trees |= Q(path__startswith=page.path)
    going = Page.objects.filter(trees)
    staying = Page.objects.filter(translation_key__in=going.values("translation_key"), live=True).exclude(trees)
    locales = {page.locale.language_code: page.locale for page in staying.select_related("locale")}
    return [locale.get_display_name() for _, locale in sorted(locales.items())]
