"""The directives of IBM's GraphQL cost specification, with which fields declare their cost in the schema.

Defaults: every field has the weight 1, whatever its type; a list without @listSize counts as LIST_LENGTH items.
"""

import strawberry
from graphql.type import GraphQLArgument, GraphQLField, GraphQLInputField
from strawberry import UNSET
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema_directive import Location, schema_directive
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

DEFAULT_WEIGHT = 1
LIST_LENGTH = 5
"""The assumed length of a list without @listSize."""


@schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.ARGUMENT_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    name="cost",
    description=(
        "The cost of a field each time it is resolved: by default 1, also for fields of a scalar type. On an argument "
        "or a field of an input type, what each of its values costs: by default nothing."
    ),
)
class Cost:
    weight: str = strawberry.directive_field(name="weight")


@schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="The assumed length of a list when the cost of an operation is estimated. The default is 5.",
)
class ListSize:
    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=True
    )


def assumed(size: int) -> ListSize:
    """Declare the assumed length of a list."""
    return ListSize(assumed_size=size, require_one_slicing_argument=UNSET)


def sized_by(*arguments: str, fields: tuple[str, ...] = ()) -> ListSize:
    """Declare which arguments, of which exactly one is given, hold the length of a list or of its sub-fields."""
    return ListSize(
        slicing_arguments=list(arguments),
        sized_fields=list(fields) or UNSET,
        require_one_slicing_argument=UNSET,
    )


PAGE = sized_by("first", fields=("nodes", "edges"))
"""The size of a connection."""


def field_weight(field: GraphQLField | None) -> int:
    """Return the cost of a field each time it is resolved."""
    cost = _directive(field, Cost)
    return int(cost.weight) if isinstance(cost, Cost) else DEFAULT_WEIGHT


def input_weight(definition: GraphQLArgument | GraphQLInputField) -> int:
    """Return the cost of each value of an argument or of a field of an input type."""
    cost = _directive(definition, Cost)
    return int(cost.weight) if isinstance(cost, Cost) else 0


def field_list_size(field: GraphQLField | None) -> ListSize | None:
    """Return the @listSize of a field."""
    size = _directive(field, ListSize)
    return size if isinstance(size, ListSize) else None


def _directive(field: GraphQLField | GraphQLArgument | GraphQLInputField | None, kind: type) -> object | None:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
    directives = definition.directives if isinstance(definition, StrawberryField | StrawberryArgument) else ()
    return next((directive for directive in directives if isinstance(directive, kind)), None)
