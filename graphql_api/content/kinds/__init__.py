"""The GraphQL type of every kind.

A kind whose fields need resolvers has a module here; the types of the others are derived from publishing/kinds/.
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
