"""The fields that have no writer, with the reason.

An operation that selects one is run by strawberry as a whole, at about four times the cost. Every other field of the
schema has a writer; a test compares both lists.
"""

_OF_A_SIGNATURE = "signed for the viewer, which costs more than strawberry"
_OF_A_DRAFT = "only for previews of drafts, which are rare"
_OF_ONE_KEY = "rows of partners, which a key rarely reads, by strawberry_django's optimizer"
_OF_MUTATIONS = "never compiled: each runs once"
_OF_LISTS = "lists within lists, which one statement reads for all items"
_OF_HELP = "only for searches without results, which are rare"

UNCOMPILED = {
    "ContentEdition.signature": _OF_A_SIGNATURE,
    "Content.similar": "queries the index for one item at a time",
    "Content.translations": "each is read in its own language",
    "EditionSignature": _OF_A_SIGNATURE,
    "SearchConnection.help": _OF_HELP,
    "SearchHelp": _OF_HELP,
    "BroaderSearch": _OF_HELP,
    "HomePage.children": _OF_LISTS,
    "Organisation.projects": _OF_LISTS,
    "Section.children": _OF_LISTS,
    "Sector.contents": _OF_LISTS,
    "Topic.contents": _OF_LISTS,
    "WorkStream.contents": _OF_LISTS,
    "WorkStream.projects": _OF_LISTS,
    "Query.preview": _OF_A_DRAFT,
    "ContentSourceMap": _OF_A_DRAFT,
    "ContentSourceField": _OF_A_DRAFT,
    "ContentSourceBlock": _OF_A_DRAFT,
    "Query._service": "for composition tools, once a release",
    "Query.partner": _OF_ONE_KEY,
    "PartnerAccount": _OF_ONE_KEY,
    "PartnerOrganisation": _OF_ONE_KEY,
    "ApiKey": _OF_ONE_KEY,
    "RegisteredOperation": _OF_ONE_KEY,
    "RegisteredOperationConnection": _OF_ONE_KEY,
    "RegisteredOperationEdge": _OF_ONE_KEY,
    "BudgetLeft": _OF_ONE_KEY,
    "PartnerUsage": _OF_ONE_KEY,
    "OperationUsage": _OF_ONE_KEY,
    "FieldUsage": _OF_ONE_KEY,
    "Mutation": _OF_MUTATIONS,
    "RegisterOperationsSuccess": _OF_MUTATIONS,
    "RetireOperationSuccess": _OF_MUTATIONS,
    "RotateKeySuccess": _OF_MUTATIONS,
    "ValidationErrors": _OF_MUTATIONS,
    "FieldError": _OF_MUTATIONS,
    "_Service": "for composition tools, once a release",
}
"""By type, interface, or field."""
