"""A work-stream of the programme."""

from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel

from cms.pages.body import BodyPage
from publishing.kinds import Kind


class WorkStreamPage(BodyPage):
    """Its title is its name. Projects and guidance refer to it."""

    kind = Kind.WORK_STREAM
    unique_field = "work_stream_code"
    detail_columns = {"code": "work_stream_code"}

    work_stream_code = models.CharField(
        "code",
        max_length=3,
        validators=[RegexValidator(r"^(T|CP|TT|CF|SR)$", "The codes are T, CP, TT, CF and SR.")],
        help_text="The start of its projects' codes, for example TT.",
    )
    co_chair_police = models.CharField("co-chair, police", max_length=255, blank=True)
    co_chair_business = models.CharField("co-chair, business", max_length=255, blank=True)

    facts_panels = [FieldPanel("work_stream_code"), FieldPanel("co_chair_police"), FieldPanel("co_chair_business")]

    class Meta:
        verbose_name = "work-stream"
