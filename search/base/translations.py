"""The values of the index field that says in which other languages an item is published, and who may read it in those.

A reader of a language finds what they may not read in that: a translation for fewer readers must not hide from the
others what they may read in another language.
"""

from uuid import UUID


def describe_translation(locale: str, audience: int, marking: str, project: UUID | None) -> tuple[str, ...]:
    """Return the values for a translation into a language."""
    values = (locale, for_audience(locale, audience), for_marking(locale, marking))
    return values if project is None else (*values, for_project(locale, project))


def for_audience(locale: str, audience: int) -> str:
    """Return the value of a translation for an audience."""
    return f"{locale} {int(audience)}"


def for_marking(locale: str, marking: object) -> str:
    """Return the value of a translation with a marking."""
    return f"{locale} {marking}"


def for_project(locale: str, project: object) -> str:
    """Return the value of a translation for the members of a project."""
    return f"{locale} {project}"
