"""From format 1 to 2: each alert of travel advice says where it applies; `reviewed_at` is a column of all editions."""

from typing import Any


def upcast(stored: dict[str, Any]) -> dict[str, Any]:
    """Return stored content as format 2 has it."""
    if stored["kind"] != "travel_advice":
        return stored
    details = dict(stored["details"])
    statuses, scope = details.pop("alert_statuses", ()), details.pop("alert_scope", "")
    details.pop("reviewed_at", None)
    return {**stored, "details": {**details, "alerts": convert_alerts(statuses, scope)}}


def convert_alerts(statuses: list[str], scope: str) -> list[dict[str, Any]]:
    """Return the alerts for some statuses and the text that says where they apply. That text is about the alerts for
    parts of the country, if there are any."""
    for_parts = [status for status in statuses if status.endswith("_to_parts")]
    return [
        {
            "advised_against": status.removeprefix("avoid_").partition("_to_")[0],
            "extent": "unnamed_parts" if status in for_parts else "whole_country",
            "description": scope if status in for_parts or not for_parts else "",
            "areas": [],
        }
        for status in statuses
    ]
