"""The words by which a question is recognised, in English and Welsh. Words are folded: small letters, no accents."""

from search.base.analysis import tokenize

Words = frozenset[str]


def _words(text: str) -> Words:
    return frozenset(tokenize(text))


FILLERS = {
    "en": _words(
        "a an and are at be can could current currently do does for from from give hello hi how i if in into is "
        "it know latest like me my need now of official on or our please right should tell tell than that the "
        "there these they this to today tonight uk up want was we what what's whats when where which who will "
        "with would yet you your"
    ),
    "cy": _words(
        "a ac ar at beth dw fi gan heddiw i mae mi mynd nawr o oes pa pwy rwan sut sy sydd y ydy yn ym yng yr"
    ),
}
"""Words that do not change what is asked."""

TRAVEL = {
    "en": _words(
        "abroad advice advisory alert alerts allowed avoid danger dangerous dangers entry fcdo flight flights fly "
        "flying go going holiday holidays holidaying risk risks risky safe safely safety status tourist tourists "
        "travel traveling travelling trip trips vacation visa visas visit visiting warning warnings"
    ),
    "cy": _words("cyngor diogel ddiogel gwyliau hedfan mynd peryglus rhybudd teithio deithio ymweld fisa osgoi"),
}
"""Words of somebody who asks whether or how to travel."""

THREAT_LEVEL = {
    "en": (
        "threat level",
        "national threat level",
        "terrorism threat level",
        "terror threat level",
        "terrorist threat level",
        "level threat",
        "terror threat",
        "terrorism threat",
        "terrorist threat",
        "terror alert level",
        "terror alert",
        "alert level",
        "alert state",
        "attack likely",
        "likely attack",
        "likely terrorist attack",
        "likely terror attack",
        "likelihood attack",
        "likelihood terrorist attack",
        "risk terrorism",
        "risk attack",
        "risk terrorist attack",
        "chance terrorist attack",
        "chance attack",
    ),
    "cy": ("lefel bygythiad", "lefel fygythiad", "bygythiad terfysgaeth", "lefel bygythiad cenedlaethol"),
}
"""What remains of a question about the current threat level without fillers."""

CONTACT = {
    "en": (
        "contact",
        "contact us",
        "contact details",
        "contact number",
        "contact information",
        "contact programme",
        "contact address",
        "email",
        "email address",
        "email us",
        "phone",
        "phone number",
        "phone us",
        "telephone",
        "telephone number",
        "call",
        "call us",
        "get touch",
        "get touch us",
        "get touch programme",
        "reach",
        "reach programme",
        "helpline",
    ),
    "cy": ("cysylltu", "cysylltu ni", "cyswllt", "manylion cyswllt", "rhif ffon", "ffonio", "ebost", "e bost"),
}
"""What remains of a question about how to reach the programme without fillers."""

PROJECT = {"en": _words("project about number code"), "cy": _words("prosiect rhif cod")}
"""Words beside the code of a project."""
