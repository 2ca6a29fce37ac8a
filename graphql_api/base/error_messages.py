"""Messages about invalid values, with advice on how to correct them.

graphql-core's own messages quote values of any length, and the text of exceptions that a parser raised.
"""

import re
from math import isfinite

from graphql import (
    ArgumentNode,
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    Node,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    visit,
)

MAX_DIGITS = 20
"""Digits of a number. No type of the schema accepts more, and Python refuses to convert thousands of digits."""
MAX_QUOTED = 300
"""Characters of a message that quotes a value."""
TOO_LONG = f"of more than {MAX_DIGITS} digits, or greater than 1e308: send a shorter one."

_RAISED = re.compile(r", but encountered error .*?; found: ", re.DOTALL)
_INFINITE = re.compile(r"(?<![\w'\"])-?inf(?![\w'\"])")
_TYPE = re.compile(r"\b(Int|Float|String|Boolean|ID) cannot represent|'(Int|Float|String|Boolean|ID)!?'")
_MAY_BE_LONG = re.compile(rf"\d{{{MAX_DIGITS + 1}}}|[eE][+-]?\d{{3}}")
_ADVICE = {
    "Int": "Send a whole number from -2147483648 to 2147483647, without quotation marks.",
    "Float": "Send a number, without quotation marks.",
    "String": "Send a string, in quotation marks.",
    "Boolean": "Send true or false, without quotation marks.",
    "ID": "Send an ID, as a string in quotation marks.",
}
_ENUM = "Send one of the values that the schema lists for it."


def add_advice(message: str) -> str:
    """Return graphql-core's message about a value, shortened, without a parser's exception, and with advice."""
    message = _INFINITE.sub("a number with too many digits", _RAISED.sub(", found: ", message))
    if len(message) > MAX_QUOTED:
        message = f"{message[:MAX_QUOTED]}…"
    advice = _ENUM if " enum." in message or message.startswith("Enum ") or ": Enum " in message else ""
    if found := _TYPE.search(message):
        advice = _ADVICE[found[1] or found[2]]
    return f"{message.rstrip('.')}. {advice}" if advice else message


def check_numbers(schema: GraphQLSchema, node: DocumentNode, text: str) -> None:
    """Raise a GraphQLError for a number in an operation that has too many digits to be converted."""
    if _MAY_BE_LONG.search(text):
        type_info = TypeInfo(schema)
        visit(node, TypeInfoVisitor(type_info, _Numbers(type_info)))


def add_location(error: GraphQLError, operation: OperationDefinitionNode | None) -> GraphQLError:
    """Return an error about a value with a location: that of the operation if the library sets none."""
    # An error with a code is ours: it is about the caller, or already has its location.
    if error.path is not None or error.locations or operation is None or "code" in (error.extensions or {}):
        return error
    return GraphQLError(error.message, operation, original_error=error.original_error, extensions=error.extensions)


class _Numbers(Visitor):
    """Rejects numbers that are too long."""

    def __init__(self, type_info: TypeInfo) -> None:
        super().__init__()
        self.type_info = type_info
        self.argument = "A number"

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Remember the argument for the message."""
        self.argument = f"The argument {node.name.value!r}"

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        """Remember the variable for the message."""
        self.argument = f"The default of '${node.variable.name.value}'"

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        """Check a whole number."""
        if len(node.value.lstrip("-")) > MAX_DIGITS:
            self._refuse(node)

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        """Check a decimal number."""
        if not isfinite(float(node.value)):
            self._refuse(node)

    def _refuse(self, node: Node) -> None:
        kind = self.type_info.get_input_type()
        wanted = f" is of type {kind}, and" if kind else ""
        raise GraphQLError(f"{self.argument}{wanted} cannot be a number {TOO_LONG}", node)
