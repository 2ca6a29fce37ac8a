"""What a partner's keys have used, by operation and by field."""

from datetime import date

import strawberry
from django.db.models import Sum

from graphql_api.base.cost_directives import assumed
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from partners.models import OperationCount, Partner
from partners.usage.reports import fields_in_use

MAX_DAYS = 400
MAX_ROWS = 200


@strawberry.type(description="How often an operation was called.")
class OperationUsage:
    operation: str | None = strawberry.field(description="The name that it was sent with; null without a name.")
    requests: int = strawberry.field(description="How often it was called.")
    failures: int = strawberry.field(description="How often the response had errors.")
    last_used_on: date = strawberry.field(description="The last day on which it was called.")


@strawberry.type(description="How often a field was selected.")
class FieldUsage:
    field: str = strawberry.field(description="The field with its type, such as `Briefing.code`.")
    requests: int = strawberry.field(description="In how many calls it was selected.")
    last_used_on: date = strawberry.field(description="The last day on which it was selected.")
    deprecation_reason: str | None = strawberry.field(description="Why and until when it is deprecated; null if not.")


@strawberry.type(description="Counts by day of all keys of an organisation, written with a delay of some seconds.")
class PartnerUsage:
    prefixes: strawberry.Private[list[str]]
    days: strawberry.Private[int]

    @field(f"The most frequent operations, at most {MAX_ROWS}.", size=assumed(MAX_ROWS))
    def operations(self) -> list[OperationUsage]:
        counts = OperationCount.objects.filter(key_prefix__in=self.prefixes).last_days(self.days)
        rows = counts.summed("operation").annotate(failed=Sum("failures"))[:MAX_ROWS]
        return [
            OperationUsage(
                operation=row["operation"] or None,
                requests=row["times"],
                failures=row["failed"],
                last_used_on=row["last"],
            )
            for row in rows
        ]

    @field(
        f"The deprecated fields that were selected, then the most frequent, at most {MAX_ROWS}.", size=assumed(MAX_ROWS)
    )
    def fields(self) -> list[FieldUsage]:
        return [
            FieldUsage(field=use.field, requests=use.times, last_used_on=use.last, deprecation_reason=use.deprecated)
            for use in fields_in_use(self.days, self.prefixes)[:MAX_ROWS]
        ]


def partner_usage(partner: Partner, days: int) -> PartnerUsage:
    """Return the usage of a partner in the last days, today included."""
    if not 1 <= days <= MAX_DAYS:
        raise HubError(Code.BAD_INPUT, f"`days` must be from 1 to {MAX_DAYS}.")
    return PartnerUsage(prefixes=list(partner.keys.values_list("prefix", flat=True)), days=days)
