"""Partners and keys for tests."""

from typing import Any

from partners.issuing import issue
from partners.models import ApiKey, Partner


def a_partner(name: str = "Harbour Trust", **fields: Any) -> Partner:
    """A partner, saved."""
    slug = name.lower().replace(" ", "-")
    return Partner.objects.get_or_create(name=name, defaults={"slug": slug, "contact": f"api@{slug}.example"} | fields)[
        0
    ]


def a_key(partner: Partner | None = None, **fields: Any) -> tuple[ApiKey, str]:
    """A key, saved, and its text."""
    key = ApiKey(**{"partner": partner or a_partner(), "label": "Portal"} | fields)
    key.full_clean()
    return key, issue(key).text


def bearing(text: str) -> dict[str, str]:
    """The header that a key is sent in."""
    return {"Authorization": f"Bearer {text}"}
