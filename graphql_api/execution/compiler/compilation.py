"""Compiles selections to Python: an object becomes a function that returns a dict, a field an expression in it.

The writer of a field returns its expression. It is registered as `Type.field`; `Interface.field` applies to all types
of an interface, `Generic.field` to all types of a generic (fields/). An expression can use `x`, what the object is
built from (a row, stored JSON, a slice), and `d`, the loaded rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_argument_values,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graphql_api.execution.compiler.errors import NotCompiledError
from graphql_api.execution.compiler.row_fetches import LOCALE, RowFetch
from graphql_api.execution.compiler.selections import Selections, find_variables

MAX_FIELDS = 5_000
"""The limit of fields in a plan, each counted once for each type that it is selected on."""

Writer = Callable[["FieldContext"], str]
W = TypeVar("W", bound=Writer)
_writers: dict[str, Writer] = {}
_default_writers: dict[str, Writer] = {}
_numbers = count()


def field_writer(*names: str) -> Callable[[W], W]:
    """Register the writer of fields: `Type.field`."""

    def register(writer: W) -> W:
        _writers.update(dict.fromkeys(names, writer))
        return writer

    return register


def add_default_writer(name: str, writer: Writer) -> None:
    """Register the writer of a field that is stored under its own name, unless it has a specific writer."""
    _default_writers[name] = writer


def find_writer(type_: GraphQLObjectType, name: str) -> Writer | None:
    """Return the specific writer of a field, or else its default writer; None if it has neither."""
    owners = [type_.name, *(interface.name for interface in type_.interfaces)]
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if definition is not None and definition.concrete_of is not None:
        owners.append(definition.concrete_of.name)
    names = [f"{owner}.{name}" for owner in owners]
    return next((writers[one] for writers in (_writers, _default_writers) for one in names if one in writers), None)


@dataclass
class Compilation:
    """The compilation of one plan."""

    selections: Selections
    enums: dict[str, dict[Any, str]] = field(default_factory=dict)
    """The names of enum values by stored value, for each enum that expressions use."""
    target_fetches: list[RowFetch] = field(default_factory=list)
    number: int = field(default_factory=lambda: next(_numbers))
    """A unique number."""
    _lines: dict[str, str] = field(default_factory=dict)
    _objects: dict[tuple[object, ...], str] = field(default_factory=dict)
    _fields: int = 0

    @property
    def source(self) -> str:
        """The plan's Python source."""
        return "\n".join(line.replace("NAME", name, 1) for line, name in self._lines.items())

    def target_fetch(self, depth: int) -> RowFetch:
        """Return the fetch of targets at a depth: all references to that depth share its statements."""
        while len(self.target_fetches) < depth:
            self.target_fetches.append(RowFetch(len(self.target_fetches) + 1))
        return self.target_fetches[depth - 1]

    def add_line(self, line: str) -> str:
        """Add a line that defines NAME; return the name. Equal lines share a name."""
        return self._lines.setdefault(line, f"n{len(self._lines)}")

    def add_object(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode], fetch: RowFetch) -> str:
        """Add the function that builds an object; return its name."""
        key = (type_.name, id(fetch), *map(id, nodes))
        if key not in self._objects:
            sets = [node.selection_set for node in nodes if node.selection_set]
            fields = self.selections.collect_fields(type_, sets)
            self._fields += len(fields)
            if self._fields > MAX_FIELDS:
                raise NotCompiledError("The operation is too large to be compiled.")
            items = ", ".join(f"{name!r}: {self._write_field(type_, nodes, fetch)}" for name, nodes in fields.items())
            body = f"def NAME(x, d):\n    d.counts.values += {len(fields)}\n    return {{{items}}}"
            self._objects[key] = self.add_line(body)
        return self._objects[key]

    def _write_field(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode], fetch: RowFetch) -> str:
        name = nodes[0].name.value
        if name == "__typename":
            return repr(type_.name)
        writer = find_writer(type_, name)
        if writer is None:
            raise NotCompiledError(f"{type_.name}.{name}")
        return writer(FieldContext(self, fetch, nodes, type_.fields[name]))


@dataclass(frozen=True)
class FieldContext:
    """A selected field that is being compiled."""

    compilation: Compilation
    fetch: RowFetch
    """The fetch of the rows that the field belongs to."""
    nodes: Sequence[FieldNode]
    field: GraphQLField

    @property
    def name(self) -> str:
        """The field's name."""
        return self.nodes[0].name.value

    @property
    def type(self) -> GraphQLOutputType:
        """The field's type."""
        return self.field.type

    @property
    def named_type(self) -> GraphQLNamedType:
        """The field's type without lists and non-nulls."""
        return get_named_type(self.type)

    @property
    def arguments(self) -> dict[str, Any]:
        """The values of the field's arguments, which are known when the plan is compiled."""
        node, selections = self.nodes[0], self.compilation.selections
        if find_variables(node) and selections.is_root(node.name.value):
            raise NotCompiledError("The values of variables are not known here.")
        return get_argument_values(self.field, node, selections.variables)

    @property
    def target_fetch(self) -> RowFetch:
        """The fetch of the items that the rows refer to."""
        return self.compilation.target_fetch(self.fetch.depth + 1)

    def column(self, name: str) -> str:
        """Return the expression of a row's column."""
        return f"x[{self.fetch.column(name)}]"

    def json_column(self, name: str) -> str:
        """Return the expression of a row's parsed JSON."""
        return f"x[{self.fetch.json_column(name)}]"

    def enum(self, value: str) -> str:
        """Return the expression of an enum value's name."""
        type_ = cast("GraphQLEnumType", self.named_type)
        names = {getattr(member.value, "value", member.value): name for name, member in type_.values.items()}
        self.compilation.enums[type_.name] = names
        return f"{type_.name}[{value}]"

    def object(self, value: str, fetch: RowFetch | None = None) -> str:
        """Return the expression of the field's object, built from a value; `fetch` if that is a row of another one."""
        type_ = cast("GraphQLObjectType", self.named_type)
        return f"{self.compilation.add_object(type_, self.nodes, fetch or self.fetch)}({value}, d)"

    def item(self, row: str) -> str:
        """Return the expression of the field's object, built from the row of an item."""
        type_ = cast("GraphQLObjectType", self.named_type)
        return f"{self.compilation.add_object(type_, self.nodes, self.fetch)}({row}, d.by_locale[{row}[{LOCALE}]])"

    def cached_part(self, column: str, expression: str) -> str:
        """Return the expression of a cached part of the result: an expression (of `x`) that depends only on a column of
        stored JSON and on what it refers to."""
        function = self.compilation.add_line(f"def NAME(x, d):\n    return {expression}")
        stored = f"x[{self.fetch.stored_column(column)}]"
        depth = self.target_fetch.depth if self.fetch.needs_references else 0
        part = f"d.cached_part({(self.compilation.number, function)}, {function}, {stored}, {depth})"
        return f"({part} if {stored} else None)"

    def dispatch_table(self, types: Iterable[tuple[str, str]], fetch: RowFetch) -> str:
        """Return the name of a dict of the functions that build objects of some types, by the given keys."""
        schema = self.compilation.selections.schema
        functions = ", ".join(
            f"{key!r}: {self.compilation.add_object(schema.type_map[type_], self.nodes, fetch)}"  # type: ignore[arg-type]
            for key, type_ in types
        )
        return self.compilation.add_line(f"NAME = {{{functions}}}")

    def dispatch(self, value: str, key: str, types: Iterable[tuple[str, str]], fetch: RowFetch) -> str:
        """Return the expression of an object whose type depends on a key of the value."""
        return f"{self.dispatch_table(types, fetch)}[{value}[{key}]]({value}, d)"
