"""The results of mutations: types that succeed, errors in the input, and how a result is stored and repeated."""

from collections import defaultdict
from dataclasses import fields
from typing import Any, Self, cast

import strawberry
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from strawberry.utils.str_converters import to_camel_case

SECRET = {"is_secret": True}
"""The metadata of a field that is given once: it is not stored, and null when the result is repeated."""
Stored = dict[str, Any]


class Success:
    """Base class of the types that mutations return if they succeed. Their fields are rows of models, lists of rows, or
    values of JSON."""

    def to_stored(self) -> Stored:
        """Return the result as JSON, with references to rows and without secrets."""
        stored = {one.name: _store(getattr(self, one.name)) for one in fields(cast("Any", self)) if not _is_secret(one)}
        return {"type": type(self).__name__, "fields": stored}

    @staticmethod
    def from_stored(stored: Stored) -> "Success":
        """Return a stored result, with its rows as they are now."""
        type_ = next(one for one in Success.__subclasses__() if one.__name__ == stored["type"])
        values = {one.name: None for one in fields(cast("Any", type_)) if _is_secret(one)}
        return type_(**values, **{name: _restore(value) for name, value in stored["fields"].items()})


@strawberry.type(description="What is wrong with one field of the input.")
class FieldError:
    field: str | None = strawberry.field(
        description="The path of the field in the input, for instance `texts.2`; null if it is about no single field."
    )
    message: str = strawberry.field(description="What is wrong, for people.")


@strawberry.type(description="The input is not valid: nothing was changed. The idempotency key can be used again.")
class ValidationErrors:
    field_errors: list[FieldError] = strawberry.field(description="Each error, at least one.")

    @classmethod
    def from_django(cls, error: ValidationError) -> Self:
        """Return the messages of a ValidationError, by field."""
        has_fields = hasattr(error, "error_dict")
        by_field: dict[str, list[str]] = error.message_dict if has_fields else {NON_FIELD_ERRORS: error.messages}
        return cls(
            field_errors=[
                FieldError(field=None if name == NON_FIELD_ERRORS else to_camel_case(name), message=message)
                for name, messages in by_field.items()
                for message in messages
            ]
        )


def _is_secret(field: Any) -> bool:
    return bool(field.metadata.get("is_secret"))


def _store(value: Any) -> Any:
    if isinstance(value, list):
        return [_store(one) for one in value]
    return {"model": value._meta.label, "pk": value.pk} if isinstance(value, Model) else value


def _restore(value: Any) -> Any:
    if isinstance(value, dict):
        return _restore([value])[0]
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return value
    rows = {model: apps.get_model(model)._default_manager.in_bulk(pks) for model, pks in _pks_by_model(value).items()}
    return [rows[one["model"]][one["pk"]] for one in value]


def _pks_by_model(references: list[Stored]) -> dict[str, list[Any]]:
    pks = defaultdict(list)
    for one in references:
        pks[one["model"]].append(one["pk"])
    return pks
