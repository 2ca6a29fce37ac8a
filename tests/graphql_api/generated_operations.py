"""Generates operations from the schema with hypothesis: aliases, fragments, conditions, variables and invalid input."""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)
from hypothesis import strategies as st

from graphql_api.execution.operation import Operation

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
MOVING = {"indexAge", "similar", "help"}
"""Fields that differ from one moment to the next, or cost too much here."""


@dataclass
class Generator:
    """The generation of one operation."""

    draw: Any
    schema: GraphQLSchema
    terms: list[str]
    known: Any
    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def one_of(self, *choices: Any) -> Any:
        """Choose one of some values."""
        return self.draw(st.sampled_from(choices))

    def chance(self, percent: int) -> bool:
        """Return True with a probability in percent."""
        return bool(self.draw(st.integers(0, 99)) < percent)

    def selection(self, type_: Composite, depth: int) -> str:
        """Return a selection set."""
        if isinstance(type_, GraphQLUnionType):
            chosen = [self.one_of(*type_.types) for _ in range(self.one_of(1, 2))]
            return f"{{ __typename {' '.join(f'... on {on.name} {self.selection(on, depth)}' for on in chosen)} }}"
        parts = [self._part(type_, depth) for _ in range(self.draw(st.integers(1, 5)))]
        return f"{{ {' '.join(parts)} }}"

    def _part(self, type_: Composite, depth: int) -> str:
        kind = self.draw(st.integers(0, 9))
        if kind == 0:
            return f"{self.one_of('', 'name: ')}__typename{self._condition()}"
        if kind in (1, 2) and depth:
            on = self._narrower(type_)
            condition = f" on {on.name}" if on is not type_ or self.chance(50) else ""
            return f"...{condition}{self._condition()} {self.selection(on, depth)}"
        if kind == 3 and depth:
            on, name = self._narrower(type_), f"F{len(self.fragments)}"
            self.fragments.append("")
            self.fragments[int(name[1:])] = f"fragment {name} on {on.name} {self.selection(on, depth - 1)}"
            return " ".join(f"...{name}{self._condition()}" for _ in range(self.one_of(1, 1, 2)))
        return self.field(type_, depth)

    def _narrower(self, type_: Composite) -> Composite:
        possible = self.schema.get_possible_types(type_) if isinstance(type_, GraphQLInterfaceType) else []
        return self.one_of(type_, *possible)

    def field(self, type_: Composite, depth: int) -> str:
        """Return a field, usually one of the favoured ones."""
        able = {
            name: one
            for name, one in type_.fields.items()
            if name not in MOVING and (depth or not isinstance(get_named_type(one.type), Composite))
        }
        familiar = [name for name in able if self.known(type_, name)]
        name = self.one_of(*(familiar if familiar and self.chance(98) else able or {"__typename": None}))
        if name == "__typename":
            return name
        # Fields with the same name differ between types: they must not share a response key.
        shared = isinstance(type_, GraphQLInterfaceType) or not type_.interfaces or name in type_.interfaces[0].fields
        alias = self.one_of("", "", f"again_{name}: ") if shared else f"{type_.name}_{name}: "
        return f"{alias}{name}{self._arguments(able[name])}{self._condition()}{self._below(able[name], depth)}"

    def _below(self, one: GraphQLField, depth: int) -> str:
        target = get_named_type(one.type)
        return f" {self.selection(target, depth - 1)}" if isinstance(target, Composite) else ""

    def _condition(self) -> str:
        if self.chance(85):
            return ""
        value = self.one_of("true", "false", "$")
        if value == "$":
            value += self.variable("Boolean!", self.one_of(True, False))
        return f" @{self.one_of('skip', 'include')}(if: {value})"

    def _arguments(self, one: GraphQLField) -> str:
        names = {name for name, argument in one.args.items() if is_required_argument(argument) or self.chance(25)}
        if "first" in one.args and self.chance(95):
            names -= {"first", "last", "after", "before"}
            names.add(self.one_of("first", "last" if "last" in one.args else "first"))
        written = [f"{name}: {self._argument(name, one.args[name])}" for name in one.args if name in names]
        return f"({', '.join(written)})" if written else ""

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self.value(argument.type, name)
        if self.chance(40) or get_named_type(argument.type).name == "_Any":  # which is easiest to pass as JSON
            return f"${self.variable(str(argument.type), value)}"
        return _literal(argument.type, value)

    def variable(self, type_: str, value: Any) -> str:
        """Declare a variable and return its name."""
        name = f"v{len(self.declared)}"
        self.declared.append(f"${name}: {type_}")
        self.variables[name] = value
        return name

    def value(self, type_: Any, name: str = "") -> Any:
        """Return a value for an input as JSON; sometimes null or an invalid value."""
        if not isinstance(type_, GraphQLNonNull) and self.chance(4):
            return None
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            return [self.value(type_.of_type, name) for _ in range(self.draw(st.integers(0, 3)))]
        if isinstance(type_, GraphQLEnumType):
            return self.one_of(*type_.values)
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        return self._scalar(type_.name, name)

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        if type_.name.endswith("By"):  # exactly one member is required
            chosen = self.one_of(*type_.fields)
            return {chosen: self.value(GraphQLNonNull(get_nullable_type(type_.fields[chosen].type)), chosen)}
        names = [one for one in type_.fields if is_required_input_field(type_.fields[one]) or self.chance(30)]
        return {one: self.value(type_.fields[one].type, one) for one in names}

    def _scalar(self, type_: str, name: str) -> Any:
        if name == "locale" and self.chance(95):
            return self.one_of("en-gb", "en-gb", "cy", "CY")
        if type_ == "Int":
            return self.one_of(0, 1, 2, 3, 5, 20, 100, 101) if self.chance(15) else self.one_of(1, 2, 5, 50)
        if type_ == "_Any":
            named = self.one_of("Content", "Guidance", "Topic", "Briefing")
            return {"__typename": named, **self.one_of({"id": self.one_of(*self.terms)}, {"nothing": 1})}
        if type_ == "Boolean":
            return self.one_of(True, False)
        if type_ == "DateTime":
            return self.one_of("2020-01-01T00:00:00Z", "2040-01-01T00:00:00+02:00", "2026-05-01T00:00:00")
        return self.one_of(*self.terms)


def _literal(type_: Any, value: Any) -> str:
    type_ = get_nullable_type(type_)
    if isinstance(value, list):
        return f"[{', '.join(_literal(type_.of_type, one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_literal(type_.fields[key].type, one)}' for key, one in value.items())}}}"
    return str(value) if isinstance(type_, GraphQLEnumType) and value is not None else json.dumps(value)


@st.composite
def operations(draw: Any, schema: GraphQLSchema, terms: list[str], known: Any) -> Operation:
    """Generate an operation. Strings are taken from `terms`; `known` returns whether to favour a field of a type."""
    generator = Generator(draw, schema, terms, known)
    query = schema.query_type
    assert query is not None
    roots = [generator.field(query, draw(st.integers(2, 5))) for _ in range(draw(st.sampled_from((1, 1, 1, 2))))]
    declared = f"({', '.join(generator.declared)})" if generator.declared else ""
    text = f"query Q{declared} {{ {' '.join(roots)} }} {' '.join(generator.fragments)}"
    return Operation(text, generator.variables, "Q")
