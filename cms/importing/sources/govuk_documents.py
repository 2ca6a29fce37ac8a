"""Travel advice as GOV.UK's content API gives it: /api/content/foreign-travel-advice/COUNTRY.

Only what is used is declared, after alphagov's content schema `travel_advice` and its former versions.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cms.importing.mapping import CannotMapError


def _in_range(moment: datetime) -> datetime:
    if not 1990 <= moment.year <= 2200:
        raise ValueError("not a plausible time")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, Field(strict=False), AfterValidator(_in_range)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class Country(_Part):
    """The country that a document is about."""

    slug: str
    name: str
    synonyms: list[str] | None = None


class Typed(_Part):
    """A text in one of several formats."""

    content_type: str
    content: str


class Part(_Part):
    """A part of the advice. The body is HTML, or the same text in several formats."""

    slug: str
    title: str
    body: str | list[Typed] = ""


class Change(_Part):
    """An entry of the history."""

    public_timestamp: Moment
    note: str | None = ""


class Details(_Part):
    """The advice itself."""

    country: Country
    parts: list[Part] = []
    summary: str | list[Typed] | None = None
    alert_status: list[str] | None = None
    change_description: str | None = None
    change_history: list[Change] | None = None
    reviewed_at: Moment | None = None
    updated_at: Moment | None = None
    image: dict[str, Any] | None = None
    document: dict[str, Any] | None = None


class WithdrawnNotice(_Part):
    """Says that GOV.UK withdrew the page; empty if it did not."""

    withdrawn_at: Moment | None = None


class Advice(_Part):
    """A document of the content API."""

    base_path: str
    locale: str = "en"
    title: str
    description: str | None = None
    first_published_at: Moment | None = None
    public_updated_at: Moment | None = None
    updated_at: Moment | None = None
    withdrawn_notice: WithdrawnNotice | None = None
    details: Details


_ADVICE = TypeAdapter(Advice)


def parse_advice(data: Any) -> Advice:
    """Return a document as a structure. Raises CannotMapError, which says what is wrong with it and where."""
    if not isinstance(data, dict):
        raise CannotMapError("It is not a JSON object.")
    schema = data.get("schema_name")
    if schema != "travel_advice":
        raise CannotMapError(f"Its schema is {str(schema)[:60]!r}, not 'travel_advice'.")
    try:
        return _ADVICE.validate_python(data)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, one['loc'])) or 'document'}: {one['msg']}" for one in error.errors()[:5]]
        raise CannotMapError(f"{'; '.join(problems)}.") from None
    except RecursionError:
        raise CannotMapError("It is nested too deeply.") from None
