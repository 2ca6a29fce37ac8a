"""The fields that editions of a format may have, as a list in the format's folder: `make schema` writes it.

Stored editions are never rewritten, so the list only grows: a field that goes stays in it, marked as removed. It
separates what needs no new format (a field with a default comes; a field goes; a choice gets one more value) from what
does (a field gets another name or type, loses a value or its default, or is required from now on).
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel

from publishing.content.fields import GeoJson, TextType, find_text_type

FOLDER = Path(__file__).parent
SCALARS = {"str": "text", "int": "integer", "float": "number", "bool": "boolean", "UUID": "id"}
SCALARS |= {"date": "day", "datetime": "moment"}


@dataclass(frozen=True)
class Field:
    """One line: what is stored in a field, and whether older editions may lack it."""

    types: frozenset[str]
    has_default: bool
    is_removed: bool = False

    @classmethod
    def parse(cls, line: str) -> tuple[str, Self]:
        """Return a field and its path."""
        path, types, *marks = line.split("\t")
        return path, cls(frozenset(types.split(" | ")), "default" in marks, "removed" in marks)

    def line(self, path: str) -> str:
        """Return it as it is written."""
        marks = (["default"] if self.has_default else []) + (["removed"] if self.is_removed else [])
        return "\t".join((path, " | ".join(sorted(self.types)), *marks))


Shape = dict[str, Field]


@dataclass(frozen=True)
class Differences:
    """What changed since the list was written."""

    additions: list[str]
    breaks: list[str]
    """What older editions are not read rightly after, without an upcast."""


def today() -> Shape:
    """Return all the fields that an edition can have now."""
    from publishing.content.blocks import BLOCKS, Image
    from publishing.kinds.registry import KINDS

    roots: dict[str, type[BaseModel]] = {"image": Image}
    roots |= {f"block.{name}": block for name, block in BLOCKS.items()}
    roots |= {f"details.{kind.value}": declaration.details for kind, declaration in KINDS.items()}
    return {path: field for root, model in roots.items() for path, field in fields_of(root, model)}


def fields_of(path: str, model: type[BaseModel]) -> Iterator[tuple[str, Field]]:
    """Yield a structure and its fields, however deep in it."""
    yield path, Field(frozenset({"object"}), has_default=True)
    for name, field in model.model_fields.items():
        if name != "type":  # the name of a block, by which its fields are listed
            form = find_text_type(field.annotation, tuple(field.metadata))
            yield from _described(f"{path}.{name}", field.annotation, form, has_default=not field.is_required())


def _described(path: str, annotation: Any, form: TextType, *, has_default: bool) -> Iterator[tuple[str, Field]]:
    types = set()
    for part in _alternatives(annotation):
        if get_origin(part) is tuple:
            types.add("list")
            yield from _described(f"{path}[]", get_args(part)[0], form, has_default=True)
        elif _is_block(part):
            types.add("block")
        elif isinstance(part, type) and issubclass(part, BaseModel):
            types.add("object")
            yield from (found for found in fields_of(path, part) if found[0] != path)
        else:
            types |= _scalars(part, form)
    yield path, Field(frozenset(types), has_default)


def _alternatives(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _alternatives(part)
    else:
        yield annotation


def _is_block(part: Any) -> bool:
    from publishing.content.blocks import Block

    return isinstance(part, type) and issubclass(part, Block)


def _scalars(part: Any, form: TextType) -> set[str]:
    if part is type(None):
        return {"null"}
    if get_origin(part) is Literal:
        return {f"={value}" for value in get_args(part)}
    if part is GeoJson:
        return {"geometry"}
    if issubclass(part, Enum):
        return {f"={member.value}" for member in part}
    is_text = part is str and form is not TextType.LINES
    return {form.value if is_text else SCALARS[part.__name__]}


def recorded(number: int, folder: Path = FOLDER) -> Shape:
    """Return the list of a format; empty where there is none yet."""
    file = folder / str(number) / "fields.txt"
    return dict(map(Field.parse, file.read_text().splitlines())) if file.exists() else {}


def compare(before: Shape, now: Shape) -> Differences:
    """Say what changed."""
    gone = [path for path, field in before.items() if path not in now and not field.is_removed]
    new = [path for path in now if path not in before]
    additions = [f"{path} is new" for path in new] + [f"{path} was removed" for path in gone]
    breaks = [f"{path} is new and has no default" for path in new if _lacks_default(path, before, now)]
    pairs = ((old, path) for old in gone for path in new if _is_similar(old, path, before, now))
    breaks += [f"{old} went and {path} came: is it the same?" for old, path in pairs]
    for path in sorted(before.keys() & now.keys()):
        old, field = before[path], now[path]
        if lost := old.types - field.types:
            breaks.append(
                f"{path} can hold {', '.join(sorted(lost))} in older editions, and cannot be read so any more"
            )
        if (old.has_default or old.is_removed) and not field.has_default:
            breaks.append(f"{path} may be missing from older editions, and has no default any more")
        if _merged(old, field) != old:
            additions.append(f"{path} can hold more, or has a default now")
    return Differences(additions, breaks)


def _lacks_default(path: str, before: Shape, now: Shape) -> bool:
    """Whether older editions have the structure that a new field is required in."""
    return path.rpartition(".")[0] in before and not now[path].has_default


def _is_similar(old: str, new: str, before: Shape, now: Shape) -> bool:
    """Whether a field that went could be one that came, by another name."""
    return old.rpartition(".")[0] == new.rpartition(".")[0] and bool(before[old].types & now[new].types - {"null"})


def _merged(old: Field, field: Field) -> Field:
    return Field(old.types | field.types, old.has_default or field.has_default)


def merged(before: Shape, now: Shape) -> Shape:
    """Return the list with what came, and marks at what went."""
    gone = {path: replace(field, is_removed=True) for path, field in before.items() if path not in now}
    both = {path: _merged(before[path], field) if path in before else field for path, field in now.items()}
    return {**gone, **both}


def advice(number: int, breaks: list[str]) -> str:
    """Say what to do about a change that older editions are not read rightly after."""
    found = "".join(f"\n  - {one}" for one in breaks)
    return f"""Editions of format {number} are stored, and would be read wrongly:{found}
Stored editions are never rewritten. Do one of these (docs/decisions/0006-an-edition-has-a-format.md):
  - Give a new field a default, and leave the old one as it is: no new format.
  - If one field went and another came that has nothing to do with it: one commit each, with `make schema`.
  - Make format {number + 1}:
    1. On the commit before this change, unless tests/publishing/formats/{number}/ has a dump of both engines already
       that holds every field: `python -m tests.publishing.formats.dumping` and
       `python -m tests.postgresql -- tests.publishing.formats.dumping`.
    2. Write publishing/formats/from_{number}.py: `upcast(stored)` returns the dict as format {number + 1} has it.
    3. In publishing/formats/__init__.py: FORMAT = {number + 1}, and `{number}: from_{number}.upcast` in UPCASTS.
    4. In graphql_api/content/signing/redaction.py: the rules of format {number + 1}, which say where it
       refers to something.
    5. `make schema` writes tests/publishing/formats/{number + 1}/fields.txt. A field that was renamed is written
       under both names for one release: old and new processes run side by side."""


def write(number: int, folder: Path = FOLDER) -> Differences:
    """Bring the list of a format up to date, unless something breaks; return what changed."""
    before, now = recorded(number, folder), today()
    found = compare(before, now) if before else Differences([f"format {number} is new"], [])
    if not found.breaks:
        file = folder / str(number) / "fields.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(listed(merged(before, now)))
    return found


def listed(shape: Mapping[str, Field]) -> str:
    """Return the list as it is written."""
    return "".join(f"{shape[path].line(path)}\n" for path in sorted(shape))


def main() -> int:
    """Write the list of today's format; refuse a change that needs a new one."""
    from publishing.formats import FORMAT

    found = write(FORMAT)
    if found.breaks:
        sys.stderr.write(f"{advice(FORMAT, found.breaks)}\n")
    return 1 if found.breaks else 0


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    sys.exit(main())
