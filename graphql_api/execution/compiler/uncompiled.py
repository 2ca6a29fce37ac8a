"""The fields that no plan writes, and why: an operation that asks for one is answered by the generic executor, whole,
at about four times the cost. Every other field of the schema has a writer; a test compares the two."""

_OF_A_SIGNATURE = "signed for the viewer, which costs more than the executor"
_OF_HELP = "made once in many searches, for who found nothing"

UNCOMPILED = {
    "Content.signature": _OF_A_SIGNATURE,
    "Content.similar": "the index answers it, for one document at a time",
    "Content.translations": "each is read in a language of its own",
    "Signature": _OF_A_SIGNATURE,
    "SearchResults.help": _OF_HELP,
    "SearchHelp": _OF_HELP,
    "BroaderSearch": _OF_HELP,
    "Query._service": "for composing tools, once a release",
    "_Service": "for composing tools, once a release",
}
"""By type, interface, or field."""
