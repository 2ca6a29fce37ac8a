"""Parses, validates and prices operation texts: each text once for all callers, without SQL."""

from collections.abc import Sequence
from threading import Lock

from cachetools import LRUCache, cached
from django.conf import settings
from graphql import (
    DocumentNode,
    GraphQLError,
    Location,
    OperationDefinitionNode,
    OperationType,
    Source,
    Token,
    TokenKind,
    specified_rules,
    validate,
)
from graphql.error import GraphQLSyntaxError
from graphql.language.parser import Parser, nested_too_deeply_error
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_api.base.error_messages import add_advice, add_location, check_numbers
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_TOKENS
from graphql_api.execution.cost.list_sizes import learned_sizes
from graphql_api.execution.cost.price import ListSizes, Price, calculate_price
from graphql_api.execution.cost.syntax_limits import check_syntax_limits
from graphql_api.execution.operation_summary import OperationSummary, summarise
from graphql_api.schema.schema import schema

CACHE_SIZE = 16_000_000
"""The estimated size in bytes of all cached valid texts. Invalid texts have a cache of the same size, so that they do
not evict valid ones."""
SYNTAX_TREES_SIZE = 2_000_000
"""The same for syntax trees, most of which are never needed again."""
_BYTES_EACH, _BYTES_PER_CHARACTER = 8_000, 40
"""The estimate for one text."""
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MAX_ERRORS = 10


class ParsedText:
    """An operation text (it may hold several operations) with its errors; it is valid if there are none.

    It does not keep its syntax tree: hundreds of objects that each full garbage collection would traverse. The text is
    parsed again, in half a millisecond, when it is run without a plan.
    """

    def __init__(self, text: str, syntax: DocumentNode | None = None, errors: Sequence[GraphQLError] = ()) -> None:
        self.errors = errors
        self.size = _BYTES_EACH + _BYTES_PER_CHARACTER * len(text)
        self._text = text
        self._types = [(node.name and node.name.value, node.operation) for node in _find_operations(syntax)]
        self._prices: dict[str | None, tuple[ListSizes, Price]] = {}
        self._summaries: dict[str | None, OperationSummary] = {}

    @property
    def syntax(self) -> DocumentNode | None:
        """The syntax tree; None if the text is invalid."""
        return None if self.errors else _reparse(self._text)

    def operation_types(self, name: str | None) -> list[OperationType]:
        """Return the types of the operations with a name; of all operations if `name` is None."""
        return [type_ for own, type_ in self._types if name is None or own == name]

    def operations(self, name: str | None) -> list[OperationDefinitionNode]:
        """Return the operations with a name; all operations if `name` is None."""
        operations = _find_operations(self.syntax)
        return [node for node in operations if name is None or (node.name and node.name.value == name)]

    def price(self, name: str | None) -> Price:
        """Return the price of an operation of a valid text."""
        sizes = learned_sizes.get()
        known, price = self._prices.get(name, (None, None))
        if price is None or known is not sizes:
            assert self.syntax is not None, "a valid text was parsed"
            price = calculate_price(schema._schema, self.syntax, self.operations(name)[0], sizes)
            self._prices[name] = sizes, price
        return price

    def summary(self, name: str | None) -> OperationSummary:
        """Return the summary of an operation of a valid text."""
        if name not in self._summaries:
            assert self.syntax is not None, "a valid text was parsed"
            self._summaries[name] = summarise(self.syntax, name)
        return self._summaries[name]


_lock = Lock()
_valid: LRUCache[str, ParsedText] = LRUCache(CACHE_SIZE, lambda parsed: parsed.size)
_invalid: LRUCache[str, ParsedText] = LRUCache(CACHE_SIZE, lambda parsed: parsed.size)


def parse_text(text: str) -> ParsedText:
    """Parse, measure and validate a text, or return the result from the cache."""
    with _lock:
        parsed = _valid.get(text) or _invalid.get(text)
    if parsed is None:
        parsed = _parse_and_validate(text)
        cache = _invalid if parsed.errors else _valid
        if parsed.size <= cache.maxsize:
            with _lock:
                cache[text] = parsed
    return parsed


def parse_syntax(text: str) -> DocumentNode:
    """Parse a text into a syntax tree whose locations keep no tokens. Tokens are a third of its objects and refer to
    both neighbours, so they would survive the tree until the next garbage collection."""
    parser = _Parser(Source(text), max_tokens=MAX_TOKENS)
    try:
        syntax = parser.parse_document()
    except RecursionError:
        raise nested_too_deeply_error(parser) from None
    token: Token | None = parser._lexer.token
    while token is not None:
        token.next = None
        token.prev, token = None, token.prev
    return syntax


class _Parser(Parser):
    def loc(self, start_token: Token) -> Location | None:
        location = super().loc(start_token)
        if location:
            location.start_token = location.end_token = _NO_TOKEN
        return location


_NO_TOKEN = Token(TokenKind.SOF, 0, 0, 0, 0)


def _find_operations(syntax: DocumentNode | None) -> list[OperationDefinitionNode]:
    return [node for node in (syntax.definitions if syntax else ()) if isinstance(node, OperationDefinitionNode)]


@cached(LRUCache(SYNTAX_TREES_SIZE, lambda node: _BYTES_EACH + _BYTES_PER_CHARACTER * node.loc.end), lock=Lock())
def _reparse(text: str) -> DocumentNode:
    return parse_syntax(text)


def _parse_and_validate(text: str) -> ParsedText:
    try:
        syntax = parse_syntax(text)
        check_syntax_limits(syntax)
        check_numbers(schema._schema, syntax, text)
    except (GraphQLSyntaxError, HubError) as error:
        return ParsedText(text, errors=(error.with_traceback(None),))  # its frames would keep the syntax tree alive
    except GraphQLError as error:
        return ParsedText(text, errors=(_as_invalid(error),))
    except RecursionError:
        return ParsedText(text, errors=(HubError(Code.TOO_DEEP, "The operation is nested too deeply."),))
    operations = _find_operations(syntax)
    if not operations:
        return ParsedText(text, errors=(HubError(Code.UNKNOWN_OPERATION, "The request contains no operation."),))
    errors = validate(schema._schema, syntax, _RULES, _MAX_ERRORS, hide_suggestions=settings.PRODUCTION)
    return ParsedText(text, syntax, [_as_invalid(add_location(error, operations[0])) for error in errors])


def _as_invalid(error: GraphQLError) -> GraphQLError:
    """Return a validation error with its positions but without its nodes, which would keep the syntax tree alive."""
    extensions = {"code": Code.INVALID.value}
    return GraphQLError(
        add_advice(error.message), source=error.source, positions=error.positions, extensions=extensions
    )
