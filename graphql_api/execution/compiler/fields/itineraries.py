"""The advice for an itinerary or a point: `x` is a `CountryAdvice` or a `PointRow`, whose advice is an item's row."""

from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.kinds import DETAILS
from graphql_api.execution.compiler.row_fetches import EDITION

CODE = "code"
"""The column by which the rows of countries are found."""


def write_itinerary(ctx: FieldContext) -> str:
    """Write the countries of an itinerary."""
    ctx.fetch.column(CODE)
    ctx.fetch.column(EDITION)
    return f"[{ctx.object('i')} for i in x]"


def _write_attribute(ctx: FieldContext) -> str:
    return f"x.{ctx.name}"


for _field in (*(f"TravelCountry.{name}" for name in ("code", "name", "slug")), "CountryAdvice.requested"):
    field_writer(_field)(_write_attribute)


def write_point(ctx: FieldContext) -> str:
    """Write the advice for a point."""
    ctx.fetch.column(EDITION)
    return ctx.object("x")


@field_writer("CountryAdvice.country")
@field_writer("PointAdvice.country")
def country(ctx: FieldContext) -> str:
    """Write the country, if there is one."""
    return f"({ctx.object('x.country')} if x.country else None)"


@field_writer("CountryAdvice.advice")
@field_writer("PointAdvice.advice")
def advice(ctx: FieldContext) -> str:
    """Write the advice, if there is any."""
    return f"({ctx.item('x.advice')} if x.advice else None)"


def _write_alerts(ctx: FieldContext, applies: bool | None) -> str:
    stored = f"x.advice[{ctx.fetch.json_column(DETAILS)}].get('alerts', ()) if x.advice else ()"
    return f"[{ctx.object('i')} for i in ({stored}) if stored_alert_applies(i, x.point) is {applies}]"


@field_writer("PointAdvice.alerts")
def alerts(ctx: FieldContext) -> str:
    """Write the alerts that apply at the point."""
    return _write_alerts(ctx, True)


@field_writer("PointAdvice.possibleAlerts")
def possible_alerts(ctx: FieldContext) -> str:
    """Write the alerts of which it is not known."""
    return _write_alerts(ctx, None)
