"""The types of partners' rows."""

from datetime import datetime

import strawberry_django
from strawberry import auto

from partners.models import ApiKey, Partner, RegisteredOperation
from partners.tokens import MARKER


@strawberry_django.type(Partner, name="PartnerOrganisation", description="An organisation that uses the API.")
class PartnerOrganisation:
    name: auto = strawberry_django.field(description="The name.")
    slug: auto = strawberry_django.field(description="Identifies the organisation in messages and commands.")
    since: datetime = strawberry_django.field(field_name="created_at", description="When it was added.")


@strawberry_django.type(ApiKey, name="ApiKey", description="An API key, without its secret part.")
class ApiKeyType:
    label: auto = strawberry_django.field(description="What it is for.")
    scopes: list[str] = strawberry_django.field(description="What it may change: `operations:write`, `keys:rotate`.")
    created_at: auto = strawberry_django.field(description="When it was created.")
    expires_at: auto = strawberry_django.field(description="When it expires; null if never.")
    last_used_at: auto = strawberry_django.field(description="When it was last used, to some seconds; null if never.")

    prefix: str = strawberry_django.field(
        only=["prefix"],
        resolver=lambda root: MARKER + root.prefix,
        description="The first 16 characters, which identify it.",
    )


@strawberry_django.type(
    RegisteredOperation,
    name="RegisteredOperation",
    description="An operation that is requested by the hash of its text.",
)
class RegisteredOperationType:
    name: auto = strawberry_django.field(description="Its name.")
    sha256: auto = strawberry_django.field(description="The SHA-256 of its text, in hexadecimal digits.")
    text: auto = strawberry_django.field(description="Its text, with its fragments.")
    cost: int = strawberry_django.field(field_name="price", description="The highest possible cost, with full pages.")
    registered_at: auto = strawberry_django.field(description="When it was registered.")
    retired_at: auto = strawberry_django.field(description="When it was retired; null while it is active.")
