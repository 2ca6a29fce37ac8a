"""Creates topics, sectors, organisations and the history of the threat level. Saving these publishes them."""

from typing import Any

from wagtail.models import Locale

from cms.loading.created import Created
from cms.loading.sources import ENGLISH, Data, content_id
from cms.models import Organisation, Sector, ThreatLevel, Topic

NAMED: dict[str, type[Any]] = {"topics": Topic, "sectors": Sector, "organisations": Organisation}


def add_named(created: Created, kind: str, data: Data) -> None:
    """Save a topic, sector or organisation of snippets.toml."""
    english = Locale.objects.get(language_code=ENGLISH)
    snippet = NAMED[kind](locale=english, translation_key=content_id(f"{kind}/{data['slug']}"), **data)
    snippet.full_clean()
    snippet.save()
    getattr(created, kind)[data["slug"]] = snippet


def add_threat_level(data: Data) -> None:
    """Save an entry of a scope's history, in both languages."""
    key = content_id(f"threat-levels/{data['scope']}/{data['effective_at'].isoformat()}")
    level = ThreatLevel(locale=Locale.objects.get(language_code=ENGLISH), translation_key=key, **data)
    level.full_clean()
    level.save()
