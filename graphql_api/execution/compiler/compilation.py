"""From selections to Python: an object becomes a function that writes a dict, a field an expression in it.

How a field is written is registered under `Type.field`; `Interface.field` stands for all its types, `Generic.field` for
all that are made of it (fields/). An expression can use `x`, what the object is made of (a row, stored JSON, a page),
and `d`, what was loaded.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_argument_values,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graphql_api.execution.compiler.row_fetches import Level
from graphql_api.execution.compiler.selections import Selections, variables_in

MAX_FIELDS = 5_000
"""How many fields a plan can have, each counted once for each type that it is selected on."""

Writer = Callable[["Place"], str]
W = TypeVar("W", bound=Writer)
_writers: dict[str, Writer] = {}
_plain_writers: dict[str, Writer] = {}
_numbers = count()


class UnknownError(Exception):
    """Something is asked for that has no compiler."""


def writes(*names: str) -> Callable[[W], W]:
    """Register how fields are written: `Type.field`."""

    def register(writer: W) -> W:
        _writers.update(dict.fromkeys(names, writer))
        return writer

    return register


def writes_plainly(name: str, writer: Writer) -> None:
    """Register how a field is written that is stored under its name, unless it has a writer of its own."""
    _plain_writers[name] = writer


def writer_of(type_: GraphQLObjectType, name: str) -> Writer | None:
    """Return how a field of a type is written: as registered for it, or else as its name says; None where neither."""
    names = [f"{owner}.{name}" for owner in _owners(type_)]
    return next((writers[one] for writers in (_writers, _plain_writers) for one in names if one in writers), None)


def _owners(type_: GraphQLObjectType) -> Iterator[str]:
    """The names under which a type's fields can be registered."""
    yield type_.name
    yield from (interface.name for interface in type_.interfaces)
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if definition is not None and definition.concrete_of is not None:
        yield definition.concrete_of.name


@dataclass
class Compilation:
    """One plan in the making."""

    selections: Selections
    enums: dict[str, dict[Any, str]] = field(default_factory=dict)
    """The names of enums' values, by what is stored of them, under the name that expressions use."""
    below: list[Level] = field(default_factory=list)
    number: int = field(default_factory=lambda: next(_numbers))
    """No other plan's."""
    _lines: dict[str, str] = field(default_factory=dict)
    _objects: dict[tuple[object, ...], str] = field(default_factory=dict)
    _fields: int = 0

    @property
    def source(self) -> str:
        """The plan's Python."""
        return "\n".join(line.replace("NAME", name, 1) for line, name in self._lines.items())

    def level(self, depth: int) -> Level:
        """Return a level below the first: all that refers to it shares its statements."""
        while len(self.below) < depth:
            self.below.append(Level(len(self.below) + 1))
        return self.below[depth - 1]

    def line(self, line: str) -> str:
        """Add a line that gives NAME a value; return the name. Equal lines share theirs."""
        return self._lines.setdefault(line, f"n{len(self._lines)}")

    def object(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode], level: Level) -> str:
        """Return the name of the function that writes an object."""
        key = (type_.name, id(level), *map(id, nodes))
        if key not in self._objects:
            sets = [node.selection_set for node in nodes if node.selection_set]
            fields = self.selections.fields_of(type_, sets)
            self._fields += len(fields)
            if self._fields > MAX_FIELDS:
                raise UnknownError("The operation is too large to be compiled.")
            written = ", ".join(f"{name!r}: {self._field(type_, nodes, level)}" for name, nodes in fields.items())
            body = f"def NAME(x, d):\n    d.values += {len(fields)}\n    return {{{written}}}"
            self._objects[key] = self.line(body)
        return self._objects[key]

    def _field(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode], level: Level) -> str:
        name = nodes[0].name.value
        if name == "__typename":
            return repr(type_.name)
        writer = writer_of(type_, name)
        if writer is None:
            raise UnknownError(f"{type_.name}.{name}")
        return writer(Place(self, level, nodes, type_.fields[name]))


@dataclass(frozen=True)
class Place:
    """Where a field is written."""

    compilation: Compilation
    level: Level
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
    def arguments(self) -> dict[str, Any]:
        """The field's arguments, which are settled."""
        node, selections = self.nodes[0], self.compilation.selections
        if variables_in(node) and selections.is_root(node.name.value):
            raise UnknownError("A variable may not be settled.")
        return get_argument_values(self.field, node, selections.variables)

    @property
    def named(self) -> GraphQLNamedType:
        """The field's type without its lists and non-nulls."""
        return get_named_type(self.type)

    @property
    def below(self) -> Level:
        """The level of what the rows here refer to."""
        return self.compilation.level(self.level.depth + 1)

    def column(self, name: str) -> str:
        """Return a row's column."""
        return f"x[{self.level.column(name)}]"

    def document(self, name: str) -> str:
        """Return a row's column of stored JSON."""
        return f"x[{self.level.document(name)}]"

    def enum(self, value: str) -> str:
        """Return the name of an enum's value."""
        type_ = cast("GraphQLEnumType", self.named)
        names = {getattr(member.value, "value", member.value): name for name, member in type_.values.items()}
        self.compilation.enums[type_.name] = names
        return f"{type_.name}[{value}]"

    def object(self, value: str) -> str:
        """Return the field's object, made of a value."""
        function = self.compilation.object(cast("GraphQLObjectType", self.named), self.nodes, self.level)
        return f"{function}({value}, d)"

    def part(self, column: str, expression: str) -> str:
        """Return what is made of a column of stored JSON alone, `x` in the expression, and of what it refers to."""
        function = self.compilation.line(f"def NAME(x, d):\n    return {expression}")
        text = f"x[{self.level.text(column)}]"
        depth = self.below.depth if self.level.refers else 0
        part = f"d.part({(self.compilation.number, function)}, {function}, {text}, {depth})"
        return f"({part} if {text} else None)"

    def table(self, types: Iterable[tuple[str, str]], level: Level) -> str:
        """Return the name of the functions that write objects of some types, by what stands for each type."""
        schema = self.compilation.selections.schema
        functions = ", ".join(
            f"{name!r}: {self.compilation.object(schema.type_map[type_], self.nodes, level)}"  # type: ignore[arg-type]
            for name, type_ in types
        )
        return self.compilation.line(f"NAME = {{{functions}}}")

    def one_of(self, value: str, key: str, types: Iterable[tuple[str, str]], level: Level) -> str:
        """Return an object of a type that a key of the value tells."""
        return f"{self.table(types, level)}[{value}[{key}]]({value}, d)"

    def is_abstract(self) -> bool:
        """Whether the field's objects can be of several types."""
        return isinstance(self.named, GraphQLInterfaceType)
