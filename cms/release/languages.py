"""Keeps the languages of one content from contradicting each other: what is protected is the same fact in each."""

from collections.abc import Iterable
from uuid import UUID

from wagtail.models import Page

from cms.lifecycle.release_gate import NotReleasedError
from cms.release.protections.protection import Facts, Protection, item_facts
from publishing.models import ContentItem

LANGUAGES = {"en-gb": "English", "cy": "Welsh"}


def language_name(locale: str) -> str:
    """Return the name of a language, for editors."""
    return LANGUAGES.get(locale, locale)


class ContradictionError(NotReleasedError):
    """Readers of another language would have something else."""

    def __init__(self, locales: Iterable[str]) -> None:
        names = " and ".join(map(language_name, locales))
        super().__init__(
            f"The version in {names} would say something else. Change it as well, and propose both together.",
            code="contradiction",
        )


def find_contradictions(protection: Protection, content_id: UUID, planned: dict[str, Facts | None]) -> list[str]:
    """Return the languages that would contradict another: `planned` has the facts of the languages that change, the
    others stay as readers have them. Aliases follow their originals."""
    pages = Page.objects.filter(translation_key=content_id, alias_of__isnull=False)
    followers = pages.values("locale__language_code")
    items = ContentItem.objects.live().filter(content_id=content_id).select_related("edition")
    others = {
        item.locale: item_facts(protection, item)
        for item in items.exclude(locale__in=[*planned]).exclude(locale__in=followers)
    }
    shared = [protection.shared(facts) for facts in planned.values()]
    if any(one != shared[0] for one in shared):
        return sorted(planned)
    return sorted(locale for locale, facts in others.items() if protection.shared(facts) != shared[0])
