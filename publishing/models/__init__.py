"""The publishing log: the only place where published content is read from."""

from publishing.models.actors import Actor
from publishing.models.assets import Asset, AssetUse, EncodedImage
from publishing.models.changes import Change, LogHead
from publishing.models.cursors import Cursor
from publishing.models.editions import Edition, EditionReference
from publishing.models.entitlements import Entitlement
from publishing.models.items import ContentItem, PreviousPath
from publishing.models.links import ItemTerm, Link
from publishing.models.previews import PreviewedDocument
from publishing.models.projects import NamedProject

__all__ = [
    "Actor",
    "Asset",
    "AssetUse",
    "Change",
    "ContentItem",
    "Cursor",
    "Edition",
    "EditionReference",
    "EncodedImage",
    "Entitlement",
    "ItemTerm",
    "Link",
    "LogHead",
    "NamedProject",
    "PreviewedDocument",
    "PreviousPath",
]
