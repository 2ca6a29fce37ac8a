"""What keeps travel advice from being published because of its alerts, and what is doubtful about them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from pydantic import ValidationError
from wagtail.rich_text import get_text_for_indexing

from cms.blocks.alerts import build_alerts
from cms.content.alert_checks import contradicts, describe, find_advice, find_contradictions, have_same_extent
from cms.content.stream_data import map_texts
from publishing.geography.countries import country_name, find_country
from publishing.geography.geojson import MAX_BYTES
from publishing.geography.outlines import is_in_country
from publishing.kinds.travel_advice import AlertExtent, TravelAlert

Alerts = tuple[TravelAlert, ...]


def find_alert_problems(page: Any) -> dict[str, list[str]]:
    """Return what must be fixed, by field."""
    alerts = read_alerts(page)
    if alerts is None:  # the blocks have errors of their own
        return {}
    problems = list(find_contradictions(alerts, is_imported=bool(page.provenance_publisher)))
    problems += _find_misplaced(alerts, page.country)
    if sum(len(str(area.geometry)) for alert in alerts for area in alert.areas) > MAX_BYTES:
        problems.append("The outlines of all areas together are too large. Simplify them.")
    if (source := _find_source(page)) and not _agrees(alerts, source):
        problems.append(f"The English page says {describe(read_alerts(source) or ())}. Give both the same alerts.")
    found = {"alerts": problems} if problems else {}
    if said := contradicts(page.summary, alerts, _country_name(page)):
        found["summary"] = [f"The summary says “{said}”, and the alerts say {describe(alerts)}. Change one of them."]
    return found


def _find_misplaced(alerts: Alerts, country: str) -> Iterator[str]:
    for area in (area for alert in alerts for area in alert.areas):
        if area.geometry and not is_in_country(area.geometry, country):
            yield f"“{area.name}” is not drawn in {country_name(country)}."


def advise_on_alerts(page: Any) -> Iterator[tuple[str, str]]:
    """Yield what an editor should look at: fields, and what may be wrong."""
    alerts = read_alerts(page) or ()
    yield from _compare_texts(page, alerts)
    for alert in alerts:
        if alert.extent == AlertExtent.UNNAMED_PARTS:
            yield "alerts", f"Name the parts to which “{alert.status.label}” applies: readers see them on a map."
        missing = [area.name for area in alert.areas if area.geometry is None]
        yield from (("alerts", f"Draw “{name}”: readers see the areas on a map.") for name in missing)
    if page.locale.language_code == settings.LANGUAGE_CODE:
        for translation in _find_translations(page):
            if not _agrees(alerts, translation):
                said, name = describe(read_alerts(translation) or ()), translation.locale.language_name
                yield "alerts", f"The page in {name} says {said}. Change it as well."
    if alerts and page.expire_at:
        yield "expire_at", f"When the page expires, readers no longer see {describe(alerts)}."


def _compare_texts(page: Any, alerts: Alerts) -> Iterator[tuple[str, str]]:
    levels = {alert.advised_against for alert in alerts}
    for level, said in find_advice(page.summary).items():
        if alerts and level not in levels:
            yield "alerts", f"The summary says “{said}”, and no alert does."
    country = _country_name(page)
    for part in page.parts:
        if said := contradicts(_read_text(part), alerts, country):
            yield "parts", f"“{part.value['title']}” says “{said}”, and the alerts say {describe(alerts)}."


def read_alerts(page: Any) -> Alerts | None:
    """Return a page's alerts as they are published; None if they are unfinished."""
    try:
        return build_alerts(page.alerts)
    except ValidationError:
        return None


def _agrees(alerts: Alerts, page: Any) -> bool:
    """Whether another language's page has the same alerts, or its draft does, so that both can change together."""
    versions = [page, page.get_latest_revision_as_object()] if page.has_unpublished_changes else [page]
    return any(have_same_extent(alerts, read_alerts(version) or ()) for version in versions)


def _find_source(page: Any) -> Any:
    """Return the published page in English, unless it is this one."""
    return next((one for one in _find_translations(page) if one.locale.language_code == settings.LANGUAGE_CODE), None)


def _find_translations(page: Any) -> list[Any]:
    """Return the published pages in other languages. An alias repeats its original."""
    others = type(page).objects.filter(translation_key=page.translation_key, live=True, alias_of=None)
    return list(others.exclude(locale_id=page.locale_id).select_related("locale"))


def _country_name(page: Any) -> str:
    country = find_country(page.country)
    return country.name(page.locale.language_code) if country else ""


def _read_text(part: Any) -> str:
    """Return the text of a part, a paragraph on each line."""
    texts: list[str] = []

    def collect(block: Any, text: str, name: str) -> str:
        texts.append(get_text_for_indexing(text))
        return text

    map_texts(part.block.child_blocks["body"], part.value["body"].get_prep_value(), "", collect)
    return "\n".join(texts)
