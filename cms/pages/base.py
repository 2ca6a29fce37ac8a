"""What all pages share: who it is for, what is said of a change, and how it becomes a document of the log."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from cms.content.cleaning import CleanedModel, check_rich_text_links, clean_model
from cms.content.converter import Converter
from cms.content.details import build_details
from cms.content.draft_rules import errors_blocking_draft
from cms.content.paths import public_path
from cms.editing.forms import HubPageForm
from cms.editing.panels import build_tabs
from cms.pages.fields import IndexedManyToManyField
from cms.pages.validation import check_change_note, check_handling, check_path, check_unique
from cms.pages.visiting import Visited
from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import AnyBlock
from publishing.kinds import Kind, Relation, UpdateType
from publishing.kinds.declaration import Details
from publishing.log.new_edition import NewEdition, Reference


class HubPage(Visited, CleanedModel):
    """Base of every page type. Subclasses say what is theirs in computed_details(), references() and facts."""

    kind: ClassVar[Kind]
    write_panels: ClassVar[list[Any]] = []
    facts_panels: ClassVar[list[Any]] = []
    detail_columns: ClassVar[dict[str, str]] = {}
    """Its fields that hold a detail of another name, by that name."""
    unique_field: ClassVar[str] = ""
    """The code that no other page in the same language has."""
    # Wagtail's page privacy is none of ours: the audience is.
    private_page_options: ClassVar[list[str]] = []
    base_form_class = HubPageForm
    is_unfinished = False
    """Set by the form while it checks a draft that is saved and not published."""
    show_in_menus_default = False

    summary = models.TextField(
        blank=True, help_text="One or two sentences. Readers see them in lists, in search and when the page is shared."
    )
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown in lists and where the page is shared.",
    )
    image_alt = models.CharField(
        "image description", max_length=255, blank=True, help_text="What the image tells those who cannot see it."
    )
    topics = IndexedManyToManyField(
        "cms.Topic",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="Readers find the page under these topics and can follow them.",
    )
    content_owner = models.CharField(
        max_length=255, blank=True, help_text="The team that answers for this page. Readers see it."
    )
    review_date = models.DateField(null=True, blank=True, help_text="When the owner looks at it again.")
    audience = models.PositiveSmallIntegerField(
        choices=Audience.choices,
        default=Audience.PUBLIC,
        help_text="Everybody else is told that there is no such page.",
    )
    marking = models.CharField(
        "handling marking",
        max_length=12,
        choices=Marking.choices,
        default=Marking.CLEAR,
        help_text="Traffic Light Protocol 2.0. It limits the audience; readers see it at the top of the page.",
    )
    named_projects = IndexedManyToManyField(
        "cms.ProjectPage",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="For named readers: members of these projects may read the page.",
    )
    update_type = models.CharField(
        max_length=5,
        choices=UpdateType.choices,
        default=UpdateType.MAJOR,
        help_text="A major update moves the page up in lists and goes to those who follow it.",
    )
    change_note = models.TextField(
        blank=True, help_text="What changed, for those who read the page before. A major update needs it."
    )
    replaced_by = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Once this page is unpublished, its readers are shown this one instead.",
    )
    moved_to = models.URLField(
        blank=True, help_text="Once this page is unpublished, its readers are sent to this address outside the hub."
    )

    # A copy is a new page: it has not been published before.
    exclude_fields_in_copy = ["first_published_at"]
    parent_page_types: ClassVar[list[str]] = ["cms.Section"]
    subpage_types: ClassVar[list[str] | None] = []

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give each page type its form, in tabs by task."""
        super().__init_subclass__(**kwargs)
        if cls.write_panels:
            cls.edit_handler = build_tabs(cls)

    @classmethod
    def can_exist_under(cls, parent: Any) -> bool:
        """Whether Wagtail's rules allow it, and the section takes pages of this kind."""
        lists = getattr(parent.specific, "lists", cls.kind)
        return super().can_exist_under(parent) and cls.kind in (Kind.SECTION, lists)

    def clean_fields(self, exclude: Any = None) -> None:
        """Check the fields: of an unfinished draft, only that they can be stored."""
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = errors_blocking_draft(error.error_dict) if self.is_unfinished else error.error_dict
            if errors:
                raise ValidationError(errors) from error

    def minimal_clean(self) -> None:
        """Clean the texts of a draft, then check what it needs."""
        try:
            clean_model(self)
        except ValidationError as error:
            if errors := errors_blocking_draft(error.error_dict):
                raise ValidationError(errors) from error
        super().minimal_clean()

    def clean(self) -> None:
        """Check what Wagtail does; what readers rely on is checked too, unless an unfinished draft is saved."""
        super().clean()
        if not self.is_unfinished:
            self.clean_for_readers()

    def clean_for_readers(self) -> None:
        """Check what must hold of a page that readers get, but not yet of a draft."""
        check_rich_text_links(self)
        check_handling(self)
        check_path(self)
        if self.unique_field:
            check_unique(self, self.unique_field)
        check_change_note(self)

    # --- What it is to the log -------------------------------------------------------------------
    def public_path(self) -> str:
        """Return the address readers find it at."""
        return public_path(self.url_path, self.locale.language_code)

    def code(self) -> str:
        """Return what people call it, empty when it has no code."""
        return ""

    def details(self, converter: Converter) -> Details:
        """Return what its kind carries."""
        return build_details(self, self.computed_details(converter))

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return those of its details that are more than a field of the page."""
        return {}

    def references(self) -> Iterator[Reference]:
        """Yield the items it refers to, beyond those in its body."""
        for topic in self.topics.all():
            yield Reference(relation=Relation.TOPIC, target=topic.translation_key)

    def blocks(self, converter: Converter) -> tuple[AnyBlock, ...]:
        """Return the body, for page types that have one."""
        return ()

    def times(self) -> dict[str, Any]:
        """Return effective_at and expires_at."""
        return {"expires_at": self.expire_at}

    def build_edition(self) -> NewEdition:
        """Return the page as the log takes it."""
        converter = Converter()
        image = converter.image(self.image, self.image_alt, decorative=not self.image_alt) if self.image else None
        body, details = self.blocks(converter), self.details(converter)
        return NewEdition(
            content_id=self.translation_key,
            locale=self.locale.language_code,
            kind=self.kind,
            path=self.public_path(),
            title=self.title,
            summary=self.summary,
            image=image,
            body=body,
            details=details,
            references=(*self.references(), *converter.references()),
            assets=converter.assets(),
            code=self.code(),
            audience=Audience(self.audience),
            marking=Marking(self.marking),
            projects=tuple(project.translation_key for project in self.named_projects.all()),
            owner=self.content_owner,
            review_date=self.review_date,
            update_type=UpdateType(self.update_type),
            change_note=self.change_note,
            **self.times(),
        )
