"""The type of every kind: what its declaration gives it, and what needs a resolver of its own.

A kind with such fields has a file of its name here; the others follow from publishing/kinds/ alone.
"""

from importlib import import_module
from importlib.util import find_spec

from graphql_api.content.base import Content, register_kind_type
from publishing.kinds.registry import KINDS

for _kind, _declaration in KINDS.items():
    _name = f"{__name__}.{_kind.value}"
    if find_spec(_name):
        import_module(_name)
    else:
        register_kind_type(_kind)(type(_declaration.type_name, (Content,), {}))
