"""Travel advice: what is advised against and where, and whether readers have it at all."""

from collections.abc import Iterable
from typing import Any

from cms.release.protections.protection import Facts, Sentence
from publishing.content.blocks import READING
from publishing.geography.countries import country_name
from publishing.kinds import Kind
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAdviceDetails, TravelAlert
from publishing.log.new_edition import canonical_json

SEVERITIES = list(AdvisedAgainst)
NOTHING = "No advice against travel"


class TravelAdviceProtection:
    """The alerts and the country that they are for. A page without alerts has nothing protected."""

    kind = Kind.TRAVEL_ADVICE

    def facts(self, details: TravelAdviceDetails) -> Facts | None:
        """Return the alerts and the country, None if there is no advice against travel."""
        facts: Facts = details.model_dump(mode="json", include={"country", "alerts"})
        return facts if facts["alerts"] else None

    def shared(self, facts: Facts | None) -> Any:
        """Return the country, and each alert without its texts."""
        if facts is None:
            return None
        alerts = ([one["advised_against"], one["extent"], _outlines(one["areas"])] for one in facts["alerts"])
        return [facts["country"], *sorted(alerts, key=canonical_json)]

    def find_replaced(self, after: Facts, locale: str) -> None:
        """Return None: a country has one page."""

    def describe(self, before: Facts | None, after: Facts | None) -> list[Sentence]:
        """Return the advice for the whole country and for parts, then each alert that differs."""
        old, new = _read_alerts(before), _read_alerts(after)
        sentences = [
            Sentence("Country", _country(before), _country(after)),
            Sentence("The whole country", _worst_label(old, whole=True), _worst_label(new, whole=True)),
            Sentence("Parts of the country", _worst_label(old, whole=False), _worst_label(new, whole=False)),
            Sentence("What the alerts say", _say(old), _say(new)),
        ]
        different_country = before and after and before["country"] != after["country"]
        return [one for one in sentences[0 if different_country else 1 :] if one.before != one.after]

    def warn(self, before: Facts | None, after: Facts | None) -> list[str]:
        """Warn of a jump by two steps for the whole country, and of advice that is lifted."""
        old, new = _read_alerts(before), _read_alerts(after)
        warnings = []
        was, will_be = _worst(old, whole=True), _worst(new, whole=True)
        if abs(was - will_be) == len(SEVERITIES):
            jump = f"from “{_worst_label(old, whole=True)}” to “{_worst_label(new, whole=True)}”"
            warnings.append(f"The advice for the whole country jumps {jump}.")
        if old and not new:
            warnings.append("After this, readers see no advice against travel to the country.")
        if before and after and before["country"] != after["country"]:
            warnings.append("The alerts move to another country.")
        return warnings

    def is_stricter(self, before: Facts | None, after: Facts | None) -> bool:
        """Whether the advice becomes looser in neither dimension, the whole country and parts, and in no named area."""
        if before is None or after is None:
            return before is None
        old, new = _read_alerts(before), _read_alerts(after)
        rises = [_worst(new, whole=whole) - _worst(old, whole=whole) for whole in (True, False)]
        same_country = before["country"] == after["country"]
        return same_country and min(rises) >= 0 and all(_is_covered(alert, new) for alert in old)


def _outlines(areas: list[Any]) -> list[Any]:
    return sorted((area["geometry"] for area in areas), key=canonical_json)


def _country(facts: Facts | None) -> str:
    return country_name(facts["country"]) if facts else "—"


def _read_alerts(facts: Facts | None) -> list[TravelAlert]:
    alerts: list[Any] = (facts or {}).get("alerts", [])
    return [TravelAlert.model_validate(alert, context=READING) for alert in alerts]


def _is_covered(alert: TravelAlert, new: Iterable[TravelAlert]) -> bool:
    """Whether each area that an alert names is still advised against as much, by name or with the whole country."""
    strict = [one for one in new if SEVERITIES.index(one.advised_against) >= SEVERITIES.index(alert.advised_against)]
    if any(one.extent == AlertExtent.WHOLE_COUNTRY for one in strict):
        return True
    names = {area.name for one in strict for area in one.areas}
    return {area.name for area in alert.areas} <= names


def _worst(alerts: Iterable[TravelAlert], *, whole: bool) -> int:
    """Return the severity of the worst alert for the whole country, or for parts: 0 if there is none."""
    found = (alert for alert in alerts if (alert.extent == AlertExtent.WHOLE_COUNTRY) == whole)
    return max((SEVERITIES.index(alert.advised_against) + 1 for alert in found), default=0)


def _worst_label(alerts: Iterable[TravelAlert], *, whole: bool) -> str:
    severity = _worst(alerts, whole=whole)
    return str(SEVERITIES[severity - 1].label) if severity else NOTHING


def _say(alerts: Iterable[TravelAlert]) -> str:
    """Return the text of alerts, one on each line, with the names of their areas."""
    lines = []
    for alert in alerts:
        areas = "; ".join(
            f"{area.name} ({area.reason.rstrip('.')})" if area.reason else area.name for area in alert.areas
        )
        parts = [str(alert.advised_against.label), str(alert.extent.label), alert.description, areas]
        lines.append(". ".join(part.rstrip(".") for part in parts if part) + ".")
    return "\n".join(lines) or NOTHING
