"""Alerts of travel advice: what is advised against, and where."""

from typing import Any

from wagtail import blocks

from cms.blocks.base import CheckedBlock, Stream
from cms.content.areas import AreaWidget, GeometryField
from publishing.content.fields import GeoJson
from publishing.geography.geojson import parse_geometry
from publishing.kinds.travel_advice import AdvisedAgainst, AlertArea, AlertExtent, TravelAlert

# The last one only remains where it was: TravelAdviceForm refuses it in a new alert, and cms/editor.css hides it.
EXTENTS = (
    (AlertExtent.WHOLE_COUNTRY.value, "The whole country"),
    (AlertExtent.NAMED_PARTS.value, "Parts of the country: name each below"),
    (AlertExtent.UNNAMED_PARTS.value, "Parts of the country, as the text says (imported advice only)"),
)


class GeometryBlock(blocks.FieldBlock):
    """An area, as GeoJSON with a map."""

    def __init__(self, required: bool = True, help_text: str = "", rows: int = 3, **kwargs: Any) -> None:
        self.field = GeometryField(required=required, help_text=help_text, widget=AreaWidget(rows))
        super().__init__(**kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Coordinates are not searched."""
        return []


def read_geometry(text: str) -> GeoJson | None:
    """Return the geometry in a block's text; None if there is none, or if that of a draft is unfinished."""
    try:
        return GeoJson(parse_geometry(text)) if text.strip() else None
    except ValueError:
        return None


class AreaBlock(CheckedBlock):
    """An area to which an alert applies."""

    name = blocks.CharBlock(
        max_length=255, help_text="Readers see it in the list of areas and on the map: “Within 20 km of the border”."
    )
    description = blocks.TextBlock(
        required=False, rows=2, help_text="Where the area begins and ends, for people who do not see the map."
    )
    reason = blocks.TextBlock(required=False, rows=2, help_text="Why travel there is advised against. Readers see it.")
    geometry = GeometryBlock(
        required=False,
        rows=3,
        label="Outline",
        help_text="Drawn on the map, or pasted as GeoJSON. Readers see a map of all areas that have an outline.",
    )

    class Meta:
        icon = "site"
        label_format = "{name}"

    def problems(self, value: Any) -> dict[str, str]:
        """Require what readers need who do not see the map."""
        missing = {"description": "Say where the area begins and ends.", "reason": "Say why."}
        return {name: text for name, text in missing.items() if not value[name].strip()}


class AlertBlock(CheckedBlock):
    """Advice against travel, and where it applies."""

    advised_against = blocks.ChoiceBlock(
        choices=AdvisedAgainst.choices,
        label="Advice",
        help_text="Readers see the strictest for the whole country and the strictest for parts of it, everywhere.",
    )
    extent = blocks.ChoiceBlock(choices=EXTENTS, label="Where")
    description = blocks.TextBlock(
        required=False,
        rows=2,
        label="Explanation",
        help_text="Shown below the headline: exceptions, or what the areas have in common.",
    )
    areas = blocks.ListBlock(
        AreaBlock(),
        default=[],
        help_text="Each part of the country that the alert applies to. Not for the whole country.",
    )

    class Meta:
        icon = "warning"
        label_format = "{advised_against}: {extent}"

    def problems(self, value: Any) -> dict[str, str]:
        """Compare the areas with the extent."""
        if value["extent"] == AlertExtent.NAMED_PARTS and not value["areas"]:
            return {"extent": "Add each part of the country as an area below."}
        if value["extent"] != AlertExtent.NAMED_PARTS and value["areas"]:
            return {"extent": "The alert has areas, so it is for the parts of the country that they name."}
        return {}


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


def find_unnamed_parts(stream: Any) -> set[str]:
    """Return the ids of the alerts for parts that only the text describes."""
    return {child.id for child in stream if child.value["extent"] == AlertExtent.UNNAMED_PARTS}


def take_over_alerts(ours: Any, theirs: Any) -> Any:
    """Return the alerts of another language with our texts, where we have the same alert or area; else with theirs."""
    left, alerts = ours.get_prep_value(), theirs.get_prep_value()
    for alert in alerts:
        value = alert["value"]
        same = next((one for one in left if _is_same(one["value"], value)), None)
        if same is None:
            continue
        left.remove(same)
        value["description"] = same["value"]["description"]
        for area, text in zip(value["areas"], _match_areas(value["areas"], same["value"]["areas"]), strict=True):
            area["value"] |= {name: text[name] for name in ("name", "description", "reason")} if text else {}
    return blocks.StreamValue(ours.stream_block, alerts, is_lazy=True)


def _is_same(one: Any, other: Any) -> bool:
    return all(one[name] == other[name] for name in ("advised_against", "extent"))


def _match_areas(theirs: list[Any], ours: list[Any]) -> list[dict[str, Any] | None]:
    """Return our area for each of theirs: with the same outline, or else at the same position."""
    by_outline = {area["value"]["geometry"]: area["value"] for area in ours if area["value"]["geometry"]}
    at = dict(enumerate(area["value"] for area in ours))
    return [by_outline.get(area["value"]["geometry"]) or at.get(number) for number, area in enumerate(theirs)]
