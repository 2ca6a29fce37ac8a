"""The Foreign Office's travel advice, from GOV.UK."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from cms.importing.html.blocks import NestingError, convert_html
from cms.importing.mapping import CannotMapError, MappedPage, Source
from cms.importing.reading import Document
from cms.importing.sources.govuk_documents import Advice, Typed, parse_advice
from cms.pages.travel_advice import TravelAdvicePage
from publishing.geography.countries import Country, find_country_by_slug, slugify_name
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlertStatus
from publishing.text.cleaning import clean_line, clean_lines

NAME = "govuk-travel-advice"
PUBLISHER = "Foreign, Commonwealth & Development Office"
LICENCE = "Open Government Licence v3.0"
HOST = "https://www.gov.uk"
LOCALES = {"en": settings.LANGUAGE_CODE, "cy": "cy"}
HTML = "text/html"
SUMMARY = "summary"
_ADVICE_URL = re.compile(r"https?://(?:www\.)?gov\.uk/foreign-travel-advice/([a-z0-9-]+(?:\.cy)?)(?:[/?#].*)?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def map_document(document: Document) -> MappedPage:
    """Return a document as a page. Raises CannotMapError."""
    advice = parse_advice(document.data)
    country, key = _find_country(advice), _find_key(advice)
    remarks: list[str] = list(_find_omissions(advice))
    alerts, doubts = _map_alerts(advice, remarks)
    url = page_url(key)
    state = {
        "title": clean_line(advice.title)[:255],
        "summary": clean_lines(advice.description or ""),
        "synonyms": "\n".join(filter(None, map(clean_line, advice.details.country.synonyms or ()))),
        **alerts,
        **dict(_map_parts(advice, url, remarks)),
    }
    updated_at, version_at = _find_times(advice, document)
    return MappedPage(
        sha256=document.sha256,
        key=key,
        locale=LOCALES[advice.locale],
        lookup={"country": country.code},
        state=state,
        reviewed_at=advice.details.reviewed_at,
        facts={
            "provenance_publisher": PUBLISHER,
            "provenance_url": url,
            "provenance_licence": LICENCE,
            "provenance_fetched_at": document.fetched_at,
            "provenance_updated_at": updated_at,
            "provenance_sha256": document.sha256,
        },
        updated_at=updated_at,
        version_at=version_at,
        change_note=clean_lines(advice.details.change_description or ""),
        history=tuple(
            (change.public_timestamp, clean_lines(change.note or "")) for change in advice.details.change_history or ()
        ),
        remarks=tuple(dict.fromkeys(map(clean_line, remarks))),
        doubts=doubts,
        withdrawn_at=advice.withdrawn_notice.withdrawn_at if advice.withdrawn_notice else None,
    )


def page_url(key: str) -> str:
    """Return the address of a country's advice."""
    return f"{HOST}/foreign-travel-advice/{key}"


def find_key(url: str) -> str | None:
    """Return the key of the country whose advice, or a part of it, is at an address."""
    found = _ADVICE_URL.fullmatch(url)
    return found[1] if found else None


def _find_country(advice: Advice) -> Country:
    """Return the country by its slug at GOV.UK, or else by its name."""
    name = advice.details.country.name
    for slug in (advice.details.country.slug, slugify_name(name)):
        if country := find_country_by_slug(slug):
            return country
    raise CannotMapError(f"The country {clean_line(name)[:80]!r} is not known.")


def _find_key(advice: Advice) -> str:
    if advice.locale not in LOCALES:
        raise CannotMapError(f"The hub has no pages in the language {clean_line(advice.locale)[:20]!r}.")
    key = find_key(f"{HOST}{advice.base_path}")
    if key is None or f"{HOST}{advice.base_path}" != page_url(key):
        raise CannotMapError("base_path is not an address of travel advice.")
    return key


def _find_times(advice: Advice, document: Document) -> tuple[datetime, datetime]:
    """Return when the advice last changed in a way that readers should notice, as GOV.UK shows it, and when in any."""
    changes = {
        "public_updated_at": advice.public_updated_at,
        "details.updated_at": advice.details.updated_at,
        "updated_at": advice.updated_at,
    }
    latest = max(document.fetched_at, datetime.now(UTC)) + timedelta(days=1)
    for name, time in {**changes, "details.reviewed_at": advice.details.reviewed_at}.items():
        if time and time > latest:
            raise CannotMapError(f"{name} is in the future: {time:%d %B %Y}.")
    if not (times := list(filter(None, changes.values()))):
        raise CannotMapError("public_updated_at is missing.")
    return times[0], max(times)


def _find_omissions(advice: Advice) -> Iterator[str]:
    for name in ("image", "document"):
        asset = getattr(advice.details, name)
        if asset:
            yield f"the {'map' if name == 'image' else name} was not imported: {str(asset.get('url', ''))[:200]}"


def _map_alerts(advice: Advice, remarks: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the alerts as slots. GOV.UK says whether it is for parts, but which parts only the text says."""
    alerts: dict[str, Any] = {}
    doubts: dict[str, str] = {}
    values = dict.fromkeys(advice.details.alert_status or ())
    known = [TravelAlertStatus(value) for value in values if value in TravelAlertStatus.values]
    for value in values:
        if value not in TravelAlertStatus.values:
            doubts["alerts"] = f"The alert status {clean_line(value)[:80]!r} is not known."
            continue
        status = TravelAlertStatus(value)
        if any(_is_contained(status, other) for other in known):
            remarks.append(f"the alert status {value} is part of another")
            continue
        whole = status.applies_to_whole_country
        alert = {
            "advised_against": status.advised_against.value,
            "extent": (AlertExtent.WHOLE_COUNTRY if whole else AlertExtent.UNNAMED_PARTS).value,
            "description": "",
            "areas": [],
        }
        alerts[f"alerts/{value}"] = [{"type": "alert", "value": alert}]
    return alerts, doubts


def _is_contained(status: TravelAlertStatus, other: TravelAlertStatus) -> bool:
    """Whether another status, for the whole country and at least as strict, says the same and more."""
    severity = list(AdvisedAgainst).index
    is_as_strict = severity(other.advised_against) >= severity(status.advised_against)
    return other != status and other.applies_to_whole_country and is_as_strict


def _map_parts(advice: Advice, url: str, remarks: list[str]) -> Iterator[tuple[str, Any]]:
    slugs = {part.slug for part in advice.details.parts}
    if len(slugs) < len(advice.details.parts):
        raise CannotMapError("Two parts have the same slug.")
    parts = [(part.slug, part.title, part.body) for part in advice.details.parts]
    if advice.details.summary and SUMMARY not in slugs:
        parts.insert(0, (SUMMARY, "Summary", advice.details.summary))
    for slug, title, body in parts:
        if not _SLUG.fullmatch(slug):
            raise CannotMapError(f"The slug of a part is not valid: {clean_line(slug)[:80]!r}.")
        title = clean_line(title)

        def report(problem: str, title: str = title) -> None:
            remarks.append(f"{title}: {problem}")

        try:
            blocks = convert_html(_find_html(body, title), url, title, report)
        except NestingError as error:
            raise CannotMapError(f"{title}: {error}") from None
        if not blocks:
            report("it is empty and was left out")
            continue
        entries = [{"type": name, "value": value} for name, value in blocks]
        yield f"parts/{slug}", [{"type": "part", "value": {"title": title, "slug": slug, "body": entries}}]


def _find_html(body: str | list[Typed], title: str) -> str:
    if isinstance(body, str):
        return body
    found = next((text.content for text in body if text.content_type == HTML), None)
    if found is None and body:
        raise CannotMapError(f"{title}: there is no text in HTML.")
    return found or ""


SOURCE = Source(
    name=NAME,
    publisher=PUBLISHER,
    page_type=TravelAdvicePage,
    map=map_document,
    page_url=page_url,
    find_key=find_key,
)
