"""Checks of the alerts of travel advice: against each other, what the page says, and its translation."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlert, TravelAlertHeadline

_TRAVEL = r"travel(?:l?ing)?"
_ANYWHERE = r"(?:\s+(?:to|in|i|i['\u2019]r|yn)\s+(?:the\s+|y\s+)?(?:whole\s+)?(?:country|wlad(?:\s+gyfan)?|{country}))?"
_NOW = r"(?:\s+(?:at\s+(?:the\s+moment|present)|currently|now|ar\s+hyn\s+o\s+bryd))?"
_NONE = (
    rf"(?:no(?:\s+travel)?\s+advice\s+against(?:\s+(?:any|all))?\s+{_TRAVEL}"
    rf"|(?:do|does|is|are)(?:\s+not|n['\u2019]t)(?:\s+currently)?\s+advis(?:e|ing)\s+against(?:\s+(?:any|all))?\s+{_TRAVEL}"
    r"|dim\s+cyngor\s+yn\s+erbyn\s+teithio"
    r"|(?:nid|nad)\s+[^.;]{0,40}\byn\s+erbyn\s+teithio)"
)
_AGAINST = re.compile(
    rf"\b(?:avoid|advis(?:e|es|ed|ing)\s+against)\s+(?:all|any)(?P<essential>\s+but\s+essential)?\s+{_TRAVEL}\b"
    r"|\b(?:osgowch|osgoi|yn\s+erbyn)\s+[bp]ob\s+(?:taith|teithio)(?P<hanfodol>\s+ond\s+[^.;]{0,20}hanfodol)?",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|no|never|n['\u2019]t|nid|nad|ddim|mwyach)\b[^.;]*$", re.IGNORECASE)


def find_contradictions(alerts: Sequence[TravelAlert], *, is_imported: bool) -> Iterator[str]:
    """Yield what is wrong with alerts together. Only imports may leave it to their text which parts an alert is for."""
    counts = Counter((alert.advised_against, alert.extent == AlertExtent.WHOLE_COUNTRY) for alert in alerts)
    repeated = [alert.status.label for alert in alerts if counts[alert.advised_against, _is_for_all(alert)] > 1]
    for label in dict.fromkeys(repeated):
        yield f"“{label}” is said by two alerts. Make them one, with all its areas."
    whole = [alert.advised_against for alert in alerts if _is_for_all(alert)]
    if len(set(whole)) > 1:
        yield "Two alerts are for the whole country. Keep the worse one."
    for alert in alerts:
        if not _is_for_all(alert) and whole and not _is_worse(alert.advised_against, whole):
            yield (
                f"“{alert.status.label}” contradicts the alert for the whole country, which is as strict. "
                "An alert for parts must be stricter."
            )
        if alert.extent == AlertExtent.UNNAMED_PARTS and not alert.description and not is_imported:
            yield f"“{alert.status.label}” does not say which parts. Name them."
    names = Counter(area.name.casefold() for alert in alerts for area in alert.areas)
    for name in dict.fromkeys(area.name for alert in alerts for area in alert.areas):
        if names[name.casefold()] > 1:
            yield f"Two areas are called “{name}”. Readers could not tell them apart."


def find_denial(text: str, country: str) -> str:
    """Return the part of a text that says that there is no advice against travel to the country at all, if one does."""
    anywhere = _ANYWHERE.replace("{country}", re.escape(country) or "country")
    found = re.search(rf"\b{_NONE}{anywhere}{_NOW}(?=\s*(?:[.;:!?\n]|$))", text, re.IGNORECASE)
    return " ".join(found[0].split()) if found else ""


def find_advice(text: str) -> dict[AdvisedAgainst, str]:
    """Return the parts of a text that advise against travel, by what they advise against."""
    found: dict[AdvisedAgainst, str] = {}
    for match in _AGAINST.finditer(text):
        if not _NEGATED.search(text[max(0, match.start() - 60) : match.start()]):
            is_milder = match["essential"] or match["hanfodol"]
            level = AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL if is_milder else AdvisedAgainst.ALL_TRAVEL
            found.setdefault(level, " ".join(match[0].split()))
    return found


def contradicts(text: str, alerts: Sequence[TravelAlert], country: str) -> str:
    """Return what of a text clearly contradicts the alerts; an empty string if nothing does."""
    if alerts:
        return find_denial(text, country)
    return next(iter(find_advice(text).values()), "")


def describe(alerts: Sequence[TravelAlert]) -> str:
    """Return the headline of alerts, quoted."""
    labels = TravelAlertHeadline.from_statuses(alert.status for alert in alerts).labels
    return " and ".join(f"“{label}”" for label in labels)


def have_same_extent(alerts: Sequence[TravelAlert], others: Sequence[TravelAlert]) -> bool:
    """Whether two languages have the same alerts, for as many areas."""
    return _extents(alerts) == _extents(others)


def _extents(alerts: Sequence[TravelAlert]) -> Counter[tuple[str, str, int]]:
    return Counter((alert.advised_against, alert.extent, len(alert.areas)) for alert in alerts)


def _is_for_all(alert: TravelAlert) -> bool:
    return alert.extent == AlertExtent.WHOLE_COUNTRY


def _is_worse(advised_against: AdvisedAgainst, others: Sequence[AdvisedAgainst]) -> bool:
    order = list(AdvisedAgainst).index
    return order(advised_against) > max(map(order, others))
