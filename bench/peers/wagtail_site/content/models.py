"""The pages. What lists are sorted by is a column with an index, as the hub's."""

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index

from bench.peers.wagtail_site.content.blocks import BodyBlock, image_representation


class ImageField(Field):
    def to_representation(self, value: Image) -> dict[str, object]:
        """Return the image with its renditions."""
        return image_representation(value)


class TopicPage(Page):
    api_fields = [APIField("url_path")]


class WorkStreamPage(Page):
    code = models.CharField(max_length=40)

    api_fields = [APIField("code")]


class GuidancePage(Page):
    summary = models.TextField(blank=True)
    updated_at = models.DateTimeField(db_index=True)
    content_hash = models.CharField(max_length=64)
    image = models.ForeignKey(Image, models.PROTECT, related_name="+")
    topics = ParentalManyToManyField(TopicPage, related_name="+")
    work_streams = ParentalManyToManyField(WorkStreamPage, related_name="+")
    body = StreamField(BodyBlock())

    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    api_fields = [
        *(APIField(name) for name in ("url_path", "summary", "updated_at", "content_hash")),
        APIField("image", serializer=ImageField()),
        *(APIField(name) for name in ("topics", "work_streams", "body")),
    ]
