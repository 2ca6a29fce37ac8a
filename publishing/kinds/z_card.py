"""Z-cards: folding pocket cards."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from publishing.content.blocks import Struct
from publishing.content.fields import Line
from publishing.kinds import Kind
from publishing.kinds.declaration import (
    Choices,
    Declaration,
    Details,
    Filter,
    Index,
    Published,
    SchemaList,
    Searched,
)


class CardSide(Choices):
    """A side of a folding card."""

    FRONT = "front", "The front.", _("Front")
    BACK = "back", "The back.", _("Back")


class Panel(Struct):
    """One panel of a folding card."""

    heading: Annotated[Line, Published("Its heading.", Searched.BODY)]
    body: Annotated[str, Published("Its text, plain.", Searched.BODY)]
    character_limit: Annotated[int, Published("How many characters its text may have.")]
    side: Annotated[CardSide, Published("The side it is printed on.")]


class ZCardDetails(Details):
    """A folding pocket card. `card_edition` is what is printed on it."""

    code: Line
    card_edition: Annotated[Line, Published("The edition that is printed on it.")]
    valid_from: Annotated[date, Published("The first day on which the printed card is valid.", name="card_valid_from")]
    valid_until: Annotated[
        date | None,
        Published("The last day on which the printed card is valid; null when that is open.", name="card_valid_until"),
    ] = None
    languages: Annotated[
        tuple[Line, ...],
        Published(
            "The languages it is printed in.",
            filter=Filter("Only those printed in this language.", argument="language", term="language"),
        ),
    ]
    panels: Annotated[tuple[Panel, ...], Published("Its panels, in order.", Searched.BODY)]


KIND = Declaration(
    kind=Kind.Z_CARD,
    details=ZCardDetails,
    type_name="ZCard",
    description="A folding pocket card.",
    schema_list=SchemaList("z_cards", "Z-cards."),
    index=Index(place=60),
    is_read=True,
    schema_type="Article",
)
