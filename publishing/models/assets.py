"""Published files. Their URLs hold a random key; who may read a file depends on the items that use it."""

from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import models
from django.db.models.fields.files import FieldFile

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.models.items import ContentItem


class AssetQuerySet(models.QuerySet["Asset"]):
    """Queries for assets."""

    def visible_to(self, viewer: Viewer) -> "AssetQuerySet":
        """Files used by an item that is visible to the viewer."""
        items = ContentItem.objects.visible_to(viewer)
        return self.filter(models.Exists(AssetUse.objects.filter(asset=models.OuterRef("pk"), item__in=items)))


class Asset(models.Model):
    """One stored file: an image's rendition or a document."""

    key = models.UUIDField(primary_key=True, default=uuid4)
    file = models.FileField(max_length=500, unique=True, storage=default_storage)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    preview_token = ""
    """Opens a file of a previewed draft, as part of its URL (publishing/previews/files.py); not stored."""

    objects = AssetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.filename

    def open(self) -> FieldFile:
        """Return the file, opened for reading."""
        return self.file.open("rb")

    def is_public(self) -> bool:
        """Whether everyone may read it."""
        return Asset.objects.filter(pk=self.pk).visible_to(ANONYMOUS).exists()


class AssetUse(models.Model):
    """An item's current edition uses a file."""

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="asset_uses")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "asset"], name="asset_use_unique")]

    def __str__(self) -> str:
        return f"{self.item_id} uses {self.asset_id}"


class EncodedImage(models.Model):
    """A rendition that was made on request (publishing/images/). While it is being encoded the row has a slot and no
    file, and others wait for it. Access depends on the source."""

    source = models.ForeignKey(Asset, models.CASCADE, related_name="encoded")
    size = models.CharField(max_length=80)
    content_type = models.CharField(max_length=100)
    file = models.FileField(max_length=500, storage=default_storage, blank=True)
    slot = models.PositiveSmallIntegerField(null=True, unique=True)
    created_at = models.DateTimeField()
    unused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "size", "content_type"], name="encoded_image_unique")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.size} {self.content_type}"
