"""Z-cards: folding pocket cards."""

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from publishing.content.blocks import Struct
from publishing.content.fields import Line
from publishing.content.orders import CODE
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


class ZCardSide(Choices):
    """A side of a folding card."""

    FRONT = "front", "The front.", _("Front")
    BACK = "back", "The back.", _("Back")


class ZCardPanel(Struct):
    """One panel of a folding card."""

    heading: Annotated[Line, Published("The heading.", Searched.BODY)]
    body: Annotated[str, Published("The plain text.", Searched.BODY)]
    character_limit: Annotated[int, Published("The maximum number of characters in the text.")]
    side: Annotated[ZCardSide, Published("The side of the card on which it is printed.")]


class ZCardDetails(Details):
    """A folding pocket card. `card_edition` is the edition printed on it."""

    code: Line
    card_edition: Annotated[Line, Published("The edition number printed on the card.")]
    valid_from: Annotated[date, Published("The first day on which the printed card is valid.", name="card_valid_from")]
    valid_until: Annotated[
        date | None,
        Published(
            "The last day on which the printed card is valid; null if there is no end date.", name="card_valid_until"
        ),
    ] = None
    languages: Annotated[
        tuple[Line, ...],
        Published(
            "The languages in which it is printed.",
            filter=Filter("A language in which it is printed.", name="language", term="language"),
        ),
    ]
    panels: Annotated[tuple[ZCardPanel, ...], Published("The panels, in order.", Searched.BODY)]


KIND = Declaration(
    kind=Kind.Z_CARD,
    details=ZCardDetails,
    type_name="ZCard",
    description="A folding pocket card.",
    schema_list=SchemaList("z_cards", "Z-cards.", orders=(CODE,)),
    index=Index(place=60),
    is_read=True,
    schema_type="Article",
)
