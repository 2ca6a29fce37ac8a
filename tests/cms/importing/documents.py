"""Documents in the shape of GOV.UK's content API for travel advice, with invented text."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

SAFETY = '<h2 id="crime">Crime</h2>\n\n<p>Keep your bag closed in crowds.</p>\n'
SUMMARY = "<p>Most visits are trouble-free. Read all parts before you book.</p>\n"


def a_document(slug: str = "lebanon", name: str = "", **details: Any) -> dict[str, Any]:
    """Return a document. `details` replace those of the advice; with other names, those of the document."""
    name = name or slug.replace("-", " ").title()
    document: dict[str, Any] = {
        "analytics_identifier": None,
        "base_path": f"/foreign-travel-advice/{slug}",
        "content_id": "2a3938e1-d588-45fc-8c8f-0f51814d5409",
        "description": f"Invented travel advice for {name}.",
        "details": {
            "alert_status": [],
            "change_description": f"New information about crime in {name}.",
            "change_history": [
                {
                    "note": f"New information about crime in {name}.",
                    "public_timestamp": "2026-03-02T10:00:00.000+00:00",
                },
                {"note": "Other text about ferries.", "public_timestamp": "2025-06-01T09:30:00.000+01:00"},
                {"note": "Latest update: first version.", "public_timestamp": "2020-01-15T08:00:00.000+00:00"},
            ],
            "country": {"name": name, "slug": slug, "synonyms": []},
            "email_signup_link": f"/foreign-travel-advice/{slug}/email-signup",
            "max_cache_time": 10,
            "parts": [
                a_part("summary", SUMMARY),
                a_part("safety-and-security", SAFETY),
                a_part("health", "<p>Boil water.</p>"),
            ],
            "publishing_request_id": "30559-1487239320.697-62.232.86.100-23977",
            "reviewed_at": "2026-04-01T12:00:00.000+00:00",
            "updated_at": "2026-03-02T10:00:00.000+00:00",
        },
        "document_type": "travel_advice",
        "first_published_at": "2020-01-15T08:00:00.000+00:00",
        "links": {"organisations": [{"title": "Foreign, Commonwealth & Development Office", "locale": "en"}]},
        "locale": "en",
        "phase": "live",
        "public_updated_at": "2026-03-02T10:00:00.000+00:00",
        "publishing_app": "travel-advice-publisher",
        "rendering_app": "frontend",
        "schema_name": "travel_advice",
        "title": f"{name} travel advice",
        "updated_at": "2026-03-02T10:00:05Z",
        "withdrawn_notice": {},
    }
    for key, value in details.items():
        (document if key in document and key != "updated_at" else document["details"])[key] = value
    return document


def a_part(slug: str, body: Any, title: str = "") -> dict[str, Any]:
    """Return a part."""
    return {"slug": slug, "title": title or slug.replace("-", " ").capitalize(), "body": body}


def a_later(document: dict[str, Any], note: str = "Changed.", day: int = 20, **details: Any) -> dict[str, Any]:
    """Return the document after a change of its publisher on a day of May 2026."""
    later = deepcopy(document)
    at = f"2026-05-{day:02}T10:00:00.000+00:00"
    later["public_updated_at"] = later["updated_at"] = at
    later["details"] |= {"updated_at": at, "change_description": note, **details}
    later["details"]["change_history"].insert(0, {"note": note, "public_timestamp": at})
    return later


def with_part(document: dict[str, Any], slug: str, body: str) -> list[dict[str, Any]]:
    """Return the parts of a document, one of them with another body."""
    return [part | {"body": body} if part["slug"] == slug else part for part in document["details"]["parts"]]


def write(folder: Path, *documents: dict[str, Any]) -> Path:
    """Write documents as files of a folder, named after their countries; return the folder."""
    folder.mkdir(exist_ok=True)
    for document in documents:
        path = folder / f"{document['details']['country']['slug']}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
    return folder
