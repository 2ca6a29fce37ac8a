"""Former names, synonyms and names in the other language in the URLs of countries: where the advice is."""

from publishing.access.viewers import Viewer
from publishing.geography.countries import find_country_by_slug, slugify_name
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import FALLBACK_LOCALE
from publishing.text.url_paths import parent_path
from website.locales import locale_for_path


def find_by_other_name(path: str, viewer: Viewer) -> tuple[ContentItem, str] | None:
    """Return the advice for the country that a path names in another way, and its URL with the rest of the path:
    /travel-advice/swaziland/health/ is below /travel-advice/eswatini/. No queries if it names no country."""
    segments = path.strip("/").split("/")
    for length in (1, 2):
        *above, slug = segments[: len(segments) + 1 - length] or [""]
        country = find_country_by_slug(slugify_name(slug))
        index = f"/{'/'.join(above)}/"
        if above and country and (item := _find_advice(index, country.code, viewer)) and item.path != f"{index}{slug}/":
            rest = "".join(f"{segment}/" for segment in segments[len(above) + 1 :])
            return item, f"{item.path}{rest}"
    return None


def _find_advice(index: str, code: str, viewer: Viewer) -> ContentItem | None:
    """Return a country's advice that is below the index at a path: if there is none in its language, in English."""
    items = ContentItem.objects.visible_to(viewer).of_kind(Kind.TRAVEL_ADVICE).exclude(path=None)
    advice = list(items.with_term("country", code))
    below = next((item for item in advice if parent_path(str(item.path)) == index), None)
    if below or not _is_index(index, viewer):
        return below
    locales = (locale_for_path(index).code, FALLBACK_LOCALE)
    return next((item for locale in locales for item in advice if item.locale == locale), None)


def _is_index(path: str, viewer: Viewer) -> bool:
    sections = ContentItem.objects.visible_to(viewer).of_kind(Kind.SECTION).filter(path=path).slim()
    return any(
        vars(row)["details"]["lists"] == Kind.TRAVEL_ADVICE for row in read_details(with_details(sections, "lists"))
    )
