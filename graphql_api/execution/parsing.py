"""The documents that are sent: each text is parsed, judged and priced once, whoever sends it and without SQL."""

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
from graphql_api.execution.cost.price import Price, price_of
from graphql_api.execution.cost.syntax_limits import check_shape
from graphql_api.execution.operation_summary import Asked, asked_in
from graphql_api.schema.schema import schema

KEPT = 16_000_000
"""How large what is kept may be, by estimate, in bytes; as much again for documents that are refused, so that those
drive out no others."""
PARSED = 2_000_000
"""As much for what documents were parsed into, which most of them never need again."""
_EACH, _TIMES = 8_000, 40
"""The estimate: so much for each document, and so many times its text."""
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MOST_ERRORS = 10


class Document:
    """What is known of a document: valid where there are no errors.

    Not what it was parsed into, some hundred objects that each full garbage collection would have to look at: that is
    made again, in half a millisecond, when it is run without a plan.
    """

    def __init__(self, text: str, node: DocumentNode | None = None, errors: Sequence[GraphQLError] = ()) -> None:
        self.errors = errors
        self.size = _EACH + _TIMES * len(text)
        self._text = text
        self._kinds = [(one.name and one.name.value, one.operation) for one in _operations_in(node)]
        self._prices: dict[str | None, Price] = {}
        self._asked: dict[str | None, Asked] = {}

    @property
    def node(self) -> DocumentNode | None:
        """What its text is parsed into; None where it is refused."""
        return None if self.errors else _parsed_again(self._text)

    def kinds(self, name: str | None) -> list[OperationType]:
        """Return the kinds of the operations that a name can mean, all without one."""
        return [kind for own, kind in self._kinds if name is None or own == name]

    def operations(self, name: str | None) -> list[OperationDefinitionNode]:
        """Return the operations that a name can mean, all without one."""
        return [node for node in _operations_in(self.node) if name is None or (node.name and node.name.value == name)]

    def price(self, name: str | None) -> Price:
        """Return what its operation of a name may cost, where it is valid."""
        if name not in self._prices:
            assert self.node is not None, "a valid document was read"
            self._prices[name] = price_of(schema._schema, self.node, self.operations(name)[0])
        return self._prices[name]

    def asked(self, name: str | None) -> Asked:
        """Return what its operation of a name asks for, where it is valid."""
        if name not in self._asked:
            assert self.node is not None, "a valid document was read"
            self._asked[name] = asked_in(self.node, name)
        return self._asked[name]


def document_of(text: str) -> Document:
    """Return the document that a text is."""
    with _lock:
        known = _good.get(text) or _refused.get(text)
    if known is None:
        known = _judged(text)
        kept = _refused if known.errors else _good
        if known.size <= kept.maxsize:
            with _lock:
                kept[text] = known
    return known


_lock = Lock()
_good: LRUCache[str, Document] = LRUCache(KEPT, lambda document: document.size)
_refused: LRUCache[str, Document] = LRUCache(KEPT, lambda document: document.size)


def parsed(text: str) -> DocumentNode:
    """Parse a text. Its places keep no tokens: they are a third of what a document is made of, know their neighbours on
    both sides, and so would outlive it until garbage is collected."""
    parser = _Parser(Source(text), max_tokens=MAX_TOKENS)
    try:
        document = parser.parse_document()
    except RecursionError:
        raise nested_too_deeply_error(parser) from None
    token: Token | None = parser._lexer.token
    while token is not None:
        token.next = None
        token.prev, token = None, token.prev
    return document


class _Parser(Parser):
    def loc(self, start_token: Token) -> Location | None:
        location = super().loc(start_token)
        if location:
            location.start_token = location.end_token = _NO_TOKEN
        return location


_NO_TOKEN = Token(TokenKind.SOF, 0, 0, 0, 0)


def _operations_in(node: DocumentNode | None) -> list[OperationDefinitionNode]:
    return [one for one in (node.definitions if node else ()) if isinstance(one, OperationDefinitionNode)]


@cached(LRUCache(PARSED, lambda node: _EACH + _TIMES * node.loc.end), lock=Lock())
def _parsed_again(text: str) -> DocumentNode:
    return parsed(text)


def _judged(text: str) -> Document:
    try:
        node = parsed(text)
        check_shape(node)
        check_numbers(schema._schema, node, text)
    except (GraphQLSyntaxError, HubError) as error:
        return Document(text, errors=(error.with_traceback(None),))  # its frames would keep the whole document
    except GraphQLError as error:
        return Document(text, errors=(_invalid(error),))
    except RecursionError:
        return Document(text, errors=(HubError(Code.TOO_DEEP, "The document is nested too deep."),))
    operations = _operations_in(node)
    if not operations:
        return Document(text, errors=(HubError(Code.UNKNOWN_OPERATION, "There is no operation."),))
    errors = validate(schema._schema, node, _RULES, _MOST_ERRORS, hide_suggestions=settings.PRODUCTION)
    return Document(text, node, [_invalid(add_location(error, operations[0])) for error in errors])


def _invalid(error: GraphQLError) -> GraphQLError:
    """Return an error of validation with its places and without its nodes, which would keep the whole document."""
    extensions = {"code": Code.INVALID.value}
    return GraphQLError(
        add_advice(error.message), source=error.source, positions=error.positions, extensions=extensions
    )
