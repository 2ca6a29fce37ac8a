"""Travel advice."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.blocks import ContentBlock, build_blocks
from graphql_api.content.context import RequestContext, current_edition
from graphql_api.content.declared_fields import register_struct_type
from graphql_api.content.lists.conditions import Condition, Related
from graphql_api.content.lists.filter_fields import Operators, list_filter, wanted_values
from graphql_api.content.lists.lookups import enum_lookup
from publishing.kinds import Kind, travel_advice
from publishing.kinds.travel_advice import ALERT_STATUS, TravelAdviceDetails, TravelAlert, TravelAlertStatus


@register_struct_type(travel_advice.TravelAdvicePart)
class TravelAdvicePart:
    @field("The body, as blocks.")
    def body(self) -> list[ContentBlock]:
        return build_blocks(self.source.body, self.batch)  # type: ignore[attr-defined]


@register_struct_type(travel_advice.TravelAlertHeadline)
class TravelAlertHeadline:
    pass


@register_kind_type(Kind.TRAVEL_ADVICE)
class TravelAdvice(Content):
    @field("The worst of the alerts, for a headline.")
    def alert_headline(self) -> TravelAlertHeadline:
        headline = self._details(TravelAdviceDetails).headline
        return TravelAlertHeadline(source=headline, batch=self.batch)  # type: ignore[call-arg]

    @field("Since when the alerts are the same; null if that is not known.")
    def alerts_since(self) -> datetime | None:
        return current_edition(self.item).status_since


def find_headline(alerts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the headline of stored alerts, as stored structures are."""
    headline = travel_advice.TravelAlertHeadline.from_statuses(
        TravelAlert.model_validate(alert, extra="ignore").status for alert in alerts
    )
    return headline.model_dump(mode="json")


@list_filter(
    Kind.TRAVEL_ADVICE, "alert_status", enum_lookup(TravelAlertStatus), "The status of an alert, as GOV.UK names it."
)
def _has_alert_status(context: RequestContext, operators: Operators) -> Condition:
    return Related("terms", ALERT_STATUS, tuple(map(str, wanted_values(operators))))
