"""Alerts of travel advice: what is advised against, and where."""

import json
from typing import Any

from wagtail import blocks

from cms.blocks.base import CheckedBlock, Stream
from publishing.content.fields import GeoJson
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, AlertExtent, TravelAlert


class GeometryBlock(blocks.TextBlock):
    """A GeoJSON geometry, as text."""

    def clean(self, value: Any) -> Any:
        """Check that it is JSON."""
        cleaned = super().clean(value)
        try:
            json.loads(cleaned or "null")
        except ValueError:
            raise blocks.field_block.ValidationError("Enter a GeoJSON geometry.") from None
        return cleaned


def read_geometry(text: str) -> GeoJson | None:
    """Return the geometry in a block's text, if there is one."""
    return GeoJson(json.loads(text)) if text else None


class AreaBlock(CheckedBlock):
    """An area to which an alert applies."""

    name = blocks.CharBlock(max_length=255, help_text="What readers call it, such as “Within 20 km of the border”.")
    description = blocks.TextBlock(required=False, rows=2, help_text="Where it begins and ends.")
    reason = blocks.TextBlock(required=False, rows=2, help_text="Why travel there is advised against.")
    geometry = GeometryBlock(required=False, rows=3, label="Outline", help_text="A GeoJSON geometry, for the map.")

    class Meta:
        label_format = "{name}"


class AlertBlock(CheckedBlock):
    """Advice against travel, and where it applies."""

    advised_against = blocks.ChoiceBlock(choices=AdvisedAgainst.choices, label="Advice")
    extent = blocks.ChoiceBlock(choices=AlertExtent.choices, label="Where")
    description = blocks.TextBlock(required=False, rows=2, help_text="What the advice says about it.")
    areas = blocks.ListBlock(AreaBlock(), default=[], help_text="The parts of the country, if it applies to parts.")

    class Meta:
        icon = "warning"
        label_format = "{advised_against} {extent}"


class Alerts(Stream):
    """The alerts of a country's advice."""

    alert = AlertBlock()


def build_alerts(stream: Any) -> tuple[TravelAlert, ...]:
    """Return alerts as they are published."""
    return tuple(
        TravelAlert(
            advised_against=child.value["advised_against"],
            extent=child.value["extent"],
            description=child.value["description"],
            areas=tuple(
                AlertArea(**{**area, "geometry": read_geometry(area["geometry"])}) for area in child.value["areas"]
            ),
        )
        for child in stream
    )
