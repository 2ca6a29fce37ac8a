"""What questions can be answered from: the demonstration's projects, threat levels and contact pages, and advice for
some countries, in English and in part in Welsh."""

import json
import tomllib
from pathlib import Path
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from publishing.content.blocks import BLOCKS, AnyBlock
from publishing.geography.countries import country_name, country_slug
from publishing.kinds import Kind
from publishing.kinds.project import ProjectDetails
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAdviceDetails, TravelAlert
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication
from tests.publishing.documents import DETAILS, a_document

DEMO = Path(__file__).parents[3] / "cms" / "demo"
COVERED = (
    *("AE", "BR", "CI", "CN", "DE", "EG", "ES", "FR", "GE", "GM", "GR", "HR", "IN", "IT", "JO", "KE", "LB", "MA", "MM"),
    *("MX", "NL", "SY", "TD", "TH", "TR", "UA", "US", "YE", "ZW"),
)
"""The countries with advice."""
IN_WELSH = ("EG", "FR")
WHOLE_COUNTRY = (AdvisedAgainst.ALL_TRAVEL, AlertExtent.WHOLE_COUNTRY)
PARTS = (AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, AlertExtent.UNNAMED_PARTS)
REPORTING = "notice-and-report"


def content_id(name: str) -> UUID:
    """Return the content id of an item by its name: EG, TT3, contact, national 0."""
    return uuid5(NAMESPACE_URL, name)


def publish_content() -> None:
    """Publish everything."""
    guidance = {"content_id": content_id(REPORTING), "title": "Notice and report what seems wrong"}
    record_publication(a_document(Kind.GUIDANCE, path=f"/guidance/{REPORTING}/", **guidance))
    for code in COVERED:
        record_publication(advice(code))
    for code in IN_WELSH:
        record_publication(advice(code, "cy"))
    for project in json.loads((DEMO / "programme.json").read_text())["projects"]:
        record_publication(_project(**project))
    levels = tomllib.loads((DEMO / "threat_levels.toml").read_text())["threat_levels"]
    for number, level in enumerate(levels):
        for locale in ("en-gb", "cy"):
            record_publication(threat_level(number, locale, **level))
    for locale in ("en-gb", "cy"):
        record_publication(contact(locale))


def advice(code: str, locale: str = "en-gb", **changes: Any) -> NewEdition:
    """Return the advice for a country: against all travel to Yemen and Syria, against some of it to parts of Egypt."""
    name, slug = country_name(code, locale[:2]), country_slug(code)
    alerts = {"YE": (WHOLE_COUNTRY,), "SY": (WHOLE_COUNTRY,), "EG": (PARTS,)}.get(code, ())
    details = DETAILS[Kind.TRAVEL_ADVICE]
    assert isinstance(details, TravelAdviceDetails)
    own = {
        "country": code,
        "country_name": name,
        "country_slug": slug,
        "alerts": tuple(TravelAlert(advised_against=against, extent=extent) for against, extent in alerts),
    }
    given = {
        "content_id": content_id(code),
        "code": code,
        "locale": locale,
        "title": name,
        "path": f"{'/cy' if locale == 'cy' else ''}/travel-advice/{slug}/",
        "details": details.model_copy(update=own),
        "references": (),
    }
    return a_document(Kind.TRAVEL_ADVICE, **{**given, **changes})


def _project(code: str, title: str, action: str, vision: str, **_: Any) -> NewEdition:
    details = ProjectDetails(code=code, action=action, vision=vision, tier="priority", status="open")
    identity: dict[str, Any] = {"content_id": content_id(code), "code": code, "path": f"/projects/{code.lower()}/"}
    return a_document(Kind.PROJECT, title=title, details=details, **identity)


def threat_level(number: int, locale: str = "en-gb", **given: Any) -> NewEdition:
    """Return a threat level."""
    welsh = given.pop("wording_cy", "")
    wording = welsh if locale == "cy" else given["wording"]
    details = ThreatLevelDetails(**{**given, "wording": wording})
    return a_document(
        Kind.THREAT_LEVEL,
        content_id=content_id(f"level {number}"),
        locale=locale,
        path=None,
        title=f"Threat level: {details.level}",
        summary=wording,
        details=details,
        effective_at=details.effective_at,
    )


def contact(locale: str = "en-gb", **changes: Any) -> NewEdition:
    """Return the page that says how to reach the programme."""
    folder = DEMO / "cy" if locale == "cy" else DEMO
    page = tomllib.loads((folder / "standard" / "contact.toml").read_text())
    identity = {"content_id": content_id("contact"), "locale": locale, "title": page["title"]}
    path = f"{'/cy' if locale == 'cy' else ''}/about/contact/"
    body = tuple(_block(number, locale, **block) for number, block in enumerate(page["body"]))
    return a_document(Kind.STANDARD, **{**identity, "path": path, "summary": page["summary"], "body": body, **changes})


def _block(number: int, locale: str, **given: Any) -> AnyBlock:
    key = content_id(f"block {number} {locale}")
    if "html" in given:
        given["html"] = given["html"].replace(
            f'href="item:guidance/{REPORTING}"', f'data-content="{content_id(REPORTING)}"'
        )
    if given["type"] == "heading":
        given["anchor"] = f"heading-{number}"
    return cast("AnyBlock", BLOCKS[given.pop("type")](id=key, **given))
