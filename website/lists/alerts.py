"""What readers see of the alerts of travel advice: the worst for the whole country, and the worst for parts of it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.kinds.travel_advice import AdvisedAgainst, TravelAlertHeadline

NO_ADVICE = _("No advice against travel")


@dataclass(frozen=True)
class AlertLine:
    """A line of a headline. Its text, a shape and a bar of steps say how bad it is, never a colour alone."""

    label: str | Promise
    tone: int
    """The number of its shape and colour (components/shape.html)."""
    step: int
    """The step on a bar of three: none, all but essential travel, all travel."""


TONES = {AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL: (4, 2), AdvisedAgainst.ALL_TRAVEL: (5, 3)}


def alert_lines(headline: TravelAlertHeadline) -> list[AlertLine]:
    """Return the lines of a headline: one for each of its statuses, or one that says that there is none."""
    lines = [AlertLine(status.label, *TONES[status.advised_against]) for status in headline.statuses]
    return lines or [AlertLine(NO_ADVICE, 1, 1)]
