"""What readers see of the alerts of travel advice: the worst for the whole country, and the worst for parts of it."""

from dataclasses import dataclass

from publishing.kinds.travel_advice import NO_ADVICE, AdvisedAgainst, TravelAlertHeadline, TravelAlertStatus


@dataclass(frozen=True)
class AlertLine:
    """A line of a headline. Its text, a shape and a bar of steps say how bad it is, never a colour alone."""

    status: TravelAlertStatus | None
    """None if nothing is advised against."""
    tone: int
    """The number of its shape and colour (components/shape.html)."""
    step: int
    """The step on a bar of three: no advice, all but essential travel, all travel."""

    @property
    def label(self) -> str:
        """Its text, in the language of what is around it, which may not be the page's."""
        return str(self.status.label if self.status else NO_ADVICE)

    @property
    def bar(self) -> list[bool]:
        """Whether each step of the bar is reached."""
        return [number <= self.step for number in (1, 2, 3)]


TONES = {AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL: (4, 2), AdvisedAgainst.ALL_TRAVEL: (5, 3)}


def alert_lines(headline: TravelAlertHeadline) -> list[AlertLine]:
    """Return the lines of a headline: one for each of its statuses, or one that says that there is none."""
    lines = [AlertLine(status, *TONES[status.advised_against]) for status in headline.statuses]
    return lines or [AlertLine(None, 1, 1)]
